"""Checkpoints: what the log is now, signed, for somebody else to keep."""

from pathlib import Path

import click

from cli.key_files import bounded, private_key, refuse_to_replace
from cli.options import JSON, STORE, session_of
from cli.output import say, show_json
from cli.written import write
from events_store.checkpoints import new_checkpoint, read_checkpoint, refuse_rewritten, request
from events_store.signed_notes import LONGEST_NOTE


@click.command(
    "checkpoint",
    epilog="\b\nExamples:\n  inspectrail checkpoint --key log.key\n"
    "  inspectrail checkpoint --key log.key --out friday.txt\n"
    "  inspectrail checkpoint --key log.key --since friday.txt --out for-witness.txt",
)
@STORE
@click.option(
    "--key",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file of the log's private key: see key new.",
)
@click.option(
    "--since",
    type=click.Path(dir_okay=False, path_type=Path),
    help="An earlier checkpoint, such as the last one a witness cosigned: prove that the log has only grown.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option("--overwrite", is_flag=True, help="Let --out replace a file that is there.")
@JSON
@click.pass_context
def checkpoint(
    ctx: click.Context, store: str, file: Path, since: Path | None, out: Path | None, overwrite: bool, as_json: bool
) -> None:
    """Sign how many events the log has, and the root over them. The store is only read.

    Give it to somebody who keeps it where you cannot change it: whatever is recorded up to there can then no longer be
    changed unnoticed. With --since it carries a proof for a witness, and is refused where the log was rewritten.
    """
    refuse_to_replace(out, file)
    key = private_key(file)
    kept = session_of(ctx).open(store)
    size = kept.head()
    older = None if since is None else read_checkpoint(bounded(since, LONGEST_NOTE), str(since), key.public)
    if older is not None:
        refuse_rewritten(kept.hashes, size, older)
    made = new_checkpoint(kept.hashes, size, key)
    text = str(made) if older is None else request(kept.hashes, made, older)
    if out is not None:
        write({out: text.encode()}, overwrite=overwrite)
    if as_json:
        show_json(
            {
                "origin": made.origin,
                "size": size,
                "root": made.root.hex(),
                "since": None if older is None else older.size,
                "checkpoint": str(made),
                "text": text,
                "file": None if out is None else str(out),
            }
        )
    elif out is None:
        click.echo(text, nl=False)
    else:
        proved = "" if older is None else f", with the proof that it has only grown since it had {older.size:,}"
        say(f"Wrote the checkpoint of {made.origin} at {size:,} events to {out}{proved}.")
