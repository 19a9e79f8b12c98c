"""The tables of the replay page: scores, judgements and recommendations."""

from collections.abc import Sequence
from html import escape

from domain.scoring import one_decimal, shown
from projections.replay.snapshot import RecommendationLine, Snapshot, ThemeLine
from reports.replay_page.chart import key_line
from reports.replay_page.view_model import Mark, Scene, day_in_london, format_day


def theme_row(line: ThemeLine, index: int) -> str:
    """Return the row of a theme, with a sample of its line in the chart."""
    score, exact, sufficient, not_applicable, judgement, stale = theme_cells(line)
    key = key_line(index) if line.scored else ""
    return (
        f'<tr><th scope="row" class="keyed">{key}{escape(line.theme)} {escape(line.title)}</th>'
        f'<td class="number"><b>{score}</b> <span class="exact">{exact}</span></td>'
        f'<td class="number">{sufficient}</td><td class="number">{not_applicable}</td>'
        f'<td><span class="judged">{escape(judgement)}</span> <span class="stale"{"" if stale else " hidden"}>stale'
        f"</span></td></tr>"
    )


def theme_cells(line: ThemeLine) -> tuple[str, str, str, str, str, bool]:
    """Return the cells of a theme.

    They are the score, the score to one decimal, the sufficient answers, the answers that are not applicable, the
    judgement, and whether it is stale.
    """
    judgement = line.judgement or "not judged"
    if not line.scored:
        return "no score", "", "", "", judgement, line.stale
    answered = line.sufficient + line.insufficient
    percent = shown(line.share)
    return (
        "no answers" if percent is None else f"{percent}%",
        "" if line.share is None else one_decimal(line.share),
        f"{line.sufficient} of {answered}",
        str(line.not_applicable),
        judgement,
        line.stale,
    )


def milestones(marks: Sequence[Mark], last: Scene) -> str:
    """Return the table of scores at each milestone and at the last event."""
    if not marks:
        return ""
    ends = [
        *((mark.name, mark.position, mark.on, mark.snapshot) for mark in marks),
        ("last event", last.entry.position, day_in_london(last.entry.at), last.snapshot),
    ]
    heads = "".join(
        f'<th scope="col" class="number">{escape(name).capitalize()}<br><span class="small">#{position:,}<br>{on}'
        f"</span></th>"
        for name, position, on, _ in ends
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(line.theme)} {escape(line.title)}</th>'
        + "".join(f'<td class="number">{_score_at(snapshot, line.theme)}</td>' for *_, snapshot in ends)
        + "</tr>"
        for line in last.snapshot.themes.values()
        if line.scored
    )
    return (
        '<div class="scroll" role="region" aria-labelledby="milestones-caption" tabindex="0"><table>'
        '<caption><span id="milestones-caption">Scores at the milestones</span></caption>'
        f'<thead><tr><th scope="col">Theme</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _score_at(snapshot: Snapshot, theme: str) -> str:
    return one_decimal(snapshot.themes[theme].share) if theme in snapshot.themes else "none"


def recommendation_row(line: RecommendationLine) -> str:
    """Return the row of a recommendation."""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in recommendation_cells(line))
    return (
        f'<tr data-number="{line.number}"><th scope="row">{line.number}. {escape(line.statement)}</th>'
        f"<td>{escape(line.owner)}</td>{cells}</tr>"
    )


def recommendation_cells(line: RecommendationLine) -> tuple[str, ...]:
    """Return the owner's response, claim, verification, closure and due date."""
    due = "12 months after publication" if line.due_on is None else format_day(line.due_on)
    return line.answer, line.claimed, line.verified, line.closed, f"{due}, overdue" if line.overdue else due
