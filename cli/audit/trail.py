"""The `trail` command: who did what, when and why."""

from collections.abc import Sequence

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, london, print_text, show_json, show_table
from cli.trail_filter import wanted
from projections.saved.audit_trail import TrailEntry, entries, matching

COLUMNS = (
    "position",
    "recorded (UTC)",
    "recorded (London)",
    "effective",
    "person",
    "name",
    "role",
    "organisation",
    "kind",
    "what",
    "case",
    "themes",
    "question",
    "old",
    "new",
    "why",
    "command",
)


@read_command(
    "trail",
    "trail --case NC-07",
    "trail --kind answer-moderated --theme 1 --csv",
    "trail --actor cat --at feedback",
    "trail --cloudevents",
    "trail --prov --at published",
    table=True,
)
@click.option("--case", help="Only this case.")
@click.option("--theme", help="Only this theme.")
@click.option("--question", help="Only this question.")
@click.option("--actor", help="Only events by this person.")
@click.option("--kind", help="Only this kind of event, such as answer-moderated.")
@click.option("--cloudevents", is_flag=True, help="Print CloudEvents 1.0, one line of JSON per event.")
@click.option("--prov", is_flag=True, help="Print W3C PROV-JSON.")
def trail(
    ctx: ReadContext,
    case: str | None,
    theme: str | None,
    question: str | None,
    actor: str | None,
    kind: str | None,
    cloudevents: bool,
    prov: bool,
) -> None:
    """Show who did what, when and why, with old and new values. With --json, one line per event."""
    _one_form(click.get_current_context())
    only = wanted(ctx, case, theme, question, actor, kind)
    trail_entries = matching(entries(ctx.events()), only)
    if cloudevents:
        _cloud_events(ctx, trail_entries)
    elif prov:
        _provenance(ctx, trail_entries)
    elif ctx.form == "json":
        for entry in trail_entries:
            show_json(entry)
    elif is_boxed(ctx.form):
        _print(trail_entries)
    else:
        show_table(Table(COLUMNS, [_row(entry) for entry in trail_entries]), ctx.form)


def _one_form(ctx: click.Context) -> None:
    """Raise a usage error if two output forms are chosen."""
    params = ctx.params
    flags = {"--json": params["as_json"], "--cloudevents": params["cloudevents"], "--prov": params["prov"]}
    forms = [flag for flag, chosen in flags.items() if chosen]
    if params["form"]:
        forms.append(f"--{params['form']}")
    if len(forms) > 1:
        raise click.UsageError(f"Choose one form: {' or '.join(forms)}.")


def _print(entries: Sequence[TrailEntry]) -> None:
    if not entries:
        print_text("No event matches.")
        return
    rows: list[list[Cell]] = [
        [entry.position, london(entry.at), entry.name, entry.what, entry.why] for entry in entries
    ]
    show_table(Table(["#", "recorded", "who", "what", "why"], rows, wide=["what", "why"]))


def _row(entry: TrailEntry) -> list[Cell]:
    """Return an event as a row for a spreadsheet, under COLUMNS."""
    return [
        entry.position,
        entry.at.isoformat(),
        london(entry.at),
        entry.on.isoformat() if entry.on else None,
        entry.person,
        entry.name,
        entry.role,
        entry.organisation,
        entry.kind,
        entry.what,
        entry.case,
        ", ".join(entry.themes),
        entry.question,
        entry.old,
        entry.new,
        entry.why,
        entry.command,
    ]


def _cloud_events(ctx: ReadContext, entries: Sequence[TrailEntry]) -> None:
    from reports.provenance.cloud_events import cloud_events

    positions = {entry.position for entry in entries}
    for line in cloud_events(recorded for recorded in ctx.events() if recorded.position in positions):
        click.echo(line)


def _provenance(ctx: ReadContext, entries: Sequence[TrailEntry]) -> None:
    from reports.provenance.prov import provenance

    document = provenance(ctx.events(), {entry.position for entry in entries})
    click.echo(document.serialize(format="json"))
