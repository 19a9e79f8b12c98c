"""What every reader of events makes of each event of a log: one paragraph for each, to be compared and reviewed.

`python -m tests.projections.every_event` writes every_event.txt again.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from events_store.addresses import open_store
from events_store.store import Recorded
from projections.audit_trail import entries
from projections.event_roles import spoken_of
from projections.figures import Change, all_figures, differing, touched
from projections.replacements import replaced
from projections.replay import steps
from projections.two_clocks import _things
from projections.views import Views
from reports.made_and_used import made_by

STORE = Path(__file__).parents[1] / "golden" / "0.1.0" / "store.db"
PINNED = Path(__file__).with_name("every_event.txt")


def golden_log() -> tuple[Recorded, ...]:
    """Return the log with every kind of event that version 0.1.0 left."""
    with tempfile.TemporaryDirectory() as folder, closing(open_store(str(shutil.copy(STORE, folder)))) as store:
        return tuple(store.follow())


def paragraphs(log: Sequence[Recorded]) -> Iterator[tuple[str, str]]:
    """Yield the type of each event, and what every reader makes of it."""
    gone = replaced(log)
    before = Views()
    for step, entry in zip(steps(log), entries(log), strict=True):
        recorded = step.recorded
        moved = differing(all_figures(before), all_figures(step.views))
        before = step.views
        lines = [
            f"#{recorded.position} {recorded.fact.TYPE} in {recorded.stream}",
            f"trail: {entry.what}",
            f"of: case {entry.case}, themes {', '.join(entry.themes)}, question {entry.question}",
            f"old: {entry.old}",
            f"new: {entry.new}",
            f"why: {entry.why}",
            f"superseded by: {gone.get(recorded.position)}",
            *sorted(f"part of: {figure} as {role}" for figure, role in spoken_of(recorded)),
            *sorted(f"touches: {figure.title}" for figure in touched(step.views, recorded)),
            *(f"changes: {_change(change)}" for change in moved),
            *(f"effect: {effect.of}: {effect.before} -> {effect.after}" for effect in step.effects),
            *sorted(f"needs: {' '.join(map(str, thing))}" for thing in set(_things(recorded))),
            f"made: {made_by(recorded)}",
        ]
        yield recorded.fact.TYPE, "".join(f"{line}\n" for line in lines)


def _change(change: Change) -> str:
    return f"{change.figure.title}: {change.before} -> {change.after}"


def main() -> None:
    """Write the paragraphs of the log."""
    PINNED.write_text("\n".join(text for _, text in paragraphs(golden_log())))


if __name__ == "__main__":
    main()
