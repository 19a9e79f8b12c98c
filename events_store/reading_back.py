"""Facts from the bytes they were stored as, without validating them again: that was done before they were stored.

What is not written as a fact of today would be is left to strict validation, which says what is wrong with it.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import orjson
from pydantic import BaseModel

from domain.fact import NOT_TEXT, Actor, Fact, Value

# A larger state is rare, and strict validation bounds what it may cost.
LARGEST_QUICK = 64 * 1024
MOST_ACTORS = 4_096

# What pydantic's own way of making a value without validation sets, past its refusal to change a frozen one.
_put_fields, _put_given, _put_extra, _put_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


class Unfamiliar(ValueError):
    """It is not written as a fact of today would be."""


class _Written(NamedTuple):
    """How a value is written in JSON: as which types, and what makes it of them; None where it is written as it is."""

    types: frozenset[type]
    make: Callable[[Any], Any] | None = None


# What is written in another way is left to strict validation.
_LEFT = _Written(frozenset())


@cache
def reader(kind: type[Fact]) -> Callable[[bytes], Any]:
    """Return what makes facts of one kind of their bytes, in which all text is plain; it raises Unfamiliar."""
    make = _maker(kind)

    def read(state: bytes) -> Any:
        try:
            if len(state) > LARGEST_QUICK:
                raise Unfamiliar
            return make(orjson.loads(state))
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise Unfamiliar from error

    return read


def plain(states: bytes) -> bool:
    """Whether no text in these bytes can have a character that is not text: terminals obey those."""
    # Control characters are written as escapes, but for the last one.
    if b"\\u" in states or b"\x7f" in states:
        return False
    return states.isascii() or not NOT_TEXT.search(states.decode(errors="replace"))


@cache
def _maker(kind: type[Value]) -> Callable[[dict[str, Any]], Any]:
    """Return what makes values of one kind of their fields in JSON, which it changes."""
    fields = {name: _written(field.annotation) for name, field in kind.model_fields.items()}
    made = [(name, field.make) for name, field in fields.items() if field.make]
    names = set(fields)
    familiar: set[tuple[object, ...]] = set()

    def make(data: dict[str, Any]) -> Any:
        shape = (*data, *map(type, data.values()))
        if shape not in familiar:
            _refuse_unfamiliar(data, fields)
            familiar.add(shape)
        for name, make_one in made:
            data[name] = make_one(data[name])
        value = object.__new__(kind)
        _put_fields(value, data)
        _put_given(value, names)
        _put_extra(value, None)
        _put_private(value, None)
        return value

    return _remembering(make) if kind is Actor else make


def _remembering(make: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Make each value once: the same few people act in thousands of events."""

    @lru_cache(maxsize=MOST_ACTORS)
    def made(*told: str) -> Any:
        half = len(told) // 2
        return make(dict(zip(told[:half], told[half:], strict=True)))

    return lambda data: made(*data, *data.values())


def _refuse_unfamiliar(data: dict[str, Any], fields: dict[str, _Written]) -> None:
    if list(data) != list(fields) or any(type(data[name]) not in field.types for name, field in fields.items()):
        raise Unfamiliar


def _written(annotation: Any) -> _Written:
    """Return how a field of this annotation is written in JSON."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _written(inner[0])
    if origin in (Union, UnionType):
        (one,) = (_written(each) for each in inner if each is not NoneType)
        return _Written(one.types | {NoneType}, one.make and _perhaps(one.make))
    if origin is tuple:
        return _Written(frozenset([list]), _each(_written(inner[0])))
    if not isinstance(annotation, type):
        return _LEFT
    if issubclass(annotation, Value):
        return _Written(frozenset([dict]), _maker(annotation))
    if issubclass(annotation, Enum):
        return _Written(frozenset([str]), {member.value: member for member in annotation}.__getitem__)
    if issubclass(annotation, datetime):
        return _Written(frozenset([str]), _time)
    if issubclass(annotation, date):
        return _Written(frozenset([str]), date.fromisoformat)
    if annotation in (str, int, bool):
        return _Written(frozenset([annotation]))
    return _LEFT


def _time(written: str) -> datetime:
    if not written.endswith("Z"):
        raise Unfamiliar
    return datetime.fromisoformat(written)


def _perhaps(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda written: None if written is None else make(written)


def _each(one: _Written) -> Callable[[list[Any]], tuple[Any, ...]]:
    types, make = one

    def made(written: list[Any]) -> tuple[Any, ...]:
        if not types.issuperset(map(type, written)):
            raise Unfamiliar
        return tuple(map(make, written) if make else written)

    return made
