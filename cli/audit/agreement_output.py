"""Build the tables of agreement and moderation, for terminals and for spreadsheets."""

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

ResponsePair = tuple[Response, Response]

NOT_DEFINED = "not defined"
PAIRS: tuple[ResponsePair, ...] = tuple(permutations(Response, 2))
OF_AGREEMENT = (
    *("cases", "compared", "agreed", "raters", "percent agreed", "kappa", "alpha"),
    "not defined because",
    *(f"first {humanise(old)}, second {humanise(new)}" for old, new in PAIRS),
)
OF_MODERATION = (
    *("answers", "looked at", "confirmed", "changed", "percent changed", "put back", "changes"),
    *(f"changed from {humanise(old)} to {humanise(new)}" for old, new in PAIRS),
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
    """A group of answers, with its agreement, its moderation, or both."""

    by: str
    group: tuple[str, ...]
    title: str
    agreement: Agreement | None = None
    moderation: Moderation | None = None


def agreement_table(by: str, rows: Sequence[AgreementRow]) -> Table:
    """Return the table of agreement for a terminal. It has the groups with comparisons."""
    compared = [(row, agreement) for row in rows if (agreement := row.agreement) and agreement.compared]
    # A pair is always two people, and a question usually has few, so raters are not counted.
    counts = [] if by in ("pair", "question") else ["raters"]
    head, text = _columns(by)
    headings = [head, "cases", *counts, "compared", "agreed", "percent", "kappa", "alpha", *text]
    cells: list[list[Cell]] = [
        [
            _named(row),
            *(agreement.cases, *([agreement.raters] if counts else []), agreement.compared, agreement.agreed),
            *(percent(agreement.share), two(agreement.kappa), two(agreement.alpha)),
            *([row.title] if text else []),
        ]
        for row, agreement in compared
    ]
    return Table(headings, cells, wide=[head, "kappa", "alpha", *text])


def moderation_table(by: str, rows: Sequence[AgreementRow]) -> Table:
    """Return the table of moderation for a terminal.

    It has all assessors, or the groups in which an answer was reviewed.
    """
    moderated = [
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
            *([moderation.answers] if given else []),
            *(moderation.confirmed, moderation.changed),
            *([share_changed(moderation)] if given else []),
            *([row.title] if text else []),
        ]
        for row, moderation in moderated
    ]
    return Table(headings, cells, wide=[head, *text])


def changes_table(by: str, rows: Sequence[AgreementRow]) -> Table:
    """Return the table of changes by moderators for a terminal. It has a column for each pair of responses."""
    changed = [(row, moderation) for row in rows if (moderation := row.moderation) and moderation.changes]
    used = {(change.old, change.new) for _, moderation in changed for change in moderation.ways}
    pairs = [pair for pair in PAIRS if pair in used]
    headings = [f"{humanise(old)} to {humanise(new)}" for old, new in pairs]
    cells: list[list[Cell]] = [
        [_named(row), moderation.changes, *_times(moderation.ways, pairs)] for row, moderation in changed
    ]
    return Table([HEADINGS[by], "changes", *headings], cells, wide=[HEADINGS[by], *headings])


def _columns(by: str) -> tuple[str, list[str]]:
    """Return the heading of the groups, and the optional heading for question texts."""
    return HEADINGS[by], ["text"] if by == "question" else []


def _named(row: AgreementRow) -> str:
    if row.by == "question":
        return row.group[0]
    return f"{row.group[0]} {row.title}" if row.by == "theme" else row.title


def complete(rows: Iterable[AgreementRow]) -> Table:
    """Return every figure as one table for a spreadsheet, with a row for each group."""
    cells = [
        [row.by, "/".join(row.group), row.title, *_agreed(row.agreement), *_moderated(row.moderation)] for row in rows
    ]
    return Table(["by", "group", "title", *OF_AGREEMENT, *OF_MODERATION], cells)


def _agreed(agreement: Agreement | None) -> list[Cell]:
    if agreement is None:
        return [None] * len(OF_AGREEMENT)
    return [
        *(agreement.cases, agreement.compared, agreement.agreed, agreement.raters, percent(agreement.share)),
        *(_three(agreement.kappa), _three(agreement.alpha), why_not_defined(agreement)),
        *_times(agreement.ways, PAIRS),
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
    return [*counts, *_times(moderation.ways, PAIRS)]


def _times(changes: Sequence[ResponseChange], pairs: Iterable[ResponsePair]) -> Iterator[int]:
    counted = {(change.old, change.new): change.times for change in changes}
    return (counted.get(pair, 0) for pair in pairs)


def describe_changes(changes: Sequence[ResponseChange]) -> str:
    """Return the changes in words: “5 sufficient to insufficient, 1 insufficient to sufficient”."""
    return ", ".join(f"{change.times} {humanise(change.old)} to {humanise(change.new)}" for change in changes)


def why_not_defined(agreement: Agreement) -> str | None:
    """Return why a measure is not defined. Return None if all are defined."""
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
    # A number, because text that begins with a minus is quoted for spreadsheets.
    return NOT_DEFINED if isinstance(measure, Undefined) else round(float(measure), 3)
