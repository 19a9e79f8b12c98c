"""Keys: what a log signs its checkpoints with, and a witness its cosignatures."""

import secrets
from pathlib import Path

import click

from cli.key_files import keep_new, private_key, public_file
from cli.options import JSON, group
from cli.output import say, show_json
from domain.refusals import Invalid
from events_store.signing_keys import KEY_BYTES, LOG, WITNESS, PublicKey, new_key

key = group("key", "Keys: make them for a log or a witness, and show the public part.")

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
@click.option("--witness", is_flag=True, help="Make the key of a witness; else it is that of a log.")
@click.option(
    "--out",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file for the private key; the public one is put beside it, and ends in .pub.",
)
@JSON
def new(name: str, witness: bool, file: Path, as_json: bool) -> None:
    """Make a key under a name that nobody else uses, such as a web address of yours without https://.

    Whoever has the private key can sign in its name: only you may read its file, and it is never shown.
    """
    if public_file(file) == file:
        raise PublicName(file)
    made = new_key(name, WITNESS if witness else LOG, secrets.token_bytes(KEY_BYTES))
    keep_new(made, file)
    if as_json:
        show_json({**_as_data(made.public), "private_file": str(file), "public_file": str(public_file(file))})
        return
    say(f"Made the key of the {KINDS[made.public.kind]} {name}. Keep {file} to yourself, with a copy in a safe place.")
    say(f"Its public key, which is in {public_file(file)}, is for everybody: {made.public}")


@key.command("show", epilog="\b\nExamples:\n  inspectrail key show log.key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@JSON
def show(file: Path, as_json: bool) -> None:
    """Show the public key that belongs to a private one."""
    public = private_key(file).public
    if as_json:
        show_json(_as_data(public))
    else:
        say(str(public))


def _as_data(public: PublicKey) -> dict[str, object]:
    return {"name": public.name, "for": KINDS[public.kind], "public_key": str(public)}
