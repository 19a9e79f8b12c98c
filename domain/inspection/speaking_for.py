"""Who may speak of a recommendation, for its owner or for the inspectorate, and from which day on."""

from domain.actor import Origin
from domain.inspection.state import Inspection, Recommendation
from domain.inspection.team import INSPECTED, VERIFYING, allow, refuse_owner, refuse_unless_owner
from domain.refusals import AlreadyClosed, DateOutOfOrder, TooSoon, in_words
from domain.text import Number


def as_owner(inspection: Inspection, origin: Origin, number: Number, doing: str) -> Recommendation:
    """Return an open recommendation to its owner; refuses everybody else, and one that is closed."""
    recommendation = _published(inspection, number, doing)
    allow(origin.actor, INSPECTED, doing)
    refuse_unless_owner(origin.actor, inspection, number)
    _refuse_before_publication(recommendation, origin, number)
    refuse_closed(recommendation, number)
    return recommendation


def as_inspectorate(inspection: Inspection, origin: Origin, number: Number, doing: str) -> Recommendation:
    """Return a recommendation, open or closed, to the inspectorate; refuses its owner and whoever spoke for it."""
    recommendation = _published(inspection, number, doing)
    refuse_owner(origin.actor, inspection, number)
    allow(origin.actor, VERIFYING, doing)
    _refuse_before_publication(recommendation, origin, number)
    return recommendation


def as_either(inspection: Inspection, origin: Origin, number: Number, doing: str) -> Recommendation:
    """Return an open recommendation to its owner or to the inspectorate; refuses all others."""
    actor = origin.actor
    allow(actor, VERIFYING | INSPECTED, doing)
    recommendation = inspection.recommendation(number)
    if actor.role in INSPECTED:
        refuse_unless_owner(actor, inspection, number)
    _refuse_before_publication(recommendation, origin, number)
    refuse_closed(recommendation, number)
    return recommendation


def _refuse_before_publication(recommendation: Recommendation, origin: Origin, number: Number) -> None:
    """Refuse what would be true of a day before it was published: nothing was asked of anyone then."""
    published_on = recommendation.published_on
    if published_on is not None and origin.day < published_on:
        published = f"the report was published on {in_words(published_on)}"
        raise DateOutOfOrder(f"What is said of recommendation {number}", origin.day, published)


def refuse_closed(recommendation: Recommendation, number: Number) -> None:
    """Refuse everything but reopening."""
    if recommendation.closed is not None:
        raise AlreadyClosed(number)


def _published(inspection: Inspection, number: Number, doing: str) -> Recommendation:
    recommendation = inspection.recommendation(number)
    if recommendation.published_on is None:
        raise TooSoon(doing, "the report is not published yet" + (" with it" if inspection.published_on else ""))
    return recommendation
