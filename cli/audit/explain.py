"""The `explain` command: why a theme's score changed between two instants."""

from fractions import Fraction

import click

from cli.audit.explain_output import End, render
from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, show_json, show_table
from domain.wording import humanise
from projections.audit.score_changes import Contribution, ContributionGrouping, Explanation, ScoreAtInstant
from projections.audit.score_changes import explain as explained
from projections.saved.instants import InstantNotReached

COLUMNS = (
    "position",
    "recorded (UTC)",
    "effective",
    "person",
    "name",
    "role",
    "kind",
    "what",
    "case",
    "question",
    "old",
    "new",
    "why",
    "score before (%)",
    "score after (%)",
    "points",
    "points numerator",
    "points denominator",
)


@read_command(
    "explain",
    "explain 1",
    "explain 1 --from feedback --to published",
    "explain 1 --from 2016-05-13 --by case",
    "explain 1 --from '#1234' --csv",
    table=True,
)
@click.argument("theme")
@click.option("--from", "start", metavar="INSTANT", help="The first instant; by default, the beginning.")
@click.option("--to", "until", metavar="INSTANT", help="The second instant; by default, now or --at.")
@click.option("--by", type=click.Choice([by.value for by in ContributionGrouping]), help="Show sums by this only.")
def explain(ctx: ReadContext, theme: str, start: str | None, until: str | None, by: str | None) -> None:
    """Explain why a theme's score changed. Shows which events, by whom, why and by how much.

    The contribution of an event is the score after it minus the score before it, in percentage points. Contributions
    are exact and sum to the change; only the display is rounded.
    """
    begin, end = _ends(ctx, start, until)
    before = () if begin.instant is None else ctx.events(begin.instant)
    explanation = explained(before, ctx.events(end.instant), theme)
    if ctx.form == "json":
        _json(ctx, explanation, begin, end)
    elif is_boxed(ctx.form):
        render(explanation, begin, end, None if by is None else ContributionGrouping(by), ctx.effective_on)
    elif by is not None:
        show_table(_sums(explanation, ContributionGrouping(by)), ctx.form)
    else:
        show_table(Table(COLUMNS, [_row(contribution) for contribution in explanation.contributions]), ctx.form)


def _ends(ctx: ReadContext, start: str | None, until: str | None) -> tuple[End, End]:
    """Return the two instants. Raise a refusal if the first is after the second or either is after --at."""
    dated = ctx.effective_on is None
    begin = End(start, None if start is None else ctx.instant_of(start), dated)
    end = End(ctx.at, ctx.instant, dated) if until is None else End(until, ctx.instant_of(until), dated)
    for instant in (begin, end):
        if instant.position > ctx.instant.position:
            why = f"it is #{instant.position}, and --at {ctx.at} shows the log up to #{ctx.instant.position}"
            raise InstantNotReached(str(instant.typed), ctx.inspection, why)
    if begin.position > end.position:
        raise click.UsageError(f"The start, {begin.title()}, is after the end, {end.title()}. Swap --from and --to.")
    return begin, end


# For machines


def _row(contribution: Contribution) -> list[Cell]:
    """Return an event as a row for a spreadsheet, under COLUMNS."""
    return [
        contribution.position,
        contribution.recorded_at.isoformat(),
        contribution.on.isoformat(),
        contribution.person,
        contribution.name,
        contribution.role,
        contribution.kind,
        contribution.what,
        contribution.case,
        contribution.question,
        humanise(contribution.old or ""),
        humanise(contribution.new or ""),
        contribution.why,
        _number(contribution.before),
        _number(contribution.after),
        _decimal(contribution.points),
        contribution.points.numerator,
        contribution.points.denominator,
    ]


def _sums(explanation: Explanation, by: ContributionGrouping) -> Table:
    rows: list[list[Cell]] = [
        [
            group.key,
            group.title,
            len(group.events),
            _decimal(group.points),
            group.points.numerator,
            group.points.denominator,
        ]
        for group in explanation.grouped(by)
    ]
    return Table([by, "title", "events", "points", "points numerator", "points denominator"], rows)


def _number(share: Fraction | None) -> float | None:
    return None if share is None else _decimal(share * 100)


def _decimal(number: Fraction) -> float:
    return round(float(number), 6)


def _json(ctx: ReadContext, explanation: Explanation, begin: End, end: End) -> None:
    show_json(
        {
            "inspection": ctx.inspection,
            "theme": explanation.theme,
            "title": explanation.title,
            "rule": explanation.rule,
            "framework": explanation.framework,
            "framework_digest": explanation.digest,
            "effective_on": ctx.effective_on,
            "from": _end_json(begin, explanation.before),
            "to": _end_json(end, explanation.after),
            "points": explanation.change,
            "contributions": [
                {**contribution.as_fields(), "points": contribution.points, "changed": contribution.changed}
                for contribution in explanation.contributions
            ],
            "by": {by: explanation.grouped(by) for by in ContributionGrouping},
        }
    )


def _end_json(end: End, score: ScoreAtInstant) -> dict[str, object]:
    return {
        "instant": end.typed,
        "position": end.position,
        "on": end.instant.day if end.instant else None,
        "share": score.share,
        "sufficient": score.sufficient,
        "answered": score.answered,
    }
