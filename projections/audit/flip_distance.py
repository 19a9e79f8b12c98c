"""How many answers is each theme, and each key question in it, from the next band, and which answers are nearest?

Source: domain language, section 5: the flip distance is how many answers would have to flip, between sufficient and
insufficient and all the same way, for the score to cross the next band up or down. A theme is scored by the rule of the
framework. A key question has no score of its own there: its own is the pooled share of its questions, banded alike.
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
    """An answer that counts in a score, and how far the score moves where it alone is changed (a share, exact)."""

    case: CaseReference
    question: QuestionId
    response: Response
    position: int
    contested: Contested
    moves: Fraction


class WayToBand(Data):
    """The way to the next band, up or down: how many answers, which (the nearest first), and where it leads.

    The first `flips` of the answers are enough, and no fewer are. Where answers are few they may lead past the next
    band: `share` is the score they lead to, and `leads_to` the band it lies in.
    """

    next: Rating
    flips: int
    share: Fraction
    leads_to: Rating
    answers: tuple[NearAnswer, ...]


class FlipDistance(Data):
    """How far a theme, or one key question of it, is from the next bands. `up` and `down` are None where none is."""

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
    """An answer that counts in a score, in the group that the rule scores it in."""

    case: CaseReference
    question: QuestionId
    answer: StandingAnswer
    contested: Contested
    group: str


def flip_distances(log: Sequence[RecordedEvent]) -> tuple[FlipDistance, ...]:
    """Return how far every theme is, each followed by its key questions; refuses where no framework is adopted."""
    scores, disputes = THEME_SCORES.replay(log), contested(log)
    framework = adopted(scores)
    found: list[FlipDistance] = []
    for theme in framework.themes:
        by_the_rule = list(_counting(scores, theme.questions, framework.rule, disputes))
        found.append(_distance(framework, theme, None, by_the_rule))
        for key_question in dict.fromkeys(
            question.key_question for question in theme.questions if question.key_question
        ):
            ours = [question for question in theme.questions if question.key_question == key_question]
            pooled = list(_counting(scores, ours, Rule.POOLED, disputes))
            found.append(_distance(framework, theme, key_question, pooled))
    return tuple(found)


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
    here, (above, below), away = band(share, ratings), next_bands(share, ratings), flips(rule, grouped, ratings)
    return FlipDistance(
        theme=theme.id,
        title=theme.title,
        key_question=key_question,
        scored=theme.scored,
        banded=ratings[0].from_score is not None,
        tally=sum(grouped.values(), Tally()),
        share=share,
        band=here,
        up=_way(rule, ratings, counting, UP, above, _cut(above), away.up),
        down=_way(rule, ratings, counting, DOWN, below, _cut(here), away.down),
    )


def _cut(rating: Rating | None) -> Fraction:
    return Fraction((rating and rating.from_score) or 0, 100)


def _way(
    rule: Rule,
    ratings: Sequence[Rating],
    counting: Sequence[CountingAnswer],
    turn: int,
    following: Rating | None,
    cut: Fraction,
    fewest: int | None,
) -> WayToBand | None:
    """Return the way over a cut, up or down; None where there is no band that way."""
    if following is None or fewest is None:
        return None
    ranked = _ranked(rule, counting, turn, cut)
    turned = frozenset((answer.case, answer.question) for answer in ranked[:fewest])
    share = score(rule, _grouped(counting, turned))
    leads_to = band(share, ratings)
    assert share is not None and leads_to is not None  # noqa: S101, PT018 - narrows the types: there are answers
    return WayToBand(following, fewest, share, leads_to, ranked)


def _ranked(rule: Rule, counting: Sequence[CountingAnswer], turn: int, cut: Fraction) -> tuple[NearAnswer, ...]:
    """Return the answers that can change this way and count towards it, the nearest first.

    First those that move the score most where they alone are changed, then the most contested, then the oldest. Where
    the lowest key question decides, what is in the fewest that are enough comes before what only could be.
    """
    grouped = _grouped(counting)
    changing = [answer for answer in counting if answer.answer.response is (INSUFFICIENT if turn == UP else SUFFICIENT)]
    moves = _moves(rule, grouped, {answer.group for answer in changing}, turn)
    enough = _enough(rule, grouped, moves, turn, cut)
    nearest = sorted(changing, key=lambda item: (_weight(item.contested), item.answer.position))
    found: list[tuple[bool, Fraction, CountingAnswer]] = []
    seen: Counter[str] = Counter()
    for given in nearest:
        if given.group in enough:
            found.append((seen[given.group] >= enough[given.group], -moves[given.group], given))
            seen[given.group] += 1
    found.sort(key=lambda ranked: ranked[:2])
    return tuple(
        NearAnswer(
            answer.case, answer.question, answer.answer.response, answer.answer.position, answer.contested, -moved
        )
        for _, moved, answer in found
    )


def _moves(rule: Rule, grouped: Mapping[str, Tally], changing: set[str], turn: int) -> dict[str, Fraction]:
    """Return how far the score moves where one answer of a group changes."""
    now = score(rule, grouped) or Fraction(0)
    return {
        group: abs((score(rule, {**grouped, group: grouped[group].turned(turn)}) or Fraction(0)) - now)
        for group in changing
    }


def _enough(
    rule: Rule, grouped: Mapping[str, Tally], moves: Mapping[str, Fraction], turn: int, cut: Fraction
) -> dict[str, int]:
    """Return how many answers of each group are enough; groups whose answers do not count towards it are left out.

    All count towards a pooled score and a mean. For the lowest key question to rise over the cut every one that is
    below it must; to fall below it one is enough, the one that needs the fewest changes.
    """
    if rule is not Rule.LOWEST_KEY_QUESTION:
        return {group: counted.answered for group, counted in grouped.items()}
    if turn == UP:
        return {group: short for group, counted in grouped.items() if (short := counted.short_of(cut))}
    fewest = min(counted.clear_of(cut) for counted in grouped.values())
    near = [group for group, counted in grouped.items() if counted.clear_of(cut) == fewest]
    chosen = max(near, key=lambda group: moves[group])
    return {group: fewest if group == chosen else 0 for group in near}


def _grouped(counting: Iterable[CountingAnswer], turned: frozenset[Place] = frozenset()) -> dict[str, Tally]:
    """Return the tallies of the rule's groups, with some answers turned the other way."""
    grouped: dict[str, Tally] = {}
    for answer in counting:
        sufficient = (answer.answer.response is SUFFICIENT) != ((answer.case, answer.question) in turned)
        grouped[answer.group] = grouped.get(answer.group, Tally()) + (Tally(1, 0) if sufficient else Tally(0, 1))
    return grouped


def _weight(answer: Contested) -> tuple[int, ...]:
    return -answer.moderated, -answer.disagreed, -answer.queried, -answer.revised
