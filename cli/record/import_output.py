"""What became of each line of a file that was brought in, and how that is told."""

from dataclasses import dataclass, field

import click

from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table, visible
from events_store.store import RecordedEvent
from projections.saved.audit_trail import sentence


@dataclass(frozen=True)
class Refusal:
    """A line that is not recorded, and why."""

    line: int
    field: str
    error: str
    why: str


@dataclass
class Imported:
    """What became of each line."""

    recorded: list[tuple[int, RecordedEvent]] = field(default_factory=list)
    before: list[tuple[int, RecordedEvent]] = field(default_factory=list)
    would: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def show(name: str, import_id: str, found: Imported, *, as_json: bool, dry_run: bool) -> None:
    """Tell what became of the lines: the refused ones one by one, the others as every recording command tells them."""
    if as_json:
        show_json(
            {
                "file": name,
                "import": import_id,
                "dry_run": dry_run,
                "recorded": [_brief(line, event) for line, event in found.recorded],
                "already_recorded": [_brief(line, event) for line, event in found.before],
                "would_be_recorded": found.would,
                "refused": found.refused,
            }
        )
        return
    if is_boxed(""):
        print_text(summary(name, found, dry_run=dry_run))
    else:
        for again, of in (("", found.recorded), (" (recorded before; nothing new)", found.before)):
            lines = [f"#{event.position} {event.fact.origin.actor.name} {sentence(event)}{again}" for _, event in of]
            if lines:
                click.echo("\n".join(map(visible, lines)))
    if found.refused:
        rows: list[list[Cell]] = [[refusal.line, refusal.field, refusal.why] for refusal in found.refused]
        show_table(Table(["line", "field", "why"], rows, wide=["why"]))
        if not is_boxed(""):
            click.echo(visible(summary(name, found, dry_run=dry_run)), err=True)


def summary(name: str, found: Imported, *, dry_run: bool) -> str:
    """Return what became of the lines, in sentences."""
    text = [f"{name}:"]
    if found.recorded:
        first, last = found.recorded[0][1].position, found.recorded[-1][1].position
        text.append(f"{_answers(len(found.recorded))} recorded (#{first} to #{last}).")
    if found.before:
        text.append(f"{_answers(len(found.before))} recorded before; nothing new.")
    if found.would:
        text.append(f"{_answers(len(found.would))} can be recorded.")
    if found.refused:
        text.append(f"{len(found.refused):,} {'line is' if len(found.refused) == 1 else 'lines are'} refused.")
    if dry_run or not found.recorded:
        text.append("Nothing was recorded." if dry_run or found.refused else "")
    if found.refused and not dry_run and not found.recorded:
        text.append("Mend them, or record the other lines with --keep-going.")
    return " ".join(filter(None, text))


def _answers(number: int) -> str:
    return f"{number:,} answer{'' if number == 1 else 's'}"


def _brief(line: int, recorded: RecordedEvent) -> dict[str, object]:
    return {"line": line, "position": recorded.position, "stream": recorded.stream, "type": recorded.fact.TYPE}
