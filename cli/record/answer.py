"""Answers of the assessor and of a second, blind assessor; assessments submitted and reopened."""

import click

from cli.commands import group
from cli.write_commands import Recording, records
from domain.commands.assessing import RecordAnswer, ReopenAssessment, ReviseAnswer, SubmitAssessment
from domain.commands.second_assessing import (
    AssignSecondAssessor,
    RecordSecondAnswer,
    ReleaseSecondAssessor,
    SubmitSecondAssessment,
)
from domain.framework import Response

answer = group("answer", "The answers of the assessor.")


assessment = group("assessment", "The assessment of a case as a whole.")


CASE = click.argument("case")


QUESTION = click.argument("question")


RESPONSE = click.argument("response", type=click.Choice([response.value for response in Response]))


EVIDENCE = click.option("--evidence", required=True, help="What supports the answer.")


REASON = click.option("--reason", required=True, help="Why.")


@records(
    "record",
    'answer record NC-07 1.04 sufficient --evidence "Analysis is up to date and complete" --as ben',
    into=answer,
)
@CASE
@QUESTION
@RESPONSE
@EVIDENCE
@click.option("--reference", "references", multiple=True, help="Where the evidence is, such as a page of the file.")
def record(
    ctx: Recording, case: str, question: str, response: str, evidence: str, references: tuple[str, ...]
) -> RecordAnswer:
    """Answer a question of a case that you assess."""
    return ctx.command(
        RecordAnswer,
        case=case,
        question=question,
        response=Response(response),
        evidence=evidence,
        references=references,
    )


@records("revise", 'answer revise NC-07 1.04 insufficient --reason "Misread the date" --as ben', into=answer)
@CASE
@QUESTION
@RESPONSE
@REASON
def revise(ctx: Recording, case: str, question: str, response: str, reason: str) -> ReviseAnswer:
    """Change an answer of yours before you submit."""
    return ctx.command(ReviseAnswer, case=case, question=question, response=Response(response), reason=reason)


@records("submit", "assessment submit NC-07 --as ben", into=assessment)
@CASE
def submit(ctx: Recording, case: str) -> SubmitAssessment:
    """Say that your assessment of a case is complete."""
    return ctx.command(SubmitAssessment, case=case)


@records("reopen", 'assessment reopen NC-07 --reason "A missing file has turned up" --as cat', into=assessment)
@CASE
@REASON
def reopen(ctx: Recording, case: str, reason: str) -> ReopenAssessment:
    """Give an assessment back to its assessor."""
    return ctx.command(ReopenAssessment, case=case, reason=reason)


second = group("second", "Second, blind assessments, to compare assessors.")


ASSESSOR = click.argument("assessor")


@records("assign", "second assign NC-07 gus --as ann", into=second)
@CASE
@ASSESSOR
def assign_second(ctx: Recording, case: str, assessor: str) -> AssignSecondAssessor:
    """Ask somebody to assess a case too. Until they submit, they are shown none of its first answers."""
    return ctx.command(AssignSecondAssessor, case=case, assessor=assessor)


@records("record", 'second record NC-07 1.04 insufficient --evidence "No analysis of motive" --as gus', into=second)
@CASE
@QUESTION
@RESPONSE
@EVIDENCE
def record_second(ctx: Recording, case: str, question: str, response: str, evidence: str) -> RecordSecondAnswer:
    """Answer a question of a case that you assess second, without having seen the first answer."""
    return ctx.command(RecordSecondAnswer, case=case, question=question, response=Response(response), evidence=evidence)


@records("submit", "second submit NC-07 --as gus", into=second)
@CASE
def submit_second(ctx: Recording, case: str) -> SubmitSecondAssessment:
    """Say that your second assessment is complete. From here you may see the first answers."""
    return ctx.command(SubmitSecondAssessment, case=case)


@records("release", 'second release NC-07 gus --reason "On leave until June" --as ann', into=second)
@CASE
@ASSESSOR
@REASON
def release_second(ctx: Recording, case: str, assessor: str, reason: str) -> ReleaseSecondAssessor:
    """Let a second assessor go before they submit. What they answered stays on record."""
    return ctx.command(ReleaseSecondAssessor, case=case, assessor=assessor, reason=reason)
