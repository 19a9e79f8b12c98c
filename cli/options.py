"""The options that commands share."""

from datetime import date
from typing import Any

import click

from cli.composition import DEFAULT_STORE


class Day(click.ParamType[date]):
    """A day, such as 2016-05-13."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with a sentence that shows the form."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a day. Write it as 2016-05-13.", param, ctx)


class IdParam(click.ParamType[str]):
    """An id that a person types. It has at least one character, and only printable ones."""

    name = "text"

    def __init__(self, what: str, help_sentence: str) -> None:
        self.what, self.help_sentence = what, help_sentence

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id, or fail with a sentence that shows what to give."""
        if not value.strip():
            self.fail(f"The {self.what} is empty. {self.help_sentence}", param, ctx)
        for position, character in enumerate(value, start=1):
            if not character.isprintable():
                name = "a line break" if character in "\r\n" else "a character that is not text"
                place = f"U+{ord(character):04X}, at {position}"
                self.fail(f"The {self.what} has {name} ({place}). {self.help_sentence}", param, ctx)
        return str(value)


DAY = Day()


PERSON = IdParam("id", "Give your id in the team, such as ben.baker.")


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


WHO = click.option(
    "--as", "acting", type=PERSON, envvar="INSPECTRAIL_ACTOR", help="Your id in the team [INSPECTRAIL_ACTOR]."
)


READER = click.option(
    "--as",
    "reader",
    type=PERSON,
    envvar="INSPECTRAIL_ACTOR",
    help="Your id in the team: what you may not see is left out.",
)


ON = click.option("--on", type=DAY, help="The effective date, if not today.")


COMMAND_ID = click.option(
    "--command-id", help="Idempotency key: a command repeated with the same key is recorded once."
)
