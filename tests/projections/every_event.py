"""The result of every reader for each event of a log: one paragraph per event, to compare and review.

`python -m tests.projections.every_event` writes every_event.txt again.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import get_args

from domain.event_types import EVENT_TYPES, CaseEvent, Event
from events_store.codec import Codec, encode
from events_store.store import RecordedEvent, case_of
from events_store.store_url import open_store
from projections.engine.effects import needed_by, superseded
from projections.replay.steps import headlines, steps
from projections.saved.all_views import Views
from projections.saved.audit_trail import entries
from projections.saved.figures import Change, all_figures, differing, history_of, touched
from reports.provenance.prov_derivations import derivation_of
from tests.fixtures.events import EXAMPLES

STORE = Path(__file__).parents[1] / "golden" / "0.1.0" / "store.db"
PINNED = Path(__file__).with_name("every_event.txt")


def golden_log() -> tuple[RecordedEvent, ...]:
    """Return the log that version 0.1.0 wrote, with an example of every later kind of event."""
    with tempfile.TemporaryDirectory() as folder, closing(open_store(str(shutil.copy(STORE, folder)))) as store:
        log = tuple(store.follow())
    log = (*log, *_due_dates(log[-1]))
    return (*log, *_later(log))


def _later(log: Sequence[RecordedEvent]) -> Iterator[RecordedEvent]:
    """Yield an example of each kind of event that is not in the log."""
    last = {recorded.stream: recorded for recorded in log}
    new = [kind for kind in EVENT_TYPES if kind.TYPE not in {recorded.fact.TYPE for recorded in log}]
    for position, kind in enumerate(new, start=log[-1].position + 1):
        in_case = kind in get_args(CaseEvent)
        after = [recorded for stream, recorded in last.items() if (case_of(stream) is not None) == in_case][-1]
        fact: Event = EXAMPLES[kind.TYPE]  # type: ignore[assignment]
        last[after.stream] = RecordedEvent(position, after.stream, after.version + 1, after.inspection, fact)
        yield last[after.stream]


def _due_dates(last: RecordedEvent) -> Iterator[RecordedEvent]:
    """Yield a request of an owner under its name in 0.1.0, the decision, and a declined request."""
    decided = json.loads(encode(EXAMPLES["due-date-revised.v1"]))
    owner, inspectorate = EXAMPLES["action-planned.v1"].origin, EXAMPLES["due-date-revised.v1"].origin
    steps = (
        (owner, "2025-01-10", "2025-06-30"),
        (inspectorate, "2025-01-10", "2025-04-30"),
        (owner, "2025-04-30", "2025-08-31"),
        (inspectorate, "2025-04-30", "2025-04-30"),
    )
    for number, (origin, old, new) in enumerate(steps, start=1):
        state = {**decided, "origin": json.loads(encode(origin)), "old": old, "new": new}
        fact = Codec().decode("due-date-revised.v1", encode(state))
        yield RecordedEvent(last.position + number, last.stream, last.version + number, last.inspection, fact)


def paragraphs(log: Sequence[RecordedEvent]) -> Iterator[tuple[str, str]]:
    """Yield the type of each event, and a paragraph with the result of every reader."""
    gone = superseded(log)
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
            *sorted(f"part of: {figure} as {recorded.fact.ROLE}" for figure in history_of(recorded)),
            *sorted(f"touches: {figure.title}" for figure in touched(step.views, recorded)),
            *(f"changes: {_change(change)}" for change in moved),
            *(f"replay: {_change(change)}" for change in headlines(step.changes)),
            *sorted(f"needs: {subject}" for subject in needed_by(recorded)),
            f"made: {derivation_of(recorded)}",
        ]
        yield recorded.fact.TYPE, "".join(f"{line}\n" for line in lines)


def _change(change: Change) -> str:
    return f"{change.figure.title}: {change.before} -> {change.after}"


def main() -> None:
    """Write the paragraphs of the log."""
    PINNED.write_text("\n".join(text for _, text in paragraphs(golden_log())))


if __name__ == "__main__":
    main()
