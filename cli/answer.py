"""Week one: answers are recorded and revised, assessments submitted and reopened."""

import click

from cli.options import group
from cli.recording import Recording, records
from domain.case.assessing import (
    RecordAnswer,
    ReopenAssessment,
    ReviseAnswer,
    SubmitAssessment,
    record_answer,
    reopen,
    revise_answer,
    submit,
)
from domain.framework import Response
from events_store.handling import Outcome

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
    asked: Recording, case: str, question: str, response: str, evidence: str, references: tuple[str, ...]
) -> Outcome:
    """Answer a question of a case that you assess."""
    return asked.about_case(
        case,
        record_answer,
        RecordAnswer,
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
def revise(asked: Recording, case: str, question: str, response: str, reason: str) -> Outcome:
    """Change an answer of yours before you submit."""
    return asked.about_case(
        case, revise_answer, ReviseAnswer, question=question, response=Response(response), reason=reason
    )


@records("submit", "assessment submit NC-07 --as ben", into=assessment)
@CASE
def submit_(asked: Recording, case: str) -> Outcome:
    """Say that your assessment of a case is complete."""
    return asked.about_case(case, submit, SubmitAssessment)


@records("reopen", 'assessment reopen NC-07 --reason "A missing file has turned up" --as cat', into=assessment)
@CASE
@REASON
def reopen_(asked: Recording, case: str, reason: str) -> Outcome:
    """Give an assessment back to its assessor."""
    return asked.about_case(case, reopen, ReopenAssessment, reason=reason)
