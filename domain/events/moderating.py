"""Events of moderation: answers are queried, changed and confirmed, and cases signed off."""

from typing import ClassVar

from domain.case_ids import AnswerId, ConfirmationId, QueryId, ReplyId, SignOffId
from domain.effect import Effect, EventRole
from domain.events.assessing import answer_effect
from domain.fact import Fact
from domain.framework import Response
from domain.text import QuestionId, Reason, Text, Version


class AnswerQueried(Fact):
    """A moderator queried an answer."""

    TYPE: ClassVar = "answer-queried.v1"
    SENTENCE: ClassVar = "queried question {question} in {case}: {text}"
    ROLE: ClassVar = EventRole.QUERY
    question: QuestionId
    text: Text

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=QueryId(case, self.question),
            sets={"query": self.text},
            reopens=(SignOffId(case),),
            rests_on=(AnswerId(case, self.question),),
        )


class QueryAnswered(Fact):
    """The assessor replied to a moderator's query."""

    TYPE: ClassVar = "query-answered.v1"
    SENTENCE: ClassVar = "replied to the query on question {question} in {case}: {text}"
    ROLE: ClassVar = EventRole.REPLY
    question: QuestionId
    text: Text

    def effect(self, case: str) -> Effect:
        query = QueryId(case, self.question)
        return Effect(subject=ReplyId(case, self.question), sets={"reply": self.text}, rests_on=(query,))


class AnswerModerated(Fact):
    """A moderator changed an answer, with the reason."""

    TYPE: ClassVar = "answer-moderated.v1"
    SENTENCE: ClassVar = "moderated question {question} in {case} from {old} to {new}"
    ROLE: ClassVar = EventRole.MODERATED
    question: QuestionId
    old: Response
    new: Response
    reason: Reason

    def effect(self, case: str) -> Effect:
        return answer_effect(AnswerId(case, self.question), self.new)


class AnswerConfirmed(Fact):
    """A moderator confirmed an answer unchanged, with the reason."""

    TYPE: ClassVar = "answer-confirmed.v1"
    SENTENCE: ClassVar = "confirmed question {question} in {case} as {response}"
    ROLE: ClassVar = EventRole.CONFIRMED
    question: QuestionId
    response: Response
    reason: Reason

    def effect(self, case: str) -> Effect:
        confirmation = ConfirmationId(case, self.question)
        return Effect(
            subject=confirmation,
            sets={"response": self.response},
            settles=(confirmation,),
            rests_on=(AnswerId(case, self.question),),
        )


class ModerationCompleted(Fact):
    """A moderator signed off the case, at the version that they saw."""

    TYPE: ClassVar = "moderation-completed.v1"
    SENTENCE: ClassVar = "signed off {case} (version {saw_version})"
    ROLE: ClassVar = EventRole.SIGNED_OFF
    saw_version: Version

    def effect(self, case: str) -> Effect:
        sign_off = SignOffId(case)
        return Effect(subject=sign_off, sets={"signed_off": f"version {self.saw_version}"}, settles=(sign_off,))


ModeratingEvent = AnswerQueried | QueryAnswered | AnswerModerated | AnswerConfirmed | ModerationCompleted
