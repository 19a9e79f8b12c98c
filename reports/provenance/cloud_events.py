"""Export the trail as CloudEvents 1.0 in the JSON format, one event per line.

Specification: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md; the `sequence` attribute comes
from a documented extension.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from msgspec import to_builtins

from events_store.store import RecordedEvent
from reports.provenance.identifiers import event_of, name_of, source_of
from reports.provenance.prov_derivations import derivation_of

# Ten digits hold every position that an integer of CloudEvents (32 bits, signed) can have.
DIGITS = 10


def cloud_event(recorded: RecordedEvent) -> CloudEvent:
    """Return a recorded event as a CloudEvent. Its data is the stored fact."""
    origin = recorded.fact.origin
    attributes: dict[str, Any] = {
        "id": event_of(recorded),
        "source": source_of(recorded.inspection),
        "type": f"inspectrail.{recorded.fact.TYPE}",
        "subject": name_of(derivation_of(recorded).entity),
        "time": origin.recorded_at,
        "datacontenttype": "application/json",
        "position": recorded.position,
        "sequence": f"{recorded.position:0{DIGITS}}",
    }
    if recorded.case is not None:
        attributes["case"] = recorded.case
    if origin.occurred_on is not None:
        attributes["trueon"] = origin.occurred_on.isoformat()
    return CloudEvent(attributes, to_builtins(recorded.fact))


def cloud_events(log: Iterable[RecordedEvent]) -> Iterator[str]:
    """Yield a line of JSON, in ASCII, for each event."""
    json_format = JSONFormat()
    return (json_format.write(cloud_event(recorded)).decode("ascii") for recorded in log)
