"""Explain why a theme's score changed between two instants.

The events between the two instants are applied one by one, in log order. The contribution of an event is the score
after it minus the score before it. Contributions are fractions, so they sum exactly to the change.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from domain.effect import EventRole
from domain.event_types import Event
from domain.events.assessing import AnswerRecorded
from domain.framework import Framework, Response, Rule
from domain.refusals.base import Invalid
from domain.text import PersonId, QuestionId, ThemeId
from domain.value import Data
from domain.wording import join_list
from events_store.store import RecordedEvent
from projections.saved.audit_trail import sentence
from projections.saved.theme_scores import THEME_SCORES, ThemeScores, adopted, share_of, theme_score


class NoScoreToExplain(Invalid, code="no-score-to-explain"):
    """The theme is judged without a score."""

    def __init__(self, theme: ThemeId, title: str) -> None:
        super().__init__(
            f"Theme {theme}, {title}, is judged without a score, so there is no score to explain. To see who judged it "
            f"and why: inspectrail trail --theme {theme}"
        )


class ContributionKind(StrEnum):
    """What an event did that can change a score."""

    ANSWERED = "answered"
    REVISED = "revised"
    MODERATED = "moderated"
    EXCLUDED = "excluded"
    REINSTATED = "reinstated"
    SAMPLED = "sampled"
    ADOPTED = "adopted"


# Events in other roles cannot change a score.
KINDS = {
    EventRole.ANSWERED: ContributionKind.ANSWERED,
    EventRole.REVISED: ContributionKind.REVISED,
    EventRole.MODERATED: ContributionKind.MODERATED,
    EventRole.EXCLUDED: ContributionKind.EXCLUDED,
    EventRole.REINSTATED: ContributionKind.REINSTATED,
    EventRole.SAMPLED: ContributionKind.SAMPLED,
    EventRole.FRAMEWORK: ContributionKind.ADOPTED,
}


class ContributionGrouping(StrEnum):
    """What contributions are grouped by."""

    PERSON = "person"
    QUESTION = "question"
    CASE = "case"
    REASON = "reason"


# Titles of the groups of events that have no question, case or reason.
TITLES_WITHOUT_KEY = {
    ContributionGrouping.QUESTION: "all questions of a case",
    ContributionGrouping.CASE: "all cases",
    ContributionGrouping.REASON: "first answers, which need no reason",
}


class Contribution(Data):
    """One event: who, when, what and why, with the score before and after it.

    Scores are exact shares from 0 to 1.
    """

    position: int
    kind: ContributionKind
    person: PersonId
    name: str
    role: str
    organisation: str
    recorded_at: datetime
    on: date
    what: str
    why: str | None
    case: str | None
    question: QuestionId | None
    old: Response | None
    new: Response | None
    before: Fraction | None
    after: Fraction | None

    @property
    def points(self) -> Fraction:
        """The change of the score, in percentage points."""
        return points(self.before, self.after)

    @property
    def changed(self) -> bool:
        """Whether the score differs after the event. A first score of 0 differs from no score."""
        return self.before != self.after

    def key(self, by: ContributionGrouping) -> str | None:
        """Return the key it is grouped by. Return None if it has no question, case or reason."""
        return {
            ContributionGrouping.PERSON: self.person,
            ContributionGrouping.QUESTION: self.question,
            ContributionGrouping.CASE: self.case,
            ContributionGrouping.REASON: self.why,
        }[by]


class Group(Data):
    """Contributions that share a person, question, case or reason. `events` are their positions."""

    key: str | None
    title: str
    events: tuple[int, ...]
    points: Fraction


class ScoreAtInstant(Data):
    """A theme's exact score at an instant, with the counts behind it.

    `position` is that of the last event that counts, or 0.
    """

    position: int
    share: Fraction | None
    sufficient: int
    answered: int


class Explanation(Data, dict=True):
    """The change of a theme's score, with every event about the theme.

    `contributions` includes events that did not change the score.
    """

    theme: ThemeId
    title: str
    rule: Rule
    framework: str
    digest: str
    before: ScoreAtInstant
    after: ScoreAtInstant
    contributions: tuple[Contribution, ...]
    questions: dict[QuestionId, str]

    @property
    def change(self) -> Fraction:
        """The change in percentage points."""
        return points(self.before.share, self.after.share)

    @cached_property
    def changing(self) -> tuple[Contribution, ...]:
        """The contributions that changed the score."""
        return tuple(contribution for contribution in self.contributions if contribution.changed)

    def grouped(self, by: ContributionGrouping) -> tuple[Group, ...]:
        """Return the contributions in groups, the largest effect first. The groups sum to the change."""
        keyed: dict[str | None, list[Contribution]] = {}
        for contribution in self.changing:
            keyed.setdefault(contribution.key(by), []).append(contribution)
        groups = [self._group(by, key, contributions) for key, contributions in keyed.items()]
        return tuple(sorted(groups, key=lambda group: (-abs(group.points), group.events)))

    def _group(self, by: ContributionGrouping, key: str | None, contributions: Sequence[Contribution]) -> Group:
        return Group(
            key=key,
            title=TITLES_WITHOUT_KEY[by] if key is None else self._title(by, key, contributions),
            events=tuple(contribution.position for contribution in contributions),
            points=sum((contribution.points for contribution in contributions), Fraction(0)),
        )

    def _title(self, by: ContributionGrouping, key: str, contributions: Sequence[Contribution]) -> str:
        if by is ContributionGrouping.PERSON:
            roles = dict.fromkeys(contribution.role for contribution in contributions)
            return f"{contributions[0].name}, {join_list(roles)}"
        return self.questions.get(key, key) if by is ContributionGrouping.QUESTION else key


def points(before: Fraction | None, after: Fraction | None) -> Fraction:
    """Return the change from one share to another, in percentage points. No score counts as 0."""
    return ((after or Fraction(0)) - (before or Fraction(0))) * 100


def explain(before: Sequence[RecordedEvent], after: Sequence[RecordedEvent], theme: ThemeId) -> Explanation:
    """Explain why a theme's score changed, from the logs at two instants.

    The second log must contain the first. Raise UnknownTheme if the framework does not have the theme, and
    NoScoreToExplain if it is judged without a score.
    """
    scores_before, scores_after = THEME_SCORES.replay(before), THEME_SCORES.replay(after)
    framework = adopted(scores_after)
    explained = framework.theme(theme)
    if not explained.scored:
        raise NoScoreToExplain(theme, explained.title)
    earlier = {recorded.position for recorded in before}
    between = [recorded for recorded in after if recorded.position not in earlier]
    return Explanation(
        theme=theme,
        title=explained.title,
        rule=framework.rule,
        framework=framework.reference,
        digest=framework.digest,
        before=_score_at(scores_before, before, theme),
        after=_score_at(scores_after, after, theme),
        contributions=tuple(_contributions(scores_before, between, theme)),
        questions={question.id: question.text for question in explained.questions},
    )


def _score_at(scores: ThemeScores, log: Sequence[RecordedEvent], theme: ThemeId) -> ScoreAtInstant:
    position = log[-1].position if log else 0
    if not _has(scores.framework, theme):
        return ScoreAtInstant(position, None, 0, 0)
    score = theme_score(scores, theme)
    return ScoreAtInstant(position, score.share, score.counts.sufficient, score.answered)


def _contributions(scores: ThemeScores, between: Sequence[RecordedEvent], theme: ThemeId) -> Iterator[Contribution]:
    share = _share(scores, theme)
    for recorded in between:
        scores = THEME_SCORES.fold(scores, recorded)
        kind = KINDS.get(recorded.fact.ROLE)
        if kind is None or not _may_concern(recorded.fact, scores.framework, theme):
            continue
        before, share = share, _share(scores, theme)
        # Sampling and adopting usually come before all answers. They are a contribution only if they changed the score.
        if before != share or kind not in (ContributionKind.SAMPLED, ContributionKind.ADOPTED):
            yield _contribution(recorded, kind, before, share)


def _contribution(
    recorded: RecordedEvent, kind: ContributionKind, before: Fraction | None, after: Fraction | None
) -> Contribution:
    fact = recorded.fact
    actor = fact.origin.actor
    return Contribution(
        position=recorded.position,
        kind=kind,
        person=actor.id,
        name=actor.name,
        role=actor.role,
        organisation=actor.organisation,
        recorded_at=recorded.recorded_at,
        on=fact.origin.day,
        what=sentence(recorded),
        why=getattr(fact, "reason", None),
        case=recorded.case,
        question=getattr(fact, "question", None),
        old=getattr(fact, "old", None),
        new=fact.response if isinstance(fact, AnswerRecorded) else getattr(fact, "new", None),
        before=before,
        after=after,
    )


def _share(scores: ThemeScores, theme: ThemeId) -> Fraction | None:
    return share_of(scores, theme) if _has(scores.framework, theme) else None


def _has(framework: Framework | None, theme: ThemeId) -> bool:
    return framework is not None and theme in [judged.id for judged in framework.themes]


def _may_concern(fact: Event, framework: Framework | None, theme: ThemeId) -> bool:
    """Return whether an event can concern the theme: by its question, or without one."""
    question: QuestionId | None = getattr(fact, "question", None)
    return question is None or (framework is not None and framework.theme_of.get(question) == theme)
