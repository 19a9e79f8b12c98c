"""Commands for inspections and their teams."""

from dataclasses import replace
from datetime import date
from typing import cast

import click

from cli.commands import group, read_command, session_of
from cli.contexts import CommandContext, ReadContext
from cli.options import CSV, DAY, JSON, STORE, TSV
from cli.output import Cell, Table, print_text, show_json, show_table
from cli.record.arguments import PERSON
from cli.write_commands import WriteContext, write_command
from domain.actor import Actor, Role
from domain.commands.setting_up import AnnounceInspection, AssignTeamMember, ReleaseTeamMember
from domain.event_types import InspectionEvent
from domain.events.reporting import ReportPublished
from domain.states.inspection import fold
from domain.value import validated
from projections.engine.fold import live
from projections.saved.status import STATUS

inspection = group("inspection", "Announce an inspection; list and show inspections.")
team = group("team", "The team of the inspection, and their roles.")


@write_command(
    "announce",
    'inspection announce newport-2026 --as ann --name "Ann Archer" --organisation "Youth Inspectorate" '
    '--title "Youth justice in Newport" --body "Newport Youth Justice Service" --programme "Joint inspections" '
    "--from 2026-02-02 --until 2026-02-13",
    into=inspection,
)
@click.argument("reference")
@click.option("--name", required=True, help="Your name: you become the lead inspector.")
@click.option("--organisation", required=True, help="Your organisation.")
@click.option("--title", required=True, help="The title of the inspection.")
@click.option("--body", required=True, help="The inspected body.")
@click.option("--programme", required=True, help="The programme that the inspection belongs to.")
@click.option("--from", "starts", type=DAY, required=True, help="The first day of fieldwork.")
@click.option("--until", "ends", type=DAY, required=True, help="The last day of fieldwork.")
@click.option(
    "--caseload", type=click.IntRange(1, 1_000_000), help="The caseload: how many cases the sample is drawn from."
)
def announce(
    ctx: WriteContext,
    reference: str,
    name: str,
    organisation: str,
    title: str,
    body: str,
    programme: str,
    starts: date,
    ends: date,
    caseload: int | None,
) -> AnnounceInspection:
    """Announce an inspection. You become its lead inspector."""
    lead = validated(
        Actor, {"id": ctx.person_id, "name": name, "role": Role.LEAD_INSPECTOR, "organisation": organisation}
    )
    return AnnounceInspection(
        inspection=reference,
        request=ctx.request,
        lead=lead,
        title=title,
        body=body,
        programme=programme,
        fieldwork_from=starts,
        fieldwork_until=ends,
        caseload=caseload,
    )


@inspection.command("list", epilog="\b\nExamples:\n  inspectrail inspection list")
@STORE
@JSON
@CSV
@TSV
@click.pass_context
def list_(ctx: click.Context, store: str, as_json: bool, form: str | None) -> None:
    """List the inspections in the store."""
    context = CommandContext(session_of(ctx), store)
    rows: list[list[Cell]] = []
    for reference in context.store.inspections():
        status = live(STATUS, context.store, reference)
        rows.append([reference, status.title, status.body, status.phase, len(status.cases)])
    headings = ["inspection", "title", "body", "phase", "cases"]
    if as_json:
        show_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        show_table(Table(headings, rows, wide=["title", "body"]), form or "")


@read_command("show", "inspection show newcastle-2016", into=inspection)
@click.argument("reference", required=False)
def show(ctx: ReadContext, reference: str | None) -> None:
    """Show an inspection: its dates, framework, team and phase."""
    ctx = replace(ctx, named=reference or ctx.named)
    status = ctx.view(STATUS)
    framework = status.framework
    published = next((event.fact for event in reversed(ctx.events()) if isinstance(event.fact, ReportPublished)), None)
    fields = {
        "inspection": ctx.inspection,
        "title": status.title,
        "body": status.body,
        "phase": status.phase,
        "framework": framework.reference if framework else None,
        "framework_digest": framework.digest if framework else None,
        "cases": len(status.cases),
        "evidence_items": status.evidence_items,
        "editions": status.editions,
    }
    if ctx.form == "json":
        log = {} if published is None else {"size": published.log_size, "root": published.log_root}
        show_json({**fields, "published_log": log or None})
        return
    for name, value in fields.items():
        print_text(f"{name.replace('_', ' ')}: {'none' if value is None else value}")
    if published is not None:
        print_text(f"log at publication: {published.log_size:,} events, root {published.log_root}")


@write_command(
    "add",
    'team add ben --name "Ben Baker" --role inspector --organisation "Youth Inspectorate" --as ann',
    into=team,
)
@PERSON
@click.option("--name", required=True, help="Their name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="Their role.")
@click.option("--organisation", required=True, help="Their organisation.")
@click.option("--reason", help="Why, if the role of a team member changes.")
def add(
    ctx: WriteContext, person: str, name: str, role: str, organisation: str, reason: str | None
) -> AssignTeamMember:
    """Add a person to the team, or change their role."""
    return ctx.command(
        AssignTeamMember, person=person, name=name, role=Role(role), organisation=organisation, reason=reason
    )


@write_command("release", 'team release ben --reason "Moved to another inspection" --as ann', into=team)
@PERSON
@click.option("--reason", required=True, help="Why they leave the team.")
def release(ctx: WriteContext, person: str, reason: str) -> ReleaseTeamMember:
    """Remove a person from the team. What they recorded stays in their name."""
    return ctx.command(ReleaseTeamMember, person=person, reason=reason)


@read_command("list", "team list", into=team, table=True)
def members(ctx: ReadContext) -> None:
    """List the team."""
    log = ctx.events()
    team = fold(cast("InspectionEvent", recorded.fact) for recorded in log if recorded.case is None).team
    rows = [[member.person, member.name, member.role.value, member.organisation] for member in team.values()]
    headings = ["person", "name", "role", "organisation"]
    if ctx.form == "json":
        show_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        show_table(Table(headings, rows, wide=["organisation"]), ctx.form)
