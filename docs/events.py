"""Generate the page of all events: the name, sentence and fields of each."""

import inspect
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from msgspec import structs

from domain import text
from domain.event_types import BY_NAME
from domain.fact import Fact
from domain.value import Value
from domain.wording import humanise

HEAD = """\
# Events

Everything that can be recorded. `make docs` generates this page from the code.

The sentence of each event follows the name of the person who did it. Words in braces are its fields, and `{case}` is
the case it is about. In addition to these fields, every event has an [origin](#origin): who, when, the effective date
and the command. [`schemas`](schemas) has a JSON Schema of each event for programs.
"""

KINDS = """\
## Kinds of value

- **reference**: up to 64 letters, digits, dots, hyphens and underscores.
- **line**: text on one line, at most 300 characters.
- **text**: text, at most 20,000 characters.
- **number**: a whole number from 1 to 9,999.
- **position**: a position in the log.
- **version**: the number of events of a case or an inspection.
"""

# Several types in the domain are the same kind of value; the page shows the kind.
NAMED = (
    (text.Text, "text"),
    (text.Line, "line"),
    (text.Reference, "reference"),
    (text.Number, "number"),
    (text.Position, "position"),
    (text.Version, "version"),
)
BARE = {str: "text", int: "whole number", bool: "yes or no", date: "day", datetime: "time, in UTC"}


def page() -> str:
    """Return the page."""
    events = list(BY_NAME.values())
    values = sorted(set(_values(events)), key=lambda value: value.__name__)
    chapters: dict[str, list[str]] = {}
    for event in events:
        chapters.setdefault(_chapter(event), []).append(_event(event))
    sections = [part for chapter, entries in chapters.items() for part in (f"## {chapter}\n", *entries)]
    return "\n".join([HEAD, *sections, KINDS, *(_value(value) for value in values)])


def _chapter(event: type[Fact]) -> str:
    module = event.__module__.removeprefix("domain.").removesuffix(".events").rpartition(".")[2]
    return "Cases" if module == "case" else humanise(module).capitalize()


def _event(event: type[Fact]) -> str:
    sentence = f"“{event.SENTENCE}”"
    return f"### {event.TYPE}\n\n{_docstring(event)}\n\n{sentence}\n{_fields(event, skip={'origin'})}"


def _value(value: type[Value]) -> str:
    return f"### {value.__name__}\n\n{_docstring(value)}\n{_fields(value, skip=set())}"


def _docstring(value: type[Value]) -> str:
    return inspect.cleandoc(value.__doc__ or "").replace("\n", " ")


def _fields(value: type[Value], skip: set[str]) -> str:
    hints = get_type_hints(value, include_extras=True)
    rows = []
    for field in structs.fields(value):
        if field.name not in skip:
            optional = "" if field.required else " (optional)"
            rows.append(f"| `{field.name}` | {kind(hints[field.name])}{optional} |")
    return "\n| field | contains |\n|---|---|\n" + "\n".join(rows) + "\n" if rows else ""


def kind(hint: Any) -> str:
    """Return the kind of value of a field, in words."""
    for alias, name in NAMED:
        if hint == alias:
            return name
    if get_origin(hint) is Annotated:
        return kind(get_args(hint)[0])
    if get_origin(hint) is tuple:
        return f"list of: {kind(get_args(hint)[0])}"
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind(arg) for arg in get_args(hint) if arg is not NoneType]
        return f"{' or '.join(kinds)}, or nothing"
    if hint in BARE:
        return BARE[hint]
    if issubclass(hint, StrEnum):
        return "one of: " + ", ".join(f"`{member.value}`" for member in hint)
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _values(holders: list[type[Fact]]) -> Iterator[type[Value]]:
    for holder in holders:
        for hint in get_type_hints(holder, include_extras=True).values():
            yield from _inside(hint)


def _inside(hint: Any) -> Iterator[type[Value]]:
    if isinstance(hint, type) and issubclass(hint, Value):
        yield hint
        for inner in get_type_hints(hint, include_extras=True).values():
            yield from _inside(inner)
    for arg in get_args(hint):
        yield from _inside(arg)
