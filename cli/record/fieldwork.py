"""Commands for fieldwork and evidence items."""

import click

from cli.commands import group
from cli.write_commands import WriteContext, write_command
from domain.commands.fieldwork import EndFieldwork, RecordEvidence, StartFieldwork
from domain.events.fieldwork import EvidenceKind, SourceRole

fieldwork = group("fieldwork", "Fieldwork: start and end it.")
evidence = group("evidence", "Evidence items.")


@write_command("start", "fieldwork start --as ann", into=fieldwork)
def start(ctx: WriteContext) -> StartFieldwork:
    """Start fieldwork."""
    return ctx.command(StartFieldwork)


@write_command("end", "fieldwork end --as ann", into=fieldwork)
def end(ctx: WriteContext) -> EndFieldwork:
    """End fieldwork."""
    return ctx.command(EndFieldwork)


@write_command(
    "add",
    'evidence add E-01 --kind interview --source case_manager --text "Supervision was monthly" --theme 2 --as ann',
    into=evidence,
)
@click.argument("reference", metavar="EVIDENCE")
@click.option("--kind", type=click.Choice([kind.value for kind in EvidenceKind]), required=True, help="What it is.")
@click.option(
    "--source",
    type=click.Choice([source.value for source in SourceRole]),
    required=True,
    help="The source of the evidence.",
)
@click.option("--text", required=True, help="The evidence.")
@click.option("--theme", "themes", multiple=True, help="A theme that it is relevant to. Repeatable.")
def add(
    ctx: WriteContext, reference: str, kind: str, source: str, text: str, themes: tuple[str, ...]
) -> RecordEvidence:
    """Record an evidence item, in fieldwork or in the follow-up."""
    return ctx.command(
        RecordEvidence,
        evidence=reference,
        evidence_kind=EvidenceKind(kind),
        source=SourceRole(source),
        text=text,
        themes=themes,
    )
