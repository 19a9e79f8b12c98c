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
