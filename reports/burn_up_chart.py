"""Draw a burn-up chart of recommendations by month, as SVG and in plain characters.

The SVG is self-contained: no scripts and no external styles. Stages differ by pattern as well as by colour, each part
of a bar shows its number, and the description lists every number for people who cannot see the chart.
"""

from collections.abc import Iterator, Sequence
from html import escape

from projections.monitoring.progress import Count, Month
from projections.saved.recommendation_tracker import Stage

# From the bottom of a bar to its top: the most advanced stage first.
STACK = (Stage.CLOSED, Stage.VERIFIED, Stage.CLAIMED, Stage.OPEN)
SIGNS = {Stage.CLOSED: "#", Stage.VERIFIED: "=", Stage.CLAIMED: "-", Stage.OPEN: "."}
FILLS = {
    Stage.CLOSED: "#1d70b8",
    Stage.VERIFIED: "url(#stripes)",
    Stage.CLAIMED: "url(#dots)",
    Stage.OPEN: "#ffffff",
}
# The chart fits a terminal of 100 columns, and half a screen.
MOST_ROWS, MOST_COLUMNS = 12, 24

LEFT, TOP, HEIGHT, STEP, BAR = 56, 96, 300, 46, 32
LEAST_WIDTH = 480
# A part of a bar that is lower than its number shows none; the description has it.
LOWEST_WITH_NUMBER = 20

PATTERNS = (
    '<pattern id="stripes" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" fill="#ffffff"/><rect width="3" height="8" fill="#0b0c0c"/></pattern>'
    '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#ffffff"/><circle cx="4" cy="4" r="1.6" fill="#0b0c0c"/></pattern>'
)


def number_at(count: Count, stage: Stage) -> int:
    """Return how many recommendations are at a stage."""
    return {
        Stage.OPEN: count.open,
        Stage.CLAIMED: count.claimed,
        Stage.VERIFIED: count.verified,
        Stage.CLOSED: count.closed,
    }[stage]


def lines(months: Sequence[Month]) -> list[str]:
    """Return the chart in plain characters: a column per month, closed at the bottom, open at the top.

    With more than twelve recommendations, a row represents several and numbers are rounded to full rows. With more
    than 24 months, only every second (third ...) is shown.
    """
    months = months[:: -(-len(months) // MOST_COLUMNS) or 1]
    most = max((month.count.recommendations for month in months), default=0)
    if not most:
        return []
    rows = min(most, MOST_ROWS)
    wide = len(str(most))
    heights = [_heights(month.count) for month in months]
    drawn = []
    for row in range(rows, 0, -1):
        signs = (_sign(height, (row - 0.5) * most / rows) for height in heights)
        drawn.append(f"{_scale(row, rows, most):>{wide}} |" + "".join(f" {sign * 2}" for sign in signs))
    month_labels = "".join(f" {month.month:>2}" for month in months)
    key = "   ".join(f"{SIGNS[stage]} {stage}" for stage in reversed(STACK))
    return [
        *(line.rstrip() for line in drawn),
        f"{'':{wide}} +{'---' * len(months)}",
        f"{'':{wide}}  {month_labels}  months after publication",
        f"{'':{wide}}   {key}",
    ]


def _heights(count: Count) -> list[tuple[Stage, int]]:
    """Return each stage with the number of recommendations at that stage or a later stage."""
    high, heights = 0, []
    for stage in STACK:
        high += number_at(count, stage)
        heights.append((stage, high))
    return heights


def _sign(heights: Sequence[tuple[Stage, int]], level: float) -> str:
    return next((SIGNS[stage] for stage, high in heights if level < high), " ")


def _scale(row: int, rows: int, most: int) -> str:
    return str(round(row * most / rows)) if row in (1, rows, (rows + 1) // 2) else ""


def svg(months: Sequence[Month], subject: str) -> str:
    """Return the chart as an SVG document with a subject, such as an inspection."""
    most = max((month.count.recommendations for month in months), default=0)
    width = max(LEFT + STEP * len(months) + 24, LEAST_WIDTH)
    height = TOP + HEIGHT + 72
    title = escape(f"Recommendations by month after publication: {subject}")
    bars = "".join(_bar(index, month, most) for index, month in enumerate(months))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="title desc" font-family="Arial, Helvetica, sans-serif" font-size="15" '
        f'fill="#0b0c0c">\n'
        f'<title id="title">{title}</title>\n'
        f'<desc id="desc">{escape(describe(months))}</desc>\n'
        f"<defs>{PATTERNS}</defs>\n"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        f'<text x="16" y="30" font-size="19" font-weight="bold">Recommendations by month after publication</text>\n'
        f'<text x="16" y="54">{escape(subject)}</text>\n'
        f"{_key()}{_axis(most, width)}{bars}"
        f'<text x="{LEFT}" y="{TOP + HEIGHT + 54}">Months after publication</text>\n'
        f"</svg>\n"
    )


def describe(months: Sequence[Month]) -> str:
    """Return a text that lists every number of the chart."""
    return " ".join(_describe_month(month) for month in months) or "Nothing is published yet."


def _describe_month(month: Month) -> str:
    on = f" ({month.on.day} {month.on:%B %Y})" if month.on else ""
    stages = ", ".join(f"{number_at(month.count, stage)} {stage}" for stage in reversed(STACK))
    return f"Month {month.month}{on}: {stages}; {month.count.recommendations} in total."


def _key() -> str:
    parts = []
    for index, stage in enumerate(reversed(STACK)):
        x = 16 + index * 112
        parts.append(
            f'<rect x="{x}" y="66" width="18" height="18" fill="{FILLS[stage]}" stroke="#0b0c0c"/>'
            f'<text x="{x + 26}" y="80">{stage}</text>\n'
        )
    return "".join(parts)


def _axis(most: int, width: int) -> str:
    parts = []
    for number in _marks(most):
        y = _y(number, most)
        parts.append(
            f'<line x1="{LEFT - 6}" x2="{width - 16}" y1="{y}" y2="{y}" stroke="#b1b4b6"/>'
            f'<text x="{LEFT - 12}" y="{y + 5}" text-anchor="end">{number}</text>\n'
        )
    return "".join(parts)


def _marks(most: int) -> list[int]:
    """Return about five integers for the axis, from 0 to the maximum."""
    step = max(1, round(most / 5))
    return [*range(0, most, step), most] if most % step else list(range(0, most + 1, step))


def _y(number: int, most: int) -> float:
    return round(TOP + HEIGHT - (HEIGHT * number / most if most else 0), 1)


def _bar(index: int, month: Month, most: int) -> str:
    x = LEFT + 8 + index * STEP
    label = f'<text x="{x + BAR / 2:g}" y="{TOP + HEIGHT + 24}" text-anchor="middle">{month.month}</text>\n'
    return "".join(_parts(x, month.count, most)) + label


def _parts(x: int, count: Count, most: int) -> Iterator[str]:
    low = 0
    for stage, high in _heights(count):
        if high > low:
            top, bottom = _y(high, most), _y(low, most)
            yield (
                f'<rect x="{x}" y="{top}" width="{BAR}" height="{bottom - top:.1f}" fill="{FILLS[stage]}" '
                f'stroke="#0b0c0c"/>'
            )
            if bottom - top >= LOWEST_WITH_NUMBER:
                yield _number(x, (top + bottom) / 2, high - low, stage)
        low = high


def _number(x: int, middle: float, number: int, stage: Stage) -> str:
    # On a pattern a number needs a plain background to be legible.
    width = 8 * len(str(number)) + 8
    background = (
        f'<rect x="{x + (BAR - width) / 2:g}" y="{middle - 9:.1f}" width="{width}" height="18" fill="#ffffff"/>'
    )
    fill = "#ffffff" if stage is Stage.CLOSED else "#0b0c0c"
    return (
        f"{background if stage in (Stage.CLAIMED, Stage.VERIFIED) else ''}"
        f'<text x="{x + BAR / 2:g}" y="{middle + 5:.1f}" text-anchor="middle" fill="{fill}">{number}</text>\n'
    )
