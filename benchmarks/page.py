"""Write the page on performance from the saved results: `python -m benchmarks.page`."""

import json
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.plots import plot
from benchmarks.setting import GROWING
from benchmarks.table import HEADINGS, cells, describe_target

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
ABOUT = HERE / "about.md"
DOCS = HERE.parent / "docs"
PAGE = DOCS / "performance.md"
PLOTS = {"seconds": DOCS / "performance-seconds.svg", "memory": DOCS / "performance-memory.svg"}


def files(results: dict[str, Any]) -> dict[Path, str]:
    """Return the page and its plots, by path."""
    grown = {work: [row for row in results["rows"] if row["work"].startswith(f"{work} of ")] for work in GROWING}
    seconds = {work: [(row["events"], median(row["seconds"])) for row in rows] for work, rows in grown.items()}
    memory = {work: [(row["events"], row["memory_mb"]) for row in rows] for work, rows in grown.items()}
    return {
        PAGE: _page(results),
        PLOTS["seconds"]: plot("Seconds by the length of the log", "s", seconds),
        PLOTS["memory"]: plot("Memory of the largest process by the length of the log", "MB", memory),
    }


def _page(results: dict[str, Any]) -> str:
    machine, versions = results["machine"], results["versions"]
    on = (
        f"{machine['processor']}, {machine['processors']} processors, {machine['memory_gb']} GB, {machine['system']}; "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + f". Measured on {results['date']} at revision {results['revision']}, seed {results['seed']}."
    )
    lines = [
        "| " + " | ".join(HEADINGS) + " |",
        "|" + "---|" * len(HEADINGS),
        *("| " + " | ".join(cell.replace("|", "\\|") for cell in cells(row)) + " |" for row in results["rows"]),
    ]
    if results["quick"]:
        on += " **This was a quick run: its sizes are smaller than the targets are stated for.**"
    targets = [(row["work"], target) for row in results["rows"] for target in row["targets"]]
    missed = [f"- {work}: {describe_target(target)}" for work, target in targets if not target["reached"]]
    filled = {
        "machine": on,
        "table": "\n".join(lines),
        "reached": f"{len(targets) - len(missed)} of {len(targets)} targets are reached",
        "missed": "\n".join(missed),
    }
    about = ABOUT.read_text()
    for name, text in filled.items():
        about = about.replace("{{" + name + "}}", text)
    return about


def main() -> None:
    """Write the page and its plots."""
    for path, text in files(json.loads(RESULTS.read_text())).items():
        path.write_text(text)


if __name__ == "__main__":
    main()
