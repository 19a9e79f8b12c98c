"""Replay an inspection event by event, and compare the result with the saved views."""

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
    Selection,
    ask_for_key,
    render,
    show_as_json,
    show_as_text,
    shown_events,
    step_through,
)
from cli.trail_filter import wanted
from domain.wording import join_list
from projections.replay.breakpoints import (
    Breakpoint,
    CaseAffected,
    JudgementChanges,
    QuestionAffected,
    ScoreBecomes,
    parse,
)
from projections.replay.steps import differences
from projections.saved.all_views import PROJECTIONS
from projections.saved.instants import InstantNotReached, resolve

VIEWS = join_list(projection.name for projection in PROJECTIONS)


class Speed(click.ParamType[float]):
    """A factor of the original speed, such as 3600x."""

    name = "speed"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the factor; fail if it is not a number above 0."""
        text = str(value)
        digits = text.removesuffix("x")
        if not digits.replace(".", "", 1).isdecimal() or float(digits) == 0:
            self.fail(f"“{text}” is not a speed. Write a factor such as 3600x: one hour per second.", param, ctx)
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
    help="Stop at an event: 'theme 1 < 60' (percent; or <=, >, >=, =, !=) when that becomes true, judgement, "
    "'judgement 1', recommendation, 'recommendation 3', 'case NC-07', 'question 1.03', or a kind of event, such as "
    "answer-moderated. Can be repeated: the replay stops at the first that is reached.",
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
    """Replay an inspection event by event. Checks the result against today's.

    Each event is a line with its position, its time in London, who and what. Below it are the figures that it changed.
    The whole log is always replayed, and the result is compared with the saved views, byte for byte. Exits with status
    3 if they differ.
    """
    _check_options(step, speed, breaks, html, overwrite)
    if until and ctx.at:
        raise click.UsageError("Use --until or --at, not both.")
    ctx = replace(ctx, named=reference or ctx.named, at=until or ctx.at)
    span = range(_first(ctx, start) if start else 0, ctx.instant.position + 1)
    only = wanted(ctx, case, theme, question, actor, kind)
    selection = Selection(span, only, tuple(_breakpoint(ctx, text) for text in breaks), diff)
    progress = ReplayProgress()
    if html is None:
        _render(ctx, selection, progress, step, speed)
        status = _check_result(ctx, selection, progress)
    else:
        status = _write(html, overwrite, ctx, selection, progress)
    return status


def _check_options(
    step: bool, speed: float | None, breaks: tuple[str, ...], html: Path | None, overwrite: bool
) -> None:
    if html is not None and (step or speed is not None or breaks):
        raise click.UsageError("--html writes all events to one page. Leave out --step, --speed and --break.")
    if overwrite and html is None:
        raise click.UsageError("--overwrite needs a file. Name it with --html.")
    if step and not sys.stdin.isatty():
        raise click.UsageError("--step waits for keys, so it needs a terminal.")


def _first(ctx: ReadContext, start: str) -> int:
    """Return the first position to show.

    This is the named event, or the event after the last one before a day or a time.
    """
    try:
        before = str(date.fromisoformat(start) - timedelta(days=1))
    except (ValueError, OverflowError):
        before = start
    by_time = start[:1].isdigit()
    try:
        instant = resolve(before, ctx.store, ctx.inspection, head=ctx.store.head(), today=ctx.instant.day)
    except InstantNotReached:
        if by_time:
            return 0
        raise
    return instant.position + by_time


def _breakpoint(ctx: ReadContext, text: str) -> Breakpoint:
    """Parse a breakpoint; refuse one that the inspection can never reach."""
    breakpoint_ = parse(text)
    inspection = ctx.handler.inspection(ctx.inspection)
    if isinstance(breakpoint_, CaseAffected):
        ctx.handler.case(ctx.inspection, breakpoint_.case)
    elif isinstance(breakpoint_, QuestionAffected):
        inspection.adopted_framework("stop at a question").question(breakpoint_.question)
    elif isinstance(breakpoint_, ScoreBecomes | JudgementChanges) and breakpoint_.theme is not None:
        theme = inspection.adopted_framework("stop at a theme").theme(breakpoint_.theme)
        if isinstance(breakpoint_, ScoreBecomes) and not theme.scored:
            raise click.UsageError(f"Theme {theme.id} has no score, so a breakpoint cannot use it.")
    return breakpoint_


def _render(ctx: ReadContext, selection: Selection, progress: ReplayProgress, step: bool, speed: float | None) -> None:
    events = ctx.events()
    following = shown_events(events, selection, progress)
    show = show_as_json if ctx.form == "json" else show_as_text
    if step:
        step_through(following, show, ask_for_key)
    elif (stopped := render(following, show, speed)) and ctx.form != "json":
        more = stopped.entry.position < events[-1].position
        print_text(f"Continue with: --from '#{stopped.entry.position + 1}'" if more else "It is the last event.")
    if (
        selection.breakpoints
        and progress.stopped is None
        and progress.position == events[-1].position
        and ctx.form != "json"
    ):
        print_text("No breakpoint was reached by the events shown.")


def _compare(ctx: ReadContext, progress: ReplayProgress) -> tuple[int, list[str]]:
    """Replay the whole log to its end; return its number of events and the views that differ.

    The part that was shown is not folded again, unless events in it were hidden or left out.
    """
    if ctx.hidden or ctx.effective_on is not None:
        progress = ReplayProgress()
    for recorded in ctx.store.follow(after=progress.position, inspection=ctx.inspection):
        progress.views, progress.replayed = progress.views.after(recorded), progress.replayed + 1
    return progress.replayed, differences(ctx.store, ctx.inspection, progress.views)


def _check_result(ctx: ReadContext, selection: Selection, progress: ReplayProgress) -> int:
    replayed, differing = _compare(ctx, progress)
    if ctx.form == "json":
        stopped = {"stopped": progress.stopped} if selection.breakpoints else {}
        show_json({**_result(replayed, progress, differing), **stopped})
    elif differing:
        _print_differences(replayed, differing)
    else:
        print_text(
            f"Replayed {replayed:,} events ({_shown(progress.shown, replayed)}). The result equals what is shown "
            f"today: {VIEWS}."
        )
    return BROKEN if differing else 0


def _write(path: Path, overwrite: bool, ctx: ReadContext, selection: Selection, progress: ReplayProgress) -> int:
    """Write the page if the replay equals the saved views; otherwise write nothing."""
    from cli.replay.html import page_of, save

    if path.exists() and not path.is_file():
        raise click.UsageError(f"{path} is not a regular file. Name another file.")
    if path.exists() and not overwrite:
        raise click.UsageError(f"{path} already exists. Name another file, or replace it with --overwrite.")
    page = page_of(ctx, selection, progress, VIEWS)
    replayed, differing = _compare(ctx, progress)
    if not differing:
        save(path, page)
    if ctx.form == "json":
        show_json({**_result(replayed, progress, differing), "html": None if differing else path.absolute().as_uri()})
    elif differing:
        _print_differences(replayed, differing)
    else:
        print_text(
            f"Wrote {path}: {progress.shown:,} events on one page of {len(page.encode()) / 1000:,.0f} kB that needs no "
            f"network. Open it in a browser. Replayed {replayed:,} events. The result equals what is shown today."
        )
    return BROKEN if differing else 0


def _shown(shown: int, replayed: int) -> str:
    return "all shown" if shown == replayed else f"{shown:,} shown"


def _result(replayed: int, progress: ReplayProgress, differing: list[str]) -> dict[str, object]:
    return {"replayed": replayed, "shown": progress.shown, "equal": not differing, "differing": differing}


def _print_differences(replayed: int, differing: list[str]) -> None:
    click.echo(
        f"Replayed {replayed:,} events. The result differs from the saved views ({', '.join(differing)}): a saved view "
        f"or an event was changed outside Inspectrail. Compare the root of the log (inspectrail status) with a root "
        f"kept elsewhere. Only if they are equal, continue with: inspectrail rebuild",
        err=True,
    )
