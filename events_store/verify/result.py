"""The result of verifying a log, during and after verification."""

from dataclasses import dataclass, field

from events_store.transparency.merkle_tree import root_of
from events_store.verify.raw_tables import Fault


@dataclass
class Verified:
    """What was verified up to the first fault."""

    events: int = 0
    commands: int = 0
    streams: dict[str, int] = field(default_factory=dict)
    tops: list[bytes] = field(default_factory=list)
    # The roots of the log at the requested sizes.
    roots: dict[int, str] = field(default_factory=dict)
    fault: Fault | None = None
    # The command that recorded the last event, its last position and its inspection.
    command: str = ""
    covered: int = 0
    inspection: str = ""

    @property
    def root(self) -> str:
        """The root of the verified events, in hexadecimal."""
        return root_of(self.tops).hex()
