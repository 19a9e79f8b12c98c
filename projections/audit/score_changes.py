"""Why did a theme's score change between two instants?

The events between the two are applied one by one, in log order, to the score that there was. What each did to it is
its contribution: the score after it less the score before it. So the contributions sum to the change; exactly, because
they are fractions.
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
            f"Theme {theme}, {title}, is judged without a score, so there is none to explain. See who judged it and "
            f"why with: inspectrail trail --theme {theme}"
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


# The ways in which an event can change a score; others cannot.
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


# What is said where events have no question, no case or no reason of their own.
WITHOUT = {
    ContributionGrouping.QUESTION: "all questions of a case",
    ContributionGrouping.CASE: "all cases",
    ContributionGrouping.REASON: "first answers, which need no reason",
}


class Contribution(Data):
    """One event, who did it, when and why, and the exact score before and after it (shares from 0 to 1)."""

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
        """What it did to the score, in percentage points."""
        return points(self.before, self.after)

    @property
    def changed(self) -> bool:
        """Whether the score is another one after it: also where it was none, and is 0 now."""
        return self.before != self.after

    def key(self, by: ContributionGrouping) -> str | None:
        """Return what it is grouped under; None where it has no question, case or reason of its own."""
        return {
            ContributionGrouping.PERSON: self.person,
            ContributionGrouping.QUESTION: self.question,
            ContributionGrouping.CASE: self.case,
            ContributionGrouping.REASON: self.why,
        }[by]


class Group(Data):
    """Contributions that have a person, a question, a case or a reason in common; `events` are their positions."""

    key: str | None
    title: str
    events: tuple[int, ...]
    points: Fraction


class ScoreStanding(Data):
    """A theme's exact score at an instant, with the counts behind it and the last event that counts (0: none)."""

    position: int
    share: Fraction | None
    sufficient: int
    answered: int


class Explanation(Data, dict=True):
    """The change of a theme's score, and every event that bears on it. Those that changed nothing are in it too."""

    theme: ThemeId
    title: str
    rule: Rule
    framework: str
    digest: str
    before: ScoreStanding
    after: ScoreStanding
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
        """Return what changed the score in groups, the largest effect first. They sum to the change too."""
        keyed: dict[str | None, list[Contribution]] = {}
        for contribution in self.changing:
            keyed.setdefault(contribution.key(by), []).append(contribution)
        found = [self._group(by, key, together) for key, together in keyed.items()]
        return tuple(sorted(found, key=lambda group: (-abs(group.points), group.events)))

    def _group(self, by: ContributionGrouping, key: str | None, together: Sequence[Contribution]) -> Group:
        return Group(
            key=key,
            title=WITHOUT[by] if key is None else self._title(by, key, together),
            events=tuple(contribution.position for contribution in together),
            points=sum((contribution.points for contribution in together), Fraction(0)),
        )

    def _title(self, by: ContributionGrouping, key: str, together: Sequence[Contribution]) -> str:
        if by is ContributionGrouping.PERSON:
            return f"{together[0].name}, {join_list(dict.fromkeys(contribution.role for contribution in together))}"
        return self.questions.get(key, key) if by is ContributionGrouping.QUESTION else key


def points(before: Fraction | None, after: Fraction | None) -> Fraction:
    """Return the change from one share to another in percentage points. No score counts as 0, in sums only."""
    return ((after or Fraction(0)) - (before or Fraction(0))) * 100


def explain(before: Sequence[RecordedEvent], after: Sequence[RecordedEvent], theme: ThemeId) -> Explanation:
    """Return why a theme's score changed, from the events that count at two instants, the first among the second's.

    Refuses a theme that the framework does not have or that is judged without a score.
    """
    then, now = THEME_SCORES.replay(before), THEME_SCORES.replay(after)
    framework = adopted(now)
    wanted = framework.theme(theme)
    if not wanted.scored:
        raise NoScoreToExplain(theme, wanted.title)
    known = {recorded.position for recorded in before}
    between = [recorded for recorded in after if recorded.position not in known]
    return Explanation(
        theme=theme,
        title=wanted.title,
        rule=framework.rule,
        framework=framework.reference,
        digest=framework.digest,
        before=_standing(then, before, theme),
        after=_standing(now, after, theme),
        contributions=tuple(_contributions(then, between, theme)),
        questions={question.id: question.text for question in wanted.questions},
    )


def _standing(scores: ThemeScores, log: Sequence[RecordedEvent], theme: ThemeId) -> ScoreStanding:
    position = log[-1].position if log else 0
    if not _has(scores.framework, theme):
        return ScoreStanding(position, None, 0, 0)
    score = theme_score(scores, theme)
    return ScoreStanding(position, score.share, score.counts.sufficient, score.answered)


def _contributions(scores: ThemeScores, between: Sequence[RecordedEvent], theme: ThemeId) -> Iterator[Contribution]:
    share = _share(scores, theme)
    for recorded in between:
        scores = THEME_SCORES.fold(scores, recorded)
        kind = KINDS.get(recorded.fact.ROLE)
        if kind is None or not _may_concern(recorded.fact, scores.framework, theme):
            continue
        before, share = share, _share(scores, theme)
        # Sampling and adopting come before all answers: only where they did not is there something to tell.
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
    """Whether an event is about the theme: about one of its questions, or about no question in particular."""
    question: QuestionId | None = getattr(fact, "question", None)
    return question is None or (framework is not None and framework.theme_of.get(question) == theme)
