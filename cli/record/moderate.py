"""Moderation: queries and their replies, answers changed and confirmed, cases signed off."""

import click

from cli.commands import group
from cli.record.answer import CASE, QUESTION, REASON, RESPONSE
from cli.write_commands import Recording, records
from domain.commands.moderating import CompleteModeration, ConfirmAnswer, ModerateAnswer, QueryAnswer, ReplyToQuery
from domain.framework import Response

query = group("query", "Questions of a moderator to the assessor.")
moderate = group("moderate", "Changing, confirming and signing off other people's answers.")

TEXT = click.option("--text", required=True, help="What you ask or reply.")


@records("ask", 'query ask NC-07 1.04 --text "Which assessment is this about?" --as cat', into=query)
@CASE
@QUESTION
@TEXT
def ask(ctx: Recording, case: str, question: str, text: str) -> QueryAnswer:
    """Ask the assessor about an answer."""
    return ctx.command(QueryAnswer, case=case, question=question, text=text)


@records("answer", 'query answer NC-07 1.04 --text "The one of January" --as ben', into=query)
@CASE
@QUESTION
@TEXT
def answer(ctx: Recording, case: str, question: str, text: str) -> ReplyToQuery:
    """Reply to the moderator."""
    return ctx.command(ReplyToQuery, case=case, question=question, text=text)


@records(
    "change",
    'moderate change NC-07 1.04 insufficient --reason "The review was two months late" --as cat',
    into=moderate,
)
@CASE
@QUESTION
@RESPONSE
@REASON
def change(ctx: Recording, case: str, question: str, response: str, reason: str) -> ModerateAnswer:
    """Change somebody else's answer."""
    return ctx.command(ModerateAnswer, case=case, question=question, response=Response(response), reason=reason)


@records("confirm", 'moderate confirm NC-07 1.04 --reason "The evidence bears it out" --as cat', into=moderate)
@CASE
@QUESTION
@REASON
def confirm(ctx: Recording, case: str, question: str, reason: str) -> ConfirmAnswer:
    """Leave somebody else's answer as it is, having looked at it."""
    return ctx.command(ConfirmAnswer, case=case, question=question, reason=reason)


@records("complete", "moderate complete NC-07 --as cat", "moderate complete NC-07 --saw 74 --as cat", into=moderate)
@CASE
@click.option("--saw", type=click.IntRange(min=1), help="The version you looked at; refused if the case moved since.")
def complete(ctx: Recording, case: str, saw: int | None) -> CompleteModeration:
    """Sign a case off."""
    looked_at = saw or ctx.handler.case(ctx.inspection, case).version
    return ctx.command(CompleteModeration, case=case, saw_version=looked_at)
