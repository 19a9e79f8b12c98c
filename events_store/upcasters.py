"""Converts the JSON of old events to current JSON when it is read.

When an event's shape changes, it gets a new name (`answer-recorded.v2`), and the old name gets an entry here:

    "answer-recorded.v1": add_the_new_field

The function takes the old document and returns the new name with the new document. An event that needs no conversion
keeps its name. Stored bytes never change.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.actor import Role
from domain.events.following_up import DueDateRequested, DueDateRevised

Document = dict[str, Any]
Upcaster = Callable[[Document], tuple[str, Document]]


def _requested_or_revised(document: Document) -> tuple[str, Document]:
    """Split due-date-revised of 0.1.0, which also held what owners requested."""
    by_owner = document["origin"]["actor"]["role"] == Role.INSPECTED_BODY
    return (DueDateRequested if by_owner else DueDateRevised).TYPE, document


UPCASTERS: Mapping[str, Upcaster] = {DueDateRevised.TYPE: _requested_or_revised}
