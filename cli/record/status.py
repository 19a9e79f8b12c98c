"""The status of the inspection, its cases and themes, and what is left to do."""

from collections.abc import Set as AbstractSet

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.hints import how_to_settle
from cli.output import Cell, Table, print_text, show_json, show_table
from cli.record.case_output import case_table, cases_as_data
from domain.inspection.stale_sign_offs import StaleSignOff
from domain.text import ThemeId
from domain.wording import humanise
from events_store.transparency.merkle_tree import kept_root
from projections.audit.stale_sign_offs import stale as stale_sign_offs
from projections.saved.status import STATUS, Status, moved, next_steps
from projections.saved.theme_scores import THEME_SCORES


@read_command("status", "status", "status --at feedback --json")
def status(ctx: ReadContext) -> None:
    """Show the state of the inspection and what is left to do."""
    view = ctx.view(STATUS)
    scores = ctx.view(THEME_SCORES)
    # Without the answers that are hidden from the reader, every judgement would seem out of date.
    signed = [] if ctx.hidden else stale_sign_offs(ctx.events())
    themes_moved = frozenset() if ctx.hidden else moved(view, scores)
    steps = [*next_steps(view, signed), *(f"stale {sign_off}; {how_to_settle(sign_off)}" for sign_off in signed)]
    root = kept_root(ctx.store.hashes, ctx.instant.position)
    if ctx.form == "json":
        show_json(
            {
                "inspection": ctx.inspection,
                "phase": view.phase,
                "on": ctx.instant.day,
                "position": ctx.instant.position,
                "log_root": root,
                "to_do": steps,
                "stale_sign_offs": [{**sign_off.as_fields(), "settle": how_to_settle(sign_off)} for sign_off in signed],
                "cases": cases_as_data(ctx, view),
                "themes": [
                    {**theme.as_fields(), "stale": None if ctx.hidden else theme.theme in themes_moved}
                    for theme in view.themes.values()
                ],
                "store": ctx.store.settings(),
            }
        )
        return
    # Before the announcement it has no title.
    name = f"{view.title} ({ctx.inspection})" if view.title else ctx.inspection
    print_text(f"{name}: {view.phase}")
    for line in _open(view, steps, signed):
        print_text(line)
    show_table(_themes(view, themes_moved))
    show_table(case_table(ctx, view))
    settings = ", ".join(f"{name} {value}" for name, value in ctx.store.settings().items())
    print_text(f"Log: {ctx.instant.position:,} events, root {root[:16]}. Store: {ctx.store.name}, {settings}.")


def _open(view: Status, steps: list[str], signed: list[StaleSignOff]) -> list[str]:
    if view.phase in ("final", "published", "reviewed"):
        return [f"  stale, and let stand when the report was finalised: {sign_off}" for sign_off in signed]
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
            humanise(theme.proposed or ""),
            humanise(theme.judgement or "") + (" (stale)" if theme.theme in moved else ""),
        ]
        for theme in view.themes.values()
    ]
    return Table(headings, rows, title="Themes", wide=["title"])
