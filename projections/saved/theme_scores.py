"""The score of each theme, with its answers, interval and distance to the next band."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, Self

from msgspec import Struct, field
from msgspec.structs import replace

from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.events.judging import ScoreBasis
from domain.events.moderating import AnswerModerated
from domain.events.sampling import CaseExcluded, CaseReinstated, CaseSampled
from domain.events.setting_up import FrameworkAdopted, InspectionAnnounced
from domain.framework import Framework, Question, Rating, Response, Rule, Theme
from domain.refusals.inspection import TooSoon
from domain.scoring import (
    Flips,
    Interval,
    Tally,
    band,
    flips,
    groups,
    interval,
    score,
    shown,
    tally,
)
from domain.text import QuestionId, ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.fold import CopyOnWrite, Projection


class StandingAnswer(NamedTuple):
    """The current answer, and the position of the event that gave it."""

    response: Response
    position: int


class ScoredCase(Struct):
    """A case with its current answers. Only the fold changes it, before it returns the view."""

    conditions: tuple[str, ...]
    excluded: bool = False
    answers: dict[QuestionId, StandingAnswer] = field(default_factory=dict)

    def mutable_copy(self) -> Self:
        """Return a copy that the fold may change."""
        return replace(self, answers=dict(self.answers))


class ThemeScores(Data):
    """The framework, caseload and cases from which scores are computed."""

    framework: Framework | None = None
    caseload: int | None = None
    cases: Mapping[str, ScoredCase] = field(default_factory=dict)


class Counts(Data):
    """The number of questions of a theme over all counting cases, by result.

    Each question in each case that is not excluded counts in exactly one field.
    """

    sufficient: int
    insufficient: int
    not_applicable: int
    not_asked: int
    unanswered: int


class ThemeScore(Data):
    """A theme's score and its basis. `share` is exact; `percent` is rounded half up for display."""

    theme: ThemeId
    title: str
    scored: bool
    rule: Rule
    framework: str
    digest: str
    counts: Counts
    cases: int
    excluded: int
    share: Fraction | None
    band: Rating | None
    interval: Interval | None
    flips: Flips
    groups: Mapping[str, Tally]
    events: tuple[int, ...]

    @property
    def percent(self) -> int | None:
        """The score in percent, rounded half up for display."""
        return shown(self.share)

    @property
    def answered(self) -> int:
        """The number of answers that count in the score."""
        return self.counts.sufficient + self.counts.insufficient


class QuestionShare(Data):
    """The answers to one question over all cases that are not excluded."""

    question: Question
    tally: Tally
    not_applicable: int


def fold(scores: ThemeScores, log: Iterable[RecordedEvent]) -> ThemeScores:
    """Apply the events that affect scores: framework, caseload, cases and answers."""
    framework, caseload, cases = scores.framework, scores.caseload, CopyOnWrite(scores.cases)
    for recorded in log:
        fact = recorded.fact
        match fact:
            case AnswerRecorded():
                cases[recorded.case or ""].answers[fact.question] = StandingAnswer(fact.response, recorded.position)
            case AnswerRevised() | AnswerModerated():
                cases[recorded.case or ""].answers[fact.question] = StandingAnswer(fact.new, recorded.position)
            case CaseSampled():
                cases[fact.case] = ScoredCase(fact.conditions)
            case CaseExcluded() | CaseReinstated():
                cases[recorded.case or ""].excluded = isinstance(fact, CaseExcluded)
            case FrameworkAdopted():
                framework = fact.framework
            case InspectionAnnounced():
                caseload = fact.caseload
            case _:
                continue
    if cases or framework is not scores.framework or caseload != scores.caseload:
        return ThemeScores(framework, caseload, cases.merged)
    # The same object, so that a replay can skip scores that did not change.
    return scores


# The tally of a single answer, by response.
TALLY_OF = {response: tally([response]) for response in Response}

THEME_SCORES = Projection("theme scores", ThemeScores(), fold)


def theme_score(scores: ThemeScores, theme_id: ThemeId) -> ThemeScore:
    """Return the score of a theme; refuse a theme that is not in the framework."""
    framework = adopted(scores)
    theme = framework.theme(theme_id)
    answered = list(_answers(scores, theme))
    key_questions = _key_questions(theme)
    grouped = groups(framework.rule, _by_question(theme, answered), key_questions)
    share = score(framework.rule, grouped)
    counting = {reference: case for reference, case in scores.cases.items() if not case.excluded}
    return ThemeScore(
        theme=theme.id,
        title=theme.title,
        scored=theme.scored,
        rule=framework.rule,
        framework=framework.reference,
        digest=framework.digest,
        counts=_counts(theme, counting, [response for _, _, response, _ in answered]),
        cases=len(counting),
        excluded=len(scores.cases) - len(counting),
        share=share,
        band=band(share, framework.ratings),
        interval=interval(framework.rule, _by_case(framework.rule, answered, key_questions), caseload=scores.caseload),
        flips=flips(framework.rule, grouped, framework.ratings),
        groups=grouped,
        events=tuple(sorted(position for *_, position in answered)),
    )


def all_scores(scores: ThemeScores) -> list[ThemeScore]:
    """Return the score of every theme, in the framework's order."""
    return [theme_score(scores, theme.id) for theme in adopted(scores).themes]


def share_of(scores: ThemeScores, theme_id: ThemeId) -> Fraction | None:
    """Return only the exact score of a theme; None if it has none."""
    framework = adopted(scores)
    theme = framework.theme(theme_id)
    by_question = _by_question(theme, _answers(scores, theme))
    return score(framework.rule, groups(framework.rule, by_question, _key_questions(theme)))


def basis(scores: ThemeScores, theme_id: ThemeId, position: int) -> ScoreBasis | None:
    """Return the basis of a judgement made at a position; None for an unscored theme."""
    framework = adopted(scores)
    theme = framework.theme(theme_id)
    if not theme.scored:
        return None
    by_question = _by_question(theme, _answers(scores, theme))
    share = score(framework.rule, groups(framework.rule, by_question, _key_questions(theme)))
    answers = sum(by_question.values(), Tally())
    return ScoreBasis(
        rule=framework.rule,
        sufficient=answers.sufficient,
        answered=answers.answered,
        numerator=None if share is None else share.numerator,
        denominator=None if share is None else share.denominator,
        position=position,
    )


def question_shares(scores: ThemeScores, theme_id: ThemeId) -> list[QuestionShare]:
    """Return the answers to each question of a theme, counted."""
    theme = adopted(scores).theme(theme_id)
    responses: dict[QuestionId, list[Response]] = {}
    for _, question, response, _ in _answers(scores, theme):
        responses.setdefault(question, []).append(response)
    return [
        QuestionShare(
            question,
            tally(responses.get(question.id, [])),
            responses.get(question.id, []).count(Response.NOT_APPLICABLE),
        )
        for question in theme.questions
    ]


def adopted(scores: ThemeScores) -> Framework:
    """Return the adopted framework; refuse if none is adopted."""
    if scores.framework is None:
        raise TooSoon("score", "adopt a framework first", needs="framework")
    return scores.framework


def _answers(scores: ThemeScores, theme: Theme) -> Iterator[tuple[str, QuestionId, Response, int]]:
    for reference, case in scores.cases.items():
        if case.excluded:
            continue
        for question in theme.questions:
            answer = case.answers.get(question.id)
            if answer is not None:
                yield reference, question.id, answer.response, answer.position


def _key_questions(theme: Theme) -> dict[QuestionId, str]:
    return {question.id: question.key_question or "" for question in theme.questions}


def _by_question(theme: Theme, answered: Iterable[tuple[str, QuestionId, Response, int]]) -> dict[QuestionId, Tally]:
    counted = Counter((question, response) for _, question, response, _ in answered)
    return {
        question.id: Tally(counted[question.id, Response.SUFFICIENT], counted[question.id, Response.INSUFFICIENT])
        for question in theme.questions
    }


def _by_case(
    rule: Rule, answered: list[tuple[str, QuestionId, Response, int]], key_questions: Mapping[QuestionId, str]
) -> list[dict[str, Tally]]:
    by_case: dict[str, dict[QuestionId, Tally]] = {}
    for reference, question, response, _ in answered:
        by_case.setdefault(reference, {})[question] = TALLY_OF[response]
    return [groups(rule, by_question, key_questions) for by_question in by_case.values()]


def _counts(theme: Theme, cases: Mapping[str, ScoredCase], responses: list[Response]) -> Counts:
    counted = Counter(responses)
    asked = sum(
        question.applies_to(frozenset(case.conditions)) for case in cases.values() for question in theme.questions
    )
    return Counts(
        sufficient=counted[Response.SUFFICIENT],
        insufficient=counted[Response.INSUFFICIENT],
        not_applicable=counted[Response.NOT_APPLICABLE],
        not_asked=len(cases) * len(theme.questions) - asked,
        unanswered=asked - len(responses),
    )
