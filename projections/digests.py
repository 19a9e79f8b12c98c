"""Do two stores lead to the same views? A digest of all views, each folded anew from the log."""

import hashlib

from domain import VERSION
from events_store.store import Store
from projections.engine import FOLDS
from projections.views import PROJECTIONS


def views_digest(store: Store, until: int | None = None) -> str:
    """Return how views are folded in this version, and the SHA-256 over every view of every inspection."""
    found = hashlib.sha256()
    for inspection in store.inspections():
        log = list(store.follow(inspection=inspection, until=until))
        if not log:
            break
        for projection in PROJECTIONS:
            view = projection.dump(projection.over(log))
            found.update(f"{inspection}\0{projection.name}\0{len(view)}\0".encode() + view)
    return f"{VERSION}/{FOLDS}:{found.hexdigest()}"
