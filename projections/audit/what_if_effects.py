"""Compare the themes of a log with those of the hypothetical log.

People make judgements; they are never computed. So this shows the score that a judgement was based on and the score
that it would have been based on, never how the theme would have been judged.
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


class JudgementBasis(Data):
    """The score that a judgement was based on, and the hypothetical one.

    Each has the band of its score.
    """

    position: int
    rating: Rating
    rested_on: ScoreBasis
    band: Rating | None
    would_rest_on: ScoreBasis
    would_band: Rating | None

    @property
    def differs(self) -> bool:
        """Whether the counts, the score or the band would differ."""
        return _counts(self.rested_on) != _counts(self.would_rest_on) or self.band_differs

    @property
    def band_differs(self) -> bool:
        """Whether the score would be in another band."""
        return _key_and_title(self.band) != _key_and_title(self.would_band)


class ThemeDifference(Data):
    """A theme as it is and would be, with the basis of its judgement."""

    theme: ThemeId
    title: str
    now: ThemeScore
    would_be: ThemeScore
    judgement_basis: JudgementBasis | None

    @property
    def differs(self) -> bool:
        """Whether the score, band, counts, flips or basis of the judgement would differ."""
        basis_differs = self.judgement_basis is not None and self.judgement_basis.differs
        return basis_differs or _figures(self.now) != _figures(self.would_be)

    @property
    def band_differs(self) -> bool:
        """Whether the score would be in another band."""
        return _key_and_title(self.now.band) != _key_and_title(self.would_be.band)


def differences(log: Log, supposed: Log) -> tuple[ThemeDifference, ...]:
    """Return the themes that would differ, in the framework's order.

    Raise TooSoon if no framework is adopted.
    """
    bases = _judgement_bases(log, supposed)
    compared = (
        ThemeDifference(now.theme, now.title, now, would_be, bases.get(now.theme))
        for now, would_be in zip(
            all_scores(THEME_SCORES.replay(log)), all_scores(THEME_SCORES.replay(supposed)), strict=True
        )
    )
    return tuple(difference for difference in compared if difference.differs)


def share(basis: ScoreBasis) -> Fraction | None:
    """Return the exact score that a judgement was based on. Return None if there was no score."""
    if basis.numerator is None or basis.denominator is None:
        return None
    return Fraction(basis.numerator, basis.denominator)


def _judgement_bases(log: Log, supposed: Log) -> dict[ThemeId, JudgementBasis]:
    """Return the basis of the last judgement of each scored theme."""
    judged: dict[ThemeId, tuple[int, str, ScoreBasis]] = {}
    for recorded in log:
        fact = recorded.fact
        if isinstance(fact, JudgementMade | JudgementRevised) and fact.rested_on is not None:
            rating = fact.rating if isinstance(fact, JudgementMade) else fact.new
            judged[fact.theme] = recorded.position, rating, fact.rested_on
    positions = {basis.position for _, _, basis in judged.values()}
    actual, hypothetical = _scores_at(log, positions), _scores_at(supposed, positions)
    return {
        theme: _judgement_basis(
            theme, position, rating, rested_on, actual[rested_on.position], hypothetical[rested_on.position]
        )
        for theme, (position, rating, rested_on) in judged.items()
    }


def _judgement_basis(
    theme: ThemeId, position: int, rating: str, rested_on: ScoreBasis, actual: ThemeScores, hypothetical: ThemeScores
) -> JudgementBasis:
    was, would_be = (basis(scores, theme, rested_on.position) for scores in (actual, hypothetical))
    # The recorded basis is trusted. If two people recorded at once, it can include an event after its position.
    would_rest_on = rested_on if was == would_be or would_be is None else would_be
    framework = adopted(actual)
    return JudgementBasis(
        position,
        _rating(framework, rating),
        rested_on,
        band(share(rested_on), framework.ratings),
        would_rest_on,
        band(share(would_rest_on), adopted(hypothetical).ratings),
    )


def _scores_at(log: Log, positions: Iterable[int]) -> dict[int, ThemeScores]:
    """Return the scores after each of these positions, in one pass."""
    scores_at: dict[int, ThemeScores] = {}
    scores, waiting = THEME_SCORES.start, sorted(positions)
    for recorded in log:
        while waiting and waiting[0] < recorded.position:
            scores_at[waiting.pop(0)] = scores
        scores = THEME_SCORES.fold(scores, recorded)
    return scores_at | dict.fromkeys(waiting, scores)


def _rating(framework: Framework, key: str) -> Rating:
    return next(rating for rating in framework.ratings if rating.key == key)


def _figures(score: ThemeScore) -> tuple[object, ...]:
    return score.share, _key_and_title(score.band), score.counts, score.flips


def _counts(basis: ScoreBasis) -> tuple[object, ...]:
    return basis.sufficient, basis.answered, share(basis)


def _key_and_title(rating: Rating | None) -> tuple[str, str] | None:
    return None if rating is None else (rating.key, rating.title)
