"""Checkpoints: what the log is now, signed, for somebody else to keep; and the keys that sign them."""

import secrets
from pathlib import Path

import click

from cli.commands import group, session_of
from cli.files.key_files import bounded, keep_new, private_key, public_file, refuse_to_replace
from cli.files.output_files import write
from cli.options import JSON, STORE
from cli.output import print_text, show_json
from domain.refusals.base import Invalid
from events_store.transparency.checkpoint import new_checkpoint, read_checkpoint, refuse_rewritten, request
from events_store.transparency.keys import KEY_BYTES, LOG, WITNESS, PublicKey, new_key
from events_store.transparency.signed_note import LONGEST_NOTE


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
    help="The file of the log's private key (see key new).",
)
@click.option(
    "--since",
    type=click.Path(dir_okay=False, path_type=Path),
    help="An earlier checkpoint: prove that the log has only grown since.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the checkpoint to this file.")
@click.option("--overwrite", is_flag=True, help="Let --out replace an existing file.")
@JSON
@click.pass_context
def checkpoint(
    ctx: click.Context, store: str, file: Path, since: Path | None, out: Path | None, overwrite: bool, as_json: bool
) -> None:
    """Sign a checkpoint: the size and the root hash of the log.

    Give it to somebody who keeps it where you cannot change it. Changes to earlier events can then be detected. With
    --since it includes a proof for a witness, and is refused if the log was rewritten. The store is only read.
    """
    refuse_to_replace(out, file)
    key = private_key(file)
    kept = session_of(ctx).open(store)
    size = kept.head()
    older = None if since is None else read_checkpoint(bounded(since, LONGEST_NOTE), str(since), key.public)
    if older is not None:
        refuse_rewritten(kept.hashes, size, older)
    result = new_checkpoint(kept.hashes, size, key)
    text = str(result) if older is None else request(kept.hashes, result, older)
    if out is not None:
        write({out: text.encode()}, overwrite=overwrite)
    if as_json:
        show_json(
            {
                "origin": result.origin,
                "size": size,
                "root": result.root.hex(),
                "since": None if older is None else older.size,
                "checkpoint": str(result),
                "text": text,
                "file": None if out is None else str(out),
            }
        )
    elif out is None:
        click.echo(text, nl=False)
    else:
        proved = "" if older is None else f", with the proof that it has only grown since it had {older.size:,}"
        print_text(f"Wrote the checkpoint of {result.origin} at {size:,} events to {out}{proved}.")


key = group("key", "Keys of logs and witnesses: make them and show the public key.")


KINDS = {LOG: "log", WITNESS: "witness"}


class PublicName(Invalid, code="public-name"):
    """The private key would lie where the public one belongs."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is where the public key would be kept. No key was made. Name a file for the private one, such as "
            f"{file.with_suffix('.key')}."
        )


@key.command(
    "new",
    epilog="\b\nExamples:\n  inspectrail key new example.gov.uk/inspections --out log.key\n"
    "  inspectrail key new witness.example/w1 --witness --out witness.key",
)
@click.argument("name")
@click.option("--witness", is_flag=True, help="Make the key of a witness instead of a log.")
@click.option(
    "--out",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file for the private key. The public key is written beside it, ending in .pub.",
)
@JSON
def new(name: str, witness: bool, file: Path, as_json: bool) -> None:
    """Make a key pair under a unique name, such as your web address without https://.

    Anyone with the private key can sign in its name. Only you can read its file, and it is never shown.
    """
    if public_file(file) == file:
        raise PublicName(file)
    result = new_key(name, WITNESS if witness else LOG, secrets.token_bytes(KEY_BYTES))
    keep_new(result, file)
    if as_json:
        show_json({**_as_data(result.public), "private_file": str(file), "public_file": str(public_file(file))})
        return
    print_text(
        f"Made the key of the {KINDS[result.public.kind]} {name}. Keep {file} to yourself, with a copy in a safe place."
    )
    print_text(f"Its public key, which is in {public_file(file)}, is for everybody: {result.public}")


@key.command("show", epilog="\b\nExamples:\n  inspectrail key show log.key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@JSON
def show(file: Path, as_json: bool) -> None:
    """Show the public key of a private key."""
    public = private_key(file).public
    if as_json:
        show_json(_as_data(public))
    else:
        print_text(str(public))


def _as_data(public: PublicKey) -> dict[str, object]:
    return {"name": public.name, "for": KINDS[public.kind], "public_key": str(public)}
