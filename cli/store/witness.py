"""The command that cosigns checkpoints as a witness."""

from pathlib import Path

import click

from cli.commands import session_of
from cli.files.key_files import WouldReplace, bounded, private_key, public_key, refuse_to_replace
from cli.files.output_files import FilesExist, write
from cli.options import JSON
from cli.output import print_text, show_json, visible
from events_store.transparency.witness import LONGEST_REQUEST, Witnessed
from events_store.transparency.witness import witness as cosign


@click.command(
    "witness",
    epilog="\b\nExamples:\n"
    "  inspectrail witness for-witness.txt --key witness.key --log log.pub --state seen.txt --out cosigned.txt\n"
    "  inspectrail witness - --key witness.key --log log.pub --state seen.txt",
)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file of the witness's private key (see key new --witness).",
)
@click.option("--log", required=True, metavar="KEY", help="The public key of the log, or its file.")
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file with the last checkpoint that the witness cosigned, one per log.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the cosigned checkpoint to this file."
)
@click.option("--overwrite", is_flag=True, help="Let --out replace an existing file.")
@JSON
@click.pass_context
def witness(
    ctx: click.Context, file: Path, key: Path, log: str, state: Path, out: Path | None, overwrite: bool, as_json: bool
) -> None:
    """Cosign a checkpoint as a witness, if the log only grew.

    FILE is the output of checkpoint --since. No store is needed: run it on a machine that the log's operator cannot
    write to. The first checkpoint of a log is trusted; keep the --state file safe. A log that was cut or rewritten is
    never cosigned.
    """
    if out is not None and out.exists() and not overwrite:
        raise FilesExist([out])
    state_files = [state.with_name(f"{state.name}{end}") for end in ("", ".lock", ".new")]
    if out is not None and out.absolute() in {path.absolute() for path in state_files}:
        raise WouldReplace(out)
    refuse_to_replace(out, key, *state_files, Path(log))
    result = cosign(
        bounded(file, LONGEST_REQUEST),
        "Standard input" if str(file) == "-" else str(file),
        log=public_key(log),
        key=private_key(key),
        state=state,
        at=int(session_of(ctx).clock().timestamp()),
    )
    if out is not None:
        write({out: str(result.checkpoint).encode()}, overwrite=overwrite)
    if as_json:
        show_json(_as_data(result, out))
    elif out is None:
        click.echo(str(result.checkpoint), nl=False)
        click.echo(visible(_describe(result)), err=True)
    else:
        print_text(_describe(result))
        print_text(f"Wrote the cosigned checkpoint to {out}.")


def _describe(result: Witnessed) -> str:
    checkpoint, before = result.checkpoint, result.before
    cosigned = f"Cosigned {checkpoint.origin} at {checkpoint.size:,} events"
    if before is None:
        return (
            f"{cosigned}. This is its first checkpoint here, so it was trusted without proof. From now on the log can "
            f"only grow."
        )
    if before.size == checkpoint.size:
        return f"{cosigned} again: nothing has changed since the last checkpoint."
    return f"{cosigned}: it has only grown since it had {before.size:,}."


def _as_data(result: Witnessed, out: Path | None) -> dict[str, object]:
    checkpoint, before = result.checkpoint, result.before
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "first_sight": before is None,
        "size_before": None if before is None else before.size,
        "checkpoint": str(checkpoint),
        "file": None if out is None else str(out),
    }
