"""The outcome of an import, line by line, and its output."""

from dataclasses import dataclass, field

import click

from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table, visible
from events_store.store import RecordedEvent
from projections.saved.audit_trail import sentence


@dataclass(frozen=True)
class Refusal:
    """A line that was refused, and why."""

    line: int
    field: str
    error: str
    why: str


@dataclass
class Imported:
    """The outcome of an import, by line."""

    recorded: list[tuple[int, RecordedEvent]] = field(default_factory=list)
    before: list[tuple[int, RecordedEvent]] = field(default_factory=list)
    would: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def show(name: str, import_id: str, outcome: Imported, *, as_json: bool, dry_run: bool) -> None:
    """Print the outcome: the recorded answers, then a table of the refused lines."""
    if as_json:
        show_json(
            {
                "file": name,
                "import": import_id,
                "dry_run": dry_run,
                "recorded": [_brief(line, event) for line, event in outcome.recorded],
                "already_recorded": [_brief(line, event) for line, event in outcome.before],
                "would_be_recorded": outcome.would,
                "refused": outcome.refused,
            }
        )
        return
    if is_boxed(""):
        print_text(summary(name, outcome, dry_run=dry_run))
    else:
        for note, answers in (("", outcome.recorded), (" (recorded before; nothing new)", outcome.before)):
            lines = [
                f"#{event.position} {event.fact.origin.actor.name} {sentence(event)}{note}" for _, event in answers
            ]
            if lines:
                click.echo("\n".join(map(visible, lines)))
    if outcome.refused:
        rows: list[list[Cell]] = [[refusal.line, refusal.field, refusal.why] for refusal in outcome.refused]
        show_table(Table(["line", "field", "why"], rows, wide=["why"]))
        if not is_boxed(""):
            click.echo(visible(summary(name, outcome, dry_run=dry_run)), err=True)


def summary(name: str, outcome: Imported, *, dry_run: bool) -> str:
    """Return a summary of the outcome in sentences."""
    sentences = [f"{name}:"]
    if outcome.recorded:
        first, last = outcome.recorded[0][1].position, outcome.recorded[-1][1].position
        sentences.append(f"{_answers(len(outcome.recorded))} recorded (#{first} to #{last}).")
    if outcome.before:
        sentences.append(f"{_answers(len(outcome.before))} recorded before; nothing new.")
    if outcome.would:
        sentences.append(f"{_answers(len(outcome.would))} can be recorded.")
    if outcome.refused:
        sentences.append(f"{len(outcome.refused):,} {'line is' if len(outcome.refused) == 1 else 'lines are'} refused.")
    if dry_run or not outcome.recorded:
        sentences.append("Nothing was recorded." if dry_run or outcome.refused else "")
    if outcome.refused and not dry_run and not outcome.recorded:
        sentences.append("Correct them, or record the accepted lines with --keep-going.")
    return " ".join(filter(None, sentences))


def _answers(number: int) -> str:
    return f"{number:,} answer{'' if number == 1 else 's'}"


def _brief(line: int, recorded: RecordedEvent) -> dict[str, object]:
    return {"line": line, "position": recorded.position, "stream": recorded.stream, "type": recorded.fact.TYPE}
