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
@click.argument("progress", type=click.Choice([one.value for one in Verification]))
@NARRATIVE
@EVIDENCE
@click.option("--reason", help="Why, where it was assessed before.")
def assess(
    asked: Recording, number: int, progress: str, narrative: str, evidence: tuple[str, ...], reason: str | None
) -> AssessRecommendation:
    """Say, for the review, how much progress there was on one recommendation.

    Every recommendation is assessed, open or closed, on or after the day the review is due, by somebody who never spoke
    for its owner. It closes nothing.
    """
    return asked.command(
        AssessRecommendation,
        number=number,
        progress=Verification(progress),
        narrative=narrative,
        evidence=evidence,
        reason=reason,
    )


@records("complete", 'review complete --summary "Five of seven are implemented" --as ann', into=review)
@click.option("--summary", required=True, help="What the review found.")
def complete(asked: Recording, summary: str) -> ReviewFollowUp:
    """Complete the review, once every recommendation is assessed. It closes nothing."""
    return asked.command(ReviewFollowUp, summary=summary)


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
def show(asked: Reading) -> None:
    """Show the review on one page: each recommendation, what was claimed, checked and assessed, and the totals."""
    shown = page(asked.events(), asked.instant.day)
    if asked.form == "json":
        show_json({"inspection": asked.inspection, "on": asked.instant.day, **_document(shown)})
    elif is_boxed(asked.form):
        _show_page(asked, shown)
    else:
        rows = [[*_row(one), *_in_rows(one)] for one in shown.recommendations]
        show_table(Table((*HEADINGS, *IN_ROWS), rows), asked.form)


def _show_page(asked: Reading, shown: Page) -> None:
    review = shown.review
    day, position = in_words(asked.instant.day), asked.instant.position
    say(f"Month-12 review of {asked.inspection}, {review.body}, on {day} (#{position})")
    say(_wrapped(" ".join(_dates(shown))))
    if review.published_on is None:
        return
    if review.summary is not None:
        say(f"\n{_wrapped(review.summary)}")
    say(f"\n{_wrapped(_totals(shown.totals))}\n")
    show_table(Table(HEADINGS, [_row(one) for one in shown.recommendations]), asked.form)
    for one in shown.recommendations:
        say(_told(one))


def _told(one: Reviewed) -> str:
    tracked, said = one.standing.tracked, one.assessment
    progress = f"{spoken(said.progress)} progress" if said else "not assessed yet"
    lines = [
        f"{tracked.number}. {tracked.owner.role}: {progress}",
        tracked.statement,
        *([_assessed(said)] if said else []),
    ]
    return "\n".join([lines[0], *(_wrapped(line, indent="   ") for line in lines[1:])])


def _wrapped(text: str, indent: str = "") -> str:
    return fill(text, max(LEAST_COLUMNS, get_terminal_size().columns), initial_indent=indent, subsequent_indent=indent)


def _dates(shown: Page) -> list[str]:
    review, totals = shown.review, shown.totals
    if review.published_on is None or review.due_on is None:
        return ["The report is not published yet: the review is due twelve months after publication."]
    said = [f"Published on {in_words(review.published_on)}; review due on {in_words(review.due_on)}."]
    if review.completed_on is not None:
        return [*said, f"Completed on {in_words(review.completed_on)} by {review.completed_by}."]
    return [*said, f"Not complete: {totals.made - totals.not_assessed} of {totals.made} assessed."]


def _totals(totals: Totals) -> str:
    made = f"{totals.made} recommendation{'' if totals.made == 1 else 's'}"
    assessed = [f"{number} {spoken(progress)}" for progress, number in totals.assessed.items() if number]
    missing = [f"{totals.not_assessed} not assessed"] if totals.not_assessed else []
    closed = [f"{number} {spoken(closure)}" for closure, number in totals.closed.items() if number]
    return (
        f"{made}. Progress assessed: {listed([*assessed, *missing]) or 'none'}. Closed: {listed(closed) or 'none'}. "
        f"Open: {totals.open}, of which overdue: {totals.overdue}."
    )


def _assessed(said: Assessment) -> str:
    evidence = f"; evidence {', '.join(said.evidence)}" if said.evidence else ""
    told = f"{said.narrative} ({said.by}, {in_words(said.on)}{evidence})"
    if not said.before:
        return told
    old = [f"{spoken(one.progress)} on {in_words(one.on)}" for one in said.before]
    return f"{told} Before: {', then '.join(old)}. Changed because: {said.reason}"


def _row(one: Reviewed) -> list[Cell]:
    tracked = one.standing.tracked
    closed = f"{spoken(tracked.closure)} by {tracked.superseded_by}" if tracked.superseded_by else tracked.closure
    moved = " (moved)" if tracked.due_on != tracked.original_due_on else ""
    return [
        tracked.number,
        spoken(tracked.acceptance or "none yet"),
        spoken(tracked.progress or "nothing"),
        spoken(tracked.verification or "not verified"),
        spoken(closed or ("overdue" if one.standing.overdue else "open")),
        f"{tracked.due_on}{moved}" if tracked.due_on else "12 months after publication",
        spoken(one.assessment.progress) if one.assessment else "not yet",
    ]


def _in_rows(one: Reviewed) -> list[Cell]:
    tracked, said = one.standing.tracked, one.assessment
    first_due = str(tracked.original_due_on or "")
    told: list[Cell] = [None, None, None] if said is None else [str(said.on), said.by, said.narrative]
    return [first_due, tracked.statement, str(tracked.owner), *told, " ".join(one.evidence)]


def _document(shown: Page) -> dict[str, object]:
    review = {name: value for name, value in shown.review.as_fields().items() if name != "assessments"}
    return {
        **review,
        "totals": shown.totals,
        "recommendations": [_recommendation(one) for one in shown.recommendations],
    }


def _recommendation(one: Reviewed) -> dict[str, object]:
    tracked = one.standing.tracked
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
        "overdue": one.standing.overdue,
        "original_due_on": tracked.original_due_on,
        "due_on": tracked.due_on,
        "assessment": one.assessment,
        "evidence": one.evidence,
    }
