"""What to type next: the words of the command line for what the domain refuses or finds out of date."""

from collections.abc import Mapping

from domain.inspection.stale_sign_offs import SignedOff, StaleSignOff
from domain.refusals.base import Refused

# By the code of a refusal; in braces stands its data.
HINTS: Mapping[str, str] = {
    "unknown-inspection": "See: inspectrail inspection list",
    "unknown-case": "See: inspectrail case list",
    "unknown-question": "See: inspectrail scores --questions",
    "unknown-person": "Add them with: inspectrail team add {person}",
    "unknown-evidence": "Record it with: inspectrail evidence add",
    "unknown-recommendation": "See: inspectrail recommendations",
    "not-assigned": "Assign with: inspectrail case assign {case}",
    "assessing-blind": "Ask somebody else, or submit first with: inspectrail second submit {case}",
    "not-explained": "Use --because.",
    "report-locked": "Ask for an unlock with: inspectrail report unlock request",
    "reason-needed": "Use --reason.",
    "already-answered": "To change it: inspectrail answer revise {case} {question}",
    "not-answered": "Record it with: inspectrail answer record",
    "already-submitted": "To reopen it: inspectrail assessment reopen {case}",
    "nothing-to-submit": "Record one with: inspectrail second record",
    "no-cases": "Add them with: inspectrail case add",
    "sign-offs-stale": "See how with: inspectrail status, or finalise the report with --override and the reason.",
    "second-assessments-open": "Release an assessor with: inspectrail second release",
    "nothing-to-override": "Leave --override out.",
    "not-judged": "Make it with: inspectrail judge make {theme}",
    "already-judged": "To change it, with the reason: inspectrail judge revise {theme}",
    "evidence-needed": "Use --evidence.",
    "nothing-to-carry-on": "Leave --carries out, or have it reopened first.",
    "already-closed": "Reopen it with: inspectrail recommendation reopen {recommendation}",
    "not-assessed": "Assess each with: inspectrail review assess",
}
# By what a refusal says is needed first.
NEEDS: Mapping[object, str] = {
    "framework": "Use: inspectrail framework adopt",
    "day of planning": "Give the day it was planned on with --on.",
    "second assessor": "Assign them with: inspectrail second assign {case}",
    "successor": "Name it with --by.",
    "no successor": "Leave --by out.",
}


def with_hint(refused: Refused) -> str:
    """Return the sentence of a refusal, and what to type next if that is known."""
    hint = HINTS.get(refused.code) or NEEDS.get(refused.data.get("needs"))
    return f"{refused} {hint.format_map(refused.data)}" if hint else str(refused)


def how_to_settle(stale: StaleSignOff) -> str:
    """Return what to type about something signed off that is out of date."""
    match stale.what:
        case SignedOff.JUDGEMENT:
            again, changed = f"inspectrail judge make {stale.name}", f"inspectrail judge revise {stale.name}"
            return f"make it again with: {again}, or change it with: {changed}"
        case SignedOff.CASE:
            return f"sign it off again with: inspectrail moderate complete {stale.name}"
        case SignedOff.FINDING:
            return f"confirm or change it with: inspectrail finding revise {stale.name.replace('/', ' ')}"
        case _:
            return "say why it stands all the same, with --override when the report is finalised"
