"""Commands for moderation: queries, changed and confirmed answers, and signed-off cases."""

import click

from cli.commands import group
from cli.record.arguments import CASE, QUESTION, REASON, RESPONSE
from cli.write_commands import WriteContext, write_command
from domain.commands.moderating import CompleteModeration, ConfirmAnswer, ModerateAnswer, QueryAnswer, ReplyToQuery
from domain.framework import Response

query = group("query", "Moderation queries to the assessor, and their replies.")
moderate = group("moderate", "Moderation: change and confirm answers, and sign off cases.")

TEXT = click.option("--text", required=True, help="The text of the query or reply.")


@write_command("ask", 'query ask NC-07 1.04 --text "Which assessment is this about?" --as cat', into=query)
@CASE
@QUESTION
@TEXT
def ask(ctx: WriteContext, case: str, question: str, text: str) -> QueryAnswer:
    """Raise a query about an answer with its assessor."""
    return ctx.command(QueryAnswer, case=case, question=question, text=text)


@write_command("answer", 'query answer NC-07 1.04 --text "The one of January" --as ben', into=query)
@CASE
@QUESTION
@TEXT
def answer(ctx: WriteContext, case: str, question: str, text: str) -> ReplyToQuery:
    """Reply to a query."""
    return ctx.command(ReplyToQuery, case=case, question=question, text=text)


@write_command(
    "change",
    'moderate change NC-07 1.04 insufficient --reason "The review was two months late" --as cat',
    into=moderate,
)
@CASE
@QUESTION
@RESPONSE
@REASON
def change(ctx: WriteContext, case: str, question: str, response: str, reason: str) -> ModerateAnswer:
    """Change an answer of somebody else in moderation."""
    return ctx.command(ModerateAnswer, case=case, question=question, response=Response(response), reason=reason)


@write_command("confirm", 'moderate confirm NC-07 1.04 --reason "The evidence bears it out" --as cat', into=moderate)
@CASE
@QUESTION
@REASON
def confirm(ctx: WriteContext, case: str, question: str, reason: str) -> ConfirmAnswer:
    """Confirm an answer of somebody else, having reviewed it."""
    return ctx.command(ConfirmAnswer, case=case, question=question, reason=reason)


@write_command(
    "complete", "moderate complete NC-07 --as cat", "moderate complete NC-07 --saw 74 --as cat", into=moderate
)
@CASE
@click.option(
    "--saw",
    type=click.IntRange(min=1),
    help="The version of the case that you looked at: refused if the case has changed since.",
)
def complete(ctx: WriteContext, case: str, saw: int | None) -> CompleteModeration:
    """Sign off a case."""
    version = saw or ctx.handler.case(ctx.inspection, case).version
    return ctx.command(CompleteModeration, case=case, saw_version=version)
