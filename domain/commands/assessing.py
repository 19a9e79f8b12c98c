"""Commands of assessing: record, revise and submit answers, and reopen an assessment."""

from domain.command import CaseCommand
from domain.framework import Response
from domain.text import Line, QuestionId, Reason, Text


class RecordAnswer(CaseCommand):
    """Answer a question of the case, with the evidence."""

    question: QuestionId
    response: Response
    evidence: Text
    references: tuple[Line, ...] = ()


class ReviseAnswer(CaseCommand):
    """Change an answer before submitting."""

    question: QuestionId
    response: Response
    reason: Reason


class SubmitAssessment(CaseCommand):
    """Submit the complete assessment."""


class ReopenAssessment(CaseCommand):
    """Return the assessment to its assessor."""

    reason: Reason
