"""Compute the replay page for a browser, and write it to a file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cli.contexts import ReadContext
from cli.replay.render import ReplayProgress, Selection, replayed_steps
from domain.refusals.base import NotFound
from domain.wording import format_day, join_list
from events_store.transparency.merkle_tree import kept_root
from projections.replay.snapshot import Snapshot, after
from projections.replay.steps import ReplayStep, headlines
from reports.replay_page.page import PageContext, page
from reports.replay_page.view_model import Mark, Scene, day_in_london


class NothingToShow(NotFound, code="nothing-to-tell"):
    """No event matches the options."""

    def __init__(self) -> None:
        super().__init__("No event matches, so no page was written. Leave out some of the options that filter events.")


@dataclass
class PageContent:
    """The scenes of the page, and the milestones among all events."""

    scenes: list[Scene] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def page_of(ctx: ReadContext, selection: Selection, progress: ReplayProgress, views: str) -> str:
    """Return the page of the selected events; refuse if there are none."""
    content = _content(ctx, selection, progress)
    if not content.scenes:
        raise NothingToShow
    framework = progress.views.status.framework
    about = PageContext(
        inspection=ctx.inspection,
        title=progress.views.status.title,
        body=progress.views.status.body,
        rule=framework.rule if framework else "none",
        position=ctx.instant.position,
        log_root=kept_root(ctx.store.hashes, ctx.instant.position),
        proof=f"The whole log was replayed for this page. The result equals what Inspectrail shows: {views}.",
        created_at=ctx.session.clock(),
        narrowed=tuple(_narrowed(ctx, selection, content)),
    )
    return page(about, content.scenes, content.marks)


def save(path: Path, page: str) -> None:
    """Write the page atomically; raise OSError if that fails."""
    # If the path is a link, its target is replaced and the link stays.
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(page, encoding="utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _content(ctx: ReadContext, selection: Selection, progress: ReplayProgress) -> PageContent:
    content, snapshot = PageContent(), Snapshot()
    reached: set[str] = set()
    for _, step in replayed_steps(ctx.events(), progress):
        snapshot = after(snapshot, step)
        if selection.shows_event(step):
            progress.shown += 1
            content.scenes.append(Scene(step.entry, _effects(step, selection.diff), snapshot))
        for name in step.views.milestones.reached.keys() - reached:
            reached.add(name)
            if content.scenes:
                on = day_in_london(step.entry.at)
                content.marks.append(Mark(name, step.recorded.position, on, len(content.scenes) - 1, snapshot))
    return content


def _effects(step: ReplayStep, diff: bool) -> list[tuple[str, str | None, str | None]]:
    if diff:
        return [(change.figure.title, change.before, change.after) for change in step.changes]
    shown = headlines(step.changes)
    return [(change.figure.title, change.before or "none", change.after or "none") for change in shown]


def _narrowed(ctx: ReadContext, selection: Selection, content: PageContent) -> Iterator[str]:
    """Yield a sentence for each reason why events are not on the page."""
    only = {name: value for name, value in selection.only.as_fields().items() if value is not None}
    if len(content.scenes) < len(ctx.events()):
        filters = f" ({', '.join(f'{name} {value}' for name, value in only.items())})" if only else ""
        yield (
            f"This page shows {len(content.scenes):,} of {len(ctx.events()):,} events{filters}. The scores, "
            f"judgements and recommendations shown with an event are those after all events up to it."
        )
    if ctx.at is not None:
        yield f"The page shows the state at event #{ctx.instant.position:,}. Later events are not on it."
    if ctx.effective_on is not None:
        yield f"Only events effective by {format_day(ctx.effective_on)} count, whenever they were recorded."
    if ctx.hidden:
        yield f"The first answers of {join_list(sorted(ctx.hidden))} are left out: they are being assessed blind."
