"""Count the results of a fault, and render them as a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

HEADINGS = ("fault", "count", "acknowledged", "lost", "duplicated", "detected", "seconds", "seed")


@dataclass
class Tally:
    """The counts of a fault: injections, acknowledged, lost and duplicated commands, and detections.

    Detected are the faults that were reported, or that left a command to be settled by its id. `wrong` has a sentence
    for every other error.
    """

    fault: str
    count: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicated: int = 0
    detected: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    seed: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, duplicated or wrong, and something was counted."""
        return not (self.lost or self.duplicated or self.wrong) and self.count > 0

    def more(self, what: str, number: int = 1) -> None:
        """Add to a count that is shown as a note."""
        self.notes[what] += number

    def cells(self) -> list[str]:
        """Return the cells of the row."""
        counts = (self.count, self.acknowledged, self.lost, self.duplicated, self.detected)
        return [self.fault, *(f"{count:,}" for count in counts), f"{self.seconds:.0f}", str(self.seed)]


def table(tallies: Sequence[Tally]) -> str:
    """Return the table with the notes and errors below it."""
    rows = [list(HEADINGS), *(tally.cells() for tally in tallies)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(_padded(cell, widths, column) for column, cell in enumerate(row)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    for tally in tallies:
        lines += [f"{tally.fault}: {number:,} {what}" for what, number in tally.notes.items()]
    for tally in tallies:
        lines += [f"WRONG, {tally.fault} (--seed {tally.seed}): {what}" for what in tally.wrong[:10]]
    return "\n".join(lines)


def _padded(cell: str, widths: Sequence[int], column: int) -> str:
    return cell.ljust(widths[0]) if column == 0 else cell.rjust(widths[column])
