"""The log as JSON lines: one event a line, its stored JSON as it is, the same whatever store it comes from."""

from collections.abc import Iterator

import orjson

from events_store.store import Entry, NotReadable, Row, Store


def lines(store: Store, *, inspection: str | None = None, until: int | None = None) -> Iterator[bytes]:
    """Yield a line for each event of the log or of one inspection, in position order, up to a position."""
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
