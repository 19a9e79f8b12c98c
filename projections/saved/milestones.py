"""The milestones of an inspection: feedback, draft and publication."""

from collections.abc import Mapping
from datetime import date

from msgspec import field
from msgspec.structs import replace

from domain.events.reporting import DraftReportIssued, FeedbackGiven, ReportPublished
from domain.fact import Fact
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.fold import Projection, each

NAMES: dict[type[Fact], str] = {FeedbackGiven: "feedback", DraftReportIssued: "draft", ReportPublished: "published"}


class Milestone(Data):
    """The position of a milestone in the log, and its effective date."""

    position: int
    day: date


class Milestones(Data):
    """The milestones reached so far, by name. Only the first event of each counts."""

    reached: Mapping[str, Milestone] = field(default_factory=dict)


def fold(milestones: Milestones, recorded: RecordedEvent) -> Milestones:
    """Apply the first feedback, draft or publication."""
    name = NAMES.get(type(recorded.fact))
    if name is None or name in milestones.reached:
        return milestones
    milestone = Milestone(recorded.position, recorded.fact.origin.day)
    return replace(milestones, reached={**milestones.reached, name: milestone})


MILESTONES = Projection("milestones", Milestones(), each(fold, *NAMES))
