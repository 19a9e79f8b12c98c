"""The filter of the trail, from the options of a command."""

import click

from cli.contexts import ReadContext
from domain.event_types import EVENT_TYPES
from domain.refusals.base import NotFound
from projections.saved.audit_trail import Filter


class NobodyDid(NotFound, code="nobody-did"):
    """The filter names a person who is not in the team and recorded nothing."""

    def __init__(self, person: str, inspection: str) -> None:
        super().__init__(f"Nobody with the id {person} recorded anything in {inspection}. See: inspectrail team list")


def wanted(
    ctx: ReadContext, case: str | None, theme: str | None, question: str | None, actor: str | None, kind: str | None
) -> Filter:
    """Return the requested filter.

    Refuses a case, theme, question, person or kind of event that the inspection does not have.
    """
    if kind is not None and kind not in (kinds := sorted(event.kind() for event in EVENT_TYPES)):
        raise click.UsageError(f"There is no kind of event “{kind}”. Use one of: {', '.join(kinds)}.")
    if case is not None:
        ctx.handler.case(ctx.inspection, case)
    if theme is None and question is None and actor is None:
        return Filter(case=case, kind=kind)
    inspection = ctx.handler.inspection(ctx.inspection)
    if theme is not None:
        inspection.adopted_framework("look at a theme").theme(theme)
    if question is not None:
        inspection.adopted_framework("look at a question").question(question)
    in_team = actor is None or actor in inspection.team
    if not in_team and actor not in {event.fact.origin.actor.id for event in ctx.events()}:
        raise NobodyDid(str(actor), ctx.inspection)
    return Filter(case, theme, question, actor, kind)
