"""Run the walk over all commands reproducibly, with a fixed clock and ids."""

import contextlib
import shlex
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fixtures.command_line import Ran, here

WALK = Path(__file__).parents[1] / "cli" / "walk.txt"
INPUTS = ("small.toml", "sample.csv", "answers.csv")
# Recorded before this command of the walk: characters that files, databases and dumps must preserve.
BEFORE = ("finding", "add")
UNUSUAL = "Zoë: “Nobody asked us”; it's 5 < 6 & 'so' \\ 東京 👍"
EVIDENCE = "evidence add E-99 --kind interview --source child --theme 1 --as ann --on 2023-10-09 --text"


def recording_commands() -> list[list[str]]:
    """Return the commands of the walk that record an event, in order."""
    lines = WALK.read_text(encoding="utf-8").splitlines()
    commands = [words for line in lines if "--as" in (words := shlex.split(line, comments=True))]
    place = next(index for index, words in enumerate(commands) if tuple(words[:2]) == BEFORE)
    return [*commands[:place], [*EVIDENCE.split(), UNUSUAL], *commands[place:]]


class Player:
    """Runs commands on a store, each a minute later or on its named day."""

    def __init__(self, folder: Path, store: str) -> None:
        self.folder, self.store = folder, store
        self.now = datetime(2023, 9, 1, 9, tzinfo=UTC)
        self.recorded = 0

    def runs(self, *words: str) -> Ran:
        """Run a command; it must succeed."""
        with contextlib.chdir(self.folder):
            ran = here(*words, now=self.now, INSPECTRAIL_STORE=self.store)
        if ran.code or ran.err:
            raise RuntimeError(f"{words} exited with status {ran.code}: {ran.err}")
        return ran

    def records(self, words: Sequence[str]) -> None:
        """Run a command that records, with a command id that never changes."""
        self.recorded += 1
        if "--on" in words:
            day = datetime.fromisoformat(f"{words[words.index('--on') + 1]}T09:00:00+00:00")
            self.now = max(day, self.now + timedelta(minutes=1))
        else:
            # A file of answers contains days, which must not be in the future.
            self.now += timedelta(days=1)
        self.runs(*words, "--command-id", f"golden-{self.recorded}")


def played(folder: Path, store: str) -> Iterator[tuple[Player, list[str]]]:
    """Run the walk on a new store; yield the player before each command that records."""
    for name in INPUTS:
        shutil.copy(WALK.with_name(name), folder)
    player = Player(folder, store)
    player.runs("init")
    for words in recording_commands():
        yield player, words
        player.records(words)
