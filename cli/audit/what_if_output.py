"""What if, told: to a person at a terminal, as rows for a spreadsheet, and as JSON for machines."""

from collections.abc import Sequence
from typing import assert_never

from cli.contexts import ReadContext
from cli.output import Cell, Table, print_text, show_json, show_table
from domain.events.judging import ScoreBasis
from domain.framework import Rating
from domain.scoring import Flips, one_decimal
from domain.wording import humanise, join_list
from events_store.store import RecordedEvent
from projections.audit.what_if import (
    AlternativeBands,
    AlternativeRule,
    Change,
    RulesOf,
    WithoutCase,
    WithoutEvent,
    WithoutModerationsOf,
    WithoutModerator,
    left_out,
    name_of,
    overtaken,
)
from projections.audit.what_if_effects import Footing, ThemeDifference, share
from projections.saved.audit_trail import sentence
from projections.saved.theme_scores import THEME_SCORES, ThemeScore, adopted

NOTHING_RECORDED = "Nothing was recorded: this only shows what would have been."

# Of events that were overtaken, how many are told one by one.
MOST_SHOWN = 5


def render(
    log: Sequence[RecordedEvent],
    supposed: Sequence[RecordedEvent],
    changes: Sequence[Change],
    found: Sequence[ThemeDifference],
    theme: str | None,
) -> None:
    """Say what was supposed and what would be otherwise, to a person at a terminal."""
    gone = len(left_out(log, supposed))
    number = f"{gone:,} of {len(log):,} events" if gone else "No event"
    text = "; ".join(dict.fromkeys(_describe_change(change, log) for change in changes))
    print_text(f"What if: {text}? {number} {'are' if gone > 1 else 'is'} left out.")
    for line in _overtaken(log, supposed):
        print_text(line)
    if found:
        show_table(_compact(found))
    for difference in found:
        if difference.footing is not None:
            print_text(_footing(difference, difference.footing))
    print_text(" ".join([*_rest(log, found, theme), NOTHING_RECORDED]))


def _describe_change(change: Change, log: Sequence[RecordedEvent]) -> str:
    match change:
        case WithoutEvent(position):
            recorded = next(event for event in log if event.position == position)
            return f"without #{position}, where {recorded.fact.origin.actor.name} {sentence(recorded)}"
        case WithoutModerationsOf(assessor):
            return f"without the moderations of answers by {name_of(log, assessor)}"
        case WithoutModerator(moderator):
            return f"without what {name_of(log, moderator)} changed"
        case WithoutCase(case):
            return f"without {case}"
        case AlternativeRule(rule):
            return f"scored by the rule “{humanise(rule)}”"
        case AlternativeBands(cuts):
            return f"with bands from {join_list(f'{cut}%' for cut in cuts)}"
        case RulesOf(framework):
            return f"scored by the rule of {framework.reference} (“{humanise(framework.rule)}”) and rated on its scale"
        case _:
            assert_never(change)


def _overtaken(log: Sequence[RecordedEvent], supposed: Sequence[RecordedEvent]) -> list[str]:
    """Return which events do not bear on what stands in the end, because of a later one; a sentence each."""
    found = overtaken(log, supposed)
    text = [
        f"Without #{item.left_out.position} the same stands in the end: later, in #{item.stands.position}, "
        f"{item.stands.fact.origin.actor.name} {sentence(item.stands)}."
        for item in found[:MOST_SHOWN]
    ]
    more = found[MOST_SHOWN:]
    return [*text, *([f"The same is so of {len(more)} more."] if more else [])]


def _compact(found: Sequence[ThemeDifference]) -> Table:
    """Return what differs as a table for a terminal: as it is, an arrow, as it would be."""
    headings = ["theme", "title", "score", "band", "sufficient", "answers to next band"]
    rows: list[list[Cell]] = [
        [
            difference.theme,
            difference.title,
            _arrow(_score(difference.now), _score(difference.would_be)),
            _arrow(_band(difference.now.band), _band(difference.would_be.band)),
            _arrow(_counts(difference.now), _counts(difference.would_be)),
            _arrow(_flips(difference.now.flips), _flips(difference.would_be.flips)),
        ]
        for difference in found
    ]
    return Table(headings, rows, wide=["title", "sufficient", "answers to next band", "band"])


def complete(found: Sequence[ThemeDifference]) -> Table:
    """Return what differs as a table for a spreadsheet: a column for everything as it is, and as it would be."""
    columns = ["score", "exact score", "band", "rule", "sufficient", "answered", "up", "down"]
    headings = ["theme", "title", *columns, *(f"would be: {column}" for column in columns), "judgement"]
    resting = ["rested on", "band of that", "would have rested on", "would-be band of that"]
    rows = [
        [
            difference.theme,
            difference.title,
            *_columns(difference.now),
            *_columns(difference.would_be),
            *_resting(difference.footing),
        ]
        for difference in found
    ]
    return Table([*headings, *resting], rows)


def _columns(score: ThemeScore) -> list[Cell]:
    exact = None if score.share is None else str(score.share)
    figures = (score.counts.sufficient, score.answered, score.flips.up, score.flips.down)
    return [_score(score), exact, _band(score.band), score.rule, *figures]


def _resting(footing: Footing | None) -> list[Cell]:
    if footing is None:
        return ["not judged", None, None, None, None]
    bases = (_basis(footing.rested_on), _band(footing.band), _basis(footing.would_rest_on), _band(footing.would_band))
    return [footing.rating.key, *bases]


def _footing(difference: ThemeDifference, footing: Footing) -> str:
    """Say what a judgement rested on and would have rested on; never how it would have been judged."""
    rules = footing.rested_on.rule != footing.would_rest_on.rule
    was = _basis(footing.rested_on, rule=rules) + _in_band(footing.band)
    judged = f"Theme {difference.theme} was judged {humanise(footing.rating.key)} (#{footing.position}) on {was}"
    if not footing.differs:
        return f"{judged}. It would have rested on the same."
    would = _basis(footing.would_rest_on, rule=rules)
    if footing.band_differs:
        return f"{judged}. It would have rested on {would}{_in_band(footing.would_band)}."
    return f"{judged}. It would have rested on {would}{', in the same band' if footing.band else ''}."


def _basis(basis: ScoreBasis, *, rule: bool = False) -> str:
    by = f", {humanise(basis.rule)}" if rule else ""
    return f"{one_decimal(share(basis))} ({basis.sufficient} of {basis.answered}{by})"


def _rest(log: Sequence[RecordedEvent], found: Sequence[ThemeDifference], theme: str | None) -> list[str]:
    """Say which themes would not differ, and which have no score that could."""
    themes = [judged for judged in adopted(THEME_SCORES.replay(log)).themes if theme in (None, judged.id)]
    differing = {difference.theme for difference in found}
    same = [judged.id for judged in themes if judged.scored and judged.id not in differing]
    unscored = [judged.id for judged in themes if not judged.scored]
    text = [f"{_themes(same)} would not differ."] if same else []
    if unscored:
        text.append(f"{_themes(unscored)} {'is' if len(unscored) == 1 else 'are'} judged without a score.")
    return text


def _themes(ids: Sequence[str]) -> str:
    return f"{'Theme' if len(ids) == 1 else 'Themes'} {join_list(ids)}"


def show_as_json(
    ctx: ReadContext,
    log: Sequence[RecordedEvent],
    supposed: Sequence[RecordedEvent],
    changes: Sequence[Change],
    found: Sequence[ThemeDifference],
) -> None:
    """Print one JSON document: what was supposed, what was left out, and each theme as it is and would be."""
    show_json(
        {
            "inspection": ctx.inspection,
            "on": ctx.instant.day,
            "position": ctx.instant.position,
            "supposed": [_describe_change(change, log) for change in changes],
            "events": len(log),
            "left_out": [event.position for event in left_out(log, supposed)],
            "overtaken": [
                {"left_out": item.left_out.position, "stands": item.stands.position}
                for item in overtaken(log, supposed)
            ],
            "themes": [
                {
                    "theme": difference.theme,
                    "title": difference.title,
                    "now": _figures(difference.now),
                    "would_be": _figures(difference.would_be),
                    "judgement": None if difference.footing is None else _rested(difference.footing),
                }
                for difference in found
            ],
            "recorded": False,
        }
    )


def _figures(score: ThemeScore) -> dict[str, object]:
    return {
        "rule": score.rule,
        "framework_digest": score.digest,
        "percent": score.percent,
        "share": score.share,
        "band": score.band.key if score.band else None,
        "counts": score.counts,
        "cases": score.cases,
        "flips": score.flips,
    }


def _rested(footing: Footing) -> dict[str, object]:
    return {
        "rating": footing.rating.key,
        "position": footing.position,
        "rested_on": footing.rested_on,
        "band": footing.band.key if footing.band else None,
        "would_rest_on": footing.would_rest_on,
        "would_band": footing.would_band.key if footing.would_band else None,
        "differs": footing.differs,
        "band_differs": footing.band_differs,
    }


def _arrow(now: str, would_be: str) -> str:
    return now if now == would_be else f"{now or 'none'} → {would_be or 'none'}"


def _score(score: ThemeScore) -> str:
    return one_decimal(score.share) if score.share is not None else "no score"


def _band(rating: Rating | None) -> str:
    return rating.title if rating else ""


def _in_band(rating: Rating | None) -> str:
    return f", in the band {rating.title}" if rating else ""


def _counts(score: ThemeScore) -> str:
    return f"{score.counts.sufficient} of {score.answered}"


def _flips(flips: Flips) -> str:
    text = [f"{number} {way}" for number, way in ((flips.up, "up"), (flips.down, "down")) if number is not None]
    return ", ".join(text)
