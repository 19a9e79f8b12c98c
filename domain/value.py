"""Frozen values: msgspec encodes and decodes them, pydantic validates them if they come from people."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar, dataclass_transform, get_type_hints

import msgspec

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema

Validated = TypeVar("Validated", bound="Value")


class _Frozen(msgspec.StructMeta):
    """Adds the options that msgspec does not inherit."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        # A value with a __dict__ caches properties, so it may be part of a reference cycle.
        defaults = {"frozen": True, "gc": options.get("dict", False)}
        return super().__new__(mcs, name, bases, namespace, **{**defaults, **options})


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Data(msgspec.Struct, metaclass=_Frozen, frozen=True):
    """Frozen fields, compared by value. States and read models consist of them."""

    def as_fields(self) -> dict[str, Any]:
        """Return every field by name."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


class _Strict(_Frozen):
    """Adds the options of stored values. The stored order of fields depends on `kw_only`."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        defaults = {"kw_only": True, "forbid_unknown_fields": True}
        return super().__new__(mcs, name, bases, namespace, **{**defaults, **options})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(Data, metaclass=_Strict, frozen=True):
    """Data that is stored or comes from people. The constructor does not validate; use `validated`."""

    def faults(self) -> Iterable[str]:
        """Yield the faults of the combination of fields, each of which is valid."""
        return ()

    @classmethod
    def _without_faults(cls, fields: dict[str, Any]) -> Self:
        value = cls(**fields)
        if faults := list(value.faults()):
            raise ValueError("; ".join(faults))
        return value

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Return how pydantic validates a value: each field, then their combination.

        An instance is validated too, because its constructor did not validate it.
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

        def fields_of(value: Any) -> Any:
            return value.as_fields() if type(value) is cls else value

        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(cls._without_faults, fields),
            python_schema=core_schema.no_info_after_validator_function(
                cls._without_faults, core_schema.no_info_before_validator_function(fields_of, fields)
            ),
        )


def validated(kind: type[Validated], fields: Mapping[str, Any]) -> Validated:
    """Validate fields and return the value; raises pydantic's ValidationError."""
    value: Validated = _adapter(kind).validate_python(fields)
    return value


def validated_json(kind: type[Validated], document: str | bytes) -> Validated:
    """Validate JSON and return the value; raises pydantic's ValidationError."""
    value: Validated = _adapter(kind).validate_json(document)
    return value


@cache
def _adapter(kind: type[Value]) -> "TypeAdapter[Any]":
    # Built on first use, because a command needs few of them.
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
