"""Fieldwork begins and ends; evidence is kept."""

import click

from cli.commands import group
from cli.write_commands import Recording, records
from domain.commands.fieldwork import EndFieldwork, RecordEvidence, StartFieldwork
from domain.events.fieldwork import EvidenceKind, SourceRole

fieldwork = group("fieldwork", "The two weeks of fieldwork.")
evidence = group("evidence", "What was heard, seen or read.")


@records("start", "fieldwork start --as ann", into=fieldwork)
def start(ctx: Recording) -> StartFieldwork:
    """Begin week one."""
    return ctx.command(StartFieldwork)


@records("end", "fieldwork end --as ann", into=fieldwork)
def end(ctx: Recording) -> EndFieldwork:
    """End week two."""
    return ctx.command(EndFieldwork)


@records(
    "add",
    'evidence add E-01 --kind interview --source case_manager --text "Supervision was monthly" --theme 2 --as ann',
    into=evidence,
)
@click.argument("reference", metavar="EVIDENCE")
@click.option("--kind", type=click.Choice([kind.value for kind in EvidenceKind]), required=True, help="What it is.")
@click.option(
    "--source", type=click.Choice([source.value for source in SourceRole]), required=True, help="Whom it is from."
)
@click.option("--text", required=True, help="What was said, seen or read.")
@click.option("--theme", "themes", multiple=True, help="A theme it bears on.")
def add(ctx: Recording, reference: str, kind: str, source: str, text: str, themes: tuple[str, ...]) -> RecordEvidence:
    """Keep an evidence item, in fieldwork or in the follow-up."""
    return ctx.command(
        RecordEvidence,
        evidence=reference,
        evidence_kind=EvidenceKind(kind),
        source=SourceRole(source),
        text=text,
        themes=themes,
    )
