"""Generate the JSON Schema of each stored event, such as docs/schemas/answer-moderated.v1.json."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec

from domain.event_types import BY_NAME

FOLDER = Path(__file__).with_name("schemas")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def files() -> Iterator[tuple[Path, str]]:
    """Yield the schema file of each event, with its expected text."""
    for name, event in BY_NAME.items():
        schema = {"$schema": DIALECT, "title": name, **msgspec.json.schema(event)}
        yield FOLDER / f"{name}.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
