"""Read frameworks from files, and name the faulty line or field."""

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

# Reading a key costs the square of the number of its parts, so thousands of parts would exhaust the memory.
MOST_PARTS = 30
KEY_OF_PARTS = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}""" % MOST_PARTS  # noqa: UP031 - braces
)

MOST_FAULTS = 100
LONGEST_PLACE = 300

MESSAGES = {"missing": "it is missing", "extra_forbidden": "there is no such field"}


class NoSuchFramework(NotFound, code="no-such-framework"):
    """The name is neither a shipped framework nor a file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no framework {name}. Name a file, or one of: {', '.join(shipped())}.")


class FrameworkBroken(Invalid, code="framework-broken"):
    """The file is not a valid framework. `faults` has a sentence for each fault."""

    def __init__(self, name: str, faults: list[str]) -> None:
        super().__init__(f"{name} is not a framework that can be used: " + " ".join(faults))
        self.name = name
        self.faults = faults


def shipped() -> list[str]:
    """Return the references of the shipped frameworks."""
    return sorted(file.name.removesuffix(".toml") for file in files("frameworks").iterdir() if ".toml" in file.name)


def load(name: str) -> Framework:
    """Return a framework by its reference, or from a file.

    Raises NoSuchFramework and FrameworkBroken.
    """
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
    """Return the framework that TOML content describes. Raises FrameworkBroken."""
    try:
        text = content.decode()
        if long_key := KEY_OF_PARTS.search(text):
            line = text.count("\n", 0, long_key.start()) + 1
            raise FrameworkBroken(name, [f"Line {line}: a key has {MOST_PARTS} parts or more. No key needs so many."])
        document = tomllib.loads(text)
        as_json = json.dumps(document, default=str)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FrameworkBroken(name, [f"Line {line}: the text is not UTF-8."]) from None
    except RecursionError:
        raise FrameworkBroken(name, ["It is nested too deeply to be read."]) from None
    except tomllib.TOMLDecodeError as error:
        raise FrameworkBroken(name, [f"It is not valid TOML: {error}."]) from None
    except ValueError:
        # Python does not parse a number of so many digits.
        number = re.search("[0-9A-Fa-f_]{3000}", text)
        line = text.count("\n", 0, number.start() if number else 0) + 1
        raise FrameworkBroken(name, [f"Line {line}: a number has thousands of digits."]) from None
    try:
        return validated_json(Framework, as_json)
    except ValidationError as error:
        raise FrameworkBroken(name, _describe(error, document)) from None


def _describe(error: ValidationError, document: dict[str, Any]) -> list[str]:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    sentences = [sentence for fault in faults[:MOST_FAULTS] for sentence in _sentences(fault, document)]
    if len(faults) > MOST_FAULTS:
        sentences.append(f"There are {len(faults) - MOST_FAULTS:,} more faults.")
    return sentences


def _sentences(fault: Any, document: dict[str, Any]) -> list[str]:
    message = MESSAGES.get(fault["type"], str(fault["msg"]).removeprefix("Value error, "))
    where = _where(fault["loc"], document)
    # Faults of the framework as a unit come together, and each names its own place.
    return [f"{where}: {message}."] if where else [f"{sentence}." for sentence in message.split("; ")]


def _where(location: tuple[str | int, ...], document: Any) -> str:
    """Return a place in words, such as “theme 1, question 1.04, stage”."""
    words: list[str] = []
    here = document
    for part in location:
        here = _inside(here, part)
        if isinstance(part, int):
            noun = words.pop().removesuffix("s")
            name = next((here[key] for key in ("id", "key") if isinstance(here, dict) and key in here), f"#{part + 1}")
            words.append(f"{noun} {name}")
        else:
            words.append(part)
    where = ", ".join(words)
    return where if len(where) <= LONGEST_PLACE else f"{where[:LONGEST_PLACE]} …"


def _inside(here: Any, part: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(part)
    return here[part] if isinstance(here, list) and isinstance(part, int) and part < len(here) else None
