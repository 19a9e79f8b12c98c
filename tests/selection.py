"""Find the tests that start processes, from the code of tests, fixtures and helpers."""

import inspect
import sys
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

# A function that uses one of these starts a process, or needs a server or a browser.
STARTERS = {"fork", "multiprocessing", "playwright", "psycopg", "pty", "subprocess"}
# Helpers of tests live in these packages.
HELPERS = {"benchmarks", "docs", "tests"}
# The audit events of Python when a process is started.
STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen"}


def starts_processes(item: pytest.Function) -> bool:
    """Return whether a test, its fixtures or their helpers start processes."""
    fixtures = [definitions[-1].func for definitions in item._fixtureinfo.name2fixturedefs.values()]
    return any(_starts(function) for function in (item.obj, *fixtures))


def refuse_processes() -> None:
    """Make every start of a process fail, from now on in this process."""
    sys.addaudithook(refuse_start)


def refuse_start(event: str, _: Any) -> None:
    """Raise if an audit event is the start of a process."""
    if event in STARTS:
        raise RuntimeError("This test starts a process. Mark it with pytest.mark.processes.")


@cache
def _starts(start: object) -> bool:
    seen, pending = {start}, [start]
    while pending:
        for name, used in _used_by(pending.pop()):
            if name in STARTERS or _module_of(used).partition(".")[0] in STARTERS:
                return True
            if used not in seen and _module_of(used).partition(".")[0] in HELPERS:
                seen.add(used)
                pending.append(used)
    return False


def _used_by(user: object) -> Iterator[tuple[str, object]]:
    """Yield what a function, or each method of a class, names: functions, classes and modules."""
    if isinstance(user, type):
        yield from ((name, member) for name, member in vars(user).items() if isinstance(member, FunctionType))
        return
    # Hypothesis wraps a test.
    function = inspect.unwrap(getattr(getattr(user, "hypothesis", None), "inner_test", user))
    if isinstance(function, FunctionType):
        for name in _names(function.__code__):
            value = function.__globals__.get(name)
            # A cached function is no longer a plain function.
            if name in STARTERS or isinstance(value, FunctionType | ModuleType | type) or hasattr(value, "cache_info"):
                yield name, value


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _module_of(value: object) -> str:
    return value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))
