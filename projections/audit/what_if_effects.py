"""Which themes would differ in the log that would be, and would their judgements have rested on something else?

A judgement is made by people and never computed: beside it stands what it rested on and what it would have rested on,
and nothing is said of how the theme would have been judged.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from domain.events.judging import JudgementMade, JudgementRevised, ScoreBasis
from domain.framework import Framework, Rating
from domain.scoring import band
from domain.text import ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.saved.theme_scores import THEME_SCORES, ThemeScore, ThemeScores, adopted, all_scores, basis

Log = Sequence[RecordedEvent]


class Footing(Data):
    """What a judgement rested on, and what it would have rested on, each with the band that its score lies in."""

    position: int
    rating: Rating
    rested_on: ScoreBasis
    band: Rating | None
    would_rest_on: ScoreBasis
    would_band: Rating | None

    @property
    def differs(self) -> bool:
        """Whether its counts, its score or the band would be others."""
        return _counted(self.rested_on) != _counted(self.would_rest_on) or self.band_differs

    @property
    def band_differs(self) -> bool:
        """Whether its score would lie in another band."""
        return _named(self.band) != _named(self.would_band)


class ThemeDifference(Data):
    """A theme as it is, as it would be, and what its judgement rests on where it has one."""

    theme: ThemeId
    title: str
    now: ThemeScore
    would_be: ThemeScore
    footing: Footing | None

    @property
    def differs(self) -> bool:
        """Whether the score, the band, the counts, the flips or the footing of the judgement would be others."""
        return _figures(self.now) != _figures(self.would_be) or (self.footing is not None and self.footing.differs)

    @property
    def band_differs(self) -> bool:
        """Whether the score would lie in another band."""
        return _named(self.now.band) != _named(self.would_be.band)


def differences(log: Log, supposed: Log) -> tuple[ThemeDifference, ...]:
    """Return the themes that would differ, in the framework's order; refuses where no framework is adopted."""
    footings = _footings(log, supposed)
    compared = (
        ThemeDifference(now.theme, now.title, now, would_be, footings.get(now.theme))
        for now, would_be in zip(
            all_scores(THEME_SCORES.replay(log)), all_scores(THEME_SCORES.replay(supposed)), strict=True
        )
    )
    return tuple(difference for difference in compared if difference.differs)


def share(basis: ScoreBasis) -> Fraction | None:
    """Return the exact score that a judgement rested on."""
    if basis.numerator is None or basis.denominator is None:
        return None
    return Fraction(basis.numerator, basis.denominator)


def _footings(log: Log, supposed: Log) -> dict[ThemeId, Footing]:
    """Return what the judgement of each theme that is scored rests on: of those made, the last."""
    judged: dict[ThemeId, tuple[int, str, ScoreBasis]] = {}
    for recorded in log:
        fact = recorded.fact
        if isinstance(fact, JudgementMade | JudgementRevised) and fact.rested_on is not None:
            rating = fact.rating if isinstance(fact, JudgementMade) else fact.new
            judged[fact.theme] = recorded.position, rating, fact.rested_on
    positions = {basis.position for _, _, basis in judged.values()}
    then, would_then = _scores_at(log, positions), _scores_at(supposed, positions)
    return {
        theme: _footing(theme, result, then[result[2].position], would_then[result[2].position])
        for theme, result in judged.items()
    }


def _footing(
    theme: ThemeId, result: tuple[int, str, ScoreBasis], then: ThemeScores, would_then: ThemeScores
) -> Footing:
    position, rating, rested_on = result
    was, would_be = (basis(scores, theme, rested_on.position) for scores in (then, would_then))
    # What was recorded is believed: it may hold an event more than its position says, where two wrote at once.
    would_rest_on = rested_on if was == would_be or would_be is None else would_be
    framework = adopted(then)
    return Footing(
        position,
        _rating(framework, rating),
        rested_on,
        band(share(rested_on), framework.ratings),
        would_rest_on,
        band(share(would_rest_on), adopted(would_then).ratings),
    )


def _scores_at(log: Log, positions: Iterable[int]) -> dict[int, ThemeScores]:
    """Return the scores after each of these positions, in one pass."""
    found: dict[int, ThemeScores] = {}
    scores, waiting = THEME_SCORES.start, sorted(positions)
    for recorded in log:
        while waiting and waiting[0] < recorded.position:
            found[waiting.pop(0)] = scores
        scores = THEME_SCORES.fold(scores, recorded)
    return found | dict.fromkeys(waiting, scores)


def _rating(framework: Framework, key: str) -> Rating:
    return next(rating for rating in framework.ratings if rating.key == key)


def _figures(score: ThemeScore) -> tuple[object, ...]:
    return score.share, _named(score.band), score.counts, score.flips


def _counted(basis: ScoreBasis) -> tuple[object, ...]:
    return basis.sufficient, basis.answered, share(basis)


def _named(rating: Rating | None) -> tuple[str, str] | None:
    return None if rating is None else (rating.key, rating.title)
