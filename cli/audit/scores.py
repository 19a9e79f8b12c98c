"""The `scores` command: the score and the judgement of each theme."""

from collections.abc import Set as AbstractSet

import click

from cli.audit.sentences import TO_NEXT_BAND, describe_flips, print_sentence
from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from domain.framework import Rating
from domain.scoring import Interval, overall
from domain.text import ThemeId
from domain.wording import format_day, humanise
from projections.saved.status import STATUS, Status
from projections.saved.status import moved as moved_since
from projections.saved.theme_scores import (
    THEME_SCORES,
    Counts,
    QuestionShare,
    ThemeScore,
    ThemeScores,
    adopted,
    all_scores,
    question_shares,
)


@read_command("scores", "scores", "scores --at feedback", "scores --questions --theme 4 --csv", table=True)
@click.option("--theme", help="Only this theme.")
@click.option("--questions", is_flag=True, help="Show each question instead of each theme.")
def scores(ctx: ReadContext, theme: str | None, questions: bool) -> None:
    """Show the score and the judgement of each theme."""
    view = ctx.view(THEME_SCORES)
    framework = adopted(view)
    if theme is not None:
        framework.theme(theme)
    if questions:
        _questions(ctx, view, theme)
        return
    status = ctx.view(STATUS)
    shown = [score for score in all_scores(view) if theme in (None, score.theme)]
    if ctx.form == "json":
        _scores_json(ctx, shown, view, status)
        return
    boxed = is_boxed(ctx.form)
    if boxed:
        print_sentence(f"{status.title}: scores on {format_day(ctx.instant.day)} (#{ctx.instant.position})")
    table = _compact if boxed else _complete
    # Without the answers that are hidden from the reader, every judgement would seem stale.
    moved = frozenset() if ctx.hidden else moved_since(status, view)
    show_table(table(shown, status, moved), ctx.form)
    rating = _overall(status, view)
    if rating is not None and boxed:
        print_text(f"Overall: {rating.title}")


def _questions(ctx: ReadContext, view: ThemeScores, theme: str | None) -> None:
    shares = [
        (judged.id, share)
        for judged in adopted(view).themes
        if theme in (None, judged.id)
        for share in question_shares(view, judged.id)
    ]
    if ctx.form == "json":
        show_json(
            [
                {
                    "theme": theme_id,
                    "question": share.question.id,
                    "text": share.question.text,
                    "sufficient": share.tally.sufficient,
                    "insufficient": share.tally.insufficient,
                    "not_applicable": share.not_applicable,
                    "share": share.tally.share,
                }
                for theme_id, share in shares
            ]
        )
        return
    if not shares and is_boxed(ctx.form):
        print_text("The framework has no questions." if theme is None else f"Theme {theme} has no questions.")
        return
    if is_boxed(ctx.form):
        show_table(_questions_compact(shares))
    else:
        show_table(_questions_complete(shares), ctx.form)


def _questions_compact(shares: list[tuple[str, QuestionShare]]) -> Table:
    """Return the questions as a table that fits a terminal of 80 columns."""
    rows: list[list[Cell]] = [
        [
            theme_id,
            share.question.id,
            _share(share),
            f"{share.tally.sufficient} of {share.tally.sufficient + share.tally.insufficient}",
            share.not_applicable,
            share.question.text,
        ]
        for theme_id, share in shares
    ]
    headings = ["theme", "question", "share", "sufficient", "not applicable", "text"]
    return Table(headings, rows, wide=["not applicable", "text"])


def _questions_complete(shares: list[tuple[str, QuestionShare]]) -> Table:
    """Return the questions as a table for a spreadsheet, with a column for each count."""
    rows: list[list[Cell]] = [
        [
            theme_id,
            share.question.id,
            _share(share),
            share.tally.sufficient,
            share.tally.insufficient,
            share.not_applicable,
            share.question.text,
        ]
        for theme_id, share in shares
    ]
    return Table(["theme", "question", "share", "sufficient", "insufficient", "not applicable", "text"], rows)


def _share(share: QuestionShare) -> str:
    return "no answers" if share.tally.share is None else f"{float(share.tally.share):.1%}"


def _compact(shown: list[ThemeScore], status: Status, moved: AbstractSet[ThemeId]) -> Table:
    """Return the scores as a table that fits a terminal of 80 columns."""
    headings = ["theme", "title", "score (95% interval)", "judgement", "answers", TO_NEXT_BAND]
    rows: list[list[Cell]] = [
        [
            score.theme,
            score.title,
            _percent(score) + (f" ({_interval(score.interval)})" if score.interval else ""),
            _judged(score, status, moved),
            _answers(score) if score.scored else "",
            describe_flips(score.flips),
        ]
        for score in shown
    ]
    return Table(headings, rows, wide=headings[1:])


def _complete(shown: list[ThemeScore], status: Status, moved: AbstractSet[ThemeId]) -> Table:
    """Return the scores as a table for a spreadsheet, with a column for each count."""
    headings = [
        "theme",
        "title",
        "score",
        "95% interval",
        "judgement",
        *Counts.__struct_fields__,
        "answers to next band",
    ]
    rows = [
        [
            score.theme,
            score.title,
            _percent(score),
            _interval(score.interval),
            _judged(score, status, moved),
            *score.counts.as_fields().values(),
            describe_flips(score.flips),
        ]
        for score in shown
    ]
    return Table([heading.replace("_", " ") for heading in headings], rows)


def _judged(score: ThemeScore, status: Status, moved: AbstractSet[ThemeId]) -> str:
    theme = status.themes[score.theme]
    return humanise(theme.judgement or "not judged") + (" (stale)" if score.theme in moved else "")


def _answers(score: ThemeScore) -> str:
    """Return the counts of answers in words: “255 of 417 sufficient, 93 not asked”."""
    counts = score.counts
    counted = f"{counts.sufficient} of {counts.sufficient + counts.insufficient} sufficient"
    left_out = [
        f"{count} {name.replace('_', ' ')}"
        for name, count in counts.as_fields().items()
        if count and "sufficient" not in name
    ]
    return ", ".join([counted, *left_out])


def _percent(score: ThemeScore) -> str:
    if not score.scored:
        return "not scored"
    return "no score" if score.percent is None else f"{score.percent}%"


def _interval(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.low * 100:.0f} to {interval.high * 100:.0f}%"


def _overall(status: Status, view: ThemeScores) -> Rating | None:
    framework = adopted(view)
    values = {rating.key: rating.value for rating in framework.ratings}
    return overall([values[theme.judgement] for theme in status.themes.values() if theme.judgement], framework)


def _scores_json(ctx: ReadContext, shown: list[ThemeScore], view: ThemeScores, status: Status) -> None:
    rating = _overall(status, view)
    show_json(
        {
            "inspection": ctx.inspection,
            "on": ctx.instant.day,
            "position": ctx.instant.position,
            "framework": adopted(view).reference,
            "framework_digest": adopted(view).digest,
            "overall_rating": rating.key if rating else None,
            "themes": [
                {
                    "theme": score.theme,
                    "title": score.title,
                    "scored": score.scored,
                    "rule": score.rule,
                    "percent": score.percent,
                    "share": score.share,
                    "interval": score.interval,
                    "counts": score.counts,
                    "cases": score.cases,
                    "excluded_cases": score.excluded,
                    "band": score.band.key if score.band else None,
                    "flips": score.flips,
                    "groups": score.groups,
                    "judgement": status.themes[score.theme].judgement,
                    "judgement_stale": None if ctx.hidden else score.theme in moved_since(status, view),
                    "events": score.events,
                }
                for score in shown
            ],
        }
    )
