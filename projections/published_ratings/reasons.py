"""Explain why a published score or rating is not accepted, and what may be meant."""

from collections.abc import Sequence
from difflib import get_close_matches

from domain.framework import Framework, Rating
from domain.refusals.base import Invalid
from domain.scoring import one_decimal
from domain.value import Data
from domain.wording import join_list
from projections.published_ratings.cells import plain_words, without_note
from projections.published_ratings.score_parsing import (
    Score,
    Total,
    Unit,
    fits,
    nearest,
    parse_score,
    totals,
    truncates_to,
)


class NoOverallRule(Invalid, code="no-overall-rule"):
    """The framework has no rule for the overall rating."""

    def __init__(self, framework: str) -> None:
        super().__init__(
            f"{framework} has no rule for the overall rating, so it cannot check ratings. Name a framework whose "
            f"ratings have from_total, such as hmip-youth-2018."
        )


class RatingRule(Data):
    """The rule of a framework for the overall rating, expanded for look-up.

    `by_rated` has every total by the number of rated themes, all themes first. `ratings` has the ratings by their
    normalised words.
    """

    by_rated: dict[int, tuple[Total, ...]]
    ratings: dict[str, Rating]
    scale: tuple[Rating, ...]

    @classmethod
    def of(cls, framework: Framework) -> "RatingRule":
        """Return the rule of a framework. Raise NoOverallRule if it has none."""
        by_rated = totals(framework)
        if not by_rated:
            raise NoOverallRule(framework.reference)
        words = {plain_words(word): rating for rating in framework.ratings for word in (rating.key, rating.title)}
        return cls(by_rated, words, framework.ratings)

    @property
    def highest(self) -> Total:
        """The highest total with every theme rated."""
        return next(iter(self.by_rated.values()))[-1]

    def of_rated(self, rated: str | None) -> dict[int, tuple[Total, ...]]:
        """Return the totals for the number of rated themes in a text. Without a text, return all."""
        return {number: candidates for number, candidates in self.by_rated.items() if rated in (None, "", str(number))}


def possible_totals(scores: Sequence[Score], by_rated: dict[int, tuple[Total, ...]]) -> tuple[Total, ...]:
    """Return the totals that fit all these scores.

    If totals with all themes rated fit, only those are returned. Fewer rated themes are considered only if none fits.
    """
    fitting = [
        [total for total in candidates if all(fits(score, total) for score in scores)]
        for candidates in by_rated.values()
    ]
    return tuple(fitting[0] or [total for candidates in fitting for total in candidates])


def explain_unreadable_score(text: str, rule: RatingRule) -> str:
    """Return why a text is not a score."""
    bare = without_note(text)
    if bare and any(parse_score(bare, unit) for unit in Unit):
        return f"It may be {bare} with a footnote. Read the footnote, then remove it."
    return f"Write a percentage, such as 50%, or points, such as {rule.highest.most // 2} of {rule.highest.most}."


def explain_impossible_score(scores: Sequence[Score], by_rated: dict[int, tuple[Total, ...]]) -> str:
    """Return why no total fits these scores."""
    candidates = next(iter(by_rated.values()))
    highest = candidates[-1]
    fewer = ", nor does it fit fewer standards" if len(by_rated) > 1 else ""
    if all(possible_totals([score], by_rated) for score in scores):
        return f"{' and '.join(map(str, scores))} are not the same score."
    score = next(score for score in scores if not possible_totals([score], by_rated))
    if score.unit is Unit.POINTS:
        points = f"{candidates[0].points} to {highest.points}"
        return f"{score} is not possible: {highest.rated} standards give whole points, from {points}."
    if score.value > 100:
        return "It is more than 100%."
    near = ", ".join(f"{total.points} are {one_decimal(total.share)}" for total in nearest(score, candidates))
    reason = f"{score} is not a whole number of {highest.most} points ({near}){fewer}."
    return f"{reason} If it is a share of 1, write 0.5 as 50%." if 0 < score.value < 1 else reason


def explain_unknown_rating(text: str, candidates: Sequence[Total], rule: RatingRule) -> str:
    """Return why a text is not a rating, and which rating it may mean."""
    titles = join_list(rating.title for rating in rule.scale)
    bare = without_note(text)
    if not bare:
        return f"It has a footnote but no rating. Ratings are {titles}."
    near = get_close_matches(plain_words(bare), rule.ratings, n=1)
    if not near:
        return f"Ratings are {titles}."
    meant = rule.ratings[near[0]]
    note = text[len(bare) :].strip()
    if note:
        reason = f"It may mean {meant.title}, with a footnote {note}. Check whether the footnote changes the rating."
    else:
        reason = f"It may mean {meant.title}."
    if not candidates:
        return reason
    if any(total.rating == meant for total in candidates):
        return f"{reason} {meant.title} would agree with the score."
    first = candidates[0]
    return f"{reason} {meant.title} would not agree with the score: {first.description} is {first.rating.title}."


def explain_contradiction(
    rating: Rating, candidates: Sequence[Total], scores: Sequence[Score], rule: RatingRule
) -> str:
    """Return why a rating contradicts the scores, and with which total it would agree."""
    first, highest = candidates[0], rule.highest
    sentences = [f"{first.description} is {first.rating.title}, not {rating.title}."]
    if len({total.rated for total in candidates}) > 1:
        sentences.insert(0, f"{scores[0]} is not a whole number of {highest.most} points. With fewer standards rated,")
    of_rating = [total for group in rule.by_rated.values() for total in group if total.rating == rating]
    fewer = [total for total in of_rating if all(fits(score, total) for score in scores)]
    if fewer:
        sentences.append(
            f"With {fewer[0].rated} of {highest.rated} standards rated, {fewer[0]} would be {rating.title}."
        )
    truncated = [
        total
        for total in rule.by_rated[highest.rated]
        if total.rating == rating and all(truncates_to(score, total) for score in scores)
    ]
    if truncated:
        sentences.append(f"If truncated instead of rounded, {truncated[0].description} would be {rating.title}.")
    return " ".join(sentences)
