"""Build commands, and read commands in particular."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from cli.composition import Session
from cli.contexts import ReadContext, suggesting_people
from cli.options import AT, CSV, EFFECTIVE, INSPECTION, JSON, READER, STORE, TSV
from domain.wording import join_list
from events_store.gc_paused import paused

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def group(name: str, sentence: str) -> click.Group:
    """Return a group of commands."""
    return click.Group(name, help=sentence)


def read_command(
    name: str, *examples: str, into: click.Group | None = None, table: bool = False, past: bool = True
) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that makes a read command of a function.

    The function takes a ReadContext. `past` adds the options for an earlier instant, `table` those for rows.
    """

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
            **options: Any,
        ) -> Any:
            form = "json" if as_json else form or ""
            reading = ReadContext(session_of(ctx), store, inspection, at, form, effective_on, reader)
            # Everything read is kept until the end and has no cycles, so collecting garbage would only cost time.
            with suggesting_people(reading), paused():
                exit_code = function(reading, **options)
            _print_hidden(reading)
            return exit_code

        shared = (STORE, INSPECTION, READER, *([AT, EFFECTIVE] if past else []), JSON, *([CSV, TSV] if table else []))
        return command(name, examples, into, function, run, shared)

    return decorate


def session_of(ctx: click.Context) -> Session:
    """Return the session of this process. It closes its stores when the command ends."""
    root = ctx.find_root()
    if root.obj is None:
        root.obj = Session()
        root.call_on_close(root.obj.close)
    session: Session = root.obj
    return session


def _print_hidden(reading: ReadContext) -> None:
    """Print on standard error which first answers were hidden from the reader, and why."""
    # Only a command that read answers has set this, so other commands need not look.
    by_inspection = dict(reading.session.hidden)
    reading.session.hidden.clear()
    if not by_inspection:
        return
    several = len(by_inspection) > 1
    hidden = sorted(
        f"{inspection}/{case}" if several else case for inspection, cases in by_inspection.items() for case in cases
    )
    notice = (
        f"The first answers of {join_list(hidden)} are hidden because a second assessment is blind. To see them, give "
        f"your own id with --as. The second assessor sees them after submitting."
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
    """Return the command that runs, with the help and options of a function.

    `shared` are further options, and `examples` go into the help.
    """
    run.__doc__ = function.__doc__
    params = list(reversed(getattr(function, "__click_params__", [])))
    new_command = click.Command(
        name,
        params=params,
        callback=run,
        help=function.__doc__,
        epilog="\b\n" + "\n".join(["Examples:", *(f"  inspectrail {example}" for example in examples)]),
    )
    for option in shared:
        option(new_command)
    if into is not None:
        into.add_command(new_command)
    return new_command
