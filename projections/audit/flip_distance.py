"""Compute how many answers each theme and key question is from the next band.

Source: domain language, section 5. The flip distance is how many answers would have to change between sufficient and
insufficient, all in the same direction, for the score to cross into the next band. A theme is scored by the rule of the
framework. A key question has no score in the framework, so its pooled share is used, with the same bands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from domain.framework import Framework, Question, Rating, Response, Rule, Theme
from domain.scoring import Tally, band, flips, group_of, next_bands, score
from domain.text import CaseReference, QuestionId, ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.audit.disputed_answers import Contested, contested
from projections.engine.answer_history import Place
from projections.saved.theme_scores import THEME_SCORES, StandingAnswer, ThemeScores, adopted

SUFFICIENT, INSUFFICIENT = Response.SUFFICIENT, Response.INSUFFICIENT
UP, DOWN = 1, -1


class NearAnswer(Data):
    """An answer that counts in a score, and how far it can move the score.

    `moves` is the exact change of the score, as a share, if only this answer changes.
    """

    case: CaseReference
    question: QuestionId
    response: Response
    position: int
    contested: Contested
    moves: Fraction


class WayToBand(Data):
    """The answers that must change to reach the next band, the nearest first.

    The first `flips` of the answers are enough, and fewer are not. If a theme has few answers, the change may skip a
    band: `share` is the score that it leads to, and `leads_to` is the band of that score.
    """

    next: Rating
    flips: int
    share: Fraction
    leads_to: Rating
    answers: tuple[NearAnswer, ...]


class FlipDistance(Data):
    """How far a theme, or one of its key questions, is from the next bands.

    `up` or `down` is None if there is no band in that direction.
    """

    theme: ThemeId
    title: str
    key_question: str | None
    scored: bool
    banded: bool
    tally: Tally
    share: Fraction | None
    band: Rating | None
    up: WayToBand | None
    down: WayToBand | None


class CountingAnswer(Data):
    """An answer that counts in a score, with its group under the rule."""

    case: CaseReference
    question: QuestionId
    answer: StandingAnswer
    contested: Contested
    group: str


def flip_distances(log: Sequence[RecordedEvent]) -> tuple[FlipDistance, ...]:
    """Return the distance of every theme, each followed by its key questions.

    Raise TooSoon if no framework is adopted.
    """
    scores, disputes = THEME_SCORES.replay(log), contested(log)
    framework = adopted(scores)
    distances: list[FlipDistance] = []
    for theme in framework.themes:
        by_rule = list(_counting(scores, theme.questions, framework.rule, disputes))
        distances.append(_distance(framework, theme, None, by_rule))
        for key_question in dict.fromkeys(
            question.key_question for question in theme.questions if question.key_question
        ):
            questions = [question for question in theme.questions if question.key_question == key_question]
            pooled = list(_counting(scores, questions, Rule.POOLED, disputes))
            distances.append(_distance(framework, theme, key_question, pooled))
    return tuple(distances)


def _counting(
    scores: ThemeScores, questions: Sequence[Question], rule: Rule, disputes: Mapping[Place, Contested]
) -> Iterator[CountingAnswer]:
    """Yield the answers that count: sufficient or insufficient, in cases that are not excluded."""
    for reference, case in scores.cases.items():
        for question in questions:
            answer = case.answers.get(question.id)
            if case.excluded or answer is None or answer.response is Response.NOT_APPLICABLE:
                continue
            group = group_of(rule, question.id, question.key_question or "")
            yield CountingAnswer(
                reference, question.id, answer, disputes.get((reference, question.id), Contested()), group
            )


def _distance(
    framework: Framework, theme: Theme, key_question: str | None, counting: Sequence[CountingAnswer]
) -> FlipDistance:
    rule, ratings = Rule.POOLED if key_question else framework.rule, framework.ratings
    grouped = _grouped(counting)
    share = score(rule, grouped)
    current_band = band(share, ratings)
    (above, below), away = next_bands(share, ratings), flips(rule, grouped, ratings)
    return FlipDistance(
        theme=theme.id,
        title=theme.title,
        key_question=key_question,
        scored=theme.scored,
        banded=ratings[0].from_score is not None,
        tally=sum(grouped.values(), Tally()),
        share=share,
        band=current_band,
        up=_way(rule, ratings, counting, UP, above, _cut(above), away.up),
        down=_way(rule, ratings, counting, DOWN, below, _cut(current_band), away.down),
    )


def _cut(rating: Rating | None) -> Fraction:
    return Fraction((rating and rating.from_score) or 0, 100)


def _way(
    rule: Rule,
    ratings: Sequence[Rating],
    counting: Sequence[CountingAnswer],
    direction: int,
    next_band: Rating | None,
    cut: Fraction,
    fewest: int | None,
) -> WayToBand | None:
    """Return the way over a cut, up or down. Return None if there is no band in that direction."""
    if next_band is None or fewest is None:
        return None
    ranked = _ranked(rule, counting, direction, cut)
    turned = frozenset((answer.case, answer.question) for answer in ranked[:fewest])
    share = score(rule, _grouped(counting, turned))
    leads_to = band(share, ratings)
    assert share is not None and leads_to is not None  # noqa: S101, PT018 - narrows the types: there are answers
    return WayToBand(next_band, fewest, share, leads_to, ranked)


def _ranked(rule: Rule, counting: Sequence[CountingAnswer], direction: int, cut: Fraction) -> tuple[NearAnswer, ...]:
    """Return the answers that can change in this direction, the nearest first.

    Answers that do not count towards it are left out.

    The order is: how far each moves the score alone, then how contested it is, then its age, the oldest first. Under
    the rule of the lowest key question, the fewest answers that are enough come before the others.
    """
    grouped = _grouped(counting)
    changing = [
        answer for answer in counting if answer.answer.response is (INSUFFICIENT if direction == UP else SUFFICIENT)
    ]
    moves = _moves(rule, grouped, {answer.group for answer in changing}, direction)
    enough = _enough(rule, grouped, moves, direction, cut)
    most_contested = sorted(changing, key=lambda answer: (_weight(answer.contested), answer.answer.position))
    ranked: list[tuple[bool, Fraction, CountingAnswer]] = []
    seen: Counter[str] = Counter()
    for answer in most_contested:
        if answer.group in enough:
            ranked.append((seen[answer.group] >= enough[answer.group], -moves[answer.group], answer))
            seen[answer.group] += 1
    ranked.sort(key=lambda row: row[:2])
    return tuple(
        NearAnswer(
            answer.case, answer.question, answer.answer.response, answer.answer.position, answer.contested, -moved
        )
        for _, moved, answer in ranked
    )


def _moves(rule: Rule, grouped: Mapping[str, Tally], changing: set[str], direction: int) -> dict[str, Fraction]:
    """Return how far the score moves if one answer of a group changes."""
    now = score(rule, grouped) or Fraction(0)
    return {
        group: abs((score(rule, {**grouped, group: grouped[group].turned(direction)}) or Fraction(0)) - now)
        for group in changing
    }


def _enough(
    rule: Rule, grouped: Mapping[str, Tally], moves: Mapping[str, Fraction], direction: int, cut: Fraction
) -> dict[str, int]:
    """Return how many answers of each group are enough. Omit groups that do not count towards it.

    All groups count towards a pooled score and a mean. For the lowest key question to rise over the cut, every key
    question below it must rise. To fall below it one is enough: the one that needs the fewest changes.
    """
    if rule is not Rule.LOWEST_KEY_QUESTION:
        return {group: counted.answered for group, counted in grouped.items()}
    if direction == UP:
        return {group: short for group, counted in grouped.items() if (short := counted.short_of(cut))}
    fewest = min(counted.clear_of(cut) for counted in grouped.values())
    near = [group for group, counted in grouped.items() if counted.clear_of(cut) == fewest]
    chosen = max(near, key=lambda group: moves[group])
    return {group: fewest if group == chosen else 0 for group in near}


def _grouped(counting: Iterable[CountingAnswer], turned: frozenset[Place] = frozenset()) -> dict[str, Tally]:
    """Return the tallies of the rule's groups, with some answers changed to the opposite."""
    grouped: dict[str, Tally] = {}
    for answer in counting:
        sufficient = (answer.answer.response is SUFFICIENT) != ((answer.case, answer.question) in turned)
        grouped[answer.group] = grouped.get(answer.group, Tally()) + (Tally(1, 0) if sufficient else Tally(0, 1))
    return grouped


def _weight(answer: Contested) -> tuple[int, ...]:
    return -answer.moderated, -answer.disagreed, -answer.queried, -answer.revised
