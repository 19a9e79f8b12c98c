"""Replay: the inspection told again, event by event, and checked against what is shown today."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import click

from cli.audit import wanted
from cli.main import BROKEN
from cli.options import shows
from cli.output import london, say, show_json, visible
from cli.wiring import Reading
from domain.refusals import listed
from projections.audit_trail import Entry, Filter
from projections.instants import InstantNotReached, resolve
from projections.replay import Step, differences, steps
from projections.views import PROJECTIONS, Views


class Speed(click.ParamType[float]):
    """How many times faster than life, as 3600x."""

    name = "speed"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the factor; fails on anything that is not a number above 0."""
        text = str(value)
        digits = text.removesuffix("x")
        if not digits.replace(".", "", 1).isdecimal() or float(digits) == 0:
            self.fail(f"“{text}” is not a speed. Write it as 3600x: an hour in a second.", param, ctx)
        return float(digits)


@dataclass
class Rhythm:
    """Waits between events: for a key, or as long as it took then, divided by the speed."""

    step: bool
    speed: float | None
    last: datetime | None = None

    def wait(self, entry: Entry) -> bool:
        """Wait; return False where the person has seen enough."""
        last, self.last = self.last, entry.at
        if self.step:
            return click.getchar() not in ("q", "\x03", "\x04")
        if self.speed is not None and last is not None:
            time.sleep(max(0.0, (entry.at - last).total_seconds() / self.speed))
        return True


@shows(
    "replay",
    "replay newcastle-2016",
    "replay newcastle-2016 --until draft --theme 1",
    "replay newcastle-2016 --kind answer-moderated --json",
    "replay newcastle-2016 --from feedback --step",
)
@click.argument("reference", required=False)
@click.option("--from", "start", help="Begin to tell at this instant.")
@click.option("--until", help="Stop telling after this instant (as --at).")
@click.option("--case", help="Only this case.")
@click.option("--theme", help="Only this theme.")
@click.option("--question", help="Only this question.")
@click.option("--actor", help="Only what this person did.")
@click.option("--kind", help="Only this kind of event, such as answer-moderated.")
@click.option("--step", is_flag=True, help="Wait for a key after each event; q ends the telling.")
@click.option("--speed", type=Speed(), help="Follow the original rhythm, so many times faster: 3600x.")
def replay(
    asked: Reading,
    reference: str | None,
    start: str | None,
    until: str | None,
    case: str | None,
    theme: str | None,
    question: str | None,
    actor: str | None,
    kind: str | None,
    step: bool,
    speed: float | None,
) -> int:
    """Tell an inspection as it happened, and prove that it leads to what is shown today.

    Each event is a line: its position, its time in London, who, what, and what it did to the scores, the judgements
    and the recommendations. Whatever is told, the whole log is replayed, and the state it reaches is compared with
    what is saved and shown today, byte for byte. Leaves with 3 where they differ.
    """
    if step and not sys.stdin.isatty():
        raise click.UsageError("--step waits for a key, so it needs a terminal.")
    if until and asked.at:
        raise click.UsageError("Say when to stop with --until or with --at, not with both.")
    asked = replace(asked, named=reference or asked.named, at=until or asked.at)
    span = range(_first(asked, start) if start else 0, asked.instant.position + 1)
    told = _tell(asked, span, wanted(asked, case, theme, question, actor, kind), Rhythm(step, speed))
    return _prove(asked, told)


def _first(asked: Reading, start: str) -> int:
    """Return where to begin: at the event that is named, or after the last one before a day or a time."""
    try:
        before = str(date.fromisoformat(start) - timedelta(days=1))
    except (ValueError, OverflowError):
        before = start
    by_time = start[:1].isdigit()
    try:
        here = resolve(before, asked.store, asked.inspection, head=asked.store.head(), today=asked.instant.day)
    except InstantNotReached:
        if by_time:
            return 0
        raise
    return here.position + by_time


@dataclass
class Told:
    """How much was replayed, and where it led."""

    views: Views
    replayed: int = 0
    shown: int = 0


def _tell(asked: Reading, span: range, only: Filter, rhythm: Rhythm) -> Told:
    told = Told(Views())
    telling = True
    for step in steps(asked.store.follow(inspection=asked.inspection)):
        told.views, told.replayed = step.views, told.replayed + 1
        if telling and step.recorded.position in span and only.matches(step.entry):
            _show(step, asked.form)
            told.shown += 1
            telling = rhythm.wait(step.entry)
    return told


def _show(step: Step, form: str) -> None:
    if form == "json":
        show_json({"event": step.entry, "effects": step.effects})
        return
    entry = step.entry
    why = f" Why: {_ended(entry.why)}" if entry.why else ""
    on = f" (true of {entry.on})" if entry.on else ""
    line = f"#{entry.position}  {london(entry.at)}  {entry.name} {_ended(entry.what)}{why}{on}"
    click.echo(visible(line, keep_lines=False))
    for text in _effects(step):
        click.echo(click.style(visible(f"       {text}", keep_lines=False), fg="cyan"))


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _effects(step: Step) -> Iterator[str]:
    return (f"{effect.of}: {effect.before} → {effect.after}" for effect in step.effects)


def _prove(asked: Reading, told: Told) -> int:
    differing = differences(asked.store, asked.inspection, told.views)
    if asked.form == "json":
        show_json({"replayed": told.replayed, "shown": told.shown, "equal": not differing, "differing": differing})
    elif differing:
        click.echo(
            f"Replayed {told.replayed:,} events. What is saved ({', '.join(differing)}) is not what they lead to: a "
            f"saved view or an event was changed outside Inspectrail. Compare the log's root (inspectrail status) with "
            f"one that was kept; only if the events are sound, go on with: inspectrail rebuild",
            err=True,
        )
    else:
        say(
            f"Replayed {told.replayed:,} events, told {told.shown:,}. They lead to exactly what is shown "
            f"today: {listed(projection.name for projection in PROJECTIONS)}."
        )
    return BROKEN if differing else 0
