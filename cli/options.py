"""The options that commands share."""

from datetime import date
from typing import Any

import click

from cli.composition import DEFAULT_STORE


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
    help="The store: a file, or postgresql://... [INSPECTRAIL_STORE].",
)


INSPECTION = click.option(
    "--inspection",
    envvar="INSPECTRAIL_INSPECTION",
    help="The inspection, if the store has several [INSPECTRAIL_INSPECTION].",
)


JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


AT = click.option(
    "--at", help="Show it as recorded by then: '#1234', 2016-05-13, feedback, draft, published or published+6m."
)


EFFECTIVE = click.option(
    "--effective",
    "effective_on",
    type=DAY,
    help="Count only events effective by this day, whenever they were recorded.",
)


CSV = click.option("--csv", "form", flag_value="csv", help="Print comma-separated rows.")


TSV = click.option("--tsv", "form", flag_value="tsv", help="Print tab-separated rows.")


PAGE = click.option("--page", "form", flag_value="page", help="Print the page as on a terminal, even into a file.")


WHO = click.option("--as", "acting", envvar="INSPECTRAIL_ACTOR", help="Your id in the team [INSPECTRAIL_ACTOR].")


READER = click.option(
    "--as", "reader", envvar="INSPECTRAIL_ACTOR", help="Your id in the team: what you may not see is left out."
)


ON = click.option("--on", type=DAY, help="The effective date, if not today.")


COMMAND_ID = click.option(
    "--command-id", help="Idempotency key: a command repeated with the same key is recorded once."
)
