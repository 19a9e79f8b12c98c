"""The Newcastle example, built once for all tests."""

import tempfile
from functools import cache
from pathlib import Path

from benchmarks.generator import Template, template_of
from tests.cli.command_line import copied, process
from tests.store_cache import built_once


def newcastle() -> Path:
    """Return the folder with the example's store, demo.db, and what was printed when it was built, built.json."""
    return built_once("newcastle", _keep)


def newcastle_in(folder: Path) -> Path:
    """Return a copy of the example's store."""
    return copied(newcastle() / "demo.db", folder)


@cache
def newcastle_template(cases: int) -> Template:
    """Return the example for the benchmarks to copy, with so many of its cases."""
    with tempfile.TemporaryDirectory() as folder:
        return template_of(newcastle_in(Path(folder)), cases)


def _keep(folder: Path) -> None:
    """Build the example in a process of its own, in a time zone that is not the example's."""
    ran = process("demo", "newcastle", "--store", "demo.db", "--json", folder=folder, TZ="Asia/Tokyo")
    assert (ran.code, ran.err) == (0, "")
    (folder / "built.json").write_text(ran.out)
