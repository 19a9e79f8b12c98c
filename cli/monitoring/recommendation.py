"""Recommendations and what becomes of them: answers, actions, claims, checks, closure, and going on in another."""

from datetime import date

import click

from cli.commands import group
from cli.options import DAY
from cli.write_commands import Recording, records
from domain.commands.following_up import (
    AnswerRecommendation,
    CloseRecommendation,
    MakeRecommendation,
    PlanAction,
    ReopenRecommendation,
    ReportProgress,
    ReviseAction,
    ReviseDueDate,
    VerifyProgress,
)
from domain.events.fieldwork import FindingList
from domain.events.recommendation_terms import (
    ELSEWHERE,
    Acceptance,
    CitedFinding,
    Closure,
    Owner,
    Progress,
    Verification,
)

recommendation = group("recommendation", "One recommendation: its owner's answer and actions, claims, checks, closure.")

NUMBER = click.argument("number", type=click.IntRange(1, 9_999))
REASON = click.option("--reason", required=True, help="Why.")
NARRATIVE = click.option("--narrative", required=True, help="What was done or seen.")
EVIDENCE = click.option("--evidence", multiple=True, help="An evidence item that shows it.")


@records(
    "recommend",
    'recommend 1 --text "The board drives the work" --owner "Chief Executive" --organisation "Newcastle City Council" '
    "--finding 5/key_finding/1 --as ann",
    'recommend 2 --text "Managers oversee all work" --owner "Head of service" --organisation "Newcastle City Council" '
    "--carries newcastle-2016/4 --inspection newcastle-2018 --as ann",
)
@NUMBER
@click.option("--text", required=True, help="The outcome asked for.")
@click.option("--owner", required=True, help="The one accountable role.")
@click.option("--organisation", required=True, help="The owner's organisation.")
@click.option("--contributor", "contributors", multiple=True, help="Somebody who contributes.")
@click.option("--finding", "findings", multiple=True, metavar="THEME/LIST/NUMBER", help="A finding it rests on.")
@click.option(
    "--carries", metavar="INSPECTION/NUMBER", help="The recommendation of an earlier inspection that it carries on."
)
def recommend(
    ctx: Recording,
    number: int,
    text: str,
    owner: str,
    organisation: str,
    contributors: tuple[str, ...],
    findings: tuple[str, ...],
    carries: str | None,
) -> MakeRecommendation:
    """Make a recommendation. It is due twelve months after the publication of the edition that first holds it.

    It may carry on one that an earlier inspection of the same body made, and that is open or was not implemented. Once
    the new report is out, close the old one as superseded by the new.
    """
    if carries is not None and not ELSEWHERE.fullmatch(carries):
        raise click.UsageError(
            f"“{carries}” is not a recommendation of another inspection. Write it as INSPECTION/NUMBER, such as "
            f"newcastle-2016/3."
        )
    return ctx.command(
        MakeRecommendation,
        number=number,
        statement=text,
        owner=Owner(role=owner, organisation=organisation),
        contributors=contributors,
        findings=tuple(_finding(text) for text in findings),
        carried_from=carries,
    )


@records(
    "answer",
    "recommendation answer 1 agreed --as eve",
    'recommendation answer 2 partly_agreed --because "Reviews are the courts\' to order" --as eve',
    into=recommendation,
)
@NUMBER
@click.argument("acceptance", type=click.Choice([item.value for item in Acceptance]))
@click.option("--because", help="Which part is agreed, or why it is not agreed.")
def answer(ctx: Recording, number: int, acceptance: str, because: str | None) -> AnswerRecommendation:
    """Say, for the owner, whether it is agreed."""
    return ctx.command(AnswerRecommendation, number=number, acceptance=Acceptance(acceptance), explanation=because)


@records(
    "plan",
    'recommendation plan 1 --step "New terms of reference" --responsible "Board chair" --due 2016-10-31 --as eve',
    into=recommendation,
)
@NUMBER
@click.option("--step", required=True, help="What will be done.")
@click.option("--responsible", required=True, help="The role that does it.")
@click.option("--due", type=DAY, required=True, help="By when.")
def plan(ctx: Recording, number: int, step: str, responsible: str, due: date) -> PlanAction:
    """Plan an action, for the owner."""
    return ctx.command(PlanAction, number=number, step=step, responsible=responsible, due_on=due)


@records(
    "revise",
    'recommendation revise 1 2 --due 2016-12-16 --reason "The post is being filled" --as eve',
    'recommendation revise 1 2 --done --reason "Finished" --as eve',
    into=recommendation,
)
@NUMBER
@click.argument("action", type=click.IntRange(1, 9_999))
@click.option("--step", help="What will be done instead.")
@click.option("--responsible", help="The role that does it now.")
@click.option("--due", type=DAY, help="By when now.")
@click.option("--done/--not-done", default=None, help="Whether it is done.")
@REASON
def revise(
    ctx: Recording,
    number: int,
    action: int,
    step: str | None,
    responsible: str | None,
    due: date | None,
    done: bool | None,
    reason: str,
) -> ReviseAction:
    """Change an action, or say that it is done."""
    return ctx.command(
        ReviseAction,
        number=number,
        action=action,
        step=step,
        responsible=responsible,
        due_on=due,
        done=done,
        reason=reason,
    )


@records(
    "progress",
    'recommendation progress 1 claimed_complete --narrative "The board now meets monthly" --evidence F-01 --as eve',
    into=recommendation,
)
@NUMBER
@click.argument("progress", type=click.Choice([item.value for item in Progress]))
@NARRATIVE
@EVIDENCE
def progress_(ctx: Recording, number: int, progress: str, narrative: str, evidence: tuple[str, ...]) -> ReportProgress:
    """Report progress, for the owner. A claim never closes anything."""
    return ctx.command(
        ReportProgress, number=number, progress=Progress(progress), narrative=narrative, evidence=evidence
    )


@records(
    "verify",
    'recommendation verify 1 reasonable --narrative "Three meetings observed" --evidence F-02 --as ann',
    into=recommendation,
)
@NUMBER
@click.argument("verification", type=click.Choice([item.value for item in Verification]))
@NARRATIVE
@EVIDENCE
def verify(ctx: Recording, number: int, verification: str, narrative: str, evidence: tuple[str, ...]) -> VerifyProgress:
    """Say, for the inspectorate, how much progress was seen."""
    return ctx.command(
        VerifyProgress, number=number, verification=Verification(verification), narrative=narrative, evidence=evidence
    )


@records(
    "extend",
    'recommendation extend 7 --due 2017-10-31 --told 2017-05-02 --reason "Training moved to the autumn" --as ann',
    into=recommendation,
)
@NUMBER
@click.option("--due", type=DAY, required=True, help="The new due date. The first one is kept.")
@click.option("--told", "told_on", type=DAY, required=True, help="When the inspectorate was told.")
@REASON
def extend(ctx: Recording, number: int, due: date, told_on: date, reason: str) -> ReviseDueDate:
    """Move a due date. A day that the owner gives is asked for, and counts once the inspectorate gives it too."""
    return ctx.command(ReviseDueDate, number=number, due_on=due, told_on=told_on, reason=reason)


@records(
    "close",
    'recommendation close 1 implemented --evidence F-02 --reason "The board leads the work" --as ann',
    'recommendation close 3 superseded --by 5 --reason "Number 5 says more" --as ann',
    'recommendation close 4 superseded --by newcastle-2018/2 --reason "Goes on" --inspection newcastle-2016 --as ann',
    into=recommendation,
)
@NUMBER
@click.argument("closure", type=click.Choice([item.value for item in Closure]))
@REASON
@EVIDENCE
@click.option(
    "--by",
    "--superseded-by",
    "superseded_by",
    help="The recommendation that takes its place: a number, or INSPECTION/NUMBER in a later inspection.",
)
def close(
    ctx: Recording,
    number: int,
    closure: str,
    reason: str,
    evidence: tuple[str, ...],
    superseded_by: str | None,
) -> CloseRecommendation:
    """Close a recommendation, for the inspectorate, on evidence."""
    return ctx.command(
        CloseRecommendation,
        number=number,
        closure=Closure(closure),
        reason=reason,
        evidence=evidence,
        superseded_by=superseded_by,
    )


@records("reopen", 'recommendation reopen 5 --reason "Referrals have stopped again" --as ann', into=recommendation)
@NUMBER
@REASON
def reopen(ctx: Recording, number: int, reason: str) -> ReopenRecommendation:
    """Open a closed recommendation again."""
    return ctx.command(ReopenRecommendation, number=number, reason=reason)


def _finding(text: str) -> CitedFinding:
    theme, _, rest = text.partition("/")
    name, _, ordinal = rest.partition("/")
    if name not in list(FindingList) or not ordinal.isdecimal():
        raise click.UsageError(f"“{text}” is not a finding. Write it as THEME/LIST/NUMBER, such as 1/key_finding/3.")
    return CitedFinding(theme=theme, list=FindingList(name), ordinal=int(ordinal))
