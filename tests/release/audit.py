"""Look up the locked versions in a vulnerability service: `make audit`.

Exits with status 0 if none is known, 1 if some are, and 2 if the versions could not be looked up.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from tests.release.building import ROOT

LOCKS = [ROOT / folder / "requirements.lock" for folder in (".", "tests", "benchmarks")]
OPTIONS = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
NONE_KNOWN, SOME_KNOWN, NOT_AUDITED = range(3)
NO_SERVICE = "Nothing was audited: the service that knows vulnerabilities could not be reached"
# The client's names of errors in reaching the service.
UNREACHED = ("requests.exceptions.", "urllib3.exceptions.", "ServiceError", "ConnectionError")


def main(pip_audit: str) -> int:
    """Run pip-audit over the locks, print its findings, and return the status."""
    locks = [word for lock in LOCKS for word in ("--requirement", str(lock))]
    ran = subprocess.run([pip_audit, *locks, *OPTIONS], check=False, capture_output=True, encoding="utf-8")
    status, sentences = judge(ran.stdout, ran.stderr)
    print("\n".join(sentences), file=sys.stderr if status else sys.stdout)
    return status


def judge(output: str, errors: str) -> tuple[int, Sequence[str]]:
    """Return the status and messages for the output of pip-audit. Its own status is 1 for any failure."""
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        last = (errors.strip() or "it wrote nothing").splitlines()[-1].strip()
        unreached = any(name in errors for name in UNREACHED)
        return NOT_AUDITED, [
            f"{NO_SERVICE} ({last})." if unreached else f"Nothing was audited: pip-audit failed ({last})."
        ]
    # If the server knows no package at all, such as a mirror, pip-audit reports success without findings.
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        return NOT_AUDITED, [f"{NO_SERVICE} (what answered knows none of the {len(packages)} packages)."]
    faults = [_sentence(package, fault) for package in packages for fault in package.get("vulns", [])]
    if skipped:
        faults.append(f"Not audited, because the service does not know them: {', '.join(skipped)}.")
        return SOME_KNOWN if len(faults) > 1 else NOT_AUDITED, faults
    if faults:
        return SOME_KNOWN, faults
    return NONE_KNOWN, [f"No vulnerability is known of the {len(packages)} locked packages."]


def _sentence(package: dict[str, Any], fault: dict[str, Any]) -> str:
    fixed = ", ".join(fault.get("fix_versions", [])) or "no version"
    return f"{package['name']} {package['version']}: {fault['id']}, fixed in {fixed}."


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
