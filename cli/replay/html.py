"""A replay as a page for a browser: what goes into it, and how it gets into a file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cli.contexts import ReadContext
from cli.replay.render import ReplayProgress, Telling, followed
from domain.refusals.base import NotFound
from domain.wording import format_day, join_list
from events_store.transparency.merkle_tree import kept_root
from projections.replay.snapshot import Glance, after
from projections.replay.steps import ReplayStep, headlines
from reports.replay_page.page import PageContext, page
from reports.replay_page.view_model import Mark, Scene, day_in_london


class NothingToShow(NotFound, code="nothing-to-tell"):
    """No event matches what was asked for."""

    def __init__(self) -> None:
        super().__init__("No event matches, so there is no page to write. Ask for more events.")


@dataclass
class Film:
    """The scenes told so far and the milestones met among all events."""

    scenes: list[Scene] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def page_of(ctx: ReadContext, telling: Telling, progress: ReplayProgress, views: str) -> str:
    """Return the page of the events to tell; refuses where there are none."""
    film = _film(ctx, telling, progress)
    if not film.scenes:
        raise NothingToShow
    framework = progress.views.status.framework
    about = PageContext(
        inspection=ctx.inspection,
        title=progress.views.status.title,
        body=progress.views.status.body,
        rule=framework.rule if framework else "none",
        position=ctx.instant.position,
        log_root=kept_root(ctx.store.hashes, ctx.instant.position),
        proof=f"The whole log was replayed when this page was made. It led to exactly what Inspectrail shows: {views}.",
        made_at=ctx.session.clock(),
        narrowed=tuple(_narrowed(ctx, telling, film)),
    )
    return page(about, film.scenes, film.marks)


def save(path: Path, page: str) -> None:
    """Write the page whole or not at all; raises OSError where that cannot be done."""
    # A link stays one: what it leads to is written.
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(page, encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _film(ctx: ReadContext, telling: Telling, progress: ReplayProgress) -> Film:
    film, glance = Film(), Glance()
    reached: set[str] = set()
    for _, step in followed(ctx.events(), progress):
        glance = after(glance, step)
        if telling.shows_event(step):
            progress.shown += 1
            film.scenes.append(Scene(step.entry, _did(step, telling.diff), glance))
        for name in step.views.milestones.reached.keys() - reached:
            reached.add(name)
            if film.scenes:
                on = day_in_london(step.entry.at)
                film.marks.append(Mark(name, step.recorded.position, on, len(film.scenes) - 1, glance))
    return film


def _did(step: ReplayStep, diff: bool) -> list[tuple[str, str | None, str | None]]:
    if diff:
        return [(change.figure.title, change.before, change.after) for change in step.changes]
    shown = headlines(step.changes)
    return [(change.figure.title, change.before or "none", change.after or "none") for change in shown]


def _narrowed(ctx: ReadContext, telling: Telling, film: Film) -> Iterator[str]:
    """Say what is not on the page, and why."""
    only = {name: value for name, value in telling.only.as_fields().items() if value is not None}
    if len(film.scenes) < len(ctx.events()):
        text = f" ({', '.join(f'{name} {value}' for name, value in only.items())})" if only else ""
        yield (
            f"This page tells {len(film.scenes):,} of {len(ctx.events()):,} events{text}. The scores, the judgements "
            f"and the recommendations beside each event are those after everything up to it."
        )
    if ctx.at is not None:
        yield f"As it was at event #{ctx.instant.position:,}: what was recorded later is not here."
    if ctx.effective_on is not None:
        yield f"Only events effective by {format_day(ctx.effective_on)} count, whenever they were recorded."
    if ctx.hidden:
        yield f"The first answers of {join_list(sorted(ctx.hidden))} are left out: they are being assessed blind."
