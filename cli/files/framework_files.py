"""Frameworks as files: the ones that ship, and users' own, with errors that name the line or the field."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cli.files.input_files import LARGEST_FRAMEWORK, FileFault, content_of
from domain.framework import Framework
from domain.refusals.base import Invalid, NotFound
from domain.value import validated_json

# A key of thousands of parts would take all the memory there is: to read it costs the square of their number.
MOST_PARTS = 30
KEY_OF_PARTS = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}""" % MOST_PARTS  # noqa: UP031 - braces
)

MOST_FAULTS = 100
LONGEST_PLACE = 300

SAID = {"missing": "it is missing", "extra_forbidden": "there is no such field"}


class NoSuchFramework(NotFound, code="no-such-framework"):
    """Neither a shipped framework nor a file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no framework {name}. Name a file, or one of: {', '.join(shipped())}.")


class FrameworkBroken(Invalid, code="framework-broken"):
    """The file is not a framework. `faults` says why, a sentence each."""

    def __init__(self, name: str, faults: list[str]) -> None:
        super().__init__(f"{name} is not a framework that can be used: " + " ".join(faults))
        self.name = name
        self.faults = faults


def shipped() -> list[str]:
    """Return the references of the frameworks that come with the product."""
    return sorted(file.name.removesuffix(".toml") for file in files("frameworks").iterdir() if ".toml" in file.name)


def load(name: str) -> Framework:
    """Return a framework by its reference, or from a file; raises NoSuchFramework and FrameworkBroken."""
    if name in shipped():
        return read(f"{name}.toml", files("frameworks").joinpath(f"{name}.toml").read_bytes())
    path = Path(name)
    if not path.is_file():
        raise NoSuchFramework(name)
    try:
        return read(name, content_of(path, LARGEST_FRAMEWORK))
    except FileFault as fault:
        raise FrameworkBroken(name, [f"{fault.why[0].upper()}{fault.why[1:]}."]) from None


def read(name: str, content: bytes) -> Framework:
    """Return the framework that TOML text describes; raises FrameworkBroken."""
    try:
        text = content.decode()
        if found := KEY_OF_PARTS.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise FrameworkBroken(name, [f"Line {line}: a key has {MOST_PARTS} parts or more, which none needs."])
        document = tomllib.loads(text)
        written = json.dumps(document, default=str)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FrameworkBroken(name, [f"Line {line}: the text is not UTF-8."]) from None
    except RecursionError:
        raise FrameworkBroken(name, ["It is not TOML that can be read: it is nested too deep."]) from None
    except tomllib.TOMLDecodeError as error:
        raise FrameworkBroken(name, [f"It is not TOML: {error}."]) from None
    except ValueError:
        # Python itself takes no number of so many digits.
        found = re.search("[0-9A-Fa-f_]{3000}", text)
        line = text.count("\n", 0, found.start() if found else 0) + 1
        raise FrameworkBroken(name, [f"Line {line}: a number has thousands of digits."]) from None
    try:
        return validated_json(Framework, written)
    except ValidationError as error:
        raise FrameworkBroken(name, _describe(error, document)) from None


def _describe(error: ValidationError, document: dict[str, Any]) -> list[str]:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    text = [_fault for fault in faults[:MOST_FAULTS] for _fault in _faults(fault, document)]
    return [*text, f"There are {len(faults) - MOST_FAULTS:,} more."] if len(faults) > MOST_FAULTS else text


def _faults(fault: Any, document: dict[str, Any]) -> list[str]:
    text = SAID.get(fault["type"], str(fault["msg"]).removeprefix("Value error, "))
    where = _where(fault["loc"], document)
    # What only the whole shows comes as one fault, and names its places itself.
    return [f"{where}: {text}."] if where else [f"{item}." for item in text.split("; ")]


def _where(location: tuple[str | int, ...], document: Any) -> str:
    """Return a place as people find it: “theme 1, question 1.04, stage”, by ids where there are any."""
    words: list[str] = []
    here = document
    for part in location:
        here = _inside(here, part)
        if isinstance(part, int):
            item = words.pop().removesuffix("s")
            name = next((here[key] for key in ("id", "key") if isinstance(here, dict) and key in here), f"#{part + 1}")
            words.append(f"{item} {name}")
        else:
            words.append(part)
    where = ", ".join(words)
    return where if len(where) <= LONGEST_PLACE else f"{where[:LONGEST_PLACE]} …"


def _inside(here: Any, part: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(part)
    return here[part] if isinstance(here, list) and isinstance(part, int) and part < len(here) else None
