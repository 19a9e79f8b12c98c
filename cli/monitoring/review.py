"""The month-12 review: an assessment of each recommendation, the review as a whole, and one page that shows both."""

from shutil import get_terminal_size
from textwrap import fill

import click

from cli.commands import group, shows
from cli.contexts import Reading
from cli.monitoring.recommendation import EVIDENCE, NARRATIVE, NUMBER
from cli.options import PAGE
from cli.output import Cell, Table, is_boxed, say, show_json, show_table
from cli.write_commands import Recording, records
from domain.commands.reviewing import AssessRecommendation, ReviewFollowUp
from domain.events.recommendation_terms import Verification
from domain.wording import in_words, listed, spoken
from projections.monitoring.final_review import Assessment, Page, Reviewed, Totals, page

review = group("review", "The month-12 review: assess each recommendation, complete it, and show it on one page.")

LEAST_COLUMNS = 40
HEADINGS = ("no", "answer", "claimed", "verified", "stands", "due", "assessed")
IN_ROWS = ("first due", "recommendation", "owner", "assessed on", "assessed by", "narrative", "evidence")


@records(
    "assess",
    'review assess 1 good --narrative "The board leads the work" --evidence F-02 --as ann',
    'review assess 1 reasonable --narrative "It met twice, not four times" --reason "Minutes misread" --as ann',
    into=review,
)
@NUMBER
@click.argument("progress", type=click.Choice([verification.value for verification in Verification]))
@NARRATIVE
@EVIDENCE
@click.option("--reason", help="Why, where it was assessed before.")
def assess(
    ctx: Recording, number: int, progress: str, narrative: str, evidence: tuple[str, ...], reason: str | None
) -> AssessRecommendation:
    """Say, for the review, how much progress there was on one recommendation.

    Every recommendation is assessed, open or closed, on or after the day the review is due, by somebody who never spoke
    for its owner. It closes nothing.
    """
    return ctx.command(
        AssessRecommendation,
        number=number,
        progress=Verification(progress),
        narrative=narrative,
        evidence=evidence,
        reason=reason,
    )


@records("complete", 'review complete --summary "Five of seven are implemented" --as ann', into=review)
@click.option("--summary", required=True, help="What the review found.")
def complete(ctx: Recording, summary: str) -> ReviewFollowUp:
    """Complete the review, once every recommendation is assessed. It closes nothing."""
    return ctx.command(ReviewFollowUp, summary=summary)


@shows(
    "show",
    "review show",
    "review show --at published+12m",
    "review show --page",
    "review show --json",
    into=review,
    table=True,
)
@PAGE
def show(ctx: Reading) -> None:
    """Show the review on one page: each recommendation, what was claimed, checked and assessed, and the totals."""
    shown = page(ctx.events(), ctx.instant.day)
    if ctx.form == "json":
        show_json({"inspection": ctx.inspection, "on": ctx.instant.day, **_document(shown)})
    elif is_boxed(ctx.form):
        _show_page(ctx, shown)
    else:
        rows = [[*_row(item), *_in_rows(item)] for item in shown.recommendations]
        show_table(Table((*HEADINGS, *IN_ROWS), rows), ctx.form)


def _show_page(ctx: Reading, shown: Page) -> None:
    review = shown.review
    day, position = in_words(ctx.instant.day), ctx.instant.position
    say(f"Month-12 review of {ctx.inspection}, {review.body}, on {day} (#{position})")
    say(_wrapped(" ".join(_dates(shown))))
    if review.published_on is None:
        return
    if review.summary is not None:
        say(f"\n{_wrapped(review.summary)}")
    say(f"\n{_wrapped(_totals(shown.totals))}\n")
    show_table(Table(HEADINGS, [_row(item) for item in shown.recommendations]), ctx.form)
    for found in shown.recommendations:
        say(_told(found))


def _told(review: Reviewed) -> str:
    tracked, assessment = review.standing.tracked, review.assessment
    progress = f"{spoken(assessment.progress)} progress" if assessment else "not assessed yet"
    lines = [
        f"{tracked.number}. {tracked.owner.role}: {progress}",
        tracked.statement,
        *([_assessed(assessment)] if assessment else []),
    ]
    return "\n".join([lines[0], *(_wrapped(line, indent="   ") for line in lines[1:])])


def _wrapped(text: str, indent: str = "") -> str:
    return fill(text, max(LEAST_COLUMNS, get_terminal_size().columns), initial_indent=indent, subsequent_indent=indent)


def _dates(shown: Page) -> list[str]:
    review, totals = shown.review, shown.totals
    if review.published_on is None or review.due_on is None:
        return ["The report is not published yet: the review is due twelve months after publication."]
    text = [f"Published on {in_words(review.published_on)}; review due on {in_words(review.due_on)}."]
    if review.completed_on is not None:
        return [*text, f"Completed on {in_words(review.completed_on)} by {review.completed_by}."]
    return [*text, f"Not complete: {totals.made - totals.not_assessed} of {totals.made} assessed."]


def _totals(totals: Totals) -> str:
    result = f"{totals.made} recommendation{'' if totals.made == 1 else 's'}"
    assessed = [f"{number} {spoken(progress)}" for progress, number in totals.assessed.items() if number]
    missing = [f"{totals.not_assessed} not assessed"] if totals.not_assessed else []
    closed = [f"{number} {spoken(closure)}" for closure, number in totals.closed.items() if number]
    return (
        f"{result}. Progress assessed: {listed([*assessed, *missing]) or 'none'}. Closed: {listed(closed) or 'none'}. "
        f"Open: {totals.open}, of which overdue: {totals.overdue}."
    )


def _assessed(assessment: Assessment) -> str:
    evidence = f"; evidence {', '.join(assessment.evidence)}" if assessment.evidence else ""
    text = f"{assessment.narrative} ({assessment.by}, {in_words(assessment.on)}{evidence})"
    if not assessment.before:
        return text
    old = [f"{spoken(item.progress)} on {in_words(item.on)}" for item in assessment.before]
    return f"{text} Before: {', then '.join(old)}. Changed because: {assessment.reason}"


def _row(review: Reviewed) -> list[Cell]:
    tracked = review.standing.tracked
    closed = f"{spoken(tracked.closure)} by {tracked.superseded_by}" if tracked.superseded_by else tracked.closure
    moved = " (moved)" if tracked.due_on != tracked.original_due_on else ""
    return [
        tracked.number,
        spoken(tracked.acceptance or "none yet"),
        spoken(tracked.progress or "nothing"),
        spoken(tracked.verification or "not verified"),
        spoken(closed or ("overdue" if review.standing.overdue else "open")),
        f"{tracked.due_on}{moved}" if tracked.due_on else "12 months after publication",
        spoken(review.assessment.progress) if review.assessment else "not yet",
    ]


def _in_rows(review: Reviewed) -> list[Cell]:
    tracked, assessment = review.standing.tracked, review.assessment
    first_due = str(tracked.original_due_on or "")
    text: list[Cell] = (
        [None, None, None] if assessment is None else [str(assessment.on), assessment.by, assessment.narrative]
    )
    return [first_due, tracked.statement, str(tracked.owner), *text, " ".join(review.evidence)]


def _document(shown: Page) -> dict[str, object]:
    review = {name: value for name, value in shown.review.as_fields().items() if name != "assessments"}
    return {
        **review,
        "totals": shown.totals,
        "recommendations": [_recommendation(item) for item in shown.recommendations],
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
