"""Starting: an empty store, or the example."""

import click

from cli.commands import group, session_of
from cli.options import JSON, STORE
from cli.output import print_text, show_json

demo = group("demo", "Build and show an example.")


@click.command(
    "init",
    epilog="\b\nExamples:\n  inspectrail init\n  inspectrail init --store inspections.db\n"
    "  inspectrail init --store postgresql://keeper@db.example/inspections",
)
@STORE
@JSON
def init(store: str, as_json: bool) -> None:
    """Create an empty store. An existing store is not changed."""
    from events_store.store_url import create_store, shown

    created, named = create_store(store), shown(store)
    if as_json:
        show_json({"store": named, "created": created})
    elif created:
        print_text(f"Created the store {named}. Go on with: inspectrail inspection announce --help")
    else:
        print_text(f"{named} is a store already. Nothing was changed.")


@demo.command("newcastle", epilog="\b\nExamples:\n  inspectrail demo newcastle")
@click.option(
    "--store",
    default="newcastle-2016.db",
    show_default=True,
    help="The store to build it in: a file, or postgresql://...",
)
@JSON
@click.pass_context
def newcastle(ctx: click.Context, store: str, as_json: bool) -> int:
    """Build the example of the Newcastle inspection of 2016, and show it.

    The facts and figures are from the published report; the answers, people and wording are fictitious.
    """
    from cli.examples.newcastle.show import build_and_show

    return build_and_show(session_of(ctx), store, as_json=as_json)
