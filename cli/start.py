"""Starting: an empty store, or the example."""

from pathlib import Path

import click

from cli.options import JSON, STORE, group, session_of
from cli.output import say, show_json

demo = group("demo", "Build an example and look at it.")


@click.command("init", epilog="\b\nExamples:\n  inspectrail init\n  inspectrail init --store inspections.db")
@STORE
@JSON
def init(store: Path, as_json: bool) -> None:
    """Create an empty store. Where there is one already, nothing is changed."""
    from events_store.sqlite_file import create

    created = create(store)
    if as_json:
        show_json({"store": str(store), "created": created})
    elif created:
        say(f"Created the store {store}. Go on with: inspectrail inspection announce --help")
    else:
        say(f"{store} is a store already. Nothing was changed.")


@demo.command("newcastle", epilog="\b\nExamples:\n  inspectrail demo newcastle")
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    default="newcastle-2016.db",
    show_default=True,
    help="The file to build it in.",
)
@JSON
@click.pass_context
def newcastle(ctx: click.Context, store: Path, as_json: bool) -> int:
    """Build the Newcastle inspection of 2016 through the ordinary commands, and show it.

    The facts and figures are those of the published report; the answers, people and wording are made up.
    """
    from cli.examples.newcastle.show import build_and_show

    return build_and_show(session_of(ctx), store, as_json=as_json)
