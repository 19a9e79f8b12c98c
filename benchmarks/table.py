"""Render the table of results."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from benchmarks.setting import HISTORY, LIMIT, VANILLA

HEADINGS = (
    "work", "contender", "events", "median", "min", "max", "an event", "events/s", "MB, largest process",
    f"x {LIMIT}", f"x {VANILLA}", f"x {HISTORY}", "target",
)  # fmt: skip


def cells(row: dict[str, Any]) -> list[str]:
    """Return the cells of a row."""
    seconds, events = row["seconds"], row["events"]
    return [
        row["work"],
        row["contender"],
        f"{events:,}",
        *map(humanise, (median(seconds), min(seconds), max(seconds))),
        *((humanise(median(seconds) / events), f"{events / median(seconds):,.0f}") if events > 1 else ("", "")),
        f"{row['memory_mb']:,.0f}" if row["memory_mb"] else "",
        *(_ratio(row["ratio"].get(name)) for name in (LIMIT, VANILLA, HISTORY)),
        "; ".join(map(describe_target, row["targets"])),
    ]


def humanise(seconds: float) -> str:
    """Return a time in a suitable unit."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def describe_target(target: dict[str, Any]) -> str:
    """Return a target with its ratio, and whether it is reached."""
    return f"{target['says']}: {target['ratio']:.2f}{target['unit']}, {'reached' if target['reached'] else 'MISSED'}"


def plain(rows: Sequence[dict[str, Any]]) -> str:
    """Return the table for a terminal."""
    lines = [list(HEADINGS), *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    lines.insert(1, ["-" * width for width in widths])
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in padded)


def _ratio(ratio: float | None) -> str:
    if not ratio:
        return ""
    return f"{ratio:.2f}" if ratio >= 0.01 else f"{ratio:.1g}"
