"""The command that verifies the log, alone or against an earlier checkpoint."""

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
from events_store.verify.log import verify as verify_log
from events_store.verify.raw_tables import Fault
from events_store.verify.result import Verified
from projections.saved.all_views import PROJECTIONS
from projections.saved.check import Drifted, compared

# A witness may sign any time, in seconds since 1970. This is the latest that Python can show.
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
class Cosignature:
    """Which witness cosigned a checkpoint, and when."""

    witness: str
    at: datetime


@dataclass(frozen=True)
class EarlierLog:
    """A checkpoint with valid signatures, and its cosignatures."""

    checkpoint: Checkpoint
    cosigned: Sequence[Cosignature]


@dataclass(frozen=True)
class VerifyReport:
    """The verified log, the first fault, and the saved views that differ from the log."""

    verified: Verified
    fault: Fault | None
    compared: int = 0
    drifted: Sequence[Drifted] = ()

    @property
    def holds(self) -> bool:
        """Whether the log and the saved views are consistent."""
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
    """Check the log's hashes, and report the first fault.

    It checks positions, versions, commands, hashes, the roots recorded in publications, and the saved views. Somebody
    who can change the whole store could also recompute the hashes: use --since with a checkpoint kept elsewhere to
    detect that.
    """
    session = session_of(ctx)
    earlier = earlier_log(checkpoint, key, witnesses)
    opened = session.open(store)
    report = verification_report(opened, earlier)
    if as_json:
        show_json(_as_data(opened, report, earlier))
    elif report.fault is not None:
        click.echo(visible(describe_fault(report.fault, report.verified)), err=True)
    else:
        _print(report, earlier, session.clock())
    return 0 if report.holds else BROKEN


def earlier_log(file: Path | None, key: str | None, witnesses: Sequence[str]) -> EarlierLog | None:
    """Return the checkpoint in a file, after checking its signatures. Raises NotVerified."""
    if file is None:
        if key or witnesses:
            raise click.UsageError("--key and --witness need a checkpoint. Name it with --since.")
        return None
    if key is None:
        raise click.UsageError(
            "--since needs --key, the log's public key: without it, anybody could have made the checkpoint."
        )
    checkpoint = read_checkpoint(bounded(file, LONGEST_NOTE), str(file), public_key(key))
    cosigned = []
    for public in dict.fromkeys(map(public_key, witnesses)):
        need(public, WITNESS)
        at = min(check(checkpoint.note, public), LATEST_SHOWN)
        cosigned.append(Cosignature(public.name, datetime.fromtimestamp(at, UTC)))
    return EarlierLog(checkpoint, cosigned)


def verification_report(store: TableStore, earlier: EarlierLog | None) -> VerifyReport:
    """Verify the log, then the saved views if the log has no fault."""
    checkpoint = earlier and earlier.checkpoint
    verified = verify_log(store, [checkpoint.size] if checkpoint else [])
    fault = verified.fault
    if fault is None and checkpoint:
        fault = since(store, verified, checkpoint.size, checkpoint.root)
    return VerifyReport(verified, fault) if fault else VerifyReport(verified, None, *compared(PROJECTIONS, store))


def _as_data(store: TableStore, report: VerifyReport, earlier: EarlierLog | None) -> dict[str, object]:
    verified = report.verified
    return {
        "store": store.name,
        "holds": report.holds,
        "fault": report.fault,
        "events": verified.events,
        "root": verified.root,
        "commands": verified.commands,
        "streams": len(verified.streams),
        "views": report.compared,
        "views_differing": report.drifted,
        "since": earlier
        and {
            "origin": earlier.checkpoint.origin,
            "size": earlier.checkpoint.size,
            "root": earlier.checkpoint.root.hex(),
            "cosigned": earlier.cosigned,
        },
    }


def describe_fault(fault: Fault, verified: Verified) -> str:
    """Return what is wrong, and what to do about it."""
    before = f" The {verified.events:,} events before it are valid." if fault.position and verified.fault else ""
    return (
        f"{fault.sentence}{before} Record nothing more, keep a copy of the store as it is, and find out who could "
        f"write to it."
    )


def _print(report: VerifyReport, earlier: EarlierLog | None, now: datetime) -> None:
    verified = report.verified
    advice = " To check against earlier history, use --since with a checkpoint kept elsewhere."
    print_text(f"{_consistent(report)}{'' if earlier else advice}")
    print_text(
        f"{verified.events:,} events in {len(verified.streams):,} streams, by {verified.commands:,} commands, root "
        f"{verified.root}."
    )
    if earlier is not None:
        size = earlier.checkpoint.size
        print_text(f"The first {size:,} events match the checkpoint of {earlier.checkpoint.origin}.")
        if verified.events > size:
            print_text(f"Events recorded since, which no checkpoint covers yet: {verified.events - size:,}.")
        for cosignature in earlier.cosigned:
            ago = _ago(now - cosignature.at)
            print_text(f"Cosigned by {cosignature.witness} on {london(cosignature.at)}, {ago}.")
    for differing in report.drifted:
        click.echo(visible(differing.sentence), err=True)


def _consistent(report: VerifyReport) -> str:
    if report.drifted:
        return "The log is consistent, but its saved views are not."
    if not report.compared:
        return "The log is consistent. No views are saved."
    if report.compared == 1:
        return "The log and its saved view are consistent."
    return f"The log and its {report.compared:,} saved views are consistent."


def _ago(passed: timedelta) -> str:
    """Return an elapsed time in its largest full unit."""
    seconds = int(passed.total_seconds())
    if seconds < 0:
        return "in the future"
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if number := seconds // length:
            return f"{number:,} {unit}{'s' * (number > 1)} ago"
    return "just now"
