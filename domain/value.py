"""Frozen values: msgspec writes and reads them, pydantic validates them where they come from people."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar, dataclass_transform, get_type_hints

import msgspec

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema

Validated = TypeVar("Validated", bound="Value")


class _Frozen(msgspec.StructMeta):
    """Gives every value the options that msgspec does not inherit."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        # What remembers something it worked out may be part of a cycle.
        ours = {"frozen": True, "gc": options.get("dict", False)}
        return super().__new__(mcs, name, bases, namespace, **{**ours, **options})


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Data(msgspec.Struct, metaclass=_Frozen, frozen=True):
    """Frozen fields, equal to others of the same kind with the same fields: what states and views are made of."""

    def as_fields(self) -> dict[str, Any]:
        """Return every field by name."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


class _Strict(_Frozen):
    """Gives every stored value its options. The order in which fields are stored depends on `kw_only`."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        ours = {"kw_only": True, "forbid_unknown_fields": True}
        return super().__new__(mcs, name, bases, namespace, **{**ours, **options})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(Data, metaclass=_Strict, frozen=True):
    """Data that is stored or comes from people. Making a value validates nothing: `validated` does."""

    def faults(self) -> Iterable[str]:
        """Yield what is wrong with the fields together; each is right by itself."""
        return ()

    @classmethod
    def _whole(cls, fields: dict[str, Any]) -> Self:
        value = cls(**fields)
        if faults := list(value.faults()):
            raise ValueError("; ".join(faults))
        return value

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Return how pydantic validates a value of this kind: its fields, then all of them together.

        A value that is made already is validated too, because nothing was validated when it was made.
        """
        from pydantic_core import core_schema

        hints = get_type_hints(cls, include_extras=True)
        fields = core_schema.typed_dict_schema(
            {
                field.name: core_schema.typed_dict_field(
                    handler.generate_schema(hints[field.name]), required=field.required
                )
                for field in msgspec.structs.fields(cls)
            },
            config={"strict": True, "allow_inf_nan": False},
            extra_behavior="forbid",
        )

        def taken_apart(given: Any) -> Any:
            return given.as_fields() if type(given) is cls else given

        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(cls._whole, fields),
            python_schema=core_schema.no_info_after_validator_function(
                cls._whole, core_schema.no_info_before_validator_function(taken_apart, fields)
            ),
        )


def validated(kind: type[Validated], fields: Mapping[str, Any]) -> Validated:
    """Return a value of fields that nobody validated; raises pydantic's ValidationError."""
    value: Validated = _adapter(kind).validate_python(fields)
    return value


def validated_json(kind: type[Validated], document: str | bytes) -> Validated:
    """Return a value of JSON that nobody validated; raises pydantic's ValidationError."""
    value: Validated = _adapter(kind).validate_json(document)
    return value


@cache
def _adapter(kind: type[Value]) -> "TypeAdapter[Any]":
    # It is built when it is first needed: a command needs few of them.
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
