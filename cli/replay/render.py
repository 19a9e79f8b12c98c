"""Show a replay as text or JSON, in sequence or one event per key press."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import click

from cli.output import london, show_json, visible
from events_store.store import RecordedEvent
from projections.replay.breakpoints import Breakpoint, reached
from projections.replay.steps import ReplayStep, headlines, steps
from projections.saved.all_views import Views
from projections.saved.audit_trail import Filter, TrailEntry
from projections.saved.figures import Change

KEYS = "space next · b back · c next breakpoint or the end · q quit · ? keys"
ALL_KEYS = """\
  space, enter, →, n   the next event
  b, ←                 back to the previous event
  c                    continue to the next breakpoint, or to the end
  q                    show no more events; the whole log is still checked
  ?                    these keys"""
BACK = {"b", "\x1b[D", "\x1bOD", "\xe0K"}
NEXT = {" ", "\r", "\n", "n", "\x1b[C", "\x1bOC", "\xe0M"}
INDENT = " " * 7


@dataclass(frozen=True)
class ShownEvent:
    """An event to show, and the reason if the replay stops there.

    `diff` shows every changed figure, with its values before and after.
    """

    entry: TrailEntry
    changes: tuple[Change, ...]
    diff: bool = False
    stop: str | None = None


@dataclass(frozen=True)
class Selection:
    """The events to show, the breakpoints, and if every figure is shown."""

    span: range
    only: Filter
    breakpoints: tuple[Breakpoint, ...] = ()
    diff: bool = False

    def shows_event(self, step: ReplayStep) -> bool:
        """Return whether an event is shown."""
        return step.recorded.position in self.span and self.only.matches(step.entry)


@dataclass
class ReplayProgress:
    """The views and position that the replay reached, and the number of events."""

    views: Views = field(default_factory=Views)
    position: int = 0
    replayed: int = 0
    shown: int = 0
    stopped: dict[str, object] | None = None


Show = Callable[[ShownEvent], None]


def replayed_steps(log: Iterable[RecordedEvent], progress: ReplayProgress) -> Iterator[tuple[Views, ReplayStep]]:
    """Yield every event with the views before it, and update the progress."""
    before = progress.views
    for step in steps(log):
        progress.views, progress.position, progress.replayed = step.views, step.recorded.position, progress.replayed + 1
        yield before, step
        before = step.views


def shown_events(log: Iterable[RecordedEvent], selection: Selection, progress: ReplayProgress) -> Iterator[ShownEvent]:
    """Yield the events to show, with their changes and the breakpoints reached."""
    for before, step in replayed_steps(log, progress):
        if not selection.shows_event(step):
            continue
        progress.shown += 1
        why = [reason for breakpoint_ in selection.breakpoints if (reason := reached(breakpoint_, before, step))]
        if why:
            progress.stopped = {"position": step.recorded.position, "why": why}
        yield ShownEvent(step.entry, step.changes, selection.diff, "; ".join(why) or None)


def render(shown_events: Iterator[ShownEvent], show: Show, speed: float | None) -> ShownEvent | None:
    """Show events in sequence, and return the event at which a breakpoint stopped.

    `speed` is a factor of the original speed; None shows the events without pauses.
    """
    last: datetime | None = None
    for event in shown_events:
        if speed is not None and last is not None:
            time.sleep(max(0.0, (event.entry.at - last).total_seconds() / speed))
        last = event.entry.at
        show(event)
        if event.stop:
            return event
    return None


def step_through(shown_events: Iterator[ShownEvent], show: Show, ask: Callable[[], str]) -> None:
    """Show events by key press, forward and back, until the last event or “quit”.

    `ask` returns “next”, “back”, “continue” or “quit”. Shown events are kept in memory, without the views, to go back.
    """
    shown: list[ShownEvent] = []
    index = -1
    running = False
    while True:
        if index + 1 == len(shown):
            following = next(shown_events, None)
            if following is None:
                return
            shown.append(following)
        index += 1
        show(shown[index])
        running = running and shown[index].stop is None
        if running:
            continue
        match ask():
            case "quit":
                return
            case "back":
                index = max(index - 2, -1)
            case key:
                running = key == "continue"


def ask_for_key() -> str:
    """Show the keys, wait for one and return its meaning."""
    while True:
        click.secho(KEYS, dim=True, err=True, nl=False)
        try:
            key = click.getchar()
        finally:
            # Clear the line of keys with spaces: this also works on terminals without control codes.
            click.echo(f"\r{' ' * len(KEYS)}\r", err=True, nl=False)
        if key == "q":
            return "quit"
        if key in BACK:
            return "back"
        if key == "c":
            return "continue"
        if key in NEXT:
            return "next"
        click.echo(ALL_KEYS, err=True)


def show_as_json(event: ShownEvent) -> None:
    """Print an event as a line of JSON."""
    show_json({"event": event.entry, "changes": event.changes})


def show_as_text(event: ShownEvent) -> None:
    """Print an event with its changes, and the breakpoint if the replay stops there."""
    for line in lines(event):
        click.echo(line)


def lines(event: ShownEvent) -> Iterator[str]:
    """Yield the lines of an event, safe for a terminal."""
    entry = event.entry
    why = f" Why: {_with_full_stop(entry.why)}" if entry.why else ""
    on = f" (effective {entry.on})" if entry.on else ""
    yield _one_line(f"#{entry.position}  {london(entry.at)}  {entry.name} {_with_full_stop(entry.what)}{why}{on}")
    if event.diff:
        yield from _differences(event.changes)
    else:
        for change in headlines(event.changes):
            values = f"{change.before or 'none'} → {change.after or 'none'}"
            yield click.style(_one_line(f"{INDENT}{change.figure.title}: {values}"), fg="cyan")
    if event.stop is not None:
        yield click.style(_one_line(f"Stopped at #{entry.position:,}: {event.stop}"), bold=True)


def _differences(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if change.before is not None:
            yield click.style(_one_line(f"{INDENT}- {change.figure.title}: {change.before}"), fg="red")
        if change.after is not None:
            yield click.style(_one_line(f"{INDENT}+ {change.figure.title}: {change.after}"), fg="green")


def _one_line(text: str) -> str:
    return visible(text, keep_lines=False)


def _with_full_stop(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
