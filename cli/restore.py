"""A backup put back, once it is shown to be what it was, and no older than what was seen."""

from pathlib import Path

import click

from cli.copies import FILE, say_held
from cli.options import JSON, STORE
from cli.verify import KEY, SINCE, WITNESSES, seen_before, told_of
from events_store.addresses import shown
from events_store.backups import restore as put_back
from events_store.signed_notes import NotVerified
from events_store.tables import TableStore
from projections.digests import views_digest


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
    """Put a backup back as a store that is not there yet, if it still is what its receipt says and verifies.

    With --since, a backup that is older than the checkpoint, or another history, is not put back.
    """
    seen = seen_before(checkpoint, key, witnesses)

    def check(restored: TableStore) -> None:
        fault = told_of(restored, seen).fault
        if fault is not None:
            raise NotVerified(f"{file} was not put back. {fault.sentence}")

    held = put_back(file, store, views_digest, check)
    say_held(f"Restored {file} to {shown(store)}", held, as_json=as_json, file=str(file), store=shown(store))
