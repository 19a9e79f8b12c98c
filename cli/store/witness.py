"""Witnessing: remember how somebody's log was, and cosign what it has grown to."""

from pathlib import Path

import click

from cli.commands import session_of
from cli.files.key_files import WouldReplace, bounded, private_key, public_key, refuse_to_replace
from cli.files.output_files import FilesExist, write
from cli.options import JSON
from cli.output import print_text, show_json, visible
from events_store.transparency.witness import LONGEST_REQUEST, Witnessed
from events_store.transparency.witness import witness as witnessed


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
    """Cosign a checkpoint as a witness, if the log has only grown.

    FILE is the output of checkpoint --since. No store is needed: run it on a machine that the keeper of the log cannot
    write to. The first checkpoint of a log is trusted; keep the --state file safe. A log that was cut or rewritten is
    never cosigned.
    """
    if out is not None and out.exists() and not overwrite:
        raise FilesExist([out])
    kept = [state.with_name(f"{state.name}{end}") for end in ("", ".lock", ".new")]
    if out is not None and out.absolute() in {path.absolute() for path in kept}:
        raise WouldReplace(out)
    refuse_to_replace(out, key, *kept, Path(log))
    done = witnessed(
        bounded(file, LONGEST_REQUEST),
        "What came in" if str(file) == "-" else str(file),
        log=public_key(log),
        key=private_key(key),
        state=state,
        at=int(session_of(ctx).clock().timestamp()),
    )
    if out is not None:
        write({out: str(done.checkpoint).encode()}, overwrite=overwrite)
    if as_json:
        show_json(_as_data(done, out))
    elif out is None:
        click.echo(str(done.checkpoint), nl=False)
        click.echo(visible(_describe(done)), err=True)
    else:
        print_text(_describe(done))
        print_text(f"Wrote it, cosigned, to {out}.")


def _describe(done: Witnessed) -> str:
    now = done.checkpoint
    if done.before is None:
        return (
            f"Cosigned {now.origin} at {now.size:,} events, and trusted it at first sight: nothing shows what it was "
            f"before. From now on it can only grow."
        )
    if done.before.size == now.size:
        return f"Cosigned {now.origin} again at {now.size:,} events, as it was seen before."
    return f"Cosigned {now.origin} at {now.size:,} events: it has only grown since it had {done.before.size:,}."


def _as_data(done: Witnessed, out: Path | None) -> dict[str, object]:
    now = done.checkpoint
    return {
        "origin": now.origin,
        "size": now.size,
        "root": now.root.hex(),
        "first_sight": done.before is None,
        "size_before": None if done.before is None else done.before.size,
        "checkpoint": str(now),
        "file": None if out is None else str(out),
    }
