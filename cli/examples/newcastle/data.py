"""The data files of the example, and an order that every machine shares."""

import csv
import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cli.files.framework_files import load
from domain.framework import Framework

REFERENCE = "newcastle-2016"
FRAMEWORK = "hmip-fji-2016"


@cache
def read(name: str) -> dict[str, Any]:
    """Return the contents of a data file."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class SampledCase:
    """The part of a line of sample.csv on which the answers depend."""

    reference: str
    conditions: frozenset[str]


@cache
def sample() -> dict[str, SampledCase]:
    """Return the sampled cases by reference."""
    lines = files(__package__).joinpath("sample.csv").read_text(encoding="utf-8").splitlines()
    return {line["case"]: SampledCase(line["case"], _conditions(line)) for line in csv.DictReader(lines)}


@cache
def framework() -> Framework:
    """Return the framework of the inspection."""
    return load(FRAMEWORK)


def digest(*words: object) -> int:
    """Return a pseudo-random number that is the same on every machine."""
    return int.from_bytes(hashlib.sha256("|".join(map(str, words)).encode()).digest()[:8], "big")


def _conditions(line: dict[str, str]) -> frozenset[str]:
    return frozenset([line["setting"], *line["conditions"].split(), *(["psr_written"] if line["psr"] == "yes" else [])])
