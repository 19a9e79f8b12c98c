"""The arguments and options that several write commands share."""

import click

from cli.options import IdParam
from domain.framework import Response

CASE = click.argument("case", type=IdParam("case reference", "Give one such as NC-07."))
QUESTION = click.argument("question")
RESPONSE = click.argument("response", type=click.Choice([response.value for response in Response]))
PERSON = click.argument("person")
THEME = click.argument("theme")
NUMBER = click.argument("number", type=click.IntRange(1, 9_999))
REASON = click.option("--reason", required=True, help="Why.")
PSEUDONYM = click.option("--pseudonym", required=True, help="A pseudonym, never the real name.")
