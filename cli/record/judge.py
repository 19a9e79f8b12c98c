"""Commands for judgements, which record the score at the time."""

import click

from cli.commands import group
from cli.record.arguments import THEME
from cli.write_commands import WriteContext, write_command
from domain.commands.judging import MakeJudgement, ProposeJudgement, ReviseJudgement
from domain.events.judging import ScoreBasis
from projections.engine.fold import live
from projections.saved.theme_scores import THEME_SCORES, basis

judge = group("judge", "Judgements of themes: propose, make and revise them.")

RATING = click.argument("rating")
RATIONALE = click.option("--rationale", required=True, help="The rationale of the judgement.")


@write_command("propose", 'judge propose 1 unsatisfactory --rationale "Planning is uneven" --as hal', into=judge)
@THEME
@RATING
@RATIONALE
def propose(ctx: WriteContext, theme: str, rating: str, rationale: str) -> ProposeJudgement:
    """Propose a judgement of a theme."""
    return ctx.command(
        ProposeJudgement, theme=theme, rating=rating, rationale=rationale, rested_on=_score_now(ctx, theme)
    )


@write_command("make", 'judge make 1 unsatisfactory --rationale "Planning is uneven" --as ann', into=judge)
@THEME
@RATING
@RATIONALE
def make(ctx: WriteContext, theme: str, rating: str, rationale: str) -> MakeJudgement:
    """Judge a theme, or confirm its judgement on the current score."""
    return ctx.command(MakeJudgement, theme=theme, rating=rating, rationale=rationale, rested_on=_score_now(ctx, theme))


@write_command("revise", 'judge revise 1 satisfactory --reason "Two challenges were accepted" --as ann', into=judge)
@THEME
@RATING
@click.option("--reason", required=True, help="Why the judgement changes.")
def revise(ctx: WriteContext, theme: str, rating: str, reason: str) -> ReviseJudgement:
    """Revise the judgement of a theme."""
    return ctx.command(ReviseJudgement, theme=theme, rating=rating, reason=reason, rested_on=_score_now(ctx, theme))


def _score_now(ctx: WriteContext, theme: str) -> ScoreBasis | None:
    ctx.refuse_if_blind()
    # Read the position first. An event between the two reads then makes the judgement stale, and is not missed.
    position = ctx.store.head()
    scores = live(THEME_SCORES, ctx.store, ctx.inspection)
    return basis(scores, theme, position)
