"""Collect the responses of each person to each question: assessors, second assessors, moderators."""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.effect import EventRole
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework, Response
from domain.refusals.inspection import TooSoon
from domain.text import CaseReference, PersonId, QuestionId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.answer_history import AnswerHistories, AnswerHistory, answer_histories


class GivenResponse(Data):
    """A response, and who gave it."""

    by: PersonId
    response: Response


class ModeratorReview(Data):
    """A moderator's review of an answer.

    If the moderator confirmed the answer, `new` equals `old`. `own` is the assessor's own answer at that moment,
    without earlier moderation.
    """

    moderator: PersonId
    own: GivenResponse
    old: Response
    new: Response

    @property
    def changed(self) -> bool:
        """Whether the moderator changed the answer."""
        return self.old != self.new


class RatedAnswer(Data):
    """The answers and reviews of one question in one case.

    `own` is the assessor's latest answer. `first` is the assessor's answer when the assessment was first submitted, or
    the latest one before that. Nobody else has influenced `first`, so second answers are compared with it. A second
    answer counts from when it is recorded, and is never revised.
    """

    case: CaseReference
    question: QuestionId
    own: GivenResponse | None = None
    first: GivenResponse | None = None
    seconds: tuple[GivenResponse, ...] = ()
    reviews: tuple[ModeratorReview, ...] = ()


class Ratings(Data):
    """The ratings of every answer, and the names of people."""

    framework: Framework | None
    histories: AnswerHistories

    @property
    def adopted(self) -> Framework:
        """The adopted framework. Raise TooSoon if there is none."""
        if self.framework is None:
            raise TooSoon("compare answers", "adopt a framework first", needs="framework")
        return self.framework

    @property
    def names(self) -> dict[PersonId, str]:
        """The names of people, by id."""
        return self.histories.names

    @property
    def excluded(self) -> tuple[CaseReference, ...]:
        """The cases that are excluded from the score."""
        return tuple(case for case in self.histories.by_case if case in self.histories.excluded)

    def answers(self, *, excluded: bool = False) -> list[RatedAnswer]:
        """Return the answers of the cases that count, or of the excluded cases."""
        return [
            _rated_answer(history)
            for case, answers in self.histories.by_case.items()
            if (case in self.histories.excluded) is excluded
            for history in answers.values()
        ]


def ratings_by_person(log: Sequence[RecordedEvent]) -> Ratings:
    """Return the ratings of every answer at the end of a log."""
    frameworks = [recorded.fact.framework for recorded in log if isinstance(recorded.fact, FrameworkAdopted)]
    return Ratings(frameworks[-1] if frameworks else None, answer_histories(log))


def _rated_answer(history: AnswerHistory) -> RatedAnswer:
    """Fold the history of an answer."""
    answer = RatedAnswer(history.case, history.question)
    current: Response | None = None
    for remark in history.remarks:
        if remark.response is None:
            continue
        given = GivenResponse(remark.by, remark.response)
        if remark.role is EventRole.SECOND:
            answer = replace(answer, seconds=(*answer.seconds, given))
        elif remark.role in (EventRole.ANSWERED, EventRole.REVISED):
            first = answer.first if remark.submitted and answer.first is not None else given
            answer = replace(answer, own=given, first=first)
        else:
            assert answer.own is not None and current is not None  # noqa: S101, PT018 - narrows: only answers are moderated
            review = ModeratorReview(remark.by, answer.own, current, remark.response)
            answer = replace(answer, reviews=(*answer.reviews, review))
        current = current if remark.role is EventRole.SECOND else remark.response
    return answer
