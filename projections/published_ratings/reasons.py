"""Why can a published score or rating not be accepted, and what may have been meant?"""

from collections.abc import Sequence
from difflib import get_close_matches

from domain.framework import Framework, Rating
from domain.refusals.base import Invalid
from domain.scoring import one_decimal
from domain.value import Data
from domain.wording import join_list
from projections.published_ratings.cells import plain_words, without_note
from projections.published_ratings.score_parsing import Score, Total, Unit, cut_off, fits, nearest, read, totals


class NoOverallRule(Invalid, code="no-overall-rule"):
    """The framework has no rule for the overall rating."""

    def __init__(self, framework: str) -> None:
        super().__init__(
            f"{framework} has no rule for the overall rating, so nothing can be checked against it. Name a framework "
            f"whose ratings have from_total, such as hmip-youth-2018."
        )


class ReasonRule(Data):
    """A framework's rule, worked out: every total by how many themes are rated, all first; ratings by their words."""

    by_rated: dict[int, tuple[Total, ...]]
    ratings: dict[str, Rating]
    scale: tuple[Rating, ...]

    @classmethod
    def of(cls, framework: Framework) -> "ReasonRule":
        """Return the rule of a framework; refuses one that has none."""
        by_rated = totals(framework)
        if not by_rated:
            raise NoOverallRule(framework.reference)
        words = {plain_words(word): rating for rating in framework.ratings for word in (rating.key, rating.title)}
        return cls(by_rated, words, framework.ratings)

    @property
    def total(self) -> Total:
        """The highest total, where every theme is rated."""
        return next(iter(self.by_rated.values()))[-1]

    def of_rated(self, rated: str | None) -> dict[int, tuple[Total, ...]]:
        """Return the totals of so many rated themes as a text says; all of them where none does."""
        return {some: found for some, found in self.by_rated.items() if rated in (None, "", str(some))}


def possible(scores: Sequence[Score], by_rated: dict[int, tuple[Total, ...]]) -> tuple[Total, ...]:
    """Return the totals that all these scores may be.

    Those of the most rated themes, where there are any, and no others: what is usual needs no supposing.
    """
    fitting = [[total for total in some if all(fits(score, total) for score in scores)] for some in by_rated.values()]
    return tuple(fitting[0] or [item for some in fitting for item in some])


def no_score(text: str, rule: ReasonRule) -> str:
    """Say why a text is no score."""
    bare = without_note(text)
    if bare and any(read(bare, unit) for unit in Unit):
        return f"It may be {bare} with a footnote. See what the note says, and take it out."
    return f"Write a percentage, such as 50%, or points, such as {rule.total.most // 2} of {rule.total.most}."


def impossible(scores: Sequence[Score], by_rated: dict[int, tuple[Total, ...]]) -> str:
    """Say why there is no total that these scores may be."""
    among = next(iter(by_rated.values()))
    most = among[-1]
    fewer = ", nor of the points of fewer standards" if len(by_rated) > 1 else ""
    if all(possible([score], by_rated) for score in scores):
        return f"{' and '.join(map(str, scores))} are not the same score."
    score = next(score for score in scores if not possible([score], by_rated))
    if score.unit is Unit.POINTS:
        return f"{score} cannot be had: {most.rated} standards give whole points, {among[0].points} to {most.points}."
    if score.value > 100:
        return "It is more than all the points that could be had."
    near = ", ".join(f"{total.points} are {one_decimal(total.share)}" for total in nearest(score, among))
    text = f"{score} is no whole number of {most.most} points ({near}){fewer}."
    return f"{text} If it is a share of 1, 0.5 is written 50%." if 0 < score.value < 1 else text


def no_rating(text: str, candidates: Sequence[Total], rule: ReasonRule) -> str:
    """Say why a text is no rating, and which one it may mean."""
    titles = join_list(rating.title for rating in rule.scale)
    bare = without_note(text)
    if not bare:
        return f"It holds a footnote and no rating. Ratings are {titles}."
    near = get_close_matches(plain_words(bare), rule.ratings, n=1)
    if not near:
        return f"Ratings are {titles}."
    meant = rule.ratings[near[0]]
    note = text[len(bare) :].strip()
    if note:
        found = f"It may mean {meant.title}, with a footnote {note}: see what the note says of the rating."
    else:
        found = f"It may mean {meant.title}."
    if not candidates:
        return found
    if any(total.rating == meant for total in candidates):
        return f"{found} {meant.title} would agree with the score."
    first = candidates[0]
    return f"{found} {meant.title} would not agree with the score: {first.description} is {first.rating.title}."


def at_odds(rating: Rating, candidates: Sequence[Total], scores: Sequence[Score], rule: ReasonRule) -> str:
    """Say why a rating does not agree with any total that the scores may be, and with which it would."""
    first, total = candidates[0], rule.total
    if len({item.rated for item in candidates}) > 1:
        text = [f"{scores[0]} is no whole number of {total.most} points. From fewer standards,"]
    else:
        text = []
    text.append(f"{first.description} is {first.rating.title}, not {rating.title}.")
    rest = (item for some in rule.by_rated.values() for item in some if item.rating == rating)
    fewer = [other for other in rest if all(fits(score, other) for score in scores)]
    if fewer:
        text.append(f"With {fewer[0].rated} of {total.rated} standards rated, {fewer[0]} would be {rating.title}.")
    cut = [
        item for item in rule.by_rated[total.rated] if item.rating == rating and all(cut_off(s, item) for s in scores)
    ]
    if cut:
        text.append(f"Cut off and not rounded, {cut[0].description} would be {rating.title}.")
    return " ".join(text)
