"""Second assessments: somebody else assesses a case too, blind to the first answers until they submit."""

import click

from cli.answer import CASE, EVIDENCE, QUESTION, REASON, RESPONSE
from cli.options import group
from cli.recording import Recording, records
from domain.case.second_assessing import (
    AssignSecondAssessor,
    RecordSecondAnswer,
    ReleaseSecondAssessor,
    SubmitSecondAssessment,
    assign_second,
    record_second_answer,
    release_second,
    submit_second,
)
from domain.framework import Response
from events_store.handling import Outcome

second = group("second", "Second, blind assessments, to compare assessors.")

ASSESSOR = click.argument("assessor")


@records("assign", "second assign NC-07 gus --as ann", into=second)
@CASE
@ASSESSOR
def assign(asked: Recording, case: str, assessor: str) -> Outcome:
    """Ask somebody to assess a case too. Until they submit, they are shown none of its first answers."""
    return asked.about_case(case, assign_second, AssignSecondAssessor, assessor=assessor)


@records("record", 'second record NC-07 1.04 insufficient --evidence "No analysis of motive" --as gus', into=second)
@CASE
@QUESTION
@RESPONSE
@EVIDENCE
def record(asked: Recording, case: str, question: str, response: str, evidence: str) -> Outcome:
    """Answer a question of a case that you assess second, without having seen the first answer."""
    return asked.about_case(
        case,
        record_second_answer,
        RecordSecondAnswer,
        question=question,
        response=Response(response),
        evidence=evidence,
    )


@records("submit", "second submit NC-07 --as gus", into=second)
@CASE
def submit(asked: Recording, case: str) -> Outcome:
    """Say that your second assessment is complete. From here you may see the first answers."""
    return asked.about_case(case, submit_second, SubmitSecondAssessment)


@records("release", 'second release NC-07 gus --reason "On leave until June" --as ann', into=second)
@CASE
@ASSESSOR
@REASON
def release(asked: Recording, case: str, assessor: str, reason: str) -> Outcome:
    """Let a second assessor go before they submit. What they answered stays on record."""
    return asked.about_case(case, release_second, ReleaseSecondAssessor, assessor=assessor, reason=reason)
