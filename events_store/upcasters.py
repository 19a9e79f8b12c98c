"""Old JSON to current JSON: an event stored under an old name is read as the newest one.

When an event's shape changes, it gets a new name (`answer-recorded.v2`), and the old name gets an entry here:

    "answer-recorded.v1": add_the_new_field

The function takes the old document and returns the newer name with the new document; an event that is to stay as it is
keeps its name. It is called on reading; stored bytes never change.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.actor import Role
from domain.events.following_up import DueDateRequested, DueDateRevised

Document = dict[str, Any]
Upcaster = Callable[[Document], tuple[str, Document]]


def _requested_or_revised(document: Document) -> tuple[str, Document]:
    """Return the name of what an owner asked for, or of what the inspectorate decided: 0.1.0 had one for both."""
    by_owner = document["origin"]["actor"]["role"] == Role.INSPECTED_BODY
    return (DueDateRequested if by_owner else DueDateRevised).TYPE, document


UPCASTERS: Mapping[str, Upcaster] = {DueDateRevised.TYPE: _requested_or_revised}
