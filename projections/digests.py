"""Do two stores lead to the same views? A digest of all views, each folded anew from the log."""

import hashlib

from events_store.store import Store
from projections.views import PROJECTIONS


def views_digest(store: Store, until: int | None = None) -> str:
    """Return the SHA-256 over every view of every inspection, now or at a position, in hexadecimal."""
    found = hashlib.sha256()
    for inspection in store.inspections():
        log = list(store.follow(inspection=inspection, until=until))
        if not log:
            break
        for projection in PROJECTIONS:
            view = projection.dump(projection.over(log))
            found.update(f"{inspection}\0{projection.name}\0{len(view)}\0".encode() + view)
    return found.hexdigest()
