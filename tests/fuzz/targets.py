"""The fuzz targets: every function that reads bytes or text from outside.

Each target takes any bytes. It may raise only the refusals of its reader; any other exception is a finding.
"""

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from cli.files import answers_file, framework_files, ratings_file
from cli.files.input_files import FileFault
from cli.files.strict_json import NotStrict, parse
from cli.output import Table, harmless, show_table, visible
from cli.record import case
from domain.event_types import BY_NAME
from events_store.codec import Codec
from events_store.errors import NotReadable
from events_store.memory import MemoryStore
from events_store.store import Batch, inspection_stream
from events_store.transparency.checkpoint import read_checkpoint
from events_store.transparency.keys import LOG, NotAKey, new_key, read_public_key
from events_store.transparency.signed_note import NotANote, NotVerified
from projections.published_ratings.check import checked
from projections.saved.instants import InstantNotReached, InstantNotUnderstood, resolve
from tests.fixtures.events import EXAMPLES, NEWCASTLE

CODEC = Codec()
NAMES = sorted(BY_NAME)
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NOW = datetime(2016, 11, 1, tzinfo=UTC)
KEY = new_key("example.gov.uk/inspections", LOG, bytes(32)).public


def stored_event(data: bytes) -> None:
    """Decode a state after its event's name (first line) or number (first byte)."""
    name, newline, state = data.partition(b"\n")
    topic = name.decode("utf-8", "replace") if newline else NAMES[data[0] % len(NAMES)] if data else ""
    with suppress(NotReadable):
        fact = CODEC.decode(topic, state if newline else data[1:])
        assert CODEC.decode(*CODEC.encode(fact)) == fact


def strict_json(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    with suppress(NotStrict):
        document = parse(text)
        assert json.loads(text) == document
        json.dumps(document, allow_nan=False, ensure_ascii=False).encode()


def answers_json(data: bytes) -> None:
    _answers(data, "jsonl")


def answers_csv(data: bytes) -> None:
    _answers(data, "csv")


def sample_csv(data: bytes) -> None:
    with suppress(case.SampleBroken):
        for line, row in case._rows(_file(data)):
            assert line > 1
            assert set(row) >= set(case.COLUMNS)


def ratings_csv(data: bytes) -> None:
    with suppress(ratings_file.NotRatings):
        ratings = ratings_file.read(_file(data), {})
        checked(ratings.rows, _youth(), date(2024, 6, 3))


def framework_toml(data: bytes) -> None:
    with suppress(framework_files.FrameworkBroken):
        framework_files.read("fuzzed.toml", data)


def instant(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    with suppress(InstantNotUnderstood, InstantNotReached):
        resolve(text, _log(), NEWCASTLE, head=1, today=NOW.date())


def terminal(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    assert CONTROL_CHARACTERS.search(visible(text)) is None
    assert visible(visible(text)) == visible(text)
    for form in ("csv", "tsv"):
        with redirect_stdout(io.StringIO()) as shown:
            show_table(Table(["a", text], [[text, None], [1, text]]), form)
        lines = shown.getvalue()
        assert CONTROL_CHARACTERS.search(lines) is None
        rows = list(csv.reader(io.StringIO(lines, newline=""), delimiter="," if form == "csv" else "\t"))
        assert form == "tsv" or rows == [["a", rows[0][1]], [rows[1][0], ""], ["1", rows[1][0]]]
        assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for row in rows for cell in row if cell.strip())
    assert str(harmless(text)).endswith(text)


def signed_note(data: bytes) -> None:
    for key in (None, KEY):
        with suppress(NotANote, NotVerified):
            read_checkpoint(data, "fuzzed", key)
    with suppress(NotAKey):
        read_public_key(data, "fuzzed")


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        stored_event,
        strict_json,
        answers_json,
        answers_csv,
        sample_csv,
        ratings_csv,
        framework_toml,
        instant,
        terminal,
        signed_note,
    )
}


def _answers(data: bytes, form: str) -> None:
    with suppress(FileFault):
        for line, row in answers_file.read(io.BytesIO(data), form):
            assert line > 0
            if isinstance(row, FileFault):
                visible(f"{row.field}: {row.why}").encode()
            else:
                row.model_dump_json()


def _file(data: bytes) -> Path:
    _folder_file().write_bytes(data)
    return _folder_file()


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory()


def _folder_file() -> Path:
    return Path(_folder().name) / "fuzzed"


@cache
def _youth():
    return framework_files.load("hmip-youth-2018")


@cache
def _log() -> MemoryStore:
    store = MemoryStore()
    announced = EXAMPLES["inspection-announced.v1"]
    store.append(NEWCASTLE, Batch(inspection_stream(NEWCASTLE), 0, [announced]), command="announced")
    return store
