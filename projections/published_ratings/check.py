"""Do the ratings that were published agree with the framework's rule for the overall rating?

Every row is checked on its own: what contradicts the rule, or cannot be read, is reported with the reason, and the
other rows are accepted. Nothing is put right silently.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from domain.framework import Framework, Rating
from domain.value import Data
from projections.published_ratings.cells import day_of, plain_words
from projections.published_ratings.reasons import ReasonRule, at_odds, impossible, no_rating, no_score, possible
from projections.published_ratings.score_parsing import Total, Unit, read


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
    """A row as it was published; `line` is where it begins in the file.

    `scores` are texts with the unit of their column; `rated` is how many themes were rated, where a column says so.
    A line that is no row, such as a note below the table, has its text as the name, and why in `odd`.
    """

    line: int
    name: str
    scores: tuple[tuple[Unit, str], ...] = ()
    rating: str = ""
    published_on: str = ""
    rated: str | None = None
    odd: str | None = None


class FoundRating(Data):
    """One thing that is wrong: where, with which inspection, what, what the cell says, and why it is not accepted."""

    line: int
    name: str
    what: RatingFault
    sentence: str
    why: str


class Accepted(Data):
    """A row that agrees with the rule: every total that its scores may be and that has its rating.

    `note` says what had to be supposed, where anything had to be.
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
        """The total, where it can be no other."""
        return self.totals[0] if len(self.totals) == 1 else None


class CheckedRating(Data):
    """How many rows there are, those that agree with the rule, and all that is wrong, in the order of the file."""

    rows: int
    accepted: tuple[Accepted, ...]
    faults: tuple[FoundRating, ...]


def checked(rows: Sequence[Published], framework: Framework, today: date) -> CheckedRating:
    """Check every row against the framework's rule for the overall rating; refuses a framework that has none."""
    rule = ReasonRule.of(framework)
    accepted: list[Accepted] = []
    faults: list[FoundRating] = []
    first: dict[tuple[str, date], int] = {}
    for row in rows:
        found = list(_faults(row, rule, today))
        day = day_of(row.published_on)
        existing = first.setdefault((plain_words(row.name), day), row.line) if day and row.name else row.line
        if existing != row.line:
            why = f"Line {existing} has this name and date already: an inspection is published once."
            found.append(FoundRating(row.line, row.name, RatingFault.REPEATED, f"{row.name}, {row.published_on}", why))
        faults += found
        if day and not found:
            accepted.append(_accepted(row, day, rule))
    return CheckedRating(len(rows), tuple(accepted), tuple(faults))


def _faults(row: Published, rule: ReasonRule, today: date) -> Iterator[FoundRating]:
    text = [(RatingFault.NOT_A_ROW, row.name, row.odd)] if row.odd else _reasons(row, rule, today)
    return (FoundRating(row.line, row.name, what, sentence, why) for what, sentence, why in text)


def _reasons(row: Published, rule: ReasonRule, today: date) -> Iterator[tuple[RatingFault, str, str]]:
    yield from _empty(row)
    yield from _score_faults(row, rule)
    if row.rating:
        yield from _rating_faults(row, rule)
    day = day_of(row.published_on)
    if day is not None and day > today:
        yield RatingFault.NOT_A_DATE, row.published_on, f"{day.day} {day:%B %Y} has not come yet."
    elif row.published_on and day is None:
        why = "Write the day, the month and the year: 2019-05-13, 13/05/2019 or 13 May 2019."
        yield RatingFault.NOT_A_DATE, row.published_on, why


def _empty(row: Published) -> Iterator[tuple[RatingFault, str, str]]:
    scores = {f"score ({unit})": text for unit, text in row.scores}
    for cell, text in {"name": row.name, **scores, "rating": row.rating, "date": row.published_on}.items():
        if not text:
            yield RatingFault.EMPTY, "", f"The {cell} is missing."


def _score_faults(row: Published, rule: ReasonRule) -> Iterator[tuple[RatingFault, str, str]]:
    unread = [text for unit, text in row.scores if text and read(text, unit) is None]
    yield from ((RatingFault.NOT_A_SCORE, text, no_score(text, rule)) for text in unread)
    by_rated = rule.of_rated(row.rated)
    if not by_rated:
        yield (
            RatingFault.NOT_A_SCORE,
            row.rated or "",
            f"Write in digits how many of the {rule.total.rated} standards were rated.",
        )
        return
    scores = [score for unit, text in row.scores if (score := read(text, unit))]
    if scores and not unread and not possible(scores, by_rated):
        yield RatingFault.IMPOSSIBLE, " and ".join(text for _, text in row.scores if text), impossible(scores, by_rated)


def _rating_faults(row: Published, rule: ReasonRule) -> Iterator[tuple[RatingFault, str, str]]:
    rating = rule.ratings.get(plain_words(row.rating))
    candidates = _candidates(row, rule)
    if rating is None:
        yield RatingFault.NOT_A_RATING, row.rating, no_rating(row.rating, candidates, rule)
    elif candidates and all(total.rating != rating for total in candidates):
        scores = [score for unit, text in row.scores if (score := read(text, unit))]
        sentence = f"{row.rating}, {' and '.join(map(str, scores))}"
        yield RatingFault.AT_ODDS, sentence, at_odds(rating, candidates, scores, rule)


def _candidates(row: Published, rule: ReasonRule) -> Sequence[Total]:
    """Return the totals that a row may have; none where a score is missing or is none."""
    scores = [read(text, unit) for unit, text in row.scores]
    by_rated = rule.of_rated(row.rated)
    known = [score for score in scores if score]
    return possible(known, by_rated) if by_rated and known and len(known) == len(scores) else ()


def _accepted(row: Published, day: date, rule: ReasonRule) -> Accepted:
    rating = rule.ratings[plain_words(row.rating)]
    fitting = tuple(total for total in _candidates(row, rule) if total.rating == rating)
    scores = tuple(str(read(text, unit)) for unit, text in row.scores)
    note = ""
    if fitting[0].rated < rule.total.rated and not row.rated:
        ways = " or ".join(f"{total} ({total.rated} rated)" for total in fitting)
        note = f"only where fewer than {rule.total.rated} standards were rated: {ways}"
    return Accepted(row.line, row.name, day, scores, fitting, rating, note)
