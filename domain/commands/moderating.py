"""Commands of moderation: query, change and confirm answers, and sign off a case."""

from domain.command import CaseCommand
from domain.framework import Response
from domain.text import QuestionId, Reason, Text


class QueryAnswer(CaseCommand):
    """Query an answer: ask its assessor about it."""

    question: QuestionId
    text: Text


class ReplyToQuery(CaseCommand):
    """Reply to the moderator's query."""

    question: QuestionId
    text: Text


class ModerateAnswer(CaseCommand):
    """Change an answer of somebody else."""

    question: QuestionId
    response: Response
    reason: Reason


class ConfirmAnswer(CaseCommand):
    """Confirm an answer of somebody else unchanged."""

    question: QuestionId
    reason: Reason


class CompleteModeration(CaseCommand):
    """Sign off the case, at the version that the moderator saw."""

    saw_version: int
