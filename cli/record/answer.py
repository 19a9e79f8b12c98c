"""Commands for answers, assessments and blind second assessments."""

import click

from cli.commands import group
from cli.record.arguments import CASE, QUESTION, REASON, RESPONSE
from cli.write_commands import WriteContext, write_command
from domain.commands.assessing import RecordAnswer, ReopenAssessment, ReviseAnswer, SubmitAssessment
from domain.commands.second_assessing import (
    AssignSecondAssessor,
    RecordSecondAnswer,
    ReleaseSecondAssessor,
    SubmitSecondAssessment,
)
from domain.framework import Response

answer = group("answer", "Answers: record and revise them.")


assessment = group("assessment", "Assessments: submit and reopen them.")

EVIDENCE = click.option("--evidence", required=True, help="The evidence for the answer.")


@write_command(
    "record",
    'answer record NC-07 1.04 sufficient --evidence "Analysis is up to date and complete" --as ben',
    into=answer,
)
@CASE
@QUESTION
@RESPONSE
@EVIDENCE
@click.option(
    "--reference", "references", multiple=True, help="Where the evidence is, such as a page of the file. Repeatable."
)
def record(
    ctx: WriteContext, case: str, question: str, response: str, evidence: str, references: tuple[str, ...]
) -> RecordAnswer:
    """Record the answer to a question of a case that you assess."""
    return ctx.command(
        RecordAnswer,
        case=case,
        question=question,
        response=Response(response),
        evidence=evidence,
        references=references,
    )


@write_command("revise", 'answer revise NC-07 1.04 insufficient --reason "Misread the date" --as ben', into=answer)
@CASE
@QUESTION
@RESPONSE
@REASON
def revise(ctx: WriteContext, case: str, question: str, response: str, reason: str) -> ReviseAnswer:
    """Revise one of your answers before you submit the assessment."""
    return ctx.command(ReviseAnswer, case=case, question=question, response=Response(response), reason=reason)


@write_command("submit", "assessment submit NC-07 --as ben", into=assessment)
@CASE
def submit(ctx: WriteContext, case: str) -> SubmitAssessment:
    """Submit your assessment of a case, once every question is answered."""
    return ctx.command(SubmitAssessment, case=case)


@write_command("reopen", 'assessment reopen NC-07 --reason "A missing file has turned up" --as cat', into=assessment)
@CASE
@REASON
def reopen(ctx: WriteContext, case: str, reason: str) -> ReopenAssessment:
    """Reopen an assessment, so that its assessor can revise it."""
    return ctx.command(ReopenAssessment, case=case, reason=reason)


second = group("second", "Blind second assessments, to compare assessors.")


ASSESSOR = click.argument("assessor")


@write_command("assign", "second assign NC-07 gus --as ann", into=second)
@CASE
@ASSESSOR
def assign_second(ctx: WriteContext, case: str, assessor: str) -> AssignSecondAssessor:
    """Assign a blind second assessor. They see no first answers until they submit."""
    return ctx.command(AssignSecondAssessor, case=case, assessor=assessor)


@write_command(
    "record", 'second record NC-07 1.04 insufficient --evidence "No analysis of motive" --as gus', into=second
)
@CASE
@QUESTION
@RESPONSE
@EVIDENCE
def record_second(ctx: WriteContext, case: str, question: str, response: str, evidence: str) -> RecordSecondAnswer:
    """Record your answer as second assessor, without seeing the first."""
    return ctx.command(RecordSecondAnswer, case=case, question=question, response=Response(response), evidence=evidence)


@write_command("submit", "second submit NC-07 --as gus", into=second)
@CASE
def submit_second(ctx: WriteContext, case: str) -> SubmitSecondAssessment:
    """Submit your second assessment. You can then see the first answers."""
    return ctx.command(SubmitSecondAssessment, case=case)


@write_command("release", 'second release NC-07 gus --reason "On leave until June" --as ann', into=second)
@CASE
@ASSESSOR
@REASON
def release_second(ctx: WriteContext, case: str, assessor: str, reason: str) -> ReleaseSecondAssessor:
    """Release a second assessor before they submit. Their answers stay on record."""
    return ctx.command(ReleaseSecondAssessor, case=case, assessor=assessor, reason=reason)
