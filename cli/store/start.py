"""Commands that create an empty store or the example."""

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

    created, name = create_store(store), shown(store)
    if as_json:
        show_json({"store": name, "created": created})
    elif created:
        print_text(f"Created the store {name}. Next, announce an inspection: inspectrail inspection announce --help")
    else:
        print_text(f"{name} is already a store. Nothing was changed.")


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
    """Build and show the example: Newcastle's inspection of 2016.

    The facts and figures are from the published report; the answers, people and wording are fictitious.
    """
    from cli.examples.newcastle.show import build_and_show

    return build_and_show(session_of(ctx), store, as_json=as_json)
