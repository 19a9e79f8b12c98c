"""The `what-if` command: the effect of leaving events out, or of other rules."""

import re

import click

from cli.audit.what_if_output import complete, render, show_as_json
from cli.commands import read_command
from cli.contexts import ReadContext
from cli.files.framework_files import load
from cli.output import is_boxed, show_table
from domain.framework import Rule
from projections.audit.what_if import (
    AlternativeBands,
    AlternativeRule,
    Change,
    RulesOf,
    WithoutCase,
    WithoutEvent,
    WithoutModerationsOf,
    WithoutModerator,
    suppose,
)
from projections.audit.what_if_effects import differences
from projections.saved.theme_scores import THEME_SCORES, adopted


class Event(click.ParamType[int]):
    """The position of an event, as #1234."""

    name = "#position"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the position. Fail if the value is not a position."""
        if not (match := re.fullmatch(r"#?(\d{1,15})", str(value), re.ASCII)):
            self.fail(f"“{value}” is not the position of an event. Write it as '#1234', with the quotes.", param, ctx)
        return int(match[1])


class Cuts(click.ParamType[tuple[int, ...]]):
    """The percentages at which bands start, as 0,40,60,80."""

    name = "percentages"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return the percentages. Fail if the value is not whole numbers with commas."""
        if not re.fullmatch(r"\d{1,3}(\s*,\s*\d{1,3})*", str(value).strip(), re.ASCII):
            self.fail(
                f"“{value}” is not a list of bands. Write the percentage at which each starts: 0,40,60,80.", param, ctx
            )
        return tuple(int(cut) for cut in str(value).split(","))


@read_command(
    "what-if",
    "what-if --without-moderator cat",
    "what-if --without-event '#1234' --without-case NC-07",
    "what-if --rule mean_of_questions --theme 1",
    "what-if --bands 0,40,60,80 --at feedback",
    "what-if --rule-of hmip-youth-2018 --csv",
    table=True,
)
@click.option("--without-event", "events", type=Event(), multiple=True, help="Without this moderation. Repeatable.")
@click.option(
    "--without-moderations-of",
    "assessors",
    metavar="PERSON",
    multiple=True,
    help="Without moderation of this assessor's answers. Repeatable.",
)
@click.option(
    "--without-moderator",
    "moderators",
    metavar="PERSON",
    multiple=True,
    help="Without the moderation, exclusions and reinstatements of this person. Repeatable.",
)
@click.option("--without-case", "cases", metavar="CASE", multiple=True, help="Without this case. Repeatable.")
@click.option("--rule", type=click.Choice([rule.value for rule in Rule]), help="With this scoring rule.")
@click.option("--bands", type=Cuts(), help="With bands that start at these percentages, such as 0,40,60,80.")
@click.option(
    "--rule-of",
    metavar="FRAMEWORK",
    help="With the scoring rule and rating scale of another framework: one that ships, or a file.",
)
@click.option("--theme", help="Only this theme.")
def what_if(
    ctx: ReadContext,
    events: tuple[int, ...],
    assessors: tuple[str, ...],
    moderators: tuple[str, ...],
    cases: tuple[str, ...],
    rule: str | None,
    bands: tuple[int, ...] | None,
    rule_of: str | None,
    theme: str | None,
) -> None:
    """Show the effect of leaving events out, or of other rules.

    All options apply together. Later decisions about the same answer or case stay as they were made. Judgements are
    made by people: it shows the score they were based on, and the score there would have been. Nothing is recorded.
    """
    changes: list[Change] = [
        *map(WithoutEvent, events),
        *map(WithoutModerationsOf, assessors),
        *map(WithoutModerator, moderators),
        *map(WithoutCase, cases),
        *([RulesOf(load(rule_of))] if rule_of is not None else []),
        *([AlternativeRule(Rule(rule))] if rule is not None else []),
        *([AlternativeBands(bands)] if bands is not None else []),
    ]
    if not changes:
        raise click.UsageError(
            "Choose what to change: --without-event, --without-moderations-of, --without-moderator, --without-case, "
            "--rule, --bands or --rule-of."
        )
    _show(ctx, changes, theme)


def _show(ctx: ReadContext, changes: list[Change], theme: str | None) -> None:
    log = ctx.events()
    framework = adopted(THEME_SCORES.replay(log))
    if theme is not None:
        framework.theme(theme)
    supposed = suppose(log, *changes)
    shown = [difference for difference in differences(log, supposed) if theme in (None, difference.theme)]
    if ctx.form == "json":
        show_as_json(ctx, log, supposed, changes, shown)
    elif is_boxed(ctx.form):
        render(log, supposed, changes, shown, theme)
    else:
        show_table(complete(shown), ctx.form)
