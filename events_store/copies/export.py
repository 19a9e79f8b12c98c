"""Exports the log as JSON lines, the same from every type of store.

Each line is an event, with its stored JSON unchanged.
"""

from collections.abc import Iterator

import orjson

from events_store.errors import NotReadable
from events_store.store import Entry, Row, Store


def lines(store: Store, *, inspection: str | None = None, until: int | None = None) -> Iterator[bytes]:
    """Yield a line per event, of the log or one inspection, up to a position."""
    for entry in store.entries():
        for row in entry.rows:
            if until is not None and row.position > until:
                return
            if inspection in (None, entry.inspection):
                yield _line(entry, row)


def _line(entry: Entry, row: Row) -> bytes:
    try:
        orjson.loads(row.state)
    except orjson.JSONDecodeError as error:
        raise NotReadable(f"Event {row.position}", f"it is not JSON ({error})") from None
    return orjson.dumps(
        {
            "position": row.position,
            "stream": row.stream,
            "version": row.version,
            "inspection": entry.inspection,
            "command": entry.command,
            "type": row.topic,
            "event": orjson.Fragment(row.state),
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )
