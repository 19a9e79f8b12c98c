"""Check whether published ratings agree with the framework's rule for the overall rating.

Each row is checked by itself. A row that contradicts the rule or cannot be read is reported with the reason. Nothing is
corrected silently.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from domain.framework import Framework, Rating
from domain.value import Data
from projections.published_ratings.cells import day_of, plain_words
from projections.published_ratings.reasons import (
    RatingRule,
    explain_contradiction,
    explain_impossible_score,
    explain_unknown_rating,
    explain_unreadable_score,
    possible_totals,
)
from projections.published_ratings.score_parsing import Total, Unit, parse_score


class RatingFault(StrEnum):
    """What is wrong with a row."""

    NOT_A_ROW = "not a row"
    EMPTY = "empty cell"
    NOT_A_RATING = "not a rating"
    NOT_A_SCORE = "not a score"
    IMPOSSIBLE = "impossible score"
    AT_ODDS = "rating at odds with score"
    NOT_A_DATE = "not a date"
    REPEATED = "repeated"


class Published(Data):
    """A row as published. `line` is its first line in the file.

    `scores` are texts with the unit of their column. `rated` is the number of rated themes, if a column has it. A line
    that is not a row, such as a note below the table, has its text in `name` and the reason in `odd`.
    """

    line: int
    name: str
    scores: tuple[tuple[Unit, str], ...] = ()
    rating: str = ""
    published_on: str = ""
    rated: str | None = None
    odd: str | None = None


class RowFault(Data):
    """A fault in a row. `value` is the text of the cell, and `why` the reason."""

    line: int
    name: str
    what: RatingFault
    value: str
    why: str


class Accepted(Data):
    """A row that agrees with the rule, with every total that fits it.

    `note` says which assumption was needed, if any.
    """

    line: int
    name: str
    published_on: date
    scores: tuple[str, ...]
    totals: tuple[Total, ...]
    rating: Rating
    note: str = ""

    @property
    def total(self) -> Total | None:
        """The total, or None if several fit."""
        return self.totals[0] if len(self.totals) == 1 else None


class CheckResult(Data):
    """The number of rows, the accepted rows, and the faults, in file order."""

    rows: int
    accepted: tuple[Accepted, ...]
    faults: tuple[RowFault, ...]


def checked(rows: Sequence[Published], framework: Framework, today: date) -> CheckResult:
    """Check every row against the framework's rule for the overall rating.

    Raise NoOverallRule if the framework has none.
    """
    rule = RatingRule.of(framework)
    accepted: list[Accepted] = []
    faults: list[RowFault] = []
    first_lines: dict[tuple[str, date], int] = {}
    for row in rows:
        row_faults = list(_faults(row, rule, today))
        day = day_of(row.published_on)
        first = first_lines.setdefault((plain_words(row.name), day), row.line) if day and row.name else row.line
        if first != row.line:
            why = f"Line {first} already has this name and date. An inspection is published once."
            value = f"{row.name}, {row.published_on}"
            row_faults.append(RowFault(row.line, row.name, RatingFault.REPEATED, value, why))
        faults += row_faults
        if day and not row_faults:
            accepted.append(_accepted(row, day, rule))
    return CheckResult(len(rows), tuple(accepted), tuple(faults))


def _faults(row: Published, rule: RatingRule, today: date) -> Iterator[RowFault]:
    faults = [(RatingFault.NOT_A_ROW, row.name, row.odd)] if row.odd else _cell_faults(row, rule, today)
    return (RowFault(row.line, row.name, fault, value, why) for fault, value, why in faults)


def _cell_faults(row: Published, rule: RatingRule, today: date) -> Iterator[tuple[RatingFault, str, str]]:
    yield from _empty_cells(row)
    yield from _score_faults(row, rule)
    if row.rating:
        yield from _rating_faults(row, rule)
    day = day_of(row.published_on)
    if day is not None and day > today:
        yield RatingFault.NOT_A_DATE, row.published_on, f"{day.day} {day:%B %Y} is in the future."
    elif row.published_on and day is None:
        why = "Write the day, the month and the year: 2019-05-13, 13/05/2019 or 13 May 2019."
        yield RatingFault.NOT_A_DATE, row.published_on, why


def _empty_cells(row: Published) -> Iterator[tuple[RatingFault, str, str]]:
    scores = {f"score ({unit})": text for unit, text in row.scores}
    for cell, text in {"name": row.name, **scores, "rating": row.rating, "date": row.published_on}.items():
        if not text:
            yield RatingFault.EMPTY, "", f"The {cell} is missing."


def _score_faults(row: Published, rule: RatingRule) -> Iterator[tuple[RatingFault, str, str]]:
    unread = [text for unit, text in row.scores if text and parse_score(text, unit) is None]
    yield from ((RatingFault.NOT_A_SCORE, text, explain_unreadable_score(text, rule)) for text in unread)
    by_rated = rule.of_rated(row.rated)
    if not by_rated:
        yield (
            RatingFault.NOT_A_SCORE,
            row.rated or "",
            f"Write the number of standards rated, of {rule.highest.rated}, in digits.",
        )
        return
    scores = [score for unit, text in row.scores if (score := parse_score(text, unit))]
    if scores and not unread and not possible_totals(scores, by_rated):
        yield (
            RatingFault.IMPOSSIBLE,
            " and ".join(text for _, text in row.scores if text),
            explain_impossible_score(scores, by_rated),
        )


def _rating_faults(row: Published, rule: RatingRule) -> Iterator[tuple[RatingFault, str, str]]:
    rating = rule.ratings.get(plain_words(row.rating))
    candidates = _candidates(row, rule)
    if rating is None:
        yield RatingFault.NOT_A_RATING, row.rating, explain_unknown_rating(row.rating, candidates, rule)
    elif candidates and all(total.rating != rating for total in candidates):
        scores = [score for unit, text in row.scores if (score := parse_score(text, unit))]
        value = f"{row.rating}, {' and '.join(map(str, scores))}"
        yield RatingFault.AT_ODDS, value, explain_contradiction(rating, candidates, scores, rule)


def _candidates(row: Published, rule: RatingRule) -> Sequence[Total]:
    """Return the totals that a row may have. Return none if a score is missing or cannot be read."""
    scores = [parse_score(text, unit) for unit, text in row.scores]
    by_rated = rule.of_rated(row.rated)
    known = [score for score in scores if score]
    return possible_totals(known, by_rated) if by_rated and known and len(known) == len(scores) else ()


def _accepted(row: Published, day: date, rule: RatingRule) -> Accepted:
    rating = rule.ratings[plain_words(row.rating)]
    fitting = tuple(total for total in _candidates(row, rule) if total.rating == rating)
    scores = tuple(str(parse_score(text, unit)) for unit, text in row.scores)
    note = ""
    if fitting[0].rated < rule.highest.rated and not row.rated:
        ways = " or ".join(f"{total} ({total.rated} rated)" for total in fitting)
        note = f"only if fewer than {rule.highest.rated} standards were rated: {ways}"
    return Accepted(row.line, row.name, day, scores, fitting, rating, note)
