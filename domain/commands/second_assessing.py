"""Asked for in second assessing: to assign and release a second assessor, to answer and to submit."""

from domain.command import CaseCommand
from domain.framework import Response
from domain.text import PersonId, QuestionId, Reason, Text


class AssignSecondAssessor(CaseCommand):
    """Ask another member of the team to assess the case too, blind."""

    assessor: PersonId


class RecordSecondAnswer(CaseCommand):
    """Answer a question of somebody else's case, without seeing their answer."""

    question: QuestionId
    response: Response
    evidence: Text


class SubmitSecondAssessment(CaseCommand):
    """Say that the second assessment is complete."""


class ReleaseSecondAssessor(CaseCommand):
    """Let a second assessor go before they submit."""

    assessor: PersonId
    reason: Reason
