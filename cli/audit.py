"""Looking: the scores and the trail, now and at any instant."""

import click

from cli.options import shows
from cli.output import Cell, Table, is_boxed, london, say, show_json, show_table
from cli.wiring import Reading
from domain.catalogue import EVENT_TYPES
from domain.framework import Rating
from domain.refusals import spoken
from domain.scoring import Flips, Interval, overall
from projections.audit_trail import AUDIT_TRAIL, Filter, matching
from projections.status import STATUS, Status, stale
from projections.theme_scores import THEME_SCORES, Counts, ThemeScore, ThemeScores, adopted, all_scores, question_shares

FLIPS = "answers to next band"


def wanted(
    asked: Reading, case: str | None, theme: str | None, question: str | None, actor: str | None, kind: str | None
) -> Filter:
    """Return the filter that was asked for; refuses what the inspection has never heard of."""
    kinds = sorted(event.kind() for event in EVENT_TYPES)
    if kind is not None and kind not in kinds:
        raise click.UsageError(f"There is no kind of event “{kind}”. There are: {', '.join(kinds)}.")
    inspection = asked.handler.inspection(asked.inspection)
    if case is not None:
        asked.handler.case(asked.inspection, case)
    if theme is not None:
        inspection.adopted_framework("look at a theme").theme(theme)
    if question is not None:
        inspection.adopted_framework("look at a question").question(question)
    if actor is not None and actor not in {entry.person for entry in asked.view(AUDIT_TRAIL).entries}:
        inspection.member(actor)
    return Filter(case, theme, question, actor, kind)


@shows("scores", "scores", "scores --at feedback", "scores --questions --theme 4 --csv", table=True)
@click.option("--theme", help="Only this theme.")
@click.option("--questions", is_flag=True, help="Show each question, not each theme.")
def scores(asked: Reading, theme: str | None, questions: bool) -> None:
    """Show what each theme scores, from how many answers, beside what was judged."""
    view = asked.view(THEME_SCORES)
    framework = adopted(view)
    if theme is not None:
        framework.theme(theme)
    if questions:
        _questions(asked, view, theme)
        return
    status = asked.view(STATUS)
    shown = [score for score in all_scores(view) if theme in (None, score.theme)]
    if asked.form == "json":
        _scores_json(asked, shown, view, status)
        return
    boxed = is_boxed(asked.form)
    if boxed:
        day = asked.instant.day
        say(f"{status.title}: scores on {day.day} {day:%B %Y} (#{asked.instant.position})")
    table = _compact if boxed else _complete
    show_table(table(shown, status, view), asked.form)
    rating = _overall(status, view)
    if rating is not None and boxed:
        say(f"Overall: {rating.title}")


@shows(
    "trail",
    "trail --case NC-07",
    "trail --kind answer-moderated --theme 1 --csv",
    "trail --actor cat --at feedback",
    table=True,
)
@click.option("--case", help="Only this case.")
@click.option("--theme", help="Only this theme.")
@click.option("--question", help="Only this question.")
@click.option("--actor", help="Only what this person did.")
@click.option("--kind", help="Only this kind of event, such as answer-moderated.")
def trail(
    asked: Reading, case: str | None, theme: str | None, question: str | None, actor: str | None, kind: str | None
) -> None:
    """Show who did what, when and why, with what was there before. With --json, a line for each event."""
    entries = matching(asked.view(AUDIT_TRAIL).entries, wanted(asked, case, theme, question, actor, kind))
    if asked.form == "json":
        for entry in entries:
            show_json(entry)
        return
    if is_boxed(asked.form):
        told: list[list[Cell]] = [[one.position, london(one.at), one.name, one.what, one.why] for one in entries]
        show_table(Table(["#", "recorded", "who", "what", "why"], told, wide=["what", "why"]))
        return
    headings = ["#", "recorded", "who", "what", "old", "new", "why", "true of"]
    rows: list[list[Cell]] = [
        [one.position, london(one.at), one.name, one.what, one.old, one.new, one.why, str(one.on) if one.on else None]
        for one in entries
    ]
    show_table(Table(headings, rows), asked.form)


def _questions(asked: Reading, view: ThemeScores, theme: str | None) -> None:
    shares = [
        (one.id, share)
        for one in adopted(view).themes
        if theme in (None, one.id)
        for share in question_shares(view, one.id)
    ]
    if asked.form == "json":
        show_json(
            [
                {
                    "theme": of,
                    "question": share.question.id,
                    "text": share.question.text,
                    "sufficient": share.tally.sufficient,
                    "insufficient": share.tally.insufficient,
                    "not_applicable": share.not_applicable,
                    "share": share.tally.share,
                }
                for of, share in shares
            ]
        )
        return
    headings = ["theme", "question", "share", "sufficient", "insufficient", "not applicable", "text"]
    rows: list[list[Cell]] = [
        [
            of,
            share.question.id,
            "no answers" if share.tally.share is None else f"{float(share.tally.share):.1%}",
            share.tally.sufficient,
            share.tally.insufficient,
            share.not_applicable,
            share.question.text,
        ]
        for of, share in shares
    ]
    show_table(Table(headings, rows, wide=["text"]), asked.form)


def _compact(shown: list[ThemeScore], status: Status, view: ThemeScores) -> Table:
    """Return the scores as a table for a terminal."""
    headings = [
        "theme",
        "title",
        "score",
        "95% interval",
        "judgement",
        "sufficient",
        "not counted",
        "answers to next band",
    ]
    rows: list[list[Cell]] = [
        [
            *_head(score, status, view),
            f"{score.counts.sufficient} of {score.counts.sufficient + score.counts.insufficient}"
            if score.scored
            else "",
            _not_counted(score),
            _flips(score.flips),
        ]
        for score in shown
    ]
    return Table(headings, rows, wide=["title", "not counted"])


def _complete(shown: list[ThemeScore], status: Status, view: ThemeScores) -> Table:
    """Return the scores as a table for a spreadsheet: every count in a column of its own."""
    headings = [
        "theme",
        "title",
        "score",
        "95% interval",
        "judgement",
        *Counts.__dataclass_fields__,
        "answers to next band",
    ]
    rows = [[*_head(score, status, view), *vars(score.counts).values(), _flips(score.flips)] for score in shown]
    return Table([heading.replace("_", " ") for heading in headings], rows)


def _head(score: ThemeScore, status: Status, view: ThemeScores) -> list[Cell]:
    theme = status.themes[score.theme]
    judged = spoken(theme.judgement or "not judged") + (" (stale)" if stale(theme, view) else "")
    return [score.theme, score.title, _percent(score), _interval(score.interval), judged]


def _not_counted(score: ThemeScore) -> str:
    counts = vars(score.counts).items()
    return ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in counts if count and "sufficient" not in name
    )


def _percent(score: ThemeScore) -> str:
    if not score.scored:
        return "not scored"
    return "no score" if score.percent is None else f"{score.percent}%"


def _interval(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.low * 100:.0f} to {interval.high * 100:.0f}%"


def _flips(flips: Flips) -> str:
    said = [f"{number} {way}" for number, way in ((flips.up, "up"), (flips.down, "down")) if number is not None]
    return ", ".join(said)


def _overall(status: Status, view: ThemeScores) -> Rating | None:
    framework = adopted(view)
    values = {rating.key: rating.value for rating in framework.ratings}
    return overall([values[one.judgement] for one in status.themes.values() if one.judgement], framework)


def _scores_json(asked: Reading, shown: list[ThemeScore], view: ThemeScores, status: Status) -> None:
    rating = _overall(status, view)
    show_json(
        {
            "inspection": asked.inspection,
            "on": asked.instant.day,
            "position": asked.instant.position,
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
                    "judgement_stale": stale(status.themes[score.theme], view),
                    "events": score.events,
                }
                for score in shown
            ],
        }
    )
