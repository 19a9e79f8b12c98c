"""The one table, from the rows as they are kept."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from benchmarks.setting import HISTORY, LIMIT, VANILLA

HEADINGS = (
    "work", "contender", "events", "median", "min", "max", "events/s", "MB",
    f"x {LIMIT}", f"x {VANILLA}", f"x {HISTORY}", "target",
)  # fmt: skip


def cells(row: dict[str, Any]) -> list[str]:
    """Return a row as people read it."""
    seconds = row["seconds"]
    return [
        row["work"],
        row["contender"],
        f"{row['events']:,}",
        *map(spoken, (median(seconds), min(seconds), max(seconds))),
        f"{row['events'] / median(seconds):,.0f}" if row["events"] > 1 else "",
        f"{row['memory_mb']:,.0f}" if row["memory_mb"] else "",
        *(f"{row['ratio'][name]:.2f}" if row["ratio"].get(name) else "" for name in (LIMIT, VANILLA, HISTORY)),
        "; ".join(f"{one['says']}: {one['ratio']:.2f}, {_verdict(one)}" for one in row["targets"]),
    ]


def spoken(seconds: float) -> str:
    """Return a time with the unit that suits it."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def plain(rows: Sequence[dict[str, Any]]) -> str:
    """Return the table for a terminal."""
    lines = [list(HEADINGS), *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    lines.insert(1, ["-" * width for width in widths])
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in padded)


def _verdict(target: dict[str, Any]) -> str:
    return "reached" if target["reached"] else "MISSED"
