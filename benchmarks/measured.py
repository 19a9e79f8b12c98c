"""Measurements with their medians, rates, ratios and targets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.setting import HISTORY, LIMIT, OURS, VANILLA

Measures = Mapping[tuple[str, str], "Measured"]


@dataclass(frozen=True)
class Measured:
    """The seconds of one contender in each round, and the largest process's memory."""

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
        """The seconds for each event."""
        return self.median / max(self.events, 1)


@dataclass(frozen=True)
class Target:
    """A target for a ratio or figure: at least, or at most if less is better."""

    work: str
    description: str
    ratio: Callable[[Measures], float]
    least: float | None = None
    most: float | None = None
    unit: str = ""

    def reached(self, ratio: float) -> bool:
        """Return whether a ratio reaches the target."""
        return (self.least is None or ratio >= self.least) and (self.most is None or ratio <= self.most)


def faster(work: str, than: str, least: float) -> Target:
    """Return the target for the speed ratio to another contender, for each event."""
    description = f"at least {least:g} x {than}"
    return Target(
        work, description, lambda measured: measured[work, than].each / measured[work, OURS].each, least=least
    )


def ratios(row: Measured, measured: Measures) -> dict[str, float | None]:
    """Return the speed ratio to each baseline that did the same work, for each event."""
    baselines = {name: measured.get((row.work, name)) for name in (LIMIT, VANILLA, HISTORY)}
    return {name: baseline.each / row.each if baseline and row.each else None for name, baseline in baselines.items()}


def as_data(measured: Sequence[Measured], targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Return rows for results.json; those of Inspectrail include their targets."""
    known = {(row.work, row.contender): row for row in measured}
    rows = []
    for row in measured:
        aims = [target for target in targets if target.work == row.work and row.contender == OURS]
        rows.append(
            {
                "work": row.work,
                "contender": row.contender,
                "events": row.events,
                "seconds": [round(seconds, 9) for seconds in row.seconds],
                "memory_mb": row.memory_mb,
                "ratio": {name: ratio and round(ratio, 3) for name, ratio in ratios(row, known).items()},
                "targets": [_target_data(target, known) for target in aims],
            }
        )
    return rows


def _target_data(target: Target, known: Measures) -> dict[str, Any]:
    ratio = target.ratio(known)
    return {"says": target.description, "ratio": round(ratio, 3), "unit": target.unit, "reached": target.reached(ratio)}
