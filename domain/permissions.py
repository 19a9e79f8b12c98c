"""Who may do what: the roles that each kind of work is for."""

from collections.abc import Set as AbstractSet

from domain.actor import Actor, Origin, Role
from domain.refusals.follow_up import AlreadyClosed, NotTheOwner, OwnWorkVerified, SpokeForTheOwner
from domain.refusals.inspection import DateOutOfOrder, RoleNotAllowed, TooSoon
from domain.states.inspection import Inspection, Member
from domain.states.recommendation import Recommendation
from domain.text import Number, PersonId, names_match
from domain.wording import format_day

LEADING = frozenset({Role.LEAD_INSPECTOR, Role.DEPUTY_LEAD_INSPECTOR})
SETTING_UP = LEADING | {Role.SUPPORT_OFFICER}
ANSWERING = LEADING | {Role.INSPECTOR, Role.LOCAL_ASSESSOR, Role.MODERATOR}
MODERATING = LEADING | {Role.INSPECTOR, Role.MODERATOR}
GATHERING = MODERATING | {Role.PARTNER_INSPECTOR, Role.SUPPORT_OFFICER}
FINDING = MODERATING | {Role.PARTNER_INSPECTOR}
JUDGING = LEADING | {Role.PARTNER_INSPECTOR}
PUBLISHING = LEADING | {Role.PUBLISHER}
VERIFYING = FINDING
INSPECTED = frozenset({Role.INSPECTED_BODY})


def allow(actor: Actor, roles: AbstractSet[Role], doing: str) -> None:
    """Refuse an actor whose role may not do this."""
    _allow(actor.name, actor.role, roles, doing)


def allowed_member(inspection: Inspection, person: PersonId, roles: AbstractSet[Role], doing: str) -> Member:
    """Return a member of the team whose role may do this; refuses others."""
    member = inspection.member(person)
    _allow(member.name, member.role, roles, doing)
    return member


def _allow(name: str, role: Role, roles: AbstractSet[Role], doing: str) -> None:
    if role not in roles:
        raise RoleNotAllowed(name, role, doing, [allowed for allowed in Role if allowed in roles])


def refuse_unless_owner(actor: Actor, inspection: Inspection, number: int) -> None:
    """Refuse anyone who does not speak for the organisation that owns the recommendation."""
    owner = inspection.recommendation(number).owner
    if not names_match(actor.organisation, owner.organisation):
        raise NotTheOwner(actor.name, actor.organisation, number, str(owner))


def refuse_owner(actor: Actor, inspection: Inspection, number: int) -> None:
    """Refuse anyone from the organisation that owns the recommendation: nobody marks their own work.

    So is whoever once spoke for it, and has another organisation now.
    """
    recommendation = inspection.recommendation(number)
    if names_match(actor.organisation, recommendation.owner.organisation):
        raise OwnWorkVerified(actor.name, actor.organisation, number)
    if actor.id in recommendation.spoke_for_owner:
        raise SpokeForTheOwner(actor.name, number)


# For whom people act on a recommendation


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
        published = f"the report was published on {format_day(published_on)}"
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
