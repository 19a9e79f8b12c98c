"""The chart of the replay page: the score of each theme after each event, as SVG of any width.

Positions are percentages, and strokes do not scale, so that text and lines keep their size. Themes differ by colour
and by line pattern, and each line ends with the number of its theme.
"""

from collections.abc import Mapping, Sequence
from html import escape

from domain.text import ThemeId
from projections.replay.snapshot import ThemeLine

LinesByEvent = Sequence[Mapping[ThemeId, ThemeLine]]
MilestonePlace = tuple[str, int, int]
# The minimum distance between the labels at the ends of lines, in tenths of a percent of the height.
LABEL_GAP = 55
STYLES = 6


def chart(lines_by_event: LinesByEvent, days: Sequence[str], milestones: Sequence[MilestonePlace]) -> str:
    """Return the chart; empty if no theme has a score.

    A milestone is its name, its position in the log and the index of its event. `days` has the day of each event.
    """
    scored = [(index, line) for index, line in enumerate(lines_by_event[-1].values()) if line.scored]
    if not scored:
        return ""
    width = max(len(lines_by_event) - 1, 1)
    paths = "".join(
        f'<path class="line {_style(index)}" data-theme="{escape(line.theme)}" vector-effect="non-scaling-stroke" '
        f'd="{_path(lines_by_event, line.theme)}"/>'
        for index, line in scored
    )
    dots = "".join(_dot(index, line) for index, line in scored)
    marks = "".join(_mark(place, row, width) for row, place in enumerate(milestones))
    grid = "".join(f'<line class="grid" x1="0" x2="100%" y1="{y}%" y2="{y}%"/>' for y in (0, 25, 50, 75, 100))
    return (
        f'<figure class="chart"><figcaption id="chart-caption">Score of each theme after each event, in percent'
        f'</figcaption><div class="plot rows-{len(milestones)}">'
        f'<div class="axis" aria-hidden="true"><span>100%</span><span>75%</span><span>50%</span><span>25%</span>'
        f"<span>0%</span></div>"
        f'<svg id="chart" role="img" aria-labelledby="chart-caption" aria-describedby="chart-said">{grid}{marks}'
        f'<svg viewBox="0 0 {width} 1000" preserveAspectRatio="none" width="100%" height="100%">{paths}</svg>'
        f'<line id="cursor" class="cursor" x1="100%" x2="100%" y1="0" y2="100%"/>{dots}</svg>'
        f'<svg class="ends" aria-hidden="true">{_ends(scored)}</svg>'
        f'<div class="days" aria-hidden="true">{_days(days)}</div></div>'
        f'<p id="chart-said" class="note">Time runs from the first event on the left to the last on the right. The '
        f"number at the end of a line is its theme. The tables below have the same scores in numbers.</p></figure>"
    )


def key_line(index: int) -> str:
    """Return a sample of the line of a theme."""
    return (
        f'<svg class="key" aria-hidden="true" viewBox="0 0 36 10"><line class="line {_style(index)}" x1="1" x2="35" '
        f'y1="5" y2="5"/></svg>'
    )


def _style(index: int) -> str:
    # When the colours repeat, they are combined with other patterns.
    return f"colour-{index % STYLES} pattern-{(index + index // STYLES) % STYLES}"


def _path(lines_by_event: LinesByEvent, theme: ThemeId) -> str:
    """Return the path of a line in steps, with gaps where there is no score."""
    drawn: list[str] = []
    height: int | None = None
    for index, lines in enumerate(lines_by_event):
        line = lines.get(theme)
        new = None if line is None or line.share is None else 1000 - round(line.share * 1000)
        if new == height:
            continue
        if height is not None:
            drawn.append(f"H{index}")
        if new is not None:
            drawn.append(f"M{index} {new}" if height is None else f"V{new}")
        height = new
    if height is not None:
        drawn.append(f"H{max(len(lines_by_event) - 1, 1)}")
    return "".join(drawn)


def _dot(index: int, line: ThemeLine) -> str:
    place = 'visibility="hidden"' if line.share is None else f'cy="{100 - float(line.share * 100):.1f}%"'
    return f'<circle class="dot {_style(index)}" data-index="{index}" r="5" cx="100%" {place}/>'


def _days(days: Sequence[str]) -> str:
    """Return the labels below the chart: five days at equal distances, without repeats."""
    quarters = [days[(len(days) - 1) * quarter // 4] for quarter in range(5)]
    labels = [day if day not in quarters[:place] else "" for place, day in enumerate(quarters)]
    return "".join(f"<span>{escape(day)}</span>" for day in labels)


def _mark(place: MilestonePlace, row: int, width: int) -> str:
    name, position, index = place
    across = f"{100 * index / width:.2f}%"
    anchor = "end" if index > width / 2 else "start"
    return (
        f'<line class="milestone" x1="{across}" x2="{across}" y1="0" y2="100%"/>'
        f'<text class="milestone row-{row}" x="{across}" y="0" text-anchor="{anchor}">{escape(name)} #{position:,}'
        f"</text>"
    )


def _ends(scored: Sequence[tuple[int, ThemeLine]]) -> str:
    """Return the theme numbers at the ends of the lines, moved apart if needed."""
    ending = sorted(
        (1000 - round(line.share * 1000), index, line.theme) for index, line in scored if line.share is not None
    )
    drawn, above = [], -LABEL_GAP
    room = 1000 - LABEL_GAP * (len(ending) - 1)
    for place, (height, index, theme) in enumerate(ending):
        above = max(above + LABEL_GAP, min(height, room + LABEL_GAP * place))
        drawn.append(
            f'<line class="lead {_style(index)}" x1="0" x2="14" y1="{height / 10}%" y2="{above / 10}%"/>'
            f'<text x="18" y="{above / 10}%" dy="0.35em">{escape(theme)}</text>'
        )
    return "".join(drawn)
