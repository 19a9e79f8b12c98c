"""Replay: the inspection told again, event by event, and checked against what is shown today."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.main import BROKEN
from cli.output import print_text, show_json
from cli.replay.render import (
    ReplayProgress,
    Telling,
    ask_for_key,
    moments,
    render,
    show_as_json,
    show_as_text,
    step_through,
)
from cli.trail_filter import wanted
from domain.wording import join_list
from projections.replay.breakpoints import Breakpoint, CaseMet, Judged, QuestionMet, ScoreBecomes, parse
from projections.replay.steps import differences
from projections.saved.all_views import PROJECTIONS
from projections.saved.instants import InstantNotReached, resolve

VIEWS = join_list(projection.name for projection in PROJECTIONS)


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


@read_command(
    "replay",
    "replay newcastle-2016",
    "replay newcastle-2016 --until draft --theme 1",
    "replay newcastle-2016 --kind answer-moderated --json",
    "replay newcastle-2016 --from feedback --step",
    "replay newcastle-2016 --from feedback --break 'theme 1 < 61.5' --diff",
    "replay newcastle-2016 --break judgement --break 'recommendation 3' --step",
    "replay newcastle-2016 --html newcastle.html",
)
@click.argument("reference", required=False)
@click.option("--from", "start", help="Show events from this instant.")
@click.option("--until", help="Show events until this instant (as --at).")
@click.option("--case", help="Only this case.")
@click.option("--theme", help="Only this theme.")
@click.option("--question", help="Only this question.")
@click.option("--actor", help="Only events by this person.")
@click.option("--kind", help="Only this kind of event, such as answer-moderated.")
@click.option("--diff", is_flag=True, help="Show every figure before and after each event.")
@click.option(
    "--break",
    "breaks",
    multiple=True,
    metavar="WHERE",
    help="Stop at an event: 'theme 1 < 60' (percent; or <=, >, >=, =, !=) where that becomes true, judgement, "
    "'judgement 1', recommendation, 'recommendation 3', 'case NC-07', 'question 1.03', or any kind of event, such as "
    "answer-moderated. Can be repeated: the first that is met stops the telling.",
)
@click.option("--step", is_flag=True, help="Wait for a key after each event: forward, back, or to the next breakpoint.")
@click.option("--speed", type=Speed(), help="Replay in the original rhythm, this many times faster: 3600x.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page for a browser instead, in one file.",
)
@click.option("--overwrite", is_flag=True, help="Let --html replace an existing file.")
def replay(
    ctx: ReadContext,
    reference: str | None,
    start: str | None,
    until: str | None,
    case: str | None,
    theme: str | None,
    question: str | None,
    actor: str | None,
    kind: str | None,
    diff: bool,
    breaks: tuple[str, ...],
    step: bool,
    speed: float | None,
    html: Path | None,
    overwrite: bool,
) -> int:
    """Replay an inspection event by event, and check the result against today's.

    Each event is a line with its position, its time in London, who and what. Below it are the figures that it changed.
    The whole log is always replayed, and the result is compared with the saved views, byte for byte. Exits with status
    3 if they differ.
    """
    _refuse_what_does_not_go_together(step, speed, breaks, html, overwrite)
    if until and ctx.at:
        raise click.UsageError("Say when to stop with --until or with --at, not with both.")
    ctx = replace(ctx, named=reference or ctx.named, at=until or ctx.at)
    span = range(_first(ctx, start) if start else 0, ctx.instant.position + 1)
    only = wanted(ctx, case, theme, question, actor, kind)
    telling = Telling(span, only, tuple(_breakpoint(ctx, text) for text in breaks), diff)
    progress = ReplayProgress()
    if html is None:
        _render(ctx, telling, progress, step, speed)
        left_with = _prove(ctx, telling, progress)
    else:
        left_with = _write(html, overwrite, ctx, telling, progress)
    return left_with


def _refuse_what_does_not_go_together(
    step: bool, speed: float | None, breaks: tuple[str, ...], html: Path | None, overwrite: bool
) -> None:
    if html is not None and (step or speed is not None or breaks):
        raise click.UsageError("--html writes all events on one page; leave out --step, --speed and --break.")
    if overwrite and html is None:
        raise click.UsageError("--overwrite says what to do with a file; name it with --html.")
    if step and not sys.stdin.isatty():
        raise click.UsageError("--step waits for a key, so it needs a terminal.")


def _first(ctx: ReadContext, start: str) -> int:
    """Return where to begin: at the event that is named, or after the last one before a day or a time."""
    try:
        before = str(date.fromisoformat(start) - timedelta(days=1))
    except (ValueError, OverflowError):
        before = start
    by_time = start[:1].isdigit()
    try:
        here = resolve(before, ctx.store, ctx.inspection, head=ctx.store.head(), today=ctx.instant.day)
    except InstantNotReached:
        if by_time:
            return 0
        raise
    return here.position + by_time


def _breakpoint(ctx: ReadContext, text: str) -> Breakpoint:
    """Return a breakpoint that is written; refuses one that the inspection could never reach."""
    found = parse(text)
    inspection = ctx.handler.inspection(ctx.inspection)
    if isinstance(found, CaseMet):
        ctx.handler.case(ctx.inspection, found.case)
    elif isinstance(found, QuestionMet):
        inspection.adopted_framework("stop at a question").question(found.question)
    elif isinstance(found, ScoreBecomes | Judged) and found.theme is not None:
        theme = inspection.adopted_framework("stop at a theme").theme(found.theme)
        if isinstance(found, ScoreBecomes) and not theme.scored:
            raise click.UsageError(f"Theme {theme.id} is judged without a score, so none can stop the telling.")
    return found


def _render(ctx: ReadContext, telling: Telling, progress: ReplayProgress, step: bool, speed: float | None) -> None:
    events = ctx.events()
    following = moments(events, telling, progress)
    show = show_as_json if ctx.form == "json" else show_as_text
    if step:
        step_through(following, show, ask_for_key)
    elif (stopped := render(following, show, speed)) and ctx.form != "json":
        more = stopped.entry.position < events[-1].position
        print_text(
            f"Go on from here with: --from '#{stopped.entry.position + 1}'" if more else "There is nothing after it."
        )
    if (
        telling.breakpoints
        and progress.stopped is None
        and progress.position == events[-1].position
        and ctx.form != "json"
    ):
        print_text("No breakpoint was reached by the events told.")


def _compare(ctx: ReadContext, progress: ReplayProgress) -> tuple[int, list[str]]:
    """Replay the whole log to its end; return how many events it has and which live views differ from where it led.

    What was told is its beginning, and need not be folded again, where nothing of it was hidden or left out.
    """
    if ctx.hidden or ctx.effective_on is not None:
        progress = ReplayProgress()
    for recorded in ctx.store.follow(after=progress.position, inspection=ctx.inspection):
        progress.views, progress.replayed = progress.views.after(recorded), progress.replayed + 1
    return progress.replayed, differences(ctx.store, ctx.inspection, progress.views)


def _prove(ctx: ReadContext, telling: Telling, progress: ReplayProgress) -> int:
    replayed, differing = _compare(ctx, progress)
    if ctx.form == "json":
        stopped = {"stopped": progress.stopped} if telling.breakpoints else {}
        show_json({**_proof(replayed, progress, differing), **stopped})
    elif differing:
        _print_differences(replayed, differing)
    else:
        print_text(
            f"Replayed {replayed:,} events, told {progress.shown:,}. They lead to exactly what is shown today: {VIEWS}."
        )
    return BROKEN if differing else 0


def _write(path: Path, overwrite: bool, ctx: ReadContext, telling: Telling, progress: ReplayProgress) -> int:
    """Write the page, once the proof holds; where it does not, nothing is written."""
    from cli.replay.html import page_of, save

    if path.exists() and not path.is_file():
        raise click.UsageError(f"{path} is not a file that a page can be written to. Name another.")
    if path.exists() and not overwrite:
        raise click.UsageError(f"{path} is there already. Name another file, or write over it with --overwrite.")
    page = page_of(ctx, telling, progress, VIEWS)
    replayed, differing = _compare(ctx, progress)
    if not differing:
        save(path, page)
    if ctx.form == "json":
        show_json({**_proof(replayed, progress, differing), "html": None if differing else path.absolute().as_uri()})
    elif differing:
        _print_differences(replayed, differing)
    else:
        print_text(
            f"Wrote {path}: {progress.shown:,} events on one page of {len(page.encode()) / 1000:,.0f} kB that needs no "
            f"network; open it in a browser. Replayed {replayed:,} events. They lead to exactly what is shown today."
        )
    return BROKEN if differing else 0


def _proof(replayed: int, progress: ReplayProgress, differing: list[str]) -> dict[str, object]:
    return {"replayed": replayed, "shown": progress.shown, "equal": not differing, "differing": differing}


def _print_differences(replayed: int, differing: list[str]) -> None:
    click.echo(
        f"Replayed {replayed:,} events. What is saved ({', '.join(differing)}) is not what they lead to: a "
        f"saved view or an event was changed outside Inspectrail. Compare the log's root (inspectrail status) with "
        f"one that was kept; only if the events are sound, go on with: inspectrail rebuild",
        err=True,
    )
