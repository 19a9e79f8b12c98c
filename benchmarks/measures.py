"""Every piece of work, and who does it: each function measures one, in turns, and gives what was measured."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec import structs

from benchmarks import agreeing, history, playing, vanilla
from benchmarks.changes import Change
from benchmarks.generator import named
from benchmarks.measured import Measured
from benchmarks.setting import GROWING, HISTORY, IMPORTS, LIMIT, OURS, VANILLA, Setting
from benchmarks.turns import Clock, in_turns
from cli.composition import Session
from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.framework import Response
from events_store.store import Batch
from events_store.store_url import open_store
from projections.engine.fold import catch_up
from projections.saved.all_views import PROJECTIONS
from projections.saved.audit_trail import entries
from projections.saved.recommendation_tracker import TRACKER
from projections.saved.theme_scores import THEME_SCORES, all_scores

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
# What an inspection had recorded at the instant that is asked about.
SO_FAR = 800
COMMANDS = ("scores", "trail", "recommendations")
BASELINE = "import click, pydantic, eventsourcing"

Found = Iterator[Measured]


def _of_others(setting: Setting, how: str, told: Mapping[str, Sequence[Change]]) -> dict[str, Callable[[], float]]:
    """Return what keeps answers, by contender: each in a file of its own, from which the right scores must come."""

    def run(name: str) -> float:
        with setting.fresh() as path:
            seconds: float = getattr(agreeing.CONTENDERS[name], how)(path, told[name])
            agreeing.hold(name, path, told[name])
            return seconds

    return {name: partial(run, name) for name in told}


def importing(setting: Setting) -> Found:
    """Bring many answers in: ours through the file, the rules of the domain and the command; others at once."""
    with setting.fresh() as base:
        answers = playing.one_large_inspection(base, [one.text for one in setting.told(setting.sizes.answers)])
        file = base.with_suffix(".jsonl")
        file.write_text("".join(map(playing.line, answers)))

        def ours() -> float:
            with setting.copy(base) as path:
                seconds = playing.command(path, "import", "answers", str(file), "--as", "ben")
                agreeing.hold(OURS, path, answers)
                return seconds

        # A tenth of them takes it twice as long as all of them take us.
        told = {LIMIT: answers, VANILLA: answers, HISTORY: answers[: len(answers) // 10]}
        contenders = {OURS: ours, **_of_others(setting, "save_together", told)}
        for name, taken in in_turns(contenders, setting.sizes.rounds).items():
            yield Measured(IMPORT, name, len(told.get(name, answers)), taken)


def one_by_one(setting: Setting) -> Found:
    """Record answers one by one, each on the disk before the next: ours through the whole command."""
    with setting.fresh() as base:
        answers = playing.one_large_inspection(base, [one.text for one in setting.told(setting.sizes.one_by_one)])

        def ours() -> float:
            with setting.copy(base) as path, closing(Session()) as session:
                # Warm: a process that has answered before.
                playing.command(path, *_words(answers[0]), session=session)
                seconds = sum(playing.command(path, *_words(one), session=session) for one in answers[1:])
                agreeing.hold(OURS, path, answers)
                return seconds

        others = _of_others(setting, "save_one_by_one", dict.fromkeys(agreeing.CONTENDERS, answers))
        for name, taken in in_turns({OURS: ours, **others}, max(setting.sizes.rounds, 3)).items():
            yield Measured(ONE, name, len(answers) - (name == OURS), taken)
        yield from _from_the_shell(setting, base, answers)


def _words(one: Change) -> tuple[str, ...]:
    return ("answer", "record", one.case, one.question, one.response, "--evidence", one.text, "--as", one.person)


def _from_the_shell(setting: Setting, base: Path, answers: Sequence[Change]) -> Found:
    waiting = iter(answers)
    with setting.copy(base) as path:
        contenders = {
            OURS: lambda: playing.process(playing.program(), *_words(next(waiting)), "--store", str(path)),
            IMPORTS: lambda: playing.process(sys.executable, "-c", BASELINE),
        }
        for name, taken in in_turns(contenders, 3 * setting.sizes.rounds + 2).items():
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
            LIMIT: ("read", setting.largest),
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
        seconds = in_turns(contenders, setting.sizes.rounds)
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
    origin = structs.replace(first.origin, command_id=f"revised-{number}")
    return AnswerRevised(origin=origin, question=first.question, old=old, new=new, reason="Looked at again")


def at_an_instant(setting: Setting) -> Found:
    """Tell the scores, the trail and the recommendations of one inspection in the past, in stores of three sizes."""
    for asked in ASKED:
        contenders = {
            AT.format(asked, number): _asking(setting.store(number), named(number // 2), asked)
            for number in setting.sizes.inspections
        }
        for work, taken in in_turns(contenders, setting.sizes.rounds + 4).items():
            yield Measured(work, OURS, SO_FAR, taken)


def _asking(path: Path, name: str, asked: str) -> Callable[[], float]:
    with closing(open_store(str(path))) as store:
        *_, last = islice(store.follow(inspection=name), SO_FAR)

    def run() -> float:
        with closing(open_store(str(path))) as store, Clock() as clock:
            log = store.follow(inspection=name, until=last.position)
            if asked == "theme scores":
                all_scores(THEME_SCORES.replay(log))
            elif asked == "trail":
                list(entries(log))
            else:
                TRACKER.replay(log)
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
    works = {OURS: "verify", LIMIT: "hash"}
    contenders = {name: _apart(name, work, setting.largest, memory) for name, work in works.items()}
    for name, taken in in_turns(contenders, setting.sizes.rounds).items():
        yield Measured(VERIFY, name, setting.events(setting.sizes.inspections[-1]), taken, memory.get(name))


def starting(setting: Setting) -> Found:
    """Run commands from the shell on the example, beside a program that only imports what the product is built on."""
    with setting.fresh() as path:
        playing.process(playing.program(), "demo", "newcastle", "--store", str(path))
        runs: dict[str, Callable[[], float]] = {
            name: lambda name=name: playing.process(playing.program(), name, "--store", str(path))  # type: ignore[misc]
            for name in COMMANDS
        }
        runs[IMPORTS] = lambda: playing.process(sys.executable, "-c", BASELINE)
        for name, taken in in_turns(runs, 4 * setting.sizes.rounds + 1).items():
            yield Measured(START.format(name), IMPORTS if name == IMPORTS else OURS, 1, taken)


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
