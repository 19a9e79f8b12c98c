"""Record recommendations, responses, actions, progress, verification, due dates and closure."""

from datetime import date

import click

from cli.commands import group
from cli.options import DAY
from cli.write_commands import WriteContext, write_command
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

recommendation = group("recommendation", "Follow up one recommendation, from response to closure.")

NUMBER = click.argument("number", type=click.IntRange(1, 9_999))
REASON = click.option("--reason", required=True, help="Why.")
NARRATIVE = click.option("--narrative", required=True, help="What was done or found.")
EVIDENCE = click.option("--evidence", multiple=True, help="An evidence item. Repeatable.")


@write_command(
    "recommend",
    'recommend 1 --text "The board drives the work" --owner "Chief Executive" --organisation "Newcastle City Council" '
    "--finding 5/key_finding/1 --as ann",
    'recommend 2 --text "Managers oversee all work" --owner "Head of service" --organisation "Newcastle City Council" '
    "--carries newcastle-2016/4 --inspection newcastle-2018 --as ann",
)
@NUMBER
@click.option("--text", required=True, help="The recommended outcome.")
@click.option("--owner", required=True, help="The accountable role.")
@click.option("--organisation", required=True, help="The owner's organisation.")
@click.option("--contributor", "contributors", multiple=True, help="An organisation that contributes. Repeatable.")
@click.option(
    "--finding",
    "findings",
    multiple=True,
    metavar="THEME/LIST/NUMBER",
    help="A finding that it is based on. Repeatable.",
)
@click.option(
    "--carries", metavar="INSPECTION/NUMBER", help="The recommendation of an earlier inspection that it continues."
)
def recommend(
    ctx: WriteContext,
    number: int,
    text: str,
    owner: str,
    organisation: str,
    contributors: tuple[str, ...],
    findings: tuple[str, ...],
    carries: str | None,
) -> MakeRecommendation:
    """Make a recommendation. It is due twelve months after it is first published.

    It can continue a recommendation of an earlier inspection of the same body that is open or was not implemented.
    After publication, close the earlier recommendation as superseded by the new.
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
        findings=tuple(_finding(name) for name in findings),
        carried_from=carries,
    )


@write_command(
    "answer",
    "recommendation answer 1 agreed --as eve",
    'recommendation answer 2 partly_agreed --because "Reviews are the courts\' to order" --as eve',
    into=recommendation,
)
@NUMBER
@click.argument("acceptance", type=click.Choice([acceptance.value for acceptance in Acceptance]))
@click.option("--because", help="Which part is agreed, or why it is not.")
def answer(ctx: WriteContext, number: int, acceptance: str, because: str | None) -> AnswerRecommendation:
    """Record the owner's response."""
    return ctx.command(AnswerRecommendation, number=number, acceptance=Acceptance(acceptance), explanation=because)


@write_command(
    "plan",
    'recommendation plan 1 --step "New terms of reference" --responsible "Board chair" --due 2016-10-31 --as eve',
    into=recommendation,
)
@NUMBER
@click.option("--step", required=True, help="The action.")
@click.option("--responsible", required=True, help="The responsible role.")
@click.option("--due", type=DAY, required=True, help="The due date of the action.")
def plan(ctx: WriteContext, number: int, step: str, responsible: str, due: date) -> PlanAction:
    """Add an action, for the owner."""
    return ctx.command(PlanAction, number=number, step=step, responsible=responsible, due_on=due)


@write_command(
    "revise",
    'recommendation revise 1 2 --due 2016-12-16 --reason "The post is being filled" --as eve',
    'recommendation revise 1 2 --done --reason "Finished" --as eve',
    into=recommendation,
)
@NUMBER
@click.argument("action", type=click.IntRange(1, 9_999))
@click.option("--step", help="The new action.")
@click.option("--responsible", help="The new responsible role.")
@click.option("--due", type=DAY, help="The new due date of the action.")
@click.option("--done/--not-done", default=None, help="Mark the action as done or not done.")
@REASON
def revise(
    ctx: WriteContext,
    number: int,
    action: int,
    step: str | None,
    responsible: str | None,
    due: date | None,
    done: bool | None,
    reason: str,
) -> ReviseAction:
    """Revise an action, or mark it as done."""
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


@write_command(
    "progress",
    'recommendation progress 1 claimed_complete --narrative "The board now meets monthly" --evidence F-01 --as eve',
    into=recommendation,
)
@NUMBER
@click.argument("progress", type=click.Choice([progress.value for progress in Progress]))
@NARRATIVE
@EVIDENCE
def progress_(
    ctx: WriteContext, number: int, progress: str, narrative: str, evidence: tuple[str, ...]
) -> ReportProgress:
    """Report progress, for the owner. This does not close the recommendation."""
    return ctx.command(
        ReportProgress, number=number, progress=Progress(progress), narrative=narrative, evidence=evidence
    )


@write_command(
    "verify",
    'recommendation verify 1 reasonable --narrative "Three meetings observed" --evidence F-02 --as ann',
    into=recommendation,
)
@NUMBER
@click.argument("verification", type=click.Choice([verification.value for verification in Verification]))
@NARRATIVE
@EVIDENCE
def verify(
    ctx: WriteContext, number: int, verification: str, narrative: str, evidence: tuple[str, ...]
) -> VerifyProgress:
    """Record verified progress, for the inspectorate."""
    return ctx.command(
        VerifyProgress, number=number, verification=Verification(verification), narrative=narrative, evidence=evidence
    )


@write_command(
    "extend",
    'recommendation extend 7 --due 2017-10-31 --told 2017-05-02 --reason "Training moved to the autumn" --as ann',
    into=recommendation,
)
@NUMBER
@click.option("--due", type=DAY, required=True, help="The new due date. The first stays on record.")
@click.option("--told", "told_on", type=DAY, required=True, help="When the inspectorate was informed of the delay.")
@REASON
def extend(ctx: WriteContext, number: int, due: date, told_on: date, reason: str) -> ReviseDueDate:
    """Change a due date; for an owner, request it. A request counts once the inspectorate agrees."""
    return ctx.command(ReviseDueDate, number=number, due_on=due, told_on=told_on, reason=reason)


@write_command(
    "close",
    'recommendation close 1 implemented --evidence F-02 --reason "The board leads the work" --as ann',
    'recommendation close 3 superseded --by 5 --reason "Number 5 includes it" --as ann',
    'recommendation close 4 superseded --by newcastle-2018/2 --reason "Goes on" --inspection newcastle-2016 --as ann',
    into=recommendation,
)
@NUMBER
@click.argument("closure", type=click.Choice([closure.value for closure in Closure]))
@REASON
@EVIDENCE
@click.option(
    "--by",
    "--superseded-by",
    "superseded_by",
    help="The recommendation that supersedes it: a number, or INSPECTION/NUMBER of a later inspection.",
)
def close(
    ctx: WriteContext,
    number: int,
    closure: str,
    reason: str,
    evidence: tuple[str, ...],
    superseded_by: str | None,
) -> CloseRecommendation:
    """Close a recommendation, for the inspectorate."""
    return ctx.command(
        CloseRecommendation,
        number=number,
        closure=Closure(closure),
        reason=reason,
        evidence=evidence,
        superseded_by=superseded_by,
    )


@write_command(
    "reopen", 'recommendation reopen 5 --reason "Referrals have stopped again" --as ann', into=recommendation
)
@NUMBER
@REASON
def reopen(ctx: WriteContext, number: int, reason: str) -> ReopenRecommendation:
    """Reopen a closed recommendation."""
    return ctx.command(ReopenRecommendation, number=number, reason=reason)


def _finding(name: str) -> CitedFinding:
    theme, _, list_and_ordinal = name.partition("/")
    finding_list, _, ordinal = list_and_ordinal.partition("/")
    if finding_list not in list(FindingList) or not ordinal.isdecimal():
        raise click.UsageError(f"“{name}” is not a finding. Write it as THEME/LIST/NUMBER, such as 1/key_finding/3.")
    return CitedFinding(theme=theme, list=FindingList(finding_list), ordinal=int(ordinal))
