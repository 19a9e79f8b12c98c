"""Rebuild: all saved views, anew from the event log."""

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import print_text, show_json
from projections.engine.fold import rebuild as build_again
from projections.saved.all_views import PROJECTIONS
from projections.saved.rebuild import rebuild_all


@read_command("rebuild", "rebuild", "rebuild --all", past=False)
@click.option("--all", "of_all", is_flag=True, help="All inspections in the store, on all processors.")
def rebuild(ctx: ReadContext, of_all: bool) -> None:
    """Rebuild all saved views from the event log."""
    if of_all and ctx.named:
        raise click.UsageError("Say either --all or --inspection, not both.")
    names = [projection.name for projection in PROJECTIONS]
    if of_all:
        rebuilt = list(rebuild_all(ctx.store, ctx.address))
    else:
        build_again(PROJECTIONS, ctx.store, ctx.inspection)
        rebuilt = [ctx.inspection]
    if ctx.form == "json":
        show_json({"inspections": rebuilt, "rebuilt": names})
    elif not rebuilt:
        print_text("There is no inspection in this store yet, so there was nothing to build.")
    else:
        of = rebuilt[0] if len(rebuilt) == 1 else f"{len(rebuilt):,} inspections"
        print_text(f"Built again from the events of {of}: {', '.join(names)}.")
