"""What did each person make of each answer: its assessor, the second assessors and the moderators?"""

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


class Given(Data):
    """A response, and who gave it."""

    by: PersonId
    response: Response


class Look(Data):
    """A moderator looked at an answer and changed it, or confirmed it: then `new` is what it was already.

    `own` is the assessor's own answer at that moment, whatever moderators had made of it by then.
    """

    moderator: PersonId
    own: Given
    old: Response
    new: Response

    @property
    def changed(self) -> bool:
        """Whether the moderator changed the answer."""
        return self.old != self.new


class RatedAnswer(Data):
    """One question of one case, and what was made of it.

    `own` is what the assessor answers in their own name, with all their revisions. `first` is that as it stood when the
    assessment was first submitted, or as it stands where it was not yet: by then nobody else had a say in it, neither a
    moderator nor whoever reopened the assessment. It is what second answers are compared with. A second answer counts
    from when it is recorded: it is never revised.
    """

    case: CaseReference
    question: QuestionId
    own: Given | None = None
    first: Given | None = None
    seconds: tuple[Given, ...] = ()
    looks: tuple[Look, ...] = ()


class Opinions(Data):
    """What was made of every answer, and what people are called."""

    framework: Framework | None
    histories: AnswerHistories

    @property
    def adopted(self) -> Framework:
        """The framework that was adopted; refuses where none was."""
        if self.framework is None:
            raise TooSoon("compare answers", "adopt a framework first", needs="framework")
        return self.framework

    @property
    def names(self) -> dict[PersonId, str]:
        """What people are called."""
        return self.histories.names

    @property
    def excluded(self) -> tuple[CaseReference, ...]:
        """The cases that are out of the score."""
        return tuple(case for case in self.histories.by_case if case in self.histories.excluded)

    def answers(self, *, excluded: bool = False) -> list[RatedAnswer]:
        """Return the answers of the cases that count, as they do for the score; or of those that are excluded."""
        return [
            _answer(history)
            for case, answers in self.histories.by_case.items()
            if (case in self.histories.excluded) is excluded
            for history in answers.values()
        ]


def opinions(log: Sequence[RecordedEvent]) -> Opinions:
    """Return what was made of every answer, by the end of a log."""
    adopted = [recorded.fact.framework for recorded in log if isinstance(recorded.fact, FrameworkAdopted)]
    return Opinions(adopted[-1] if adopted else None, answer_histories(log))


def _answer(history: AnswerHistory) -> RatedAnswer:
    """Go through what was said of an answer, in order."""
    answer = RatedAnswer(history.case, history.question)
    standing: Response | None = None
    for remark in history.remarks:
        if remark.response is None:
            continue
        given = Given(remark.by, remark.response)
        if remark.role is EventRole.SECOND:
            answer = replace(answer, seconds=(*answer.seconds, given))
        elif remark.role in (EventRole.ANSWERED, EventRole.REVISED):
            first = answer.first if remark.submitted and answer.first is not None else given
            answer = replace(answer, own=given, first=first)
        else:
            assert answer.own is not None and standing is not None  # noqa: S101, PT018 - narrows: nobody moderates nothing
            look = Look(remark.by, answer.own, standing, remark.response)
            answer = replace(answer, looks=(*answer.looks, look))
        standing = standing if remark.role is EventRole.SECOND else remark.response
    return answer
