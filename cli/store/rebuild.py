"""The command that rebuilds saved views."""

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import print_text, show_json
from projections.engine.fold import rebuild as rebuild_views
from projections.saved.all_views import PROJECTIONS
from projections.saved.rebuild import rebuild_all


@read_command("rebuild", "rebuild", "rebuild --all", past=False)
@click.option("--all", "of_all", is_flag=True, help="All inspections in the store, on all processors.")
def rebuild(ctx: ReadContext, of_all: bool) -> None:
    """Rebuild all saved views from the event log."""
    if of_all and ctx.named:
        raise click.UsageError("Use either --all or --inspection, not both.")
    names = [projection.name for projection in PROJECTIONS]
    if of_all:
        rebuilt = list(rebuild_all(ctx.store, ctx.address))
    else:
        rebuild_views(PROJECTIONS, ctx.store, ctx.inspection)
        rebuilt = [ctx.inspection]
    if ctx.form == "json":
        show_json({"inspections": rebuilt, "rebuilt": names})
    elif not rebuilt:
        print_text("This store has no inspections yet. Nothing was rebuilt.")
    else:
        inspections = rebuilt[0] if len(rebuilt) == 1 else f"{len(rebuilt):,} inspections"
        print_text(f"Rebuilt the saved views of {inspections}: {', '.join(names)}.")
