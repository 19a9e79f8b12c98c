"""Verifying: is the record what was recorded, and is it the one that was seen before?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from cli.commands import session_of
from cli.files.key_files import bounded, public_key
from cli.main import BROKEN
from cli.options import JSON, STORE
from cli.output import london, print_text, show_json, visible
from events_store.sql_store import TableStore
from events_store.transparency.checkpoint import Checkpoint, read_checkpoint
from events_store.transparency.keys import WITNESS, need
from events_store.transparency.signed_note import LONGEST_NOTE, check
from events_store.verify.log import since
from events_store.verify.log import verify as worked_out
from events_store.verify.raw_tables import Fault
from events_store.verify.result import Verified
from projections.saved.all_views import PROJECTIONS
from projections.saved.check import Drifted, compared

# A witness says when in seconds since 1970, and may say anything: the last day that a calendar here has.
LATEST_SHOWN = 253_370_764_800


SINCE = click.option(
    "--since",
    "checkpoint",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A checkpoint kept elsewhere: the log must begin with what it signed.",
)
KEY = click.option(
    "--key", metavar="KEY", help="The public key of the log, or its file: the checkpoint must be signed with it."
)
WITNESSES = click.option(
    "--witness",
    "witnesses",
    metavar="KEY",
    multiple=True,
    help="The public key of a witness, or its file: the checkpoint must be cosigned with it. Repeatable.",
)


@dataclass(frozen=True)
class Cosigned:
    """Which witness has cosigned a checkpoint, and when."""

    witness: str
    at: datetime


@dataclass(frozen=True)
class Seen:
    """A checkpoint whose signatures hold."""

    checkpoint: Checkpoint
    cosigned: Sequence[Cosigned]


@dataclass(frozen=True)
class VerifyReport:
    """What was found: how far the log holds, the first fault, and the saved views that are not what it says."""

    found: Verified
    fault: Fault | None
    compared: int = 0
    drifted: Sequence[Drifted] = ()

    @property
    def holds(self) -> bool:
        """Whether everything is as it was recorded."""
        return self.fault is None and not self.drifted


@click.command(
    "verify",
    epilog="\b\nExamples:\n  inspectrail verify\n  inspectrail verify --json\n"
    "  inspectrail verify --since last.checkpoint --key log.pub --witness witness.pub",
)
@STORE
@SINCE
@KEY
@WITNESSES
@JSON
@click.pass_context
def verify(
    ctx: click.Context, store: str, checkpoint: Path | None, key: str | None, witnesses: tuple[str, ...], as_json: bool
) -> int:
    """Check the log against its hashes, and report the first fault.

    It checks positions, versions, commands, hashes, the roots recorded in publications, and the saved views. Somebody
    who can change the whole store could also recompute the hashes: use --since with a checkpoint kept elsewhere to
    detect that.
    """
    session = session_of(ctx)
    seen = seen_before(checkpoint, key, witnesses)
    kept = session.open(store)
    report = verification_report(kept, seen)
    if as_json:
        show_json(_as_data(kept, report, seen))
    elif report.fault is not None:
        click.echo(visible(describe_fault(report.fault, report.found)), err=True)
    else:
        _print(report, seen, session.clock())
    return 0 if report.holds else BROKEN


def seen_before(file: Path | None, key: str | None, witnesses: Sequence[str]) -> Seen | None:
    """Return a checkpoint whose signatures hold, if there is one; raises NotVerified where they do not."""
    if file is None:
        if key or witnesses:
            raise click.UsageError("A key is for a checkpoint. Say which one it has signed, with --since.")
        return None
    if key is None:
        raise click.UsageError(
            "Say with --key by which key the checkpoint must be signed, or anybody could have made it."
        )
    checkpoint = read_checkpoint(bounded(file, LONGEST_NOTE), str(file), public_key(key))
    cosigned = []
    for public in dict.fromkeys(map(public_key, witnesses)):
        need(public, WITNESS)
        at = min(check(checkpoint.note, public), LATEST_SHOWN)
        cosigned.append(Cosigned(public.name, datetime.fromtimestamp(at, UTC)))
    return Seen(checkpoint, cosigned)


def verification_report(store: TableStore, seen: Seen | None) -> VerifyReport:
    """Go through the log, and where it holds through the saved views."""
    checkpoint = seen and seen.checkpoint
    found = worked_out(store, [checkpoint.size] if checkpoint else [])
    fault = found.fault
    if fault is None and checkpoint:
        fault = since(store, found, checkpoint.size, checkpoint.root)
    return VerifyReport(found, fault) if fault else VerifyReport(found, None, *compared(PROJECTIONS, store))


def _as_data(store: TableStore, report: VerifyReport, seen: Seen | None) -> dict[str, object]:
    found = report.found
    return {
        "store": store.name,
        "holds": report.holds,
        "fault": report.fault,
        "events": found.events,
        "root": found.root,
        "commands": found.commands,
        "streams": len(found.streams),
        "views": report.compared,
        "views_differing": report.drifted,
        "since": seen
        and {
            "origin": seen.checkpoint.origin,
            "size": seen.checkpoint.size,
            "root": seen.checkpoint.root.hex(),
            "cosigned": seen.cosigned,
        },
    }


def describe_fault(fault: Fault, found: Verified) -> str:
    """Return what is wrong, and what to do about it."""
    before = f" The {found.events:,} events before it hold." if fault.position and found.fault else ""
    return (
        f"{fault.sentence}{before} Record nothing more, keep a copy of the store as it is, and find out who could "
        f"write to it."
    )


def _print(report: VerifyReport, seen: Seen | None, now: datetime) -> None:
    found = report.found
    print_text(
        f"The log holds: {found.events:,} events in {len(found.streams):,} streams, by {found.commands:,} commands, "
        f"root {found.root}."
    )
    if seen is None:
        print_text(
            "Whether it is the log that was there before is found only with --since and a checkpoint kept elsewhere."
        )
    else:
        size = seen.checkpoint.size
        print_text(f"Its first {size:,} events are those of the checkpoint of {seen.checkpoint.origin}.")
        if found.events > size:
            print_text(f"Recorded since, and vouched for by no checkpoint yet: {found.events - size:,}.")
        for cosigned in seen.cosigned:
            print_text(f"Cosigned by {cosigned.witness} on {london(cosigned.at)}, {_ago(now - cosigned.at)}.")
    for differing in report.drifted:
        click.echo(visible(differing.sentence), err=True)
    if not report.drifted:
        print_text(f"The {report.compared:,} saved views are what the log says.")


def _ago(passed: timedelta) -> str:
    """Return how long ago something was, in the largest unit of which there is a whole one."""
    seconds = int(passed.total_seconds())
    if seconds < 0:
        return "which has not come yet"
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if number := seconds // length:
            return f"{number:,} {unit}{'s' * (number > 1)} ago"
    return "just now"
