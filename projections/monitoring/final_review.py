"""What did the month-12 review find for each recommendation, and overall?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import field
from msgspec.structs import replace

from domain.events.recommendation_terms import Closure, Verification
from domain.events.reporting import ReportPublished
from domain.events.reviewing import FollowUpReviewed, RecommendationReviewed
from domain.events.setting_up import InspectionAnnounced
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.fold import Projection, each
from projections.saved.recommendation_tracker import TRACKER, RecommendationStanding, standings


class Assessment(Data):
    """Hold the current assessment of a recommendation, and earlier ones in `before`, oldest first."""

    progress: Verification
    narrative: str
    evidence: tuple[str, ...]
    by: str
    on: date
    reason: str | None = None
    before: tuple["Assessment", ...] = ()


class Review(Data):
    """Hold the assessments by recommendation number, and the summary once the review is complete."""

    title: str = ""
    body: str = ""
    published_on: date | None = None
    due_on: date | None = None
    assessments: Mapping[int, Assessment] = field(default_factory=dict)
    summary: str | None = None
    completed_by: str | None = None
    completed_on: date | None = None


class Reviewed(Data):
    """Hold a recommendation's status and its assessment; None if it is not assessed."""

    standing: RecommendationStanding
    assessment: Assessment | None

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the evidence items cited in progress reports, verifications, closures and the assessment."""
        named = self.assessment.evidence if self.assessment else ()
        return tuple(dict.fromkeys((*self.standing.tracked.evidence, *named)))


class Totals(Data):
    """Count the recommendations by assessment and closure, and those open and overdue."""

    made: int
    assessed: Mapping[Verification, int]
    not_assessed: int
    closed: Mapping[Closure, int]
    open: int
    overdue: int


class ReviewPage(Data):
    """Hold the review, the recommendations and the totals on a day."""

    review: Review
    recommendations: tuple[Reviewed, ...]
    totals: Totals


def fold(review: Review, recorded: RecordedEvent) -> Review:
    """Fold an event into the review."""
    fact = recorded.fact
    match fact:
        case InspectionAnnounced():
            return replace(review, title=fact.title, body=fact.body)
        case ReportPublished() if review.published_on is None:
            return replace(review, published_on=fact.published_on, due_on=fact.due_on)
        case RecommendationReviewed():
            assessment = _assessment(fact, review.assessments.get(fact.number))
            return replace(review, assessments={**review.assessments, fact.number: assessment})
        case FollowUpReviewed():
            by, on = str(fact.origin.actor.name), fact.origin.day
            return replace(review, summary=fact.summary, completed_by=by, completed_on=on)
        case _:
            return review


MONTH_12_REVIEW = Projection("month-12 review", Review(), each(fold))


def review_page(log: Sequence[RecordedEvent], day: date) -> ReviewPage:
    """Return the review and the status of every published recommendation on a day.

    Before publication every recommendation is included.
    """
    review = MONTH_12_REVIEW.replay(log)
    included = [
        standing
        for standing in standings(TRACKER.replay(log), day)
        if standing.tracked.published_on or not review.published_on
    ]
    reviewed = tuple(Reviewed(standing, review.assessments.get(standing.tracked.number)) for standing in included)
    return ReviewPage(review, reviewed, _totals(reviewed))


def _assessment(fact: RecommendationReviewed, before: Assessment | None) -> Assessment:
    return Assessment(
        progress=fact.progress,
        narrative=fact.narrative,
        evidence=fact.evidence,
        by=fact.origin.actor.name,
        on=fact.origin.day,
        reason=fact.reason,
        before=() if before is None else (*before.before, replace(before, before=())),
    )


def _totals(reviewed: Sequence[Reviewed]) -> Totals:
    assessed = Counter(review.assessment.progress for review in reviewed if review.assessment)
    closures = Counter(review.standing.tracked.closure for review in reviewed)
    return Totals(
        made=len(reviewed),
        assessed={progress: assessed[progress] for progress in reversed(Verification)},
        not_assessed=len(reviewed) - assessed.total(),
        closed={closure: closures[closure] for closure in Closure},
        open=closures[None],
        overdue=sum(review.standing.overdue for review in reviewed),
    )
