"""Commands of blind second assessments: assign and release assessors, answer and submit."""

from domain.command import CaseCommand
from domain.framework import Response
from domain.text import PersonId, QuestionId, Reason, Text


class AssignSecondAssessor(CaseCommand):
    """Assign another member of the team to assess the case blind."""

    assessor: PersonId


class RecordSecondAnswer(CaseCommand):
    """Answer a question without seeing the first answer."""

    question: QuestionId
    response: Response
    evidence: Text


class SubmitSecondAssessment(CaseCommand):
    """Submit the second assessment."""


class ReleaseSecondAssessor(CaseCommand):
    """Release a second assessor before they submit."""

    assessor: PersonId
    reason: Reason
