"""What events can be about in a case: the case, an answer, its confirmation, a sign-off."""

from typing import ClassVar

from domain.ids import Id


class CaseId(Id):
    """A sampled case."""

    NOUN: ClassVar = "case"
    ENTITY: ClassVar = True
    case: str


class InCase(Id):
    """A subject that is part of a case."""

    case: str

    @property
    def parent(self) -> Id:
        """The case."""
        return CaseId(self.case)


class AssessorId(InCase):
    """The assessor of a case."""

    NOUN: ClassVar = "case"


class SubmissionId(InCase):
    """The submission of the assessment of a case."""

    NOUN: ClassVar = "case"


class SignOffId(InCase):
    """The sign-off of a case."""

    NOUN: ClassVar = "case"


class ExclusionId(InCase):
    """The exclusion of a case from the score."""

    NOUN: ClassVar = "case"


class AnswerId(InCase):
    """The current answer to a question in a case."""

    NOUN: ClassVar = "answer"
    ENTITY: ClassVar = True
    question: str


class InAnswer(InCase):
    """A subject that is part of an answer."""

    question: str

    @property
    def parent(self) -> Id:
        """The answer."""
        return AnswerId(self.case, self.question)


class ConfirmationId(InAnswer):
    """The confirmation of an answer by a moderator."""

    NOUN: ClassVar = "confirmation"


class QueryId(InAnswer):
    """The query of a moderator about an answer."""

    NOUN: ClassVar = "query"


class ReplyId(InAnswer):
    """The reply of the assessor to a query."""

    NOUN: ClassVar = "reply"


class SecondAssessmentId(InCase):
    """The blind second assessment of a case by one person."""

    NOUN: ClassVar = "second-assessment"
    assessor: str


class SecondAnswerId(InCase):
    """The blind second answer of one person to a question."""

    NOUN: ClassVar = "second-answer"
    question: str
    assessor: str
