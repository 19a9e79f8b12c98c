"""The commands that export, back up, restore and copy a store."""

import sys
from pathlib import Path
from typing import Any

import click

from cli.commands import session_of
from cli.composition import Session
from cli.options import INSPECTION, JSON, STORE
from cli.output import print_text, show_json, visible
from cli.store.verify import KEY, SINCE, WITNESSES, earlier_log, verification_report
from events_store.copies.backup import restore as restore_backup
from events_store.errors import StoreNotFound
from events_store.sql_store import TableStore
from events_store.store import Store
from events_store.store_url import shown
from events_store.transparency.signed_note import NotVerified
from projections.saved.check import views_digest

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "export",
    epilog="\b\nExamples:\n  inspectrail export\n  inspectrail export newcastle.jsonl --inspection newcastle-2016",
)
@click.argument("file", type=FILE, required=False)
@click.option("--overwrite", is_flag=True, help="Replace an existing file.")
@STORE
@INSPECTION
@JSON
@click.pass_context
def export(
    ctx: click.Context, file: Path | None, overwrite: bool, store: str, inspection: str | None, as_json: bool
) -> None:
    """Export all events as JSON lines, exactly as stored.

    The same log gives the same bytes from every store.
    """
    from cli.files.output_files import write_lines
    from events_store.copies.export import lines

    opened = session_of(ctx).open(store)
    if inspection is not None:
        session_of(ctx).handler(store).inspection(inspection)
    _warn_of_blindness(session_of(ctx), store, inspection)
    if file is None:
        terminal = sys.stdout.isatty()
        for line in lines(opened, inspection=inspection):
            # A terminal gets odd characters escaped, which JSON reads as the same. Elsewhere the bytes are unchanged.
            unchanged = line if hasattr(sys.stdout, "buffer") else line.decode()
            click.echo(visible(line.decode()) if terminal else unchanged, nl=False)
        return
    events = write_lines(file, lines(opened, inspection=inspection), overwrite=overwrite)
    if as_json:
        show_json({"file": str(file), "events": events})
    else:
        print_text(f"Wrote {events:,} events to {file}.")


@click.command("backup", epilog="\b\nExamples:\n  inspectrail backup /mnt/backups/inspections-2016-07-01")
@click.argument("file", type=FILE)
@STORE
@JSON
@click.pass_context
def backup(ctx: click.Context, file: Path, store: str, as_json: bool) -> None:
    """Back up the store to a file, with a receipt. The receipt proves that the backup is the same.

    Others can go on recording. The receipt, FILE.json, holds the number of events, their root, and digests of events
    and views.
    """
    from events_store.copies.backup import back_up
    from projections.saved.check import views_digest

    # Upgrade an older store before it is copied.
    session_of(ctx).open(store)
    receipt = back_up(store, file, views_digest)
    show_copy(f"Backed up to {file}", receipt, as_json=as_json, file=str(file))


@click.command(
    "copy",
    epilog="\b\nExamples:\n  inspectrail copy inspections.db postgresql://keeper@db.example/inspections\n"
    "  inspectrail copy postgresql://keeper@db.example/inspections inspections.db",
)
@click.argument("source", metavar="STORE")
@click.argument("target", metavar="STORE")
@JSON
@click.pass_context
def copy(ctx: click.Context, source: str, target: str, as_json: bool) -> None:
    """Copy a store to a new or empty store. Positions and hashes stay the same."""
    from events_store.copies.replicate import copy as copy_store
    from events_store.store_url import shown

    try:
        opened = session_of(ctx).open(source)
    except StoreNotFound as missing:
        # This command has no option --store.
        raise StoreNotFound(missing.place, missing.nearby, option="") from None
    contents = {"log": vars(copy_store(opened, target))}
    show_copy(f"Copied {shown(source)} to {shown(target)}", contents, as_json=as_json, store=shown(target))


def show_copy(action: str, contents: dict[str, Any], *, as_json: bool, **names: str) -> None:
    """Print what was copied, and its size and root."""
    if as_json:
        show_json({**names, **contents})
        return
    log = contents["log"]
    print_text(f"{action}: {log['events']:,} events, root {log['root'][:16]}. Read back and verified: it is identical.")


def _warn_of_blindness(session: Session, address: str, inspection: str | None) -> None:
    from domain.wording import join_list
    from projections.engine.fold import live
    from projections.saved.blindness import BLINDNESS

    store: Store = session.open(address)
    inspections = [inspection] if inspection else store.inspections()
    assessed = [live(BLINDNESS, store, name).blind for name in inspections]
    blind = sorted({case for cases in assessed for case, people in cases.items() if people})
    if blind:
        click.echo(
            f"The export contains the first answers of {join_list(blind)}, which are being assessed blind. Do not show "
            "it to the second assessors until they have submitted.",
            err=True,
        )


@click.command(
    "restore",
    epilog="\b\nExamples:\n  inspectrail restore /mnt/backups/inspections-2016-07-01 --store inspections.db\n"
    "  inspectrail restore /mnt/backups/inspections --store postgresql://keeper@db.example/inspections\n"
    "  inspectrail restore kept --store inspections.db --since last.checkpoint --key log.pub --witness witness.pub",
)
@click.argument("file", type=FILE)
@STORE
@SINCE
@KEY
@WITNESSES
@JSON
def restore(
    file: Path, store: str, checkpoint: Path | None, key: str | None, witnesses: tuple[str, ...], as_json: bool
) -> None:
    """Restore a backup to a new store. Checks it against its receipt first.

    With --since, a backup that is older than the checkpoint or has another history is refused.
    """
    earlier = earlier_log(checkpoint, key, witnesses)

    def check(restored: TableStore) -> None:
        fault = verification_report(restored, earlier).fault
        if fault is not None:
            raise NotVerified(f"{file} was not restored. {fault.sentence}")

    receipt = restore_backup(file, store, views_digest, check)
    show_copy(f"Restored {file} to {shown(store)}", receipt, as_json=as_json, file=str(file), store=shown(store))
