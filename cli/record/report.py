"""From feedback to publication: the draft, its challenges, the final report, and unlocking it."""

from datetime import date

import click

from cli.commands import group
from cli.options import DAY
from cli.write_commands import Recording, records
from domain.commands.reporting import (
    ApproveUnlock,
    DecideAccuracyChallenge,
    FinaliseReport,
    GiveFeedback,
    IssueDraftReport,
    PublishReport,
    RaiseAccuracyChallenge,
    RequestUnlock,
)
from domain.events.reporting import ChallengeOutcome
from events_store.transparency.merkle_tree import kept_root

draft = group("draft", "The draft report.")
challenge = group("challenge", "What the inspected body says is not accurate in the draft.")
report = group("report", "The final report.")
unlock = group("unlock", "Changing a final report takes two people.")
report.add_command(unlock)

NUMBER = click.argument("number", type=click.IntRange(1, 9_999))
REASON = click.option("--reason", required=True, help="Why.")


@records("feedback", 'feedback --audience "Head of service and managers" --as ann')
@click.option("--audience", required=True, help="Who heard it.")
def feedback(ctx: Recording, audience: str) -> GiveFeedback:
    """Record that the findings were presented to local managers."""
    return ctx.command(GiveFeedback, audience=audience)


@records("issue", "draft issue --comments-by 2016-06-17 --as ann", into=draft)
@click.option("--comments-by", type=DAY, required=True, help="Until when its facts can be challenged.")
def issue(ctx: Recording, comments_by: date) -> IssueDraftReport:
    """Send the draft to the inspected body."""
    return ctx.command(IssueDraftReport, comments_by=comments_by)


@records(
    "raise",
    'challenge raise 1 --passage "Theme 3, finding 10" --claim "The board met in March" --as eve',
    into=challenge,
)
@NUMBER
@click.option("--passage", required=True, help="Where in the draft.")
@click.option("--claim", required=True, help="What is not accurate, and why.")
def raise_(ctx: Recording, number: int, passage: str, claim: str) -> RaiseAccuracyChallenge:
    """Say, for the inspected body, that a passage is not accurate."""
    return ctx.command(RaiseAccuracyChallenge, number=number, passage=passage, claim=claim)


@records(
    "decide",
    'challenge decide 1 --outcome accepted --changed "The finding now says March" --reason "Minutes seen" --as ann',
    into=challenge,
)
@NUMBER
@click.option(
    "--outcome",
    type=click.Choice([challenge_outcome.value for challenge_outcome in ChallengeOutcome]),
    required=True,
    help="Which.",
)
@click.option("--changed", required=True, help="What it changed, or that it changed nothing.")
@REASON
def decide(ctx: Recording, number: int, outcome: str, changed: str, reason: str) -> DecideAccuracyChallenge:
    """Accept or reject a challenge."""
    return ctx.command(
        DecideAccuracyChallenge, number=number, outcome=ChallengeOutcome(outcome), changed=changed, reason=reason
    )


@records(
    "finalise",
    "report finalise --as ann",
    'report finalise --override "Two answers moved; the judgement stands on all of them" --as ann',
    into=report,
)
@click.option("--override", help="Why sign-offs that are stale (see status) are let stand.")
def finalise(ctx: Recording, override: str | None) -> FinaliseReport:
    """Fix the report as it will be published. Answers, findings and judgements are locked from here.

    Refuses while a sign-off is stale: a judgement whose score has moved, a case that changed after it was signed off,
    a finding that cites an answer as it no longer is, a recommendation that rests on a withdrawn finding.
    """
    return ctx.command(FinaliseReport, reason=override)


@records("publish", "report publish --as fay", "report publish --on 2016-07-15 --as fay", into=report)
def publish(ctx: Recording) -> PublishReport:
    """Publish the report: somebody other than whoever finalised it. The twelve months begin."""
    size = ctx.store.head()
    root = kept_root(ctx.store.hashes, size)
    return ctx.command(PublishReport, log_size=size, log_root=root)


@records("request", 'report unlock request --reason "A figure is wrong" --as ann', into=unlock)
@REASON
def request(ctx: Recording, reason: str) -> RequestUnlock:
    """Ask to change a final report."""
    return ctx.command(RequestUnlock, reason=reason)


@records("approve", 'report unlock approve --reason "Agreed" --as fay', into=unlock)
@REASON
def approve(ctx: Recording, reason: str) -> ApproveUnlock:
    """Agree to unlock it: somebody other than whoever asked."""
    return ctx.command(ApproveUnlock, reason=reason)
