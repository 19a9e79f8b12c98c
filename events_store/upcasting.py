"""Old JSON to current JSON: an event stored under an old name is read as the newest one.

When an event's shape changes, it gets a new name (`answer-recorded.v2`), and the old name gets an entry here:

    "answer-recorded.v1": add_the_new_field

The function takes the old document and returns the newer name with the new document; an event that is to stay as it is
keeps its name. It is called on reading; stored bytes never change.
"""

from collections.abc import Callable, Mapping
from typing import Any

Document = dict[str, Any]
Upcaster = Callable[[Document], tuple[str, Document]]

UPCASTERS: Mapping[str, Upcaster] = {}
