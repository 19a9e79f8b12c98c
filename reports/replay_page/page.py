"""The replay page: an inspection event by event in one HTML file that needs no network.

Everything that people wrote is text: it is escaped in the markup, and the script never builds markup from it. The
content security policy allows only the style and the script in the page, by their digests.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib.resources import files

from domain import VERSION
from domain.dates import LONDON
from domain.wording import humanise
from projections.replay.snapshot import RecommendationLine, ThemeLine
from reports.replay_page.chart import chart
from reports.replay_page.tables import milestones, recommendation_cells, recommendation_row, theme_cells, theme_row
from reports.replay_page.view_model import Mark, Scene, at_london, day_in_london, format_day

TOKEN = re.compile(r"\{\{(\w+)\}\}")
# JSON works without these characters, which could end a script or be parsed as markup.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True)
class PageContext:
    """The inspection of the page, and the log from which it was created."""

    inspection: str
    title: str
    body: str
    rule: str
    position: int
    log_root: str
    proof: str
    created_at: datetime
    narrowed: Sequence[str] = ()


def page(about: PageContext, scenes: Sequence[Scene], marks: Sequence[Mark] = ()) -> str:
    """Return the page; there must be at least one scene."""
    last = scenes[-1]
    style, script = _resource("replay_page.css"), _resource("replay_page.js")
    themes, recommendations = last.snapshot.themes.values(), last.snapshot.recommendations.values()
    return _filled(
        _resource("replay_page.html"),
        {
            "style": style,
            "script": script,
            "style_hash": _digest(style),
            "script_hash": _digest(script),
            "version": escape(VERSION),
            "made": escape(at_london(about.created_at)),
            "inspection": escape(about.inspection),
            "title": escape(about.title),
            "body": escape(about.body),
            "rule": escape(humanise(about.rule)),
            "span": escape(_span(scenes)),
            "narrowed": "".join(f'<p class="notice">{escape(text)}</p>' for text in about.narrowed),
            "count": str(len(scenes)),
            "last_event": _line(last),
            "phase": escape(last.snapshot.phase),
            "chart": _chart(scenes, marks),
            "themes": "".join(theme_row(line, index) for index, line in enumerate(themes)),
            "milestones": milestones(marks, last),
            "filters": _filters(scenes),
            "matching": f"{len(scenes):,} events.",
            "events": "\n".join(_event(scene) for scene in scenes),
            "recommendations": "".join(recommendation_row(line) for line in recommendations),
            "no_recommendations": " hidden" if recommendations else "",
            "some_recommendations": "" if recommendations else " hidden",
            "about": _about(about),
            "data": _json(_data(scenes)),
        },
    )


# The page around the data


def _resource(name: str) -> str:
    return (files("reports") / name).read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _filled(template: str, values: Mapping[str, str]) -> str:
    # In one pass, so that inserted values are not searched for tokens.
    return TOKEN.sub(lambda match: values[match[1]], template)


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def _span(scenes: Sequence[Scene]) -> str:
    first, last = day_in_london(scenes[0].entry.at), day_in_london(scenes[-1].entry.at)
    days = f"on {first}" if first == last else f"from {first} to {last}"
    return f"{_events(len(scenes))} {days}."


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"


def _about(about: PageContext) -> str:
    terms = {
        "Inspection": f"{about.inspection}: {about.title}",
        "Source": f"the log up to event #{about.position:,}",
        "Root of the log at this event": about.log_root,
        "Check": about.proof,
    }
    return "\n".join(f"<div><dt>{name}</dt><dd>{escape(text)}</dd></div>" for name, text in terms.items())


def _chart(scenes: Sequence[Scene], marks: Sequence[Mark]) -> str:
    days = [f"{day.day} {day:%b %Y}" for day in (scene.entry.at.astimezone(LONDON) for scene in scenes)]
    places = [(mark.name, mark.position, mark.index) for mark in marks]
    return chart([scene.snapshot.themes for scene in scenes], days, places)


# Events


def _event(scene: Scene) -> str:
    return f'<li id="event-{scene.entry.position}">{_line(scene)}</li>'


def _line(scene: Scene) -> str:
    entry = scene.entry
    on = f" (effective {format_day(entry.on)})" if entry.on else ""
    why = f'<p class="why">Why: {escape(entry.why)}</p>' if entry.why else ""
    did = "".join(f"<li>{_effect(*effect)}</li>" for effect in scene.did)
    return (
        f'<p class="when"><a href="#event-{entry.position}">#{entry.position:,}</a> '
        f'<time datetime="{entry.at.isoformat()}">{at_london(entry.at)}</time>{on}</p>'
        f'<p class="what"><b>{escape(entry.name)}</b> {escape(entry.what)}</p>{why}'
        f'<p class="who">{escape(humanise(entry.role))}, {escape(entry.organisation)}</p>'
        f"{f'<ul class=did>{did}</ul>' if did else ''}"
    )


def _effect(figure: str, before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return f"{escape(figure)}: {escape(str(after if before is None else f'{before}, no longer'))}"
    return f"{escape(figure)}: from {escape(before)} to <b>{escape(after)}</b>"


def _filters(scenes: Sequence[Scene]) -> str:
    titles = {theme: line.title for theme, line in scenes[-1].snapshot.themes.items()}
    themes = [theme for theme in titles if any(theme in scene.entry.themes for scene in scenes)]
    cases = sorted({scene.entry.case for scene in scenes if scene.entry.case})
    kinds = sorted({scene.entry.kind for scene in scenes})
    return "\n".join(
        [
            _choice("theme", "Theme", "All themes", [(theme, f"{theme} {titles[theme]}") for theme in themes]),
            _choice("case", "Case", "All cases", [(case, case) for case in cases]),
            _choice("kind", "What happened", "Everything", [(kind, kind.replace("-", " ")) for kind in kinds]),
        ]
    )


def _choice(name: str, label: str, everything: str, options: Iterable[tuple[str, str]]) -> str:
    choices = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options)
    return (
        f'<div class="field"><label for="{name}">{label}</label>'
        f'<select id="{name}" autocomplete="off"><option value="">{everything}</option>{choices}</select></div>'
    )


# The data of the script: for each figure the events that changed it, and its new values


def _data(scenes: Sequence[Scene]) -> dict[str, object]:
    entries = [scene.entry for scene in scenes]
    last = scenes[-1].snapshot
    return {
        "positions": [entry.position for entry in entries],
        "times": [at_london(entry.at) for entry in entries],
        "themes": [" ".join(entry.themes) for entry in entries],
        "cases": [entry.case or "" for entry in entries],
        "kinds": [entry.kind for entry in entries],
        "phases": list(_series(scene.snapshot.phase for scene in scenes)),
        "scores": [list(_theme_series(scenes, theme)) for theme in last.themes],
        "recommendations": {number: list(_recommendation_series(scenes, number)) for number in last.recommendations},
    }


def _series(values: Iterable[object]) -> Iterator[tuple[int, object]]:
    before: object = None
    for index, value in enumerate(values):
        if value != before:
            yield index, value
        before = value


def _theme_series(scenes: Sequence[Scene], theme: str) -> Iterator[list[object]]:
    """Yield the index of each event that changed a theme's line, with the new cells."""
    lines = _series(scene.snapshot.themes.get(theme) for scene in scenes)
    for index, line in lines:
        if isinstance(line, ThemeLine):
            yield [index, *theme_cells(line)]


def _recommendation_series(scenes: Sequence[Scene], number: int) -> Iterator[list[object]]:
    for index, line in _series(scene.snapshot.recommendations.get(number) for scene in scenes):
        if isinstance(line, RecommendationLine):
            yield [index, *recommendation_cells(line)]
