"""Every piece of work, and who does it: each function measures one, in turns, and gives what was measured."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks import history, limit, playing, vanilla
from benchmarks.changes import Change
from benchmarks.generator import named
from benchmarks.measured import Measured
from benchmarks.setting import GROWING, HISTORY, LIMIT, OURS, VANILLA, Setting
from benchmarks.turns import Clock, in_turns
from cli.wiring import Session
from domain.case.events import AnswerRecorded, AnswerRevised
from domain.framework import Response
from events_store.addresses import open_store
from events_store.store import Batch
from projections.audit_trail import entries
from projections.engine import catch_up
from projections.recommendation_tracker import TRACKER
from projections.theme_scores import THEME_SCORES, all_scores
from projections.views import PROJECTIONS

IMPORT = "import of answers"
ONE = "one durable answer, warm"
SHELL = "one answer from the shell"
REBUILD = "rebuilding all views"
CATCH_UP = "catching up after {} new"
AT = "{} at an instant, of {:,} inspections"
VERIFY = "verify"
START = "start: {}"
OF = "{} of {:,} inspections"
ASKED = ("theme scores", "trail", "tracker")
COMMANDS = ("scores", "trail", "recommendations")
BASELINE = "import click, pydantic, eventsourcing"

Found = Iterator[Measured]


def _on_a_file(setting: Setting, run: Callable[[Path, Sequence[Change]], float], told: Sequence[Change]) -> float:
    with setting.fresh() as path:
        return run(path, told)


def importing(setting: Setting) -> Found:
    """Bring many answers in: ours through the file, the rules of the domain and the command; others at once."""
    number = setting.sizes.answers
    told = setting.told(number)
    with setting.fresh() as base:
        lines = playing.one_large_inspection(base, [one.text for one in told])
        file = base.with_suffix(".jsonl")
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))

        def ours() -> float:
            with setting.copy(base) as path:
                return playing.command(path, "import", "answers", str(file), "--as", "ben")

        seconds = in_turns(
            {
                OURS: ours,
                LIMIT: lambda: _on_a_file(setting, limit.insert_together, told),
                VANILLA: lambda: _on_a_file(setting, vanilla.save_together, told),
                HISTORY: lambda: _on_a_file(setting, history.save_together, told[: len(told) // 10]),
            },
            setting.sizes.rounds,
        )
    for name, taken in seconds.items():
        yield Measured(IMPORT, name, len(told) // 10 if name == HISTORY else len(told), taken)


def one_by_one(setting: Setting) -> Found:
    """Record answers one by one, each on the disk before the next: ours through the whole command."""
    number = setting.sizes.one_by_one
    told = setting.told(number)
    with setting.fresh() as base:
        lines = playing.one_large_inspection(base, [one.text for one in told])

        def ours() -> float:
            with setting.copy(base) as path, closing(Session()) as session:
                # Warm: a process that has answered before.
                _answer(path, lines[0], session)
                return sum(_answer(path, line, session) for line in lines[1:])

        seconds = in_turns(
            {
                OURS: ours,
                LIMIT: lambda: _on_a_file(setting, limit.insert_one_by_one, told),
                VANILLA: lambda: _on_a_file(setting, vanilla.save_one_by_one, told),
                HISTORY: lambda: _on_a_file(setting, history.save_one_by_one, told),
            },
            max(setting.sizes.rounds, 3),
        )
        for name, taken in seconds.items():
            yield Measured(ONE, name, number - (name == OURS), taken)
        yield from _from_the_shell(setting, base, lines)


def _answer(path: Path, line: dict[str, object], session: Session) -> float:
    case, question, response, evidence = (str(line[name]) for name in ("case", "question", "response", "evidence"))
    words = ("answer", "record", case, question, response, "--evidence", evidence, "--as", "ben")
    return playing.command(path, *words, session=session)


def _from_the_shell(setting: Setting, base: Path, lines: Sequence[dict[str, object]]) -> Found:
    waiting = iter(lines)
    with setting.copy(base) as path:

        def ours() -> float:
            line = next(waiting)
            words = ("answer", "record", str(line["case"]), str(line["question"]), str(line["response"]))
            return playing.process(
                playing.program(), *words, "--evidence", str(line["evidence"]), "--as", "ben", "--store", str(path)
            )

        rounds = 3 * setting.sizes.rounds + 2
        baseline = {OURS: ours, LIMIT: lambda: playing.process(sys.executable, "-c", BASELINE)}
        for name, taken in in_turns(baseline, rounds).items():
            yield Measured(SHELL, name, 1, taken)


def rebuilding(setting: Setting) -> Found:
    """Fold every view of every inspection from the events; others merely read them."""
    large = setting.sizes.inspections[-1]
    told = setting.told(setting.sizes.read_by_vanilla)
    with setting.fresh() as read_by_vanilla, setting.fresh() as read_by_history:
        vanilla.save_together(read_by_vanilla, told)
        of_history = told[: len(told) // 10]
        history.save_together(read_by_history, of_history)
        apart = {
            OURS: ("rebuild", setting.largest),
            LIMIT: ("limit", setting.largest),
            VANILLA: ("vanilla", read_by_vanilla),
        }
        memory: dict[str, float] = {}
        contenders = {name: _apart(name, work, path, memory) for name, (work, path) in apart.items()}
        seconds = in_turns({**contenders, HISTORY: lambda: history.read(read_by_history)}, setting.sizes.rounds)
    sizes = {VANILLA: len(told), HISTORY: len(of_history)}
    for name, taken in seconds.items():
        yield Measured(REBUILD, name, sizes.get(name, setting.events(large)), taken, memory.get(name))


def growing(setting: Setting) -> Found:
    """Rebuild and verify logs of three sizes: how the seconds and the memory grow with the events."""
    for work in GROWING:
        memory: dict[str, float] = {}
        sizes = {OF.format(work, number): (work, setting.store(number)) for number in setting.sizes.inspections}
        contenders = {name: _apart(name, kind, path, memory) for name, (kind, path) in sizes.items()}
        seconds = in_turns(contenders, max(1, setting.sizes.rounds - 1))
        for (name, taken), number in zip(seconds.items(), setting.sizes.inspections, strict=True):
            yield Measured(name, OURS, setting.events(number), taken, memory[name])


def _apart(name: str, work: str, path: Path, memory: dict[str, float]) -> Callable[[], float]:
    """Return what does a piece of work in a process of its own, and notes the most memory that it took."""

    def run() -> float:
        told = playing.child(work, str(path))
        memory[name] = max(memory.get(name, 0.0), told["memory_mb"])
        return told["seconds"]

    return run


def catching_up(setting: Setting) -> Found:
    """Bring the views of one inspection up to date, in the largest store, after events that are new."""
    name = named(setting.sizes.inspections[-1] // 2)
    with setting.copy(setting.largest) as path, closing(open_store(str(path))) as store:
        catch_up(PROJECTIONS, store, name)
        log = list(store.follow(inspection=name))
        first = next(one for one in log if isinstance(one.fact, AnswerRecorded))
        version = max(one.version for one in log if one.stream == first.stream)
        numbers = iter(range(1_000_000))
        for new in (1, 1_000):
            taken = []
            for _ in range(5 if new == 1 else setting.sizes.rounds):
                facts = [_revised(first.fact, next(numbers)) for _ in range(new)]
                command = f"revised-{next(numbers)}"
                store.append(name, Batch(first.stream, version, facts), command=command)
                version += new
                with Clock() as clock:
                    catch_up(PROJECTIONS, store, name)
                taken.append(clock.seconds)
            yield Measured(CATCH_UP.format(f"{new:,}"), OURS, new, taken)


def _revised(first: object, number: int) -> AnswerRevised:
    assert isinstance(first, AnswerRecorded)
    old, new = (Response.SUFFICIENT, Response.INSUFFICIENT)[:: 1 if number % 2 else -1]
    origin = first.origin.model_copy(update={"command_id": f"revised-{number}"})
    return AnswerRevised(origin=origin, question=first.question, old=old, new=new, reason="Looked at again")


def at_an_instant(setting: Setting) -> Found:
    """Tell the scores, the trail and the recommendations of one inspection in the past, in stores of three sizes."""
    for asked in ASKED:
        contenders = {
            AT.format(asked, number): _asking(setting.store(number), named(number // 2), asked)
            for number in setting.sizes.inspections
        }
        for work, taken in in_turns(contenders, setting.sizes.rounds + 4).items():
            yield Measured(work, OURS, setting.template.events, taken)


def _asking(path: Path, name: str, asked: str) -> Callable[[], float]:
    def run() -> float:
        with closing(open_store(str(path))) as store, Clock() as clock:
            last = next(iter(store.follow(inspection=name))).position + 800
            log = store.follow(inspection=name, until=last)
            if asked == "theme scores":
                all_scores(THEME_SCORES.over(log))
            elif asked == "trail":
                list(entries(log))
            else:
                TRACKER.over(log)
        return clock.seconds

    return run


def looking_back(setting: Setting) -> Found:
    """Explain a score, and compare the feedback with the publication, over a whole inspection of a large store."""
    name = named(1)
    for work, words in {
        "explain a score, whole inspection": ("explain", "1", "--json"),
        "compare feedback and publication": ("compare", "feedback", "published", "--json"),
    }.items():
        taken = [
            playing.command(setting.largest, *words, "--inspection", name) for _ in range(setting.sizes.rounds + 2)
        ]
        yield Measured(work, OURS, setting.template.events, taken)


def verifying(setting: Setting) -> Found:
    """Work out every hash of the log again; the limit hashes each event once and compares nothing."""
    memory: dict[str, float] = {}
    ours = _apart(OURS, "verify", setting.largest, memory)
    contenders = {OURS: ours, LIMIT: lambda: limit.hash_each(setting.largest)}
    for name, taken in in_turns(contenders, setting.sizes.rounds).items():
        yield Measured(VERIFY, name, setting.events(setting.sizes.inspections[-1]), taken, memory.get(name))


def starting(setting: Setting) -> Found:
    """Run commands from the shell on the example; the limit only imports what the product is built on."""
    with setting.fresh() as path:
        playing.process(playing.program(), "demo", "newcastle", "--store", str(path))
        runs: dict[str, Callable[[], float]] = {
            name: lambda name=name: playing.process(playing.program(), name, "--store", str(path))  # type: ignore[misc]
            for name in COMMANDS
        }
        runs[LIMIT] = lambda: playing.process(sys.executable, "-c", BASELINE)
        seconds = in_turns(runs, 4 * setting.sizes.rounds + 1)
    for name in COMMANDS:
        yield Measured(START.format(name), OURS, 1, seconds[name])
        yield Measured(START.format(name), LIMIT, 1, seconds[LIMIT])


MEASURES: dict[str, Callable[[Setting], Found]] = {
    "import": importing,
    "one": one_by_one,
    "rebuild": rebuilding,
    "growth": growing,
    "catch-up": catching_up,
    "instant": at_an_instant,
    "look-back": looking_back,
    "verify": verifying,
    "start": starting,
}
