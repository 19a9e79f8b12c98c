"""The tables of agreement and of moderation: short ones for people, one with every figure for spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import floor

from cli.output import Cell, Table
from domain.agreement_measures import Measure, Undefined
from domain.framework import Response
from domain.scoring import one_decimal
from domain.wording import humanise
from projections.agreement.inter_rater import Agreement, ResponseChange
from projections.agreement.moderation import Moderation

Turn = tuple[Response, Response]

NOT_DEFINED = "not defined"
TURNS: tuple[Turn, ...] = tuple(permutations(Response, 2))
OF_AGREEMENT = (
    *("cases", "compared", "agreed", "raters", "percent agreed", "kappa", "alpha"),
    "not defined because",
    *(f"first {humanise(old)}, second {humanise(new)}" for old, new in TURNS),
)
OF_MODERATION = (
    *("answers", "looked at", "confirmed", "changed", "percent changed", "put back", "changes"),
    *(f"changed from {humanise(old)} to {humanise(new)}" for old, new in TURNS),
)
HEADINGS = {
    "theme": "theme",
    "stage": "stage",
    "question": "question",
    "pair": "first, then second assessor",
    "assessor": "assessor",
    "moderator": "moderator",
}


@dataclass(frozen=True)
class AgreementRow:
    """A group of answers: how far they agree, and what moderators made of them, where that can be asked."""

    by: str
    group: tuple[str, ...]
    title: str
    agreement: Agreement | None = None
    moderation: Moderation | None = None


def agreement_table(by: str, rows: Sequence[AgreementRow]) -> Table:
    """Return how far answers agree as a table for a terminal: the groups in which something was compared."""
    found = [(row, agreement) for row in rows if (agreement := row.agreement) and agreement.compared]
    # A pair is two people, and a question of few cases few people: they need not be counted.
    counts = [] if by in ("pair", "question") else ["raters"]
    head, text = _columns(by)
    headings = [head, "cases", *counts, "compared", "agreed", "percent", "kappa", "alpha", *text]
    cells: list[list[Cell]] = [
        [
            _named(row),
            *(item.cases, *([item.raters] if counts else []), item.compared, item.agreed),
            *(percent(item.share), two(item.kappa), two(item.alpha)),
            *([row.title] if text else []),
        ]
        for row, item in found
    ]
    return Table(headings, cells, wide=[head, "kappa", "alpha", *text])


def moderation_table(by: str, rows: Sequence[AgreementRow]) -> Table:
    """Return how often moderators confirmed and changed answers as a table for a terminal.

    All assessors are there, and else the groups in which an answer was looked at.
    """
    found = [
        (row, moderation)
        for row in rows
        if (moderation := row.moderation) and (by == "assessor" or moderation.looked_at)
    ]
    given = by != "moderator"
    head, text = _columns(by)
    headings = [head, *(["answers"] if given else []), "confirmed", "changed", *(["percent"] if given else []), *text]
    cells: list[list[Cell]] = [
        [
            _named(row),
            *([item.answers] if given else []),
            *(item.confirmed, item.changed),
            *([share_changed(item)] if given else []),
            *([row.title] if text else []),
        ]
        for row, item in found
    ]
    return Table(headings, cells, wide=[head, *text])


def changes_table(by: str, rows: Sequence[AgreementRow]) -> Table:
    """Return which way moderators changed answers as a table for a terminal, a column for each way that any went."""
    text = [(row, moderation) for row in rows if (moderation := row.moderation) and moderation.changes]
    turns = [turn for turn in TURNS if any((way.old, way.new) == turn for _, item in text for way in item.ways)]
    went = [f"{humanise(old)} to {humanise(new)}" for old, new in turns]
    cells: list[list[Cell]] = [[_named(row), item.changes, *_times(item.ways, turns)] for row, item in text]
    return Table([HEADINGS[by], "changes", *went], cells, wide=[HEADINGS[by], *went])


def _columns(by: str) -> tuple[str, list[str]]:
    """Return the heading of the groups, and that of the text of questions, which is long and so comes last."""
    return HEADINGS[by], ["text"] if by == "question" else []


def _named(row: AgreementRow) -> str:
    if row.by == "question":
        return row.group[0]
    return f"{row.group[0]} {row.title}" if row.by == "theme" else row.title


def complete(rows: Iterable[AgreementRow]) -> Table:
    """Return every figure as one table for a spreadsheet: a row for each group."""
    cells = [
        [row.by, "/".join(row.group), row.title, *_agreed(row.agreement), *_moderated(row.moderation)] for row in rows
    ]
    return Table(["by", "group", "title", *OF_AGREEMENT, *OF_MODERATION], cells)


def _agreed(agreement: Agreement | None) -> list[Cell]:
    if agreement is None:
        return [None] * len(OF_AGREEMENT)
    return [
        *(agreement.cases, agreement.compared, agreement.agreed, agreement.raters, percent(agreement.share)),
        *(_three(agreement.kappa), _three(agreement.alpha), why_not(agreement)),
        *_times(agreement.ways, TURNS),
    ]


def _moderated(moderation: Moderation | None) -> list[Cell]:
    if moderation is None:
        return [None] * len(OF_MODERATION)
    counts = (
        moderation.answers,
        moderation.looked_at,
        moderation.confirmed,
        moderation.changed,
        share_changed(moderation),
        moderation.put_back,
        moderation.changes,
    )
    return [*counts, *_times(moderation.ways, TURNS)]


def _times(ways: Sequence[ResponseChange], turns: Iterable[Turn]) -> Iterator[int]:
    counted = {(way.old, way.new): way.times for way in ways}
    return (counted.get(turn, 0) for turn in turns)


def describe_changes(ways: Sequence[ResponseChange]) -> str:
    """Say which way answers went: “5 sufficient to insufficient, 1 insufficient to sufficient”."""
    return ", ".join(f"{way.times} {humanise(way.old)} to {humanise(way.new)}" for way in ways)


def why_not(agreement: Agreement) -> str | None:
    """Say why a measure is not defined; None where all are."""
    return next(
        (str(measure) for measure in (agreement.kappa, agreement.alpha) if isinstance(measure, Undefined)), None
    )


def percent(measure: Measure) -> str:
    """Return a share as a percentage with one decimal."""
    return NOT_DEFINED if isinstance(measure, Undefined) else one_decimal(measure)


def share_changed(moderation: Moderation) -> str | None:
    """Return the share of answers that moderators changed, as a percentage with one decimal."""
    return None if moderation.changed_share is None else one_decimal(moderation.changed_share)


def two(measure: Measure) -> str:
    """Return a coefficient with two decimals, rounded half up."""
    if isinstance(measure, Undefined):
        return NOT_DEFINED
    hundredths = floor(measure * 100 + Fraction(1, 2))
    return f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}"


def _three(measure: Measure) -> Cell:
    # A number and not text: a spreadsheet guards text that begins with a minus.
    return NOT_DEFINED if isinstance(measure, Undefined) else round(float(measure), 3)
