"""Pin the output of every read command on three stores, by a digest of each.

`python -m tests.cli.pinned` writes the digests again; `python -m tests.cli.pinned FOLDER` writes the outputs, so that
two versions can be compared with `diff -r`.
"""

import hashlib
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.generator import store_of, template_of
from tests.fixtures.command_line import here
from tests.fixtures.newcastle import newcastle_in
from tests.store_cache import built_once

DIGESTS = Path(__file__).with_name("pinned.json")
GOLDEN = Path(__file__).parents[1] / "golden" / "0.1.0" / "store.db"
ALL_CASES, SEED = 34, 20_161_128
# After the last event of each store.
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def example(folder: Path) -> Path:
    """Return the shipped example."""
    return newcastle_in(folder)


def generated(folder: Path) -> Path:
    """Return two inspections with other answers than the example. The first is read."""
    return Path(shutil.copy(built_once("generated", _generate) / "generated.db", folder))


def every_kind(folder: Path) -> Path:
    """Return a log with every kind of event of version 0.1.0."""
    return Path(shutil.copy(GOLDEN, folder))


def _generate(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        template = template_of(newcastle_in(Path(place)), ALL_CASES)
    store_of(str(folder / "generated.db"), template, 2, SEED)


class Read(NamedTuple):
    """A store to read, and the values that the commands name in it."""

    build: Callable[[Path], Path]
    inspection: str
    framework: str
    case: str
    question: str
    day: str


STORES = {
    "example": Read(example, "newcastle-2016", "hmip-fji-2016", "NC-08", "1.03", "2016-05-11"),
    "generated": Read(generated, "inspection-00001", "hmip-fji-2016", "NC-08", "1.03", "2016-05-11"),
    "every kind": Read(every_kind, "newport-2023", "hmip-youth-2018", "NP-03", "1.1", "2023-10-05"),
}

COMMANDS = """
agreement
agreement --json
agreement --at feedback
case list
case list --json
case show CASE
case show CASE --json
compare feedback published
compare feedback published --json
compare feedback published --effective DAY
explain 1 --from feedback --to published
explain 1 --from feedback --by person --json
explain 2 --from DAY --by case
flips
flips --json
framework show FRAMEWORK
framework show FRAMEWORK --json
history 1
history 1 --json
history 2
inspection show
inspection show --json
progress
progress --json
progress --csv
recommendations
recommendations --json
recommendations --csv
recommendations --at published
reminders --at published+9m
reminders --at published+9m --json --ics follow-up.ics --letters letters
replay INSPECTION
replay INSPECTION --json
replay INSPECTION --diff
replay INSPECTION --diff --json
replay INSPECTION --break answer-moderated
replay INSPECTION --html replay.html
review show
review show --json
schedule
schedule --json
scores
scores --json
scores --questions
scores --at feedback --json
scores --effective DAY
status
status --json
status --at feedback
team list
team list --json
trace score:1
trace score:1 --json
trace judgement:1 --json
trace judgement:5
trace finding:1/key_finding/1 --json
trace recommendation:1
trace recommendation:1 --json
trace case:CASE --json
trace answer:CASE:QUESTION --json
trace '#20' --json
trace '#40'
trail
trail --json
trail --csv
trail --kind answer-moderated
trail --theme 1 --json
trail --cloudevents
trail --prov
trail --effective DAY --json
what-if --without-case CASE
what-if --without-case CASE --json
what-if --rule mean_of_questions
"""
LINES = [line for line in COMMANDS.splitlines() if line]


def output(read: Read, store: Path, line: str) -> str:
    """Return the exit status, output and files of a command on a store."""
    for name, value in read._asdict().items():
        line = line.replace(name.upper(), str(value))
    with tempfile.TemporaryDirectory() as place, chdir(place):
        words = shlex.split(line)
        steering = {"INSPECTRAIL_STORE": str(store), "INSPECTRAIL_INSPECTION": read.inspection}
        ran = here(*words, now=NOW, new_id=lambda: "pinned", **steering)
        files = sorted(path for path in Path(place).rglob("*") if path.is_file())
        contents = [f"\n== {path.relative_to(place)}\n{path.read_text()}" for path in files]
    return "".join([f"exit {ran.code}\n", ran.out, ran.err, *contents]).replace(str(store), "STORE")


def digest(shown: str) -> str:
    """Return the first half of the SHA-256 of an output, in hexadecimal."""
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def main(arguments: list[str]) -> None:
    """Write the digests, or the outputs to a folder."""
    digests: dict[str, dict[str, str]] = {}
    for name, read in STORES.items():
        with tempfile.TemporaryDirectory() as place:
            store = read.build(Path(place))
            for line in LINES:
                shown = output(read, store, line)
                digests.setdefault(name, {})[line] = digest(shown)
                if arguments:
                    folder = Path(arguments[0]) / name.replace(" ", "-")
                    folder.mkdir(parents=True, exist_ok=True)
                    (folder / line.replace(" ", "_").replace("/", "-")).write_text(shown)
    if not arguments:
        DIGESTS.write_text(json.dumps(digests, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
