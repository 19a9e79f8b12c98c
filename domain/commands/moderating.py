"""Asked for in moderating: to query, change and confirm answers, and to sign a case off."""

from domain.command import CaseCommand
from domain.framework import Response
from domain.text import QuestionId, Reason, Text


class QueryAnswer(CaseCommand):
    """Ask the assessor about an answer."""

    question: QuestionId
    text: Text


class ReplyToQuery(CaseCommand):
    """Reply to the moderator's query."""

    question: QuestionId
    text: Text


class ModerateAnswer(CaseCommand):
    """Change somebody else's answer."""

    question: QuestionId
    response: Response
    reason: Reason


class ConfirmAnswer(CaseCommand):
    """Leave somebody else's answer as it is, having looked at it."""

    question: QuestionId
    reason: Reason


class CompleteModeration(CaseCommand):
    """Sign the case off, as it is at the version that was looked at."""

    saw_version: int
