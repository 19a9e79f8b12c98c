"""Commands for the report: feedback, the draft, challenges, publication and unlocking."""

from datetime import date

import click

from cli.commands import group
from cli.options import DAY
from cli.record.arguments import NUMBER, REASON
from cli.write_commands import WriteContext, write_command
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

draft = group("draft", "The draft report: issue it.")
challenge = group("challenge", "Factual accuracy challenges to the draft.")
report = group("report", "The report: finalise, publish and unlock it.")
unlock = group("unlock", "Unlock a final report: two people are needed.")
report.add_command(unlock)


@write_command("feedback", 'feedback --audience "Head of service and managers" --as ann')
@click.option("--audience", required=True, help="Who attended.")
def feedback(ctx: WriteContext, audience: str) -> GiveFeedback:
    """Record the feedback meeting with local managers."""
    return ctx.command(GiveFeedback, audience=audience)


@write_command("issue", "draft issue --comments-by 2016-06-17 --as ann", into=draft)
@click.option("--comments-by", type=DAY, required=True, help="The last day for factual accuracy challenges.")
def issue(ctx: WriteContext, comments_by: date) -> IssueDraftReport:
    """Issue the draft report to the inspected body."""
    return ctx.command(IssueDraftReport, comments_by=comments_by)


@write_command(
    "raise",
    'challenge raise 1 --passage "Theme 3, finding 10" --claim "The board met in March" --as eve',
    into=challenge,
)
@NUMBER
@click.option("--passage", required=True, help="The passage of the draft.")
@click.option("--claim", required=True, help="What is inaccurate, and why.")
def raise_(ctx: WriteContext, number: int, passage: str, claim: str) -> RaiseAccuracyChallenge:
    """Raise a factual accuracy challenge, for the inspected body."""
    return ctx.command(RaiseAccuracyChallenge, number=number, passage=passage, claim=claim)


@write_command(
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
@click.option("--changed", required=True, help="What was changed in the report, or that nothing was.")
@REASON
def decide(ctx: WriteContext, number: int, outcome: str, changed: str, reason: str) -> DecideAccuracyChallenge:
    """Accept or reject a factual accuracy challenge."""
    return ctx.command(
        DecideAccuracyChallenge, number=number, outcome=ChallengeOutcome(outcome), changed=changed, reason=reason
    )


@write_command(
    "finalise",
    "report finalise --as ann",
    'report finalise --override "Two answers moved; the judgement stands on all of them" --as ann',
    into=report,
)
@click.option("--override", help="Why out-of-date sign-offs (see status) are accepted.")
def finalise(ctx: WriteContext, override: str | None) -> FinaliseReport:
    """Finalise the report. Answers, findings and judgements are then locked.

    You cannot finalise it while a sign-off is out of date: a judgement whose score has changed, a case that changed
    after its sign-off, a finding that cites a changed answer, a recommendation based on a withdrawn finding.
    """
    return ctx.command(FinaliseReport, reason=override)


@write_command("publish", "report publish --as fay", "report publish --on 2016-07-15 --as fay", into=report)
def publish(ctx: WriteContext) -> PublishReport:
    """Publish the report. The person who finalised it cannot publish it."""
    size = ctx.store.head()
    root = kept_root(ctx.store.hashes, size)
    return ctx.command(PublishReport, log_size=size, log_root=root)


@write_command("request", 'report unlock request --reason "A figure is wrong" --as ann', into=unlock)
@REASON
def request(ctx: WriteContext, reason: str) -> RequestUnlock:
    """Request to unlock a final report."""
    return ctx.command(RequestUnlock, reason=reason)


@write_command("approve", 'report unlock approve --reason "Agreed" --as fay', into=unlock)
@REASON
def approve(ctx: WriteContext, reason: str) -> ApproveUnlock:
    """Approve a request to unlock. The person who asked cannot approve it."""
    return ctx.command(ApproveUnlock, reason=reason)
