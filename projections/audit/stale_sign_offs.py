"""Find sign-offs that are out of date because what they were based on has changed.

A sign-off is of a judgement, a case, a finding or a recommendation.
"""

from collections.abc import Iterable
from typing import cast

from domain.event_types import CaseEvent, InspectionEvent
from domain.inspection.stale_sign_offs import StaleSignOff, stale_sign_offs
from domain.states.case import Case
from domain.states.case import evolve as evolve_case
from domain.states.inspection import Inspection
from domain.states.inspection import evolve as evolve_inspection
from events_store.store import RecordedEvent


def stale(log: Iterable[RecordedEvent]) -> list[StaleSignOff]:
    """Return the stale sign-offs after these events, as `report finalise` checks them."""
    inspection = Inspection()
    cases: dict[str, Case] = {}
    for recorded in log:
        if recorded.case is None:
            inspection = evolve_inspection(inspection, cast("InspectionEvent", recorded.fact))
        else:
            case = cases.get(recorded.case, Case())
            cases[recorded.case] = evolve_case(case, cast("CaseEvent", recorded.fact))
    return stale_sign_offs(inspection, cases)
