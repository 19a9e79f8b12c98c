"""Record and show the month-12 review: the assessment of each recommendation, and the summary."""

from shutil import get_terminal_size
from textwrap import fill

import click

from cli.commands import group, read_command
from cli.contexts import ReadContext
from cli.monitoring.recommendation import EVIDENCE, NARRATIVE, NUMBER
from cli.options import PAGE
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from cli.write_commands import WriteContext, write_command
from domain.commands.reviewing import AssessRecommendation, ReviewFollowUp
from domain.events.recommendation_terms import Verification
from domain.wording import format_day, humanise, join_list
from projections.monitoring.final_review import Assessment, Reviewed, ReviewPage, Totals, review_page

review = group("review", "Month-12 review: assess recommendations and complete it.")

LEAST_COLUMNS = 40
ON_TERMINAL = ("No", "Owner response", "Progress reported", "Verified progress", "Status", "Due", "Assessment")
HEADINGS = ("no", "answer", "claimed", "verified", "status", "due", "assessed")
MORE_HEADINGS = ("first due", "recommendation", "owner", "assessed on", "assessed by", "narrative", "evidence")


@write_command(
    "assess",
    'review assess 1 good --narrative "The board leads the work" --evidence F-02 --as ann',
    'review assess 1 reasonable --narrative "It met twice, not four times" --reason "Minutes misread" --as ann',
    into=review,
)
@NUMBER
@click.argument("progress", type=click.Choice([verification.value for verification in Verification]))
@NARRATIVE
@EVIDENCE
@click.option("--reason", help="Why, if it was assessed before.")
def assess(
    ctx: WriteContext, number: int, progress: str, narrative: str, evidence: tuple[str, ...], reason: str | None
) -> AssessRecommendation:
    """Assess the progress of a recommendation for the review.

    Assess every recommendation, open or closed, on or after the due date of the review. Nobody who ever acted for the
    owner can assess it. The assessment does not close the recommendation.
    """
    return ctx.command(
        AssessRecommendation,
        number=number,
        progress=Verification(progress),
        narrative=narrative,
        evidence=evidence,
        reason=reason,
    )


@write_command("complete", 'review complete --summary "Five of seven are implemented" --as ann', into=review)
@click.option("--summary", required=True, help="The summary of the review.")
def complete(ctx: WriteContext, summary: str) -> ReviewFollowUp:
    """Complete the review, once every recommendation is assessed."""
    return ctx.command(ReviewFollowUp, summary=summary)


@read_command(
    "show",
    "review show",
    "review show --at published+12m",
    "review show --page",
    "review show --json",
    into=review,
    table=True,
)
@PAGE
def show(ctx: ReadContext) -> None:
    """Show the review on one page: each recommendation, and totals."""
    page = review_page(ctx.events(), ctx.instant.day)
    if ctx.form == "json":
        show_json({"inspection": ctx.inspection, "on": ctx.instant.day, **_document(page)})
    elif is_boxed(ctx.form):
        _show_page(ctx, page)
    else:
        rows = [[*_row(reviewed), *_more_cells(reviewed)] for reviewed in page.recommendations]
        show_table(Table((*HEADINGS, *MORE_HEADINGS), rows), ctx.form)


def _show_page(ctx: ReadContext, page: ReviewPage) -> None:
    review = page.review
    day, position = format_day(ctx.instant.day), ctx.instant.position
    print_text(_wrapped(f"Month-12 review of {ctx.inspection}, {review.body}, on {day} (#{position})"))
    print_text(_wrapped(" ".join(_dates(page))))
    if review.published_on is None:
        return
    if review.summary is not None:
        print_text(f"\n{_wrapped(review.summary)}")
    print_text(f"\n{_wrapped(_totals(page.totals))}\n")
    rows = [_row(reviewed) for reviewed in page.recommendations]
    show_table(Table(ON_TERMINAL, rows, wide=ON_TERMINAL), ctx.form)
    for reviewed in page.recommendations:
        print_text(_describe(reviewed))


def _describe(review: Reviewed) -> str:
    tracked, assessment = review.standing.tracked, review.assessment
    progress = f"{humanise(assessment.progress)} progress" if assessment else "not assessed yet"
    lines = [
        f"{tracked.number}. {tracked.owner.role}: {progress}",
        tracked.statement,
        *([_assessed(assessment)] if assessment else []),
    ]
    return "\n".join([lines[0], *(_wrapped(line, indent="   ") for line in lines[1:])])


def _wrapped(text: str, indent: str = "") -> str:
    return fill(text, max(LEAST_COLUMNS, get_terminal_size().columns), initial_indent=indent, subsequent_indent=indent)


def _dates(page: ReviewPage) -> list[str]:
    review, totals = page.review, page.totals
    if review.published_on is None or review.due_on is None:
        return ["The report is not published yet. The review is due twelve months after publication."]
    sentences = [f"Published on {format_day(review.published_on)}; review due on {format_day(review.due_on)}."]
    if review.completed_on is not None:
        return [*sentences, f"Completed on {format_day(review.completed_on)} by {review.completed_by}."]
    return [*sentences, f"Not complete: {totals.made - totals.not_assessed} of {totals.made} assessed."]


def _totals(totals: Totals) -> str:
    made = f"{totals.made} recommendation{'' if totals.made == 1 else 's'}"
    assessed = [f"{number} {humanise(progress)}" for progress, number in totals.assessed.items() if number]
    missing = [f"{totals.not_assessed} not assessed"] if totals.not_assessed else []
    closed = [f"{number} {humanise(closure)}" for closure, number in totals.closed.items() if number]
    return (
        f"{made}. Progress assessed: {join_list([*assessed, *missing]) or 'none'}. "
        f"Closed: {join_list(closed) or 'none'}. Open: {totals.open}, {totals.overdue} of them overdue."
    )


def _assessed(assessment: Assessment) -> str:
    evidence = f"; evidence {', '.join(assessment.evidence)}" if assessment.evidence else ""
    narrative = f"{assessment.narrative} ({assessment.by}, {format_day(assessment.on)}{evidence})"
    if not assessment.before:
        return narrative
    earlier = [f"{humanise(before.progress)} on {format_day(before.on)}" for before in assessment.before]
    return f"{narrative} Earlier assessment: {', then '.join(earlier)}. Reason for the change: {assessment.reason}"


def _row(review: Reviewed) -> list[Cell]:
    tracked = review.standing.tracked
    closed = f"{humanise(tracked.closure)} by {tracked.superseded_by}" if tracked.superseded_by else tracked.closure
    moved = " (moved)" if tracked.due_on != tracked.original_due_on else ""
    return [
        tracked.number,
        humanise(tracked.acceptance or "none yet"),
        humanise(tracked.progress or "none yet"),
        humanise(tracked.verification or "not verified"),
        humanise(closed or ("overdue" if review.standing.overdue else "open")),
        f"{tracked.due_on}{moved}" if tracked.due_on else "12 months after publication",
        humanise(review.assessment.progress) if review.assessment else "not yet",
    ]


def _more_cells(review: Reviewed) -> list[Cell]:
    tracked, assessment = review.standing.tracked, review.assessment
    first_due = str(tracked.original_due_on or "")
    assessed: list[Cell] = (
        [None, None, None] if assessment is None else [str(assessment.on), assessment.by, assessment.narrative]
    )
    return [first_due, tracked.statement, str(tracked.owner), *assessed, " ".join(review.evidence)]


def _document(page: ReviewPage) -> dict[str, object]:
    review = {name: value for name, value in page.review.as_fields().items() if name != "assessments"}
    return {
        **review,
        "totals": page.totals,
        "recommendations": [_recommendation(reviewed) for reviewed in page.recommendations],
    }


def _recommendation(review: Reviewed) -> dict[str, object]:
    tracked = review.standing.tracked
    return {
        "number": tracked.number,
        "outcome": tracked.statement,
        "owner": tracked.owner,
        "acceptance": tracked.acceptance,
        "claim": tracked.progress,
        "verification": tracked.verification,
        "closure": tracked.closure,
        "superseded_by": tracked.superseded_by,
        "carried_from": tracked.carried_from,
        "overdue": review.standing.overdue,
        "original_due_on": tracked.original_due_on,
        "due_on": tracked.due_on,
        "assessment": review.assessment,
        "evidence": review.evidence,
    }
