"""Keeping: where everything stands, and what is saved built anew."""

from collections.abc import Set as AbstractSet

import click

from cli.case import case_table, cases_as_data
from cli.hints import how_to_settle
from cli.options import shows
from cli.output import Cell, Table, say, show_json, show_table
from cli.wiring import Reading
from domain.inspection.sign_offs import StaleSignOff
from domain.refusals import spoken
from domain.text import ThemeId
from events_store.ledger import kept_root
from projections.engine import rebuild as build_again
from projections.rebuilding import rebuild_all
from projections.sign_offs import stale as stale_sign_offs
from projections.status import STATUS, Status, moved, next_steps
from projections.theme_scores import THEME_SCORES
from projections.views import PROJECTIONS


@shows("status", "status", "status --at feedback --json")
def status(asked: Reading) -> None:
    """Show where the inspection, its cases and its themes stand, and what is still to be done."""
    view = asked.view(STATUS)
    scores = asked.view(THEME_SCORES)
    # Without the answers that are hidden from the reader every judgement would seem to have moved.
    signed = [] if asked.hidden else stale_sign_offs(asked.events())
    themes_moved = frozenset() if asked.hidden else moved(view, scores)
    steps = [*next_steps(view, signed), *(f"stale {one}; {how_to_settle(one)}" for one in signed)]
    root = kept_root(asked.store.hashes, asked.instant.position)
    if asked.form == "json":
        show_json(
            {
                "inspection": asked.inspection,
                "phase": view.phase,
                "on": asked.instant.day,
                "position": asked.instant.position,
                "log_root": root,
                "to_do": steps,
                "stale_sign_offs": [{**one.as_fields(), "settle": how_to_settle(one)} for one in signed],
                "cases": cases_as_data(asked, view),
                "themes": [
                    {**theme.as_fields(), "stale": None if asked.hidden else theme.theme in themes_moved}
                    for theme in view.themes.values()
                ],
                "store": asked.store.settings(),
            }
        )
        return
    # On a day before the announcement it has no title yet.
    named = f"{view.title} ({asked.inspection})" if view.title else asked.inspection
    say(f"{named}: {view.phase}")
    for line in _open(view, steps, signed):
        say(line)
    show_table(_themes(view, themes_moved))
    show_table(case_table(asked, view))
    settings = ", ".join(f"{name} {value}" for name, value in asked.store.settings().items())
    say(f"Log: {asked.instant.position:,} events, root {root[:16]}. Store: {asked.store.name}, {settings}.")


def _open(view: Status, steps: list[str], signed: list[StaleSignOff]) -> list[str]:
    if view.phase in ("final", "published", "reviewed"):
        return [f"  stale, and let stand when the report was finalised: {one}" for one in signed]
    nothing = "nothing is open: every case is settled, every theme is judged and every sign-off holds"
    return [f"  to do: {step}" for step in steps] or [f"  {nothing}"]


def _themes(view: Status, moved: AbstractSet[ThemeId]) -> Table:
    headings = ["theme", "title", "key findings", "explanations", "proposed", "judgement"]
    rows: list[list[Cell]] = [
        [
            theme.theme,
            theme.title,
            theme.key_findings,
            theme.explanations,
            spoken(theme.proposed or ""),
            spoken(theme.judgement or "") + (" (stale)" if theme.theme in moved else ""),
        ]
        for theme in view.themes.values()
    ]
    return Table(headings, rows, title="Themes", wide=["title"])


@shows("rebuild", "rebuild", "rebuild --all", past=False)
@click.option("--all", "of_all", is_flag=True, help="Of every inspection in the store, on all processors at once.")
def rebuild(asked: Reading, of_all: bool) -> None:
    """Throw away what is saved for scores, trail, recommendations and status, and build it again from the events."""
    if of_all and asked.named:
        raise click.UsageError("Say either --all or --inspection, not both.")
    names = [projection.name for projection in PROJECTIONS]
    if of_all:
        rebuilt = list(rebuild_all(asked.store, asked.address))
    else:
        build_again(PROJECTIONS, asked.store, asked.inspection)
        rebuilt = [asked.inspection]
    if asked.form == "json":
        show_json({"inspections": rebuilt, "rebuilt": names})
    elif not rebuilt:
        say("There is no inspection in this store yet, so there was nothing to build.")
    else:
        of = rebuilt[0] if len(rebuilt) == 1 else f"{len(rebuilt):,} inspections"
        say(f"Built again from the events of {of}: {', '.join(names)}.")
