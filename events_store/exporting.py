"""The log as JSON lines: one event a line, its stored JSON as it is, the same whatever store it comes from."""

from collections.abc import Iterator

import orjson

from events_store.store import NotReadable, Store


def lines(store: Store, *, inspection: str | None = None, until: int | None = None) -> Iterator[bytes]:
    """Yield a line for each event of the log or of one inspection, in position order, up to a position."""
    for entry in store.entries():
        if until is not None and entry.first_position > until:
            return
        if inspection not in (None, entry.inspection):
            continue
        for row in entry.rows:
            try:
                orjson.loads(row.state)
            except orjson.JSONDecodeError as error:
                raise NotReadable(f"Event {row.position}", f"it is not JSON ({error})") from None
            yield orjson.dumps(
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
