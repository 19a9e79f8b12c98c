"""How a replay is told: each event in lines of text or JSON, one after another or at the press of a key."""

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
  b, ←                 the event before, again
  c                    tell on to the next breakpoint, or to the end
  q                    stop telling; the proof over the whole log still follows
  ?                    these keys"""
BACK = {"b", "\x1b[D", "\x1bOD", "\xe0K"}
NEXT = {" ", "\r", "\n", "n", "\x1b[C", "\x1bOC", "\xe0M"}
INDENT = " " * 7


@dataclass(frozen=True)
class Moment:
    """An event as it is told: what it did, whether all of it is shown, and why the telling stops here, if it does."""

    entry: TrailEntry
    changes: tuple[Change, ...]
    diff: bool = False
    stop: str | None = None


@dataclass(frozen=True)
class Telling:
    """What to tell: the events between two positions that match; where to stop; and whether to show every figure."""

    span: range
    only: Filter
    breakpoints: tuple[Breakpoint, ...] = ()
    diff: bool = False

    def shows_event(self, step: ReplayStep) -> bool:
        """Whether an event is told."""
        return step.recorded.position in self.span and self.only.matches(step.entry)


@dataclass
class ReplayProgress:
    """How far the log was replayed, where it led, and what was shown of it."""

    views: Views = field(default_factory=Views)
    position: int = 0
    replayed: int = 0
    shown: int = 0
    stopped: dict[str, object] | None = None


Show = Callable[[Moment], None]


def followed(log: Iterable[RecordedEvent], progress: ReplayProgress) -> Iterator[tuple[Views, ReplayStep]]:
    """Yield every event with everything as it was just before it, and note how far we are."""
    before = progress.views
    for step in steps(log):
        progress.views, progress.position, progress.replayed = step.views, step.recorded.position, progress.replayed + 1
        yield before, step
        before = step.views


def moments(log: Iterable[RecordedEvent], telling: Telling, progress: ReplayProgress) -> Iterator[Moment]:
    """Yield the events to tell, each with what it did and why the telling stops there, where it does."""
    for before, step in followed(log, progress):
        if not telling.shows_event(step):
            continue
        progress.shown += 1
        why = [reason for item in telling.breakpoints if (reason := reached(item, before, step))]
        if why:
            progress.stopped = {"position": step.recorded.position, "why": why}
        yield Moment(step.entry, step.changes, telling.diff, "; ".join(why) or None)


def render(moments: Iterator[Moment], show: Show, speed: float | None) -> Moment | None:
    """Tell events one after another, at so many times the original speed; return where a breakpoint stopped it."""
    last: datetime | None = None
    for moment in moments:
        if speed is not None and last is not None:
            time.sleep(max(0.0, (moment.entry.at - last).total_seconds() / speed))
        last = moment.entry.at
        show(moment)
        if moment.stop:
            return moment
    return None


def step_through(moments: Iterator[Moment], show: Show, ask: Callable[[], str]) -> None:
    """Tell events at the press of a key, forward and back, until there are no more or the person has seen enough.

    `ask` returns “next”, “back”, “continue” or “quit”. What was told is kept, without the views, to be told again.
    """
    text: list[Moment] = []
    here = -1
    running = False
    while True:
        if here + 1 == len(text):
            following = next(moments, None)
            if following is None:
                return
            text.append(following)
        here += 1
        show(text[here])
        running = running and text[here].stop is None
        if running:
            continue
        match ask():
            case "quit":
                return
            case "back":
                here = max(here - 2, -1)
            case said:
                running = said == "continue"


def ask_for_key() -> str:
    """Show the keys on one line, wait for one of them, and return what it means."""
    while True:
        click.secho(KEYS, dim=True, err=True, nl=False)
        try:
            key = click.getchar()
        finally:
            # The line of keys makes room for the next event, on terminals that obey no codes too.
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


def show_as_json(moment: Moment) -> None:
    """Print an event as a line of JSON."""
    show_json({"event": moment.entry, "changes": moment.changes})


def show_as_text(moment: Moment) -> None:
    """Print an event as a line, and below it what it did; where the telling stops here, why."""
    for line in lines(moment):
        click.echo(line)


def lines(moment: Moment) -> Iterator[str]:
    """Yield the lines that tell an event, safe for a terminal."""
    entry = moment.entry
    why = f" Why: {_ended(entry.why)}" if entry.why else ""
    on = f" (effective {entry.on})" if entry.on else ""
    yield _one_line(f"#{entry.position}  {london(entry.at)}  {entry.name} {_ended(entry.what)}{why}{on}")
    if moment.diff:
        yield from _differences(moment.changes)
    else:
        for change in headlines(moment.changes):
            values = f"{change.before or 'none'} → {change.after or 'none'}"
            yield click.style(_one_line(f"{INDENT}{change.figure.title}: {values}"), fg="cyan")
    if moment.stop is not None:
        yield click.style(_one_line(f"Stopped at #{entry.position:,}: {moment.stop}"), bold=True)


def _differences(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if change.before is not None:
            yield click.style(_one_line(f"{INDENT}- {change.figure.title}: {change.before}"), fg="red")
        if change.after is not None:
            yield click.style(_one_line(f"{INDENT}+ {change.figure.title}: {change.after}"), fg="green")


def _one_line(text: str) -> str:
    return visible(text, keep_lines=False)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
