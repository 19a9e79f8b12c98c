"""Explain: why a theme's score changed between two instants, event by event."""

from fractions import Fraction

import click

from cli.audit.explain_output import End, tell
from cli.commands import shows
from cli.contexts import Reading
from cli.output import Cell, Table, is_boxed, show_json, show_table
from domain.wording import spoken
from projections.audit.score_changes import Contribution, ContributionGrouping, Explanation, ScoreStanding
from projections.audit.score_changes import explain as explained
from projections.saved.instants import InstantNotReached

COLUMNS = (
    "position",
    "recorded (UTC)",
    "true of",
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


@shows(
    "explain",
    "explain 1",
    "explain 1 --from feedback --to published",
    "explain 1 --from 2016-05-13 --by case",
    "explain 1 --from '#1234' --csv",
    table=True,
)
@click.argument("theme")
@click.option("--from", "start", metavar="INSTANT", help="Begin at this instant; without it, at the beginning.")
@click.option("--to", "until", metavar="INSTANT", help="End at this instant; without it, now or as of --at.")
@click.option("--by", type=click.Choice([by.value for by in ContributionGrouping]), help="Show only the sums by this.")
def explain(asked: Reading, theme: str, start: str | None, until: str | None, by: str | None) -> None:
    """Show why a theme's score changed between two instants: event by event, who, when, why and by how much.

    Each event contributes the score after it less the score before it, in percentage points. Contributions are exact
    fractions and sum exactly to the change; only what is shown is rounded.
    """
    begin, end = _ends(asked, start, until)
    before = () if begin.instant is None else asked.events(begin.instant)
    told = explained(before, asked.events(end.instant), theme)
    if asked.form == "json":
        _json(asked, told, begin, end)
    elif is_boxed(asked.form):
        tell(told, begin, end, None if by is None else ContributionGrouping(by), asked.true_on)
    elif by is not None:
        show_table(_sums(told, ContributionGrouping(by)), asked.form)
    else:
        show_table(Table(COLUMNS, [_row(one) for one in told.contributions]), asked.form)


def _ends(asked: Reading, start: str | None, until: str | None) -> tuple[End, End]:
    """Return the two instants; refuses the first after the second, and what had not come to pass by --at."""
    dated = asked.true_on is None
    begin = End(start, None if start is None else asked.instant_of(start), dated)
    end = End(asked.at, asked.instant, dated) if until is None else End(until, asked.instant_of(until), dated)
    for one in (begin, end):
        if one.position > asked.instant.position:
            why = f"it is #{one.position}, and --at {asked.at} shows the log up to #{asked.instant.position}"
            raise InstantNotReached(str(one.typed), asked.inspection, why)
    if begin.position > end.position:
        raise click.UsageError(
            f"The explanation would begin {begin.told()}, after its end {end.told()}. Swap --from and --to."
        )
    return begin, end


# For machines


def _row(one: Contribution) -> list[Cell]:
    """Return an event as a row for a spreadsheet, under COLUMNS."""
    return [
        one.position,
        one.recorded_at.isoformat(),
        one.on.isoformat(),
        one.person,
        one.name,
        one.role,
        one.kind,
        one.what,
        one.case,
        one.question,
        spoken(one.old or ""),
        spoken(one.new or ""),
        one.why,
        _number(one.before),
        _number(one.after),
        _decimal(one.points),
        one.points.numerator,
        one.points.denominator,
    ]


def _sums(told: Explanation, by: ContributionGrouping) -> Table:
    rows: list[list[Cell]] = [
        [
            group.key,
            group.title,
            len(group.events),
            _decimal(group.points),
            group.points.numerator,
            group.points.denominator,
        ]
        for group in told.grouped(by)
    ]
    return Table([by, "title", "events", "points", "points numerator", "points denominator"], rows)


def _number(share: Fraction | None) -> float | None:
    return None if share is None else _decimal(share * 100)


def _decimal(number: Fraction) -> float:
    return round(float(number), 6)


def _json(asked: Reading, told: Explanation, begin: End, end: End) -> None:
    show_json(
        {
            "inspection": asked.inspection,
            "theme": told.theme,
            "title": told.title,
            "rule": told.rule,
            "framework": told.framework,
            "framework_digest": told.digest,
            "true_on": asked.true_on,
            "from": _end_json(begin, told.before),
            "to": _end_json(end, told.after),
            "points": told.change,
            "contributions": [
                {**one.as_fields(), "points": one.points, "changed": one.changed} for one in told.contributions
            ],
            "by": {by: told.grouped(by) for by in ContributionGrouping},
        }
    )


def _end_json(end: End, standing: ScoreStanding) -> dict[str, object]:
    return {
        "instant": end.typed,
        "position": end.position,
        "on": end.instant.day if end.instant else None,
        "share": standing.share,
        "sufficient": standing.sufficient,
        "answered": standing.answered,
    }
