"""Second assessments: somebody else assesses a case too, blind to the first answers until they submit."""

import click

from cli.answer import CASE, EVIDENCE, QUESTION, REASON, RESPONSE
from cli.options import group
from cli.recording import Recording, records
from domain.commands.second_assessing import (
    AssignSecondAssessor,
    RecordSecondAnswer,
    ReleaseSecondAssessor,
    SubmitSecondAssessment,
)
from domain.framework import Response

second = group("second", "Second, blind assessments, to compare assessors.")

ASSESSOR = click.argument("assessor")


@records("assign", "second assign NC-07 gus --as ann", into=second)
@CASE
@ASSESSOR
def assign(asked: Recording, case: str, assessor: str) -> AssignSecondAssessor:
    """Ask somebody to assess a case too. Until they submit, they are shown none of its first answers."""
    return asked.command(AssignSecondAssessor, case=case, assessor=assessor)


@records("record", 'second record NC-07 1.04 insufficient --evidence "No analysis of motive" --as gus', into=second)
@CASE
@QUESTION
@RESPONSE
@EVIDENCE
def record(asked: Recording, case: str, question: str, response: str, evidence: str) -> RecordSecondAnswer:
    """Answer a question of a case that you assess second, without having seen the first answer."""
    return asked.command(
        RecordSecondAnswer, case=case, question=question, response=Response(response), evidence=evidence
    )


@records("submit", "second submit NC-07 --as gus", into=second)
@CASE
def submit(asked: Recording, case: str) -> SubmitSecondAssessment:
    """Say that your second assessment is complete. From here you may see the first answers."""
    return asked.command(SubmitSecondAssessment, case=case)


@records("release", 'second release NC-07 gus --reason "On leave until June" --as ann', into=second)
@CASE
@ASSESSOR
@REASON
def release(asked: Recording, case: str, assessor: str, reason: str) -> ReleaseSecondAssessor:
    """Let a second assessor go before they submit. What they answered stays on record."""
    return asked.command(ReleaseSecondAssessor, case=case, assessor=assessor, reason=reason)
