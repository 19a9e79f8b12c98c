"""Frameworks as files: the ones that ship, and users' own, with errors that name the line or the field."""

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.framework import Framework
from domain.refusals import Invalid, NotFound

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
    return read(name, path.read_bytes())


def read(name: str, content: bytes) -> Framework:
    """Return the framework that TOML text describes; raises FrameworkBroken."""
    try:
        document = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FrameworkBroken(name, [f"Line {line}: the text is not UTF-8."]) from None
    except tomllib.TOMLDecodeError as error:
        raise FrameworkBroken(name, [f"It is not TOML: {error}."]) from None
    try:
        return Framework.model_validate_json(json.dumps(document, default=str))
    except ValidationError as error:
        raise FrameworkBroken(name, [said for fault in error.errors() for said in _faults(fault, document)]) from None


def _faults(fault: Any, document: dict[str, Any]) -> list[str]:
    said = SAID.get(fault["type"], str(fault["msg"]).removeprefix("Value error, "))
    where = _where(fault["loc"], document)
    # What only the whole shows comes as one fault, and names its places itself.
    return [f"{where}: {said}."] if where else [f"{one}." for one in said.split("; ")]


def _where(location: tuple[str | int, ...], document: Any) -> str:
    """Return a place as people find it: “theme 1, question 1.04, stage”, by ids where there are any."""
    words: list[str] = []
    here = document
    for part in location:
        here = _inside(here, part)
        if isinstance(part, int):
            one = words.pop().removesuffix("s")
            name = next((here[key] for key in ("id", "key") if isinstance(here, dict) and key in here), f"#{part + 1}")
            words.append(f"{one} {name}")
        else:
            words.append(part)
    return ", ".join(words)


def _inside(here: Any, part: str | int) -> Any:
    if isinstance(here, dict):
        return here.get(part)
    return here[part] if isinstance(here, list) and isinstance(part, int) and part < len(here) else None
