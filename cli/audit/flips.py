"""The `flips` command: the distance of each score from the next band."""

from collections.abc import Sequence

import click

from cli.audit.sentences import print_sentence
from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from domain.scoring import one_decimal
from domain.wording import humanise
from projections.audit.disputed_answers import Contested
from projections.audit.flip_distance import FlipDistance, NearAnswer, WayToBand, flip_distances
from projections.saved.theme_scores import THEME_SCORES, adopted

CONTESTED = {
    "moderated": "moderated",
    "disagreed": "a second assessor disagreed",
    "queried": "queried",
    "revised": "revised",
}


@read_command("flips", "flips", "flips --theme 1 --answers 3", "flips --at feedback --answers 0 --csv", table=True)
@click.option("--theme", help="Only this theme, with the nearest answers of each key question.")
@click.option(
    "--answers",
    type=click.IntRange(0, 9_999),
    default=5,
    show_default=True,
    help="How many answers to show in each direction.",
)
def flips(ctx: ReadContext, theme: str | None, answers: int) -> None:
    """Show how many answers each score is from the next band.

    The nearest answers are those whose change would move the score most; among equals, those most disputed: moderated,
    disagreed with by a second assessor, queried or revised.
    """
    log = ctx.events()
    if theme is not None:
        adopted(THEME_SCORES.replay(log)).theme(theme)
    distances = [distance for distance in flip_distances(log) if theme in (None, distance.theme)]
    if ctx.form == "json":
        _json(ctx, distances, answers)
    elif is_boxed(ctx.form):
        _print(distances, answers, with_key_questions=theme is not None)
    else:
        show_table(_complete(distances, answers), ctx.form)


def _print(distances: Sequence[FlipDistance], answers: int, *, with_key_questions: bool) -> None:
    """Print the distances, then the nearest answers of themes and, on request, of key questions."""
    show_table(_distances(distances))
    for distance in distances:
        if answers and (with_key_questions or distance.key_question is None):
            for way in (distance.up, distance.down):
                if way is not None:
                    _nearest(distance, way, answers)
    if answers and not with_key_questions:
        print_text("For the nearest answers of key questions, name a theme: inspectrail flips --theme THEME")


def _distances(distances: Sequence[FlipDistance]) -> Table:
    """Return the distances as a table for a terminal."""
    more, fewer = "more sufficient answers", "fewer sufficient answers"
    headings = ["theme or key question", "score (sufficient)", "band", more, fewer]
    rows: list[list[Cell]] = [
        [
            (distance.key_question or "").replace("-", " ") or f"{distance.theme} {distance.title}",
            _score_with_counts(distance),
            _band(distance),
            _way(distance, distance.up, "highest"),
            _way(distance, distance.down, "lowest"),
        ]
        for distance in distances
    ]
    return Table(headings, rows, wide=headings)


def _score_with_counts(distance: FlipDistance) -> str:
    tally = distance.tally
    return f"{_score(distance)} ({tally.sufficient} of {tally.answered})" if tally.answered else ""


def _score(distance: FlipDistance) -> str:
    return "" if distance.share is None else one_decimal(distance.share)


def _band(distance: FlipDistance) -> str:
    """Return the band, or the reason for having none."""
    if not distance.scored:
        return "judged without a score"
    if distance.share is None:
        return "no score yet"
    return distance.band.title if distance.band else "the scale has no bands"


def _way(distance: FlipDistance, way: WayToBand | None, end: str) -> str:
    if way is not None:
        return f"{way.flips} to {_leads_to(way)}"
    return f"{end} band" if distance.band else ""


def _leads_to(way: WayToBand) -> str:
    """Return the band that a way leads to, and the band that it skips."""
    return way.next.title if way.leads_to == way.next else f"{way.leads_to.title}, skipping {way.next.title}"


def _nearest(distance: FlipDistance, way: WayToBand, answers: int) -> None:
    """Print the answers nearest to the next band, on a terminal."""
    subject = f"Theme {distance.theme}" + (
        f", {distance.key_question.replace('-', ' ')}," if distance.key_question else ""
    )
    would, become = ("reaches", "sufficient") if way is distance.up else ("falls to", "insufficient")
    change = f"{way.flips} {'answer becomes' if way.flips == 1 else 'answers become'} {become}"
    target = f"{_leads_to(way)} ({one_decimal(way.share)})"
    print_sentence(f"{subject} {would} {target} if {change}. The nearest of {len(way.answers)} possible answers:")
    headings = ["case", "question", "response", "#", "effect on score", "contested"]
    rows: list[list[Cell]] = [
        [
            near.case,
            near.question,
            humanise(near.response),
            near.position,
            f"{_points(near)} points",
            describe_contested(near.contested),
        ]
        for near in way.answers[:answers]
    ]
    show_table(Table(headings, rows, wide=["contested"]))


def _points(near: NearAnswer) -> str:
    return f"{float(near.moves * 100):.2f}"


def describe_contested(answer: Contested) -> str:
    """Return how an answer was contested: “moderated, queried 2 times”."""
    counted = ((words, getattr(answer, name)) for name, words in CONTESTED.items())
    return ", ".join(words if times == 1 else f"{words} {times} times" for words, times in counted if times)


def _complete(distances: Sequence[FlipDistance], answers: int) -> Table:
    """Return one table for a spreadsheet, with a row for each nearest answer."""
    figures = ["theme", "key question", "score", "exact score", "sufficient", "answered", "band"]
    ways = ["way", "answers to change", "next band", "leads to"]
    near = ["rank", "case", "question", "response", "#", "effect on score (points)", *CONTESTED]
    rows: list[list[Cell]] = []
    for distance in distances:
        for name, way, end in (("up", distance.up, "highest"), ("down", distance.down, "lowest")):
            exact = None if distance.share is None else str(distance.share)
            tally: list[Cell] = [distance.tally.sufficient, distance.tally.answered]
            head = [distance.theme, distance.key_question, _score(distance), exact, *tally, _band(distance), name]
            if way is None:
                rows.append([*head, None, _way(distance, way, end), *[None] * (len(near) + 1)])
                continue
            leads = [*head, way.flips, way.next.title, way.leads_to.title]
            shown = [_near(rank, answer) for rank, answer in enumerate(way.answers[:answers], start=1)]
            rows.extend([*leads, *row] for row in shown or [[None] * len(near)])
    return Table([*figures, *ways, *near], rows)


def _near(rank: int, near: NearAnswer) -> list[Cell]:
    counts = near.contested.as_fields().values()
    return [rank, near.case, near.question, near.response, near.position, _points(near), *counts]


def _json(ctx: ReadContext, distances: Sequence[FlipDistance], answers: int) -> None:
    show_json(
        {
            "inspection": ctx.inspection,
            "on": ctx.instant.day,
            "position": ctx.instant.position,
            "distances": [
                {
                    "theme": distance.theme,
                    "title": distance.title,
                    "key_question": distance.key_question,
                    "scored": distance.scored,
                    "banded": distance.banded,
                    "share": distance.share,
                    "sufficient": distance.tally.sufficient,
                    "answered": distance.tally.answered,
                    "band": distance.band.key if distance.band else None,
                    "up": _way_json(distance.up, answers),
                    "down": _way_json(distance.down, answers),
                }
                for distance in distances
            ],
        }
    )


def _way_json(way: WayToBand | None, answers: int) -> dict[str, object] | None:
    if way is None:
        return None
    return {
        "flips": way.flips,
        "next": way.next.key,
        "share": way.share,
        "leads_to": way.leads_to.key,
        "possible_answers": len(way.answers),
        "nearest": way.answers[:answers],
    }
