"""A store of three inspections to follow up: one of 2016, the next of the same body, and one that is still a draft."""

from datetime import UTC, date, datetime
from pathlib import Path

from domain.fact import Fact
from domain.inspection.events.fieldwork import (
    Citations,
    Direction,
    EvidenceKind,
    EvidenceRecorded,
    FindingList,
    FindingRecorded,
    SourceRole,
)
from domain.inspection.events.following_up import CitedFinding, Closure, Progress, Verification
from domain.inspection.events.setting_up import FrameworkAdopted, InspectionAnnounced
from events_store.sqlite import SQLiteStore
from events_store.sqlite_file import create
from events_store.store import Batch, inspection_stream
from tests.cli.command_line import Ran, here
from tests.inspection_story import ANNOUNCEMENT, FRAMEWORK
from tests.projections.follow_ups import (
    CHIEF,
    HEAD,
    answered,
    closed,
    extended,
    made,
    planned,
    published,
    reported,
    revised,
    told,
    verified,
)

OLD, NEW, DRAFT = "newport-2016", "newport-2018", "cardiff-2018"
NOW = datetime(2018, 12, 3, 12, tzinfo=UTC)
FINDING = CitedFinding(theme="1", list=FindingList.KEY_FINDING, ordinal=1)


def announced(inspection: str, body: str, day: date) -> tuple[Fact, ...]:
    said = {**ANNOUNCEMENT, "inspection": inspection, "body": body}
    return (
        told(InspectionAnnounced, day, **said),
        told(FrameworkAdopted, day, framework=FRAMEWORK, digest=FRAMEWORK.digest),
    )


def found(ordinal: int, direction: Direction, day: date = date(2016, 5, 1)) -> Fact:
    cited = {**FINDING.as_fields(), "ordinal": ordinal, "citations": Citations(evidence=("E-1",))}
    return told(FindingRecorded, day, **cited, statement=f"Finding {ordinal}.", direction=direction)


EVIDENCE = told(
    EvidenceRecorded,
    date(2016, 4, 30),
    evidence="E-1",
    evidence_kind=EvidenceKind.COMMENT,
    source=SourceRole.CHILD,
    text="Nobody asked me.",
)

# 1 is superseded by the next inspection; 2 is claimed and not looked at; 3 is moved, and silent since; 4 is closed.
IN_2016 = (
    *announced(OLD, "Newport Youth Service", date(2016, 4, 1)),
    EVIDENCE,
    found(1, Direction.DEFICIT),
    found(2, Direction.STRENGTH),
    found(3, Direction.DEFICIT),
    made(1, CHIEF, findings=(FINDING,), contributors=("Police", "Health")),
    made(2),
    made(3),
    made(4),
    published(),
    answered(1, date(2016, 8, 1)),
    planned(1, date(2016, 8, 2), date(2016, 12, 1)),
    planned(1, date(2016, 8, 2), date(2017, 5, 1), action=2),
    revised(1, date(2016, 11, 30)),
    verified(1, date(2017, 1, 10), Verification.INSUFFICIENT, evidence=("E-1",)),
    reported(1, date(2017, 2, 1), Progress.IN_PROGRESS),
    extended(3, date(2017, 2, 2), date(2017, 10, 31)),
    closed(4, date(2017, 3, 1)),
    reported(2, date(2017, 4, 20), on=date(2017, 4, 3)),
    closed(1, date(2018, 9, 3), Closure.SUPERSEDED, f"{NEW}/1"),
)
IN_2018 = (
    *announced(NEW, "Newport Youth Service", date(2018, 6, 1)),
    made(1, HEAD, date(2018, 9, 1), carried_from=f"{OLD}/1"),
    published(date(2018, 9, 3), date(2019, 9, 3)),
)
IN_DRAFT = (
    *announced(DRAFT, "Cardiff Youth Service", date(2018, 10, 1)),
    made(1, HEAD, date(2018, 11, 1)),
)


def stored(path: Path, **inspections: tuple[Fact, ...]) -> Path:
    """Make a store of these inspections, the events of each in their order, one inspection after the other."""
    create(path)
    store = SQLiteStore(path)
    for name, facts in inspections.items():
        inspection = name.replace("_", "-")
        batch = Batch(inspection_stream(inspection), 0, facts)
        store.append(inspection, batch, command=f"all-of-{inspection}")
    store.close()
    return path


def three(path: Path) -> Path:
    """Make the store of all three."""
    return stored(path, newport_2016=IN_2016, newport_2018=IN_2018, cardiff_2018=IN_DRAFT)


def asked(store: Path, *words: str, now: datetime = NOW, terminal: bool = False, **more: str) -> Ran:
    """Run a command on a store; COLUMNS=100 where it is a terminal."""
    wide = {"COLUMNS": "100", "LINES": "50", "NO_COLOR": "1"} if terminal else {}
    return here(*words, "--store", str(store), now=now, terminal=terminal, **wide, **more)
