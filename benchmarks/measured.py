"""What was measured, and what is made of it: medians, rates, ratios, and whether a target is reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.setting import HISTORY, LIMIT, OURS, VANILLA

Measures = Mapping[tuple[str, str], "Measured"]


@dataclass(frozen=True)
class Measured:
    """The seconds that one contender took for one piece of work, in each round, and the largest process's memory."""

    work: str
    contender: str
    events: int
    seconds: Sequence[float]
    memory_mb: float | None = None

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return median(self.seconds)

    @property
    def each(self) -> float:
        """Seconds an event."""
        return self.median / max(self.events, 1)


@dataclass(frozen=True)
class Target:
    """What a ratio, or a figure with its unit, must reach: at least, or at most where less is better."""

    work: str
    says: str
    ratio: Callable[[Measures], float]
    least: float | None = None
    most: float | None = None
    unit: str = ""

    def reached(self, ratio: float) -> bool:
        """Whether a ratio is good enough."""
        return (self.least is None or ratio >= self.least) and (self.most is None or ratio <= self.most)


def faster(work: str, than: str, least: float) -> Target:
    """Return the target of being so many times as fast as another contender, for each event."""
    says = f"at least {least:g} x {than}"
    return Target(work, says, lambda found: found[work, than].each / found[work, OURS].each, least=least)


def ratios(one: Measured, found: Measures) -> dict[str, float | None]:
    """Return how many times as fast it is as each baseline that did the same work, for each event."""
    others = {name: found.get((one.work, name)) for name in (LIMIT, VANILLA, HISTORY)}
    return {name: other.each / one.each if other and one.each else None for name, other in others.items()}


def as_data(found: Sequence[Measured], targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Return rows as they are kept, each of ours with the targets that it has to reach."""
    known = {(one.work, one.contender): one for one in found}
    rows = []
    for one in found:
        aims = [target for target in targets if target.work == one.work and one.contender == OURS]
        rows.append(
            {
                "work": one.work,
                "contender": one.contender,
                "events": one.events,
                "seconds": [round(seconds, 9) for seconds in one.seconds],
                "memory_mb": one.memory_mb,
                "ratio": {name: ratio and round(ratio, 3) for name, ratio in ratios(one, known).items()},
                "targets": [_told(target, known) for target in aims],
            }
        )
    return rows


def _told(target: Target, known: Measures) -> dict[str, Any]:
    ratio = target.ratio(known)
    return {"says": target.says, "ratio": round(ratio, 3), "unit": target.unit, "reached": target.reached(ratio)}
