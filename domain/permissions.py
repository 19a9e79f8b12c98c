"""Who may do what: by role, and on recommendations also by organisation.

A decision checks the role with `allow`. On a recommendation, people act for its owner, for the inspectorate, or for
either (`as_owner`, `as_inspectorate`, `as_either`). Nobody verifies, assesses or closes the work of their own
organisation.
"""

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
    _refuse_role(actor.name, actor.role, roles, doing)


def allowed_member(inspection: Inspection, person: PersonId, roles: AbstractSet[Role], doing: str) -> Member:
    """Return a member of the team; refuses a member whose role may not do this."""
    member = inspection.member(person)
    _refuse_role(member.name, member.role, roles, doing)
    return member


def as_owner(inspection: Inspection, origin: Origin, number: Number, doing: str) -> Recommendation:
    """Return an open, published recommendation; refuses anyone but its owner."""
    recommendation = _published(inspection, number, doing)
    allow(origin.actor, INSPECTED, doing)
    _refuse_unless_owner(recommendation, origin.actor, number)
    _refuse_before_publication(recommendation, origin, number)
    refuse_closed(recommendation, number)
    return recommendation


def as_inspectorate(inspection: Inspection, origin: Origin, number: Number, doing: str) -> Recommendation:
    """Return a published recommendation, open or closed; refuses its owner and anyone outside the inspectorate."""
    recommendation = _published(inspection, number, doing)
    refuse_owner(recommendation, origin.actor, number)
    allow(origin.actor, VERIFYING, doing)
    _refuse_before_publication(recommendation, origin, number)
    return recommendation


def as_either(inspection: Inspection, origin: Origin, number: Number, doing: str) -> Recommendation:
    """Return an open recommendation; refuses anyone but its owner and the inspectorate."""
    allow(origin.actor, VERIFYING | INSPECTED, doing)
    recommendation = inspection.recommendation(number)
    if origin.actor.role in INSPECTED:
        _refuse_unless_owner(recommendation, origin.actor, number)
    _refuse_before_publication(recommendation, origin, number)
    refuse_closed(recommendation, number)
    return recommendation


def refuse_owner(recommendation: Recommendation, actor: Actor, number: Number) -> None:
    """Refuse anyone who acts, or ever acted, for the owner of the recommendation."""
    if names_match(actor.organisation, recommendation.owner.organisation):
        raise OwnWorkVerified(actor.name, actor.organisation, number)
    if actor.id in recommendation.spoke_for_owner:
        raise SpokeForTheOwner(actor.name, number)


def refuse_closed(recommendation: Recommendation, number: Number) -> None:
    """Refuse to act on a closed recommendation."""
    if recommendation.closed is not None:
        raise AlreadyClosed(number)


def _refuse_role(name: str, role: Role, roles: AbstractSet[Role], doing: str) -> None:
    if role not in roles:
        raise RoleNotAllowed(name, role, doing, [allowed for allowed in Role if allowed in roles])


def _refuse_unless_owner(recommendation: Recommendation, actor: Actor, number: Number) -> None:
    owner = recommendation.owner
    if not names_match(actor.organisation, owner.organisation):
        raise NotTheOwner(actor.name, actor.organisation, number, str(owner))


def _refuse_before_publication(recommendation: Recommendation, origin: Origin, number: Number) -> None:
    """Refuse an effective date before publication: nobody had the recommendation then."""
    published_on = recommendation.published_on
    if published_on is not None and origin.day < published_on:
        published = f"the report was published on {format_day(published_on)}"
        raise DateOutOfOrder(f"The effective date of a change to recommendation {number}", origin.day, published)


def _published(inspection: Inspection, number: Number, doing: str) -> Recommendation:
    recommendation = inspection.recommendation(number)
    if recommendation.published_on is None:
        edition = (
            "no published edition contains it yet" if inspection.published_on else "the report is not published yet"
        )
        raise TooSoon(doing, edition)
    return recommendation
