"""Measure each piece of work: every function runs its contenders in turns and yields rows."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec import structs

from benchmarks.changes import Change
from benchmarks.contenders import agreement, history, inspectrail, vanilla
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
SINGLE_ANSWER = "one durable answer, warm"
SHELL = "one answer from the shell"
REBUILD = "rebuilding all views"
CATCH_UP = "catching up after {} new"
AT = "{} at an instant, of {:,} inspections"
VERIFY = "verify"
START = "start: {}"
OF = "{} of {:,} inspections"
QUERIES = ("theme scores", "trail", "tracker")
# The number of events of an inspection at the queried instant.
SO_FAR = 800
COMMANDS = ("scores", "trail", "recommendations")
BASELINE = "import click, pydantic, eventsourcing"

Rows = Iterator[Measured]


def _alternatives(
    setting: Setting, how: str, changes_kept: Mapping[str, Sequence[Change]]
) -> dict[str, Callable[[], float]]:
    """Return a function by contender that saves answers and checks the scores."""

    def run(name: str) -> float:
        with setting.fresh() as path:
            seconds: float = getattr(agreement.CONTENDERS[name], how)(path, changes_kept[name])
            agreement.check_scores(name, path, changes_kept[name])
            return seconds

    return {name: partial(run, name) for name in changes_kept}


def importing(setting: Setting) -> Rows:
    """Import many answers: Inspectrail with its import command and all rules, the others directly."""
    with setting.fresh() as base:
        answers = inspectrail.set_up_large_inspection(
            base, [change.text for change in setting.answer_changes(setting.sizes.answers)]
        )
        file = base.with_suffix(".jsonl")
        file.write_text("".join(map(inspectrail.line, answers)))

        def ours() -> float:
            with setting.copy(base) as path:
                seconds = inspectrail.command(path, "import", "answers", str(file), "--as", "ben")
                agreement.check_scores(OURS, path, answers)
                return seconds

        # The table with history takes twice as long for a tenth of the answers as Inspectrail for all.
        changes_kept = {LIMIT: answers, VANILLA: answers, HISTORY: answers[: len(answers) // 10]}
        contenders = {OURS: ours, **_alternatives(setting, "save_together", changes_kept)}
        for name, taken in in_turns(contenders, setting.sizes.rounds).items():
            yield Measured(IMPORT, name, len(changes_kept.get(name, answers)), taken)


def answering_separately(setting: Setting) -> Rows:
    """Record answers separately, each on the disk before the next: Inspectrail with its complete command."""
    with setting.fresh() as base:
        answers = inspectrail.set_up_large_inspection(
            base, [change.text for change in setting.answer_changes(setting.sizes.single_answers)]
        )

        def ours() -> float:
            with setting.copy(base) as path, closing(Session()) as session:
                # Warm: the process has recorded an answer before.
                inspectrail.command(path, *_words(answers[0]), session=session)
                seconds = sum(inspectrail.command(path, *_words(answer), session=session) for answer in answers[1:])
                agreement.check_scores(OURS, path, answers)
                return seconds

        alternatives = _alternatives(setting, "save_separately", dict.fromkeys(agreement.CONTENDERS, answers))
        for name, taken in in_turns({OURS: ours, **alternatives}, max(setting.sizes.rounds, 3)).items():
            yield Measured(SINGLE_ANSWER, name, len(answers) - (name == OURS), taken)
        yield from _from_the_shell(setting, base, answers)


def _words(answer: Change) -> tuple[str, ...]:
    return (
        "answer",
        "record",
        answer.case,
        answer.question,
        answer.response,
        "--evidence",
        answer.text,
        "--as",
        answer.person,
    )


def _from_the_shell(setting: Setting, base: Path, answers: Sequence[Change]) -> Rows:
    waiting = iter(answers)
    with setting.copy(base) as path:
        contenders = {
            OURS: lambda: inspectrail.process(inspectrail.program(), *_words(next(waiting)), "--store", str(path)),
            IMPORTS: lambda: inspectrail.process(sys.executable, "-c", BASELINE),
        }
        for name, taken in in_turns(contenders, 3 * setting.sizes.rounds + 2).items():
            yield Measured(SHELL, name, 1, taken)


def rebuilding(setting: Setting) -> Rows:
    """Fold every view of every inspection from the events; the others only read the events."""
    large = setting.sizes.inspections[-1]
    changes_kept = setting.answer_changes(setting.sizes.read_by_vanilla)
    with setting.fresh() as read_by_vanilla, setting.fresh() as read_by_history:
        vanilla.save_together(read_by_vanilla, changes_kept)
        of_history = changes_kept[: len(changes_kept) // 10]
        history.save_together(read_by_history, of_history)
        apart = {
            OURS: ("rebuild", setting.largest),
            LIMIT: ("read", setting.largest),
            VANILLA: ("vanilla", read_by_vanilla),
        }
        memory: dict[str, float] = {}
        contenders = {name: _apart(name, work, path, memory) for name, (work, path) in apart.items()}
        seconds = in_turns({**contenders, HISTORY: lambda: history.read(read_by_history)}, setting.sizes.rounds)
    sizes = {VANILLA: len(changes_kept), HISTORY: len(of_history)}
    for name, taken in seconds.items():
        yield Measured(REBUILD, name, sizes.get(name, setting.events(large)), taken, memory.get(name))


def growing(setting: Setting) -> Rows:
    """Rebuild and verify logs of three sizes, with seconds and memory."""
    for work in GROWING:
        memory: dict[str, float] = {}
        sizes = {OF.format(work, number): (work, setting.store(number)) for number in setting.sizes.inspections}
        contenders = {name: _apart(name, kind, path, memory) for name, (kind, path) in sizes.items()}
        seconds = in_turns(contenders, setting.sizes.rounds)
        for (name, taken), number in zip(seconds.items(), setting.sizes.inspections, strict=True):
            yield Measured(name, OURS, setting.events(number), taken, memory[name])


def _apart(name: str, work: str, path: Path, memory: dict[str, float]) -> Callable[[], float]:
    """Return a function that does the work in a new process, recording peak memory."""

    def run() -> float:
        changes_kept = inspectrail.child(work, str(path))
        memory[name] = max(memory.get(name, 0.0), changes_kept["memory_mb"])
        return changes_kept["seconds"]

    return run


def catching_up(setting: Setting) -> Rows:
    """Catch up the views of one inspection in the largest store after new events."""
    name = named(setting.sizes.inspections[-1] // 2)
    with setting.copy(setting.largest) as path, closing(open_store(str(path))) as store:
        catch_up(PROJECTIONS, store, name)
        log = list(store.follow(inspection=name))
        first = next(event for event in log if isinstance(event.fact, AnswerRecorded))
        version = max(event.version for event in log if event.stream == first.stream)
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


def at_an_instant(setting: Setting) -> Rows:
    """Compute scores, trail and recommendations at a past instant, in stores of three sizes."""
    for query in QUERIES:
        contenders = {
            AT.format(query, number): _querying(setting.store(number), named(number // 2), query)
            for number in setting.sizes.inspections
        }
        for work, taken in in_turns(contenders, setting.sizes.rounds + 4).items():
            yield Measured(work, OURS, SO_FAR, taken)


def _querying(path: Path, name: str, query: str) -> Callable[[], float]:
    with closing(open_store(str(path))) as store:
        *_, last = islice(store.follow(inspection=name), SO_FAR)

    def run() -> float:
        with closing(open_store(str(path))) as store, Clock() as clock:
            log = store.follow(inspection=name, until=last.position)
            if query == "theme scores":
                all_scores(THEME_SCORES.replay(log))
            elif query == "trail":
                list(entries(log))
            else:
                TRACKER.replay(log)
        return clock.seconds

    return run


def looking_back(setting: Setting) -> Rows:
    """Explain a score, and compare feedback with publication, for a complete inspection."""
    name = named(1)
    for work, words in {
        "explain a score, whole inspection": ("explain", "1", "--json"),
        "compare feedback and publication": ("compare", "feedback", "published", "--json"),
    }.items():
        taken = [
            inspectrail.command(setting.largest, *words, "--inspection", name) for _ in range(setting.sizes.rounds + 2)
        ]
        yield Measured(work, OURS, setting.template.events, taken)


def verifying(setting: Setting) -> Rows:
    """Recompute every hash of the log; the limit hashes each event once and compares nothing."""
    memory: dict[str, float] = {}
    works = {OURS: "verify", LIMIT: "hash"}
    contenders = {name: _apart(name, work, setting.largest, memory) for name, work in works.items()}
    for name, taken in in_turns(contenders, setting.sizes.rounds).items():
        yield Measured(VERIFY, name, setting.events(setting.sizes.inspections[-1]), taken, memory.get(name))


def starting(setting: Setting) -> Rows:
    """Run commands from the shell, and a program that only imports the libraries."""
    with setting.fresh() as path:
        inspectrail.process(inspectrail.program(), "demo", "newcastle", "--store", str(path))
        runs: dict[str, Callable[[], float]] = {
            name: partial(inspectrail.process, inspectrail.program(), name, "--store", str(path)) for name in COMMANDS
        }
        runs[IMPORTS] = lambda: inspectrail.process(sys.executable, "-c", BASELINE)
        for name, taken in in_turns(runs, 4 * setting.sizes.rounds + 1).items():
            yield Measured(START.format(name), IMPORTS if name == IMPORTS else OURS, 1, taken)


MEASURES: dict[str, Callable[[Setting], Rows]] = {
    "import": importing,
    "one": answering_separately,
    "rebuild": rebuilding,
    "growth": growing,
    "catch-up": catching_up,
    "instant": at_an_instant,
    "look-back": looking_back,
    "verify": verifying,
    "start": starting,
}
