"""The shape of commands, and of those that show something."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from cli.composition import Session
from cli.contexts import ReadContext
from cli.options import AT, CSV, EFFECTIVE, INSPECTION, JSON, READER, STORE, TSV
from domain.wording import join_list
from events_store.gc_paused import paused

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def group(name: str, sentence: str) -> click.Group:
    """Return a group of commands about one thing."""
    return click.Group(name, help=sentence)


def read_command(
    name: str, *examples: str, into: click.Group | None = None, table: bool = False, past: bool = True
) -> Callable[[Callable[..., Any]], Any]:
    """Make a command that shows something, now or as it was in the past: it takes a Reading."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        @click.pass_context
        def run(
            ctx: click.Context,
            /,
            store: str,
            inspection: str | None,
            as_json: bool,
            at: str | None = None,
            effective_on: date | None = None,
            reader: str | None = None,
            form: str | None = None,
            **given: Any,
        ) -> Any:
            form = "json" if as_json else form or ""
            reading = ReadContext(session_of(ctx), store, inspection, at, form, effective_on, reader)
            # What is read is held to the end, and has no cycles.
            with paused():
                left_with = function(reading, **given)
            _print_hidden(reading)
            return left_with

        shared = (STORE, INSPECTION, READER, *([AT, EFFECTIVE] if past else []), JSON, *([CSV, TSV] if table else []))
        return command(name, examples, into, function, run, shared)

    return decorate


def session_of(ctx: click.Context) -> Session:
    """Return the session of this process, which closes its stores when the command ends."""
    root = ctx.find_root()
    if root.obj is None:
        root.obj = Session()
        root.call_on_close(root.obj.close)
    session: Session = root.obj
    return session


def _print_hidden(reading: ReadContext) -> None:
    """Say beside what was shown, on standard error, which first answers the reader was not shown, and why."""
    # Only a command that looked at answers knows; it need not be found out for the others.
    existing = dict(reading.session.hidden)
    reading.session.hidden.clear()
    if not existing:
        return
    own = [case for cases in existing.values() for case in cases]
    named = [f"{inspection}/{case}" for inspection, cases in existing.items() for case in cases]
    hidden = sorted(own if len(existing) == 1 else named)
    cases = join_list(hidden)
    notice = (
        f"The first answers of {cases} are hidden: they are being assessed blind. They are shown to whoever says with "
        f"--as that they are somebody else, and to the second assessor once they submit."
    )
    click.echo(json.dumps({"notice": notice, "hidden": hidden}) if reading.form == "json" else notice, err=True)


def command(
    name: str,
    examples: tuple[str, ...],
    into: click.Group | None,
    function: Callable[..., Any],
    run: Callable[..., Any],
    shared: tuple[Decorator, ...],
) -> click.Command:
    """Return the command that runs, with the help and the options of a function and the options it shares."""
    run.__doc__ = function.__doc__
    params = list(reversed(getattr(function, "__click_params__", [])))
    result = click.Command(
        name,
        params=params,
        callback=run,
        help=function.__doc__,
        epilog="\b\n" + "\n".join(["Examples:", *(f"  inspectrail {example}" for example in examples)]),
    )
    for option in shared:
        option(result)
    if into is not None:
        into.add_command(result)
    return result
