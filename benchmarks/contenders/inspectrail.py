"""Inspectrail: run its commands in this process or in a new process."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.changes import Change
from benchmarks.turns import Clock
from cli.composition import Session
from cli.main import main
from domain.actor import Actor, Origin
from domain.events.sampling import AssessorAssigned, CaseSampled
from events_store.command_handler import CommandHandler
from events_store.store import Batch, case_stream
from events_store.store_url import open_store

BIG = "big"
ANNOUNCED = datetime(2025, 3, 3, 9, tzinfo=UTC)
SET_UP = (
    ("init",),
    ("inspection", "announce", BIG, "--name", "Ann Archer", "--organisation", "Youth Inspectorate", "--title", "Big",
     "--body", "Newport", "--programme", "Joint", "--from", "2025-03-03", "--until", "2025-03-14"),
    ("framework", "adopt", "hmip-fji-2016"),
    ("team", "add", "ben", "--name", "Ben Baker", "--role", "inspector", "--organisation", "Youth Inspectorate"),
)  # fmt: skip


def command(store: Path | str, *words: str, session: Session | None = None) -> float:
    """Run a command in this process; return the seconds."""
    with redirect_stdout(io.StringIO()), Clock() as clock:
        exit_code = main.main([*words, "--store", str(store)], standalone_mode=False, obj=session)
    if exit_code:
        raise RuntimeError(f"{words} ended with {exit_code}")
    return clock.seconds


def process(*words: str) -> float:
    """Run a program in a new process; return the seconds."""
    with Clock() as clock:
        subprocess.run(words, check=True, capture_output=True, env=_compiling())
    return clock.seconds


def _compiling() -> dict[str, str]:
    """Return an environment in which Python caches compiled modules."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def program() -> str:
    """Return the path of the installed program."""
    return str(Path(sys.executable).with_name("inspectrail"))


def child(*words: str) -> dict[str, float]:
    """Do a piece of work in a new process; return its seconds and peak memory."""
    ran = subprocess.run([sys.executable, "-m", "benchmarks.child", *words], check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(ran.stdout)
    return measured


def set_up_large_inspection(path: Path, texts: Sequence[str]) -> list[Change]:
    """Set up an inspection with as many questions as there are texts; return an answer to each."""
    session = Session(clock=lambda: ANNOUNCED)
    with closing(session):
        for words in SET_UP:
            where = [] if words[0] in ("init", "inspection") else ["--inspection", BIG]
            who = [] if words[0] == "init" else ["--as", "ann"]
            command(path, *words, *who, *where, session=session)
    with closing(open_store(str(path))) as store:
        inspection = CommandHandler(store).inspection(BIG)
        framework = inspection.framework
        assert framework is not None
        questions = framework.applicable_questions(frozenset({"community"}))
        cases = [f"NP-{number:05}" for number in range(1, -(-len(texts) // len(questions)) + 1)]
        ann = inspection.actor("ann")
        store.append_all(BIG, {f"sampled-{case}": [_sampled(case, ann)] for case in cases})
    places = ((case, question.id) for case in cases for question in questions)
    return [_answer(number, *place, text) for number, (place, text) in enumerate(zip(places, texts, strict=False))]


def _sampled(case: str, ann: Actor) -> Batch:
    origin = Origin(actor=ann, recorded_at=ANNOUNCED, command_id=f"sampled-{case}")
    sampled = CaseSampled(origin=origin, inspection=BIG, case=case, pseudonym="Robin", conditions=("community",))
    return Batch(case_stream(BIG, case), 0, [sampled, AssessorAssigned(origin=origin, assessor="ben")])


def _answer(number: int, case: str, question: str, text: str) -> Change:
    response = ("sufficient", "insufficient", "sufficient", "not_applicable")[number % 4]
    return Change(BIG, case, question, response, "ben", ANNOUNCED.isoformat(), text)


def line(change: Change) -> str:
    """Return an answer as a line of a file to import."""
    answer = {"case": change.case, "question": change.question, "response": change.response}
    return json.dumps({**answer, "evidence": change.text, "references": ["page 4"]}) + "\n"
