"""The commands that sign checkpoints and create keys."""

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
    opened = session_of(ctx).open(store)
    size = opened.head()
    older = None if since is None else read_checkpoint(bounded(since, LONGEST_NOTE), str(since), key.public)
    if older is not None:
        refuse_rewritten(opened.hashes, size, older)
    signed = new_checkpoint(opened.hashes, size, key)
    content = str(signed) if older is None else request(opened.hashes, signed, older)
    if out is not None:
        write({out: content.encode()}, overwrite=overwrite)
    if as_json:
        show_json(
            {
                "origin": signed.origin,
                "size": size,
                "root": signed.root.hex(),
                "since": None if older is None else older.size,
                "checkpoint": str(signed),
                "text": content,
                "file": None if out is None else str(out),
            }
        )
    elif out is None:
        click.echo(content, nl=False)
    else:
        proof = "" if older is None else f", with proof that it has only grown since it had {older.size:,}"
        print_text(f"Wrote the checkpoint of {signed.origin} at {size:,} events to {out}{proof}.")


key = group("key", "Create and show keys of logs and witnesses.")


KINDS = {LOG: "log", WITNESS: "witness"}


class PublicName(Invalid, code="public-name"):
    """The private key would take the public key's file name."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is where the public key would be written. No key was created. Name another file for the private "
            f"key, such as {file.with_suffix('.key')}."
        )


@key.command(
    "new",
    epilog="\b\nExamples:\n  inspectrail key new example.gov.uk/inspections --out log.key\n"
    "  inspectrail key new witness.example/w1 --witness --out witness.key",
)
@click.argument("name")
@click.option("--witness", is_flag=True, help="Create the key of a witness instead of a log.")
@click.option(
    "--out",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file for the private key. The public key is written next to it, ending in .pub.",
)
@JSON
def new(name: str, witness: bool, file: Path, as_json: bool) -> None:
    """Create a key pair under a unique name. Use your web address without https://, for example.

    Anyone with the private key can sign in its name. Only you can read its file, and it is never shown.
    """
    if public_file(file) == file:
        raise PublicName(file)
    private = new_key(name, WITNESS if witness else LOG, secrets.token_bytes(KEY_BYTES))
    keep_new(private, file)
    if as_json:
        show_json({**_as_data(private.public), "private_file": str(file), "public_file": str(public_file(file))})
        return
    print_text(
        f"Created the key of the {KINDS[private.public.kind]} {name}. Keep {file} secret, and store a copy in a safe "
        f"place."
    )
    print_text(f"Anybody may have its public key, which is in {public_file(file)}: {private.public}")


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
