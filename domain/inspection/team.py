"""Who may do what: the roles that each kind of work is for."""

from collections.abc import Set as AbstractSet

from domain.actor import Actor, Role
from domain.inspection.state import Inspection, Member
from domain.refusals import NotTheOwner, OwnWorkVerified, RoleNotAllowed, SpokeForTheOwner
from domain.text import PersonId, same_name

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
    if not same_name(actor.organisation, owner.organisation):
        raise NotTheOwner(actor.name, actor.organisation, number, str(owner))


def refuse_owner(actor: Actor, inspection: Inspection, number: int) -> None:
    """Refuse anyone from the organisation that owns the recommendation: nobody marks their own work.

    So is whoever once spoke for it, and has another organisation now.
    """
    recommendation = inspection.recommendation(number)
    if same_name(actor.organisation, recommendation.owner.organisation):
        raise OwnWorkVerified(actor.name, actor.organisation, number)
    if actor.id in recommendation.spoke_for_owner:
        raise SpokeForTheOwner(actor.name, number)
