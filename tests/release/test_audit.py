"""An audit succeeds if every package was found and has no known vulnerability."""

import json

import pytest

from tests.release.audit import NONE_KNOWN, NOT_AUDITED, SOME_KNOWN, judge, main

CLEAN = {"name": "click", "version": "8.5.1", "vulns": []}
FAULTY = {"name": "rich", "version": "15.0.0", "vulns": [{"id": "GHSA-1", "fix_versions": ["15.0.1", "16.0"]}]}
UNFIXED = {"name": "prov", "version": "3.2.3", "vulns": [{"id": "CVE-1", "fix_versions": []}]}
SKIPPED = {"name": "orjson", "skip_reason": "Dependency not found and could not be audited: orjson (3.13.0)"}
UNREACHED = "Traceback:\nrequests.exceptions.ConnectionError: Failed to resolve 'audit.example'\n"


@pytest.mark.parametrize(
    ("packages", "status", "sentences"),
    [
        ([CLEAN], NONE_KNOWN, ["No vulnerability is known of the 1 locked packages."]),
        ([CLEAN, FAULTY], SOME_KNOWN, ["rich 15.0.0: GHSA-1, fixed in 15.0.1, 16.0."]),
        ([UNFIXED], SOME_KNOWN, ["prov 3.2.3: CVE-1, fixed in no version."]),
        ([CLEAN, SKIPPED], NOT_AUDITED, ["Not audited, because the service does not know them: orjson."]),
        (
            [FAULTY, SKIPPED],
            SOME_KNOWN,
            [
                "rich 15.0.0: GHSA-1, fixed in 15.0.1, 16.0.",
                "Not audited, because the service does not know them: orjson.",
            ],
        ),
        (
            [SKIPPED],
            NOT_AUDITED,
            [
                "Nothing was audited: the service that knows vulnerabilities could not be reached "
                "(what answered knows none of the 1 packages)."
            ],
        ),
    ],
)
def test_findings_are_separate_from_packages_not_looked_up(packages: list[object], status: int, sentences: list[str]):
    assert judge(json.dumps({"dependencies": packages, "fixes": []}), "") == (status, sentences)


@pytest.mark.parametrize(
    ("errors", "why"),
    [
        (
            UNREACHED,
            "the service that knows vulnerabilities could not be reached "
            "(requests.exceptions.ConnectionError: Failed to resolve 'audit.example')",
        ),
        ("ERROR: requirement file not found\n", "pip-audit failed (ERROR: requirement file not found)"),
        ("", "pip-audit failed (it wrote nothing)"),
    ],
)
def test_a_failed_audit_gives_the_reason(errors: str, why: str):
    assert judge("", errors) == (NOT_AUDITED, [f"Nothing was audited: {why}."])


def test_main_returns_the_status(capfd: pytest.CaptureFixture[str]):
    assert main("/bin/false") == NOT_AUDITED
    assert capfd.readouterr().err == "Nothing was audited: pip-audit failed (it wrote nothing).\n"
