"""The command that proves that an event was in the log at a checkpoint."""

import json
from pathlib import Path

import click

from cli.commands import session_of
from cli.files.key_files import bounded, refuse_to_replace
from cli.files.output_files import write
from cli.options import JSON, STORE
from cli.output import print_text, show_json
from domain.refusals.base import Invalid, NotFound
from events_store.errors import NotReadable
from events_store.sql_store import TableStore
from events_store.store import Row
from events_store.transparency.checkpoint import Checkpoint, read_checkpoint, refuse_rewritten
from events_store.transparency.keys import in_base64
from events_store.transparency.merkle_proofs import included, inclusion_proof
from events_store.transparency.merkle_tree import leaf
from events_store.transparency.signed_note import LONGEST_NOTE, NotVerified


class NotAPosition(Invalid, code="not-a-position"):
    """The argument is not a position in the log."""

    def __init__(self, argument: str) -> None:
        super().__init__(
            f"“{argument}” is not the position of an event. Use a number such as 1234. To list positions, use: "
            f"inspectrail trail"
        )


class NotInCheckpoint(NotFound, code="not-in-checkpoint"):
    """The event was recorded after the checkpoint, or never."""

    def __init__(self, position: int, checkpoint: Checkpoint) -> None:
        super().__init__(
            f"Event {position} is not in {checkpoint.note.source}, which covers the first {checkpoint.size:,} events. "
            f"Sign a newer checkpoint with: inspectrail checkpoint"
        )


@click.command(
    "prove",
    epilog="\b\nExamples:\n  inspectrail prove 12 --checkpoint cosigned.txt\n"
    "  inspectrail prove 12 --checkpoint cosigned.txt --out event-12.json",
)
@click.argument("position")
@STORE
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The checkpoint that covers the event, cosigned if there is a witness.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the proof to this file.")
@click.option("--overwrite", is_flag=True, help="Let --out replace an existing file.")
@JSON
@click.pass_context
def prove(
    ctx: click.Context, position: str, store: str, file: Path, out: Path | None, overwrite: bool, as_json: bool
) -> None:
    """Prove that an event was in the log. Writes a proof that it was there when a checkpoint was signed.

    The proof is JSON: the event as stored, the hashes from it to the root, and the checkpoint. Anyone can check it with
    docs/check_proof.py, without Inspectrail or the rest of the log.
    """
    refuse_to_replace(out, file)
    number = _position(position)
    checkpoint = read_checkpoint(bounded(file, LONGEST_NOTE), str(file))
    opened = session_of(ctx).open(store)
    document = _document(opened, number, checkpoint)
    if out is None:
        show_json(document)
        return
    write({out: f"{json.dumps(document, indent=2)}\n".encode()}, overwrite=overwrite)
    if as_json:
        show_json({"position": number, "origin": checkpoint.origin, "size": checkpoint.size, "file": str(out)})
    else:
        print_text(
            f"Wrote the proof that event {number} is in {checkpoint.origin} at {checkpoint.size:,} events to {out}. "
            f"Check it with: python docs/check_proof.py {out} LOG_KEY"
        )


def _position(argument: str) -> int:
    digits = argument.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19 and int(digits)):
        raise NotAPosition(argument)
    return int(digits)


def _document(store: TableStore, position: int, checkpoint: Checkpoint) -> dict[str, object]:
    """Return the proof, after checking it as its readers will."""
    if position > checkpoint.size:
        raise NotInCheckpoint(position, checkpoint)
    refuse_rewritten(store.hashes, store.head(), checkpoint)
    row = next(store.rows(after=position - 1, until=position), None)
    proof = inclusion_proof(store.hashes, position, checkpoint.size)
    if row is None or not included(leaf(row), position, checkpoint.size, proof, checkpoint.root):
        raise NotVerified(
            f"Event {position} was changed after {checkpoint.note.source} was signed. Find out more with: inspectrail "
            f"verify"
        )
    return {
        "position": position,
        "stream": row.stream,
        "version": row.version,
        "topic": row.topic,
        "state": _state(row),
        "leaf": in_base64(leaf(row)),
        "proof": [in_base64(data) for data in proof],
        "checkpoint": str(checkpoint),
    }


def _state(row: Row) -> str:
    try:
        return row.state.decode("utf-8")
    except UnicodeDecodeError:
        raise NotReadable(f"Event {row.position}", "it is not text") from None
