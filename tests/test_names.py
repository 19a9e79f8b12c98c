"""Public type names and the codes of refusals and faults are unique."""

import ast
import re
from collections import Counter
from pathlib import Path
from statistics import median

from domain.event_types import EVENT_TYPES

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "domain", "events_store", "projections", "reports")
FILES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
TREES = [ast.parse(file.read_text(encoding="utf-8")) for file in FILES]
CLASSES = [node for tree in TREES for node in tree.body if isinstance(node, ast.ClassDef)]


def repeated(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def test_a_public_type_name_exists_once():
    assert repeated([node.name for node in CLASSES if not node.name.startswith("_")]) == []


def test_a_code_exists_once():
    codes = [ast.literal_eval(word.value) for node in CLASSES for word in node.keywords if word.arg == "code"]
    assert len(codes) > 60
    assert repeated(codes) == []


def test_an_event_type_is_named_in_few_files():
    words = [set(re.findall(r"\w+", file.read_text(encoding="utf-8"))) for file in FILES]
    assert median(sum(event.__name__ in names for names in words) for event in EVENT_TYPES) <= 5
