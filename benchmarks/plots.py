"""Draw SVG charts of seconds and memory by number of events, on logarithmic axes."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 30, 50
COLOURS = ("#1d4f91", "#b3541e", "#3b7a57", "#7a3b69")


def plot(title: str, unit: str, series: Mapping[str, Points]) -> str:
    """Return a line chart; each point is a number of events and a value in the unit."""
    xs, ys = (
        _range([x for points in series.values() for x, _ in points]),
        _range([y for points in series.values() for _, y in points]),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{title}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18" font-weight="bold">{title}</text>',
        *_grid(xs, ys, unit),
    ]
    for colour, (name, points) in zip(COLOURS, series.items(), strict=False):
        placed = [(_across(x, xs), _up(y, ys)) for x, y in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed]
        x, y = placed[-1]
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _range(values: Sequence[float]) -> tuple[int, int]:
    """Return the exponents of ten that enclose the values."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _grid(xs: tuple[int, int], ys: tuple[int, int], unit: str) -> list[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    lines = []
    for power in range(xs[0], xs[1] + 1):
        x = _across(10.0**power, xs)
        lines.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#ddd"/>')
        lines.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(ys[0], ys[1] + 1):
        y = _up(10.0**power, ys)
        lines.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g} {unit}</text>')
    lines.append(f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">events in the log</text>')
    return lines


def _across(value: float, between: tuple[int, int]) -> float:
    return LEFT + (log10(value) - between[0]) / (between[1] - between[0]) * (WIDTH - LEFT - RIGHT)


def _up(value: float, between: tuple[int, int]) -> float:
    return HEIGHT - BOTTOM - (log10(value) - between[0]) / (between[1] - between[0]) * (HEIGHT - TOP - BOTTOM)
