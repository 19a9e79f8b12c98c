"""Facts from the bytes they were stored as, without validating them again: that was done before they were stored.

What is not written as a fact of today would be is left to strict validation, which says what is wrong with it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, cast, get_args, get_origin

import msgspec
from pydantic import BaseModel

from domain.fact import NOT_TEXT, Actor, Fact, Value

MOST_ACTORS = 4_096
ORDINARY = bytes(range(0x20, 0x7F))

# What pydantic's own way of making a value without validation sets, past its refusal to change a frozen one.
_put_fields, _put_given, _put_extra, _put_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


class Unfamiliar(ValueError):
    """It is not written as a fact of today would be."""


UNFAMILIAR = (Unfamiliar, msgspec.MsgspecError, RecursionError, UnicodeError)


class Written(NamedTuple):
    """The type that JSON is decoded to, and what makes the value of it; None where it is the value."""

    type: Any
    make: Callable[[Any], Any] | None = None


@cache
def reader(kind: type[Fact]) -> Callable[[bytes], Any]:
    """Return what makes facts of one kind of their bytes, in which all text is plain; it raises one of UNFAMILIAR."""
    try:
        _, make = _struct(kind)
    except Unfamiliar:
        return _refuse
    decode = fields_of(kind)
    return lambda state: make(decode(state))


@cache
def fields_of(kind: type[Fact]) -> Callable[[bytes], Any]:
    """Return what takes the fields of facts of one kind from their bytes, each of its own kind; it may raise too."""
    struct, _ = _struct(kind)
    return msgspec.json.Decoder(struct).decode


def plain(states: bytes) -> bool:
    """Whether no text in these bytes can have a character that is not text: terminals obey those."""
    # Control characters are written as escapes, and a search for one byte is much faster than for two.
    if b"\\" in states and b"\\u" in states:
        return False
    others = states.translate(None, ORDINARY)
    return not others or not NOT_TEXT.search(others.decode(errors="replace"))


def _refuse(_: bytes) -> Any:
    raise Unfamiliar


@cache
def _struct(kind: type[Value]) -> tuple[Any, Callable[[Any], Any]]:
    """Return the type that values of a kind are decoded to, and what makes them of it."""
    fields = {name: written(cast("Any", field.annotation)) for name, field in kind.model_fields.items()}
    types = [(name, field.type) for name, field in fields.items()]
    struct = msgspec.defstruct(kind.__name__, types, frozen=True, forbid_unknown_fields=True, gc=False)
    made = [(name, field.make) for name, field in fields.items() if field.make]
    names = set(fields)

    def make(written: Any) -> Any:
        data = msgspec.structs.asdict(written)
        for name, make_one in made:
            data[name] = make_one(data[name])
        value = object.__new__(kind)
        _put_fields(value, data)
        _put_given(value, names)
        _put_extra(value, None)
        _put_private(value, None)
        return value

    # The same few people act in thousands of events: each is made once.
    return struct, lru_cache(MOST_ACTORS)(make) if kind is Actor else make


@cache
def written(annotation: Any) -> Written:
    """Return how a field of this annotation is written."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return written(inner[0])
    if origin in (Union, UnionType):
        (one,) = (written(each) for each in inner if each is not NoneType)
        return Written(one.type | None, one.make and _perhaps(one.make))
    if origin is tuple:
        one = written(inner[0])
        types: Any = one.type
        return Written(tuple[types, ...], one.make and _each(one.make))
    if not isinstance(annotation, type):
        raise Unfamiliar
    if issubclass(annotation, Value):
        return Written(*_struct(annotation))
    if issubclass(annotation, datetime):
        return Written(datetime, _in_utc)
    if annotation in (str, int, bool, date) or issubclass(annotation, Enum):
        return Written(annotation)
    raise Unfamiliar


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is not UTC:
        raise Unfamiliar
    return time


def _perhaps(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda written: None if written is None else make(written)


def _each(make: Callable[[Any], Any]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return lambda written: tuple(map(make, written))
