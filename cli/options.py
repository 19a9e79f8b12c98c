"""The options that commands share, and the shape of those that show something."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from cli.wiring import DEFAULT_STORE, Reading, Session
from domain.refusals import listed
from events_store.garbage import put_off

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Day(click.ParamType[date]):
    """A day, as 2016-05-13."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; fails on anything else."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a day. Write it as 2016-05-13.", param, ctx)


DAY = Day()

STORE = click.option(
    "--store",
    metavar="STORE",
    envvar="INSPECTRAIL_STORE",
    default=DEFAULT_STORE,
    show_default=True,
    help="The file that everything is kept in, or postgresql://... [INSPECTRAIL_STORE].",
)
INSPECTION = click.option(
    "--inspection",
    envvar="INSPECTRAIL_INSPECTION",
    help="Which inspection, where the store has several [INSPECTRAIL_INSPECTION].",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else.")
AT = click.option("--at", help="As it was: '#1234', 2016-05-13, feedback, draft, published or published+6m.")
TRUE_ON = click.option("--true-on", type=DAY, help="Count only what was true by this day, whenever it was recorded.")
CSV = click.option("--csv", "form", flag_value="csv", help="Print comma-separated rows.")
TSV = click.option("--tsv", "form", flag_value="tsv", help="Print tab-separated rows.")
PAGE = click.option("--page", "form", flag_value="page", help="Print the page as on a terminal, also into a file.")
WHO = click.option("--as", "acting", envvar="INSPECTRAIL_ACTOR", help="Who is acting [INSPECTRAIL_ACTOR].")
READER = click.option(
    "--as", "reader", envvar="INSPECTRAIL_ACTOR", help="Who is reading: what they may not see is left out."
)
ON = click.option("--on", type=DAY, help="The day it is true of, if not today.")
COMMAND_ID = click.option("--command-id", help="Your own id for this command: if it comes twice, it is recorded once.")


def group(name: str, sentence: str) -> click.Group:
    """Return a group of commands about one thing."""
    return click.Group(name, help=sentence)


def shows(
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
            true_on: date | None = None,
            reader: str | None = None,
            form: str | None = None,
            **given: Any,
        ) -> Any:
            form = "json" if as_json else form or ""
            reading = Reading(session_of(ctx), store, inspection, at, form, true_on, reader)
            # What is read is held to the end, and has no cycles.
            with put_off():
                left_with = function(reading, **given)
            _say_what_is_hidden(reading)
            return left_with

        shared = (STORE, INSPECTION, READER, *([AT, TRUE_ON] if past else []), JSON, *([CSV, TSV] if table else []))
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


def _say_what_is_hidden(reading: Reading) -> None:
    """Say beside what was shown, on standard error, which first answers the reader was not shown, and why."""
    # Only a command that looked at answers knows; it need not be found out for the others.
    there = dict(reading.session.hidden)
    reading.session.hidden.clear()
    if not there:
        return
    own = [case for cases in there.values() for case in cases]
    named = [f"{inspection}/{case}" for inspection, cases in there.items() for case in cases]
    hidden = sorted(own if len(there) == 1 else named)
    cases = listed(hidden)
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
    made = click.Command(
        name,
        params=params,
        callback=run,
        help=function.__doc__,
        epilog="\b\n" + "\n".join(["Examples:", *(f"  inspectrail {example}" for example in examples)]),
    )
    for option in shared:
        option(made)
    if into is not None:
        into.add_command(made)
    return made
