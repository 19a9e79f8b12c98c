"""Hints: what to type next after a refusal, or to settle a stale sign-off."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from domain.inspection.stale_sign_offs import SignedOff, StaleSignOff
from domain.refusals.base import Refused

# The hints by the code of a refusal. Braces hold a field of its data.
HINTS: Mapping[str, str] = {
    "unknown-inspection": "See: inspectrail inspection list",
    "unknown-case": "See: inspectrail case list",
    "unknown-question": "See: inspectrail scores --questions",
    "unknown-person": "Add them with: inspectrail team add {person}",
    "unknown-evidence": "Record it with: inspectrail evidence add",
    "unknown-recommendation": "See: inspectrail recommendations",
    "not-assigned": "Assign with: inspectrail case assign {case}",
    "assessing-blind": "Ask somebody else, or submit your assessment first with: inspectrail second submit {case}",
    "not-explained": "Use --because.",
    "report-locked": "Request an unlock with: inspectrail report unlock request",
    "reason-needed": "Use --reason.",
    "already-answered": "To change it: inspectrail answer revise {case} {question}",
    "not-answered": "Record it with: inspectrail answer record",
    "already-submitted": "To reopen it: inspectrail assessment reopen {case}",
    "nothing-to-submit": "Record one with: inspectrail second record",
    "no-cases": "Add them with: inspectrail case add",
    "sign-offs-stale": "Show them with: inspectrail status, or finalise the report with --override and the reason.",
    "second-assessments-open": "Release an assessor with: inspectrail second release",
    "nothing-to-override": "Leave out --override.",
    "not-judged": "Make it with: inspectrail judge make {theme}",
    "already-judged": "To change it, with the reason: inspectrail judge revise {theme}",
    "evidence-needed": "Use --evidence.",
    "nothing-to-carry-on": "Leave out --carries, or have it reopened first.",
    "already-closed": "Reopen it with: inspectrail recommendation reopen {recommendation}",
    "not-assessed": "Assess each with: inspectrail review assess",
}
# The hints by what must come first, according to the refusal.
NEEDS: Mapping[object, str] = {
    "framework": "Use: inspectrail framework adopt",
    "effective date": "If it was entered later, use --effective {day}.",
    "day of planning": "Give the day it was planned on with --on.",
    "second assessor": "Assign them with: inspectrail second assign {case}",
    "successor": "Name it with --by.",
    "no successor": "Leave out --by.",
}


MOST_SUGGESTED = 3


def with_hint(refused: Refused) -> str:
    """Return the sentence of a refusal, with a hint if there is one.

    If the data has the `team`, as names by id, the hint for an unknown person suggests similar members.
    """
    people = _similar_people(refused)
    if people:
        return f"{refused} Did you mean {' or '.join(people)}?"
    hint = HINTS.get(refused.code) or NEEDS.get(refused.data.get("needs"))
    return f"{refused} {hint.format_map(refused.data)}" if hint else str(refused)


def _similar_people(refused: Refused) -> list[str]:
    """Return the team members whose id or name resembles what was typed."""
    team = refused.data.get("team")
    if not isinstance(team, Mapping):
        return []
    typed = str(refused.data.get("person")).casefold()
    ids = {known.casefold(): id_ for id_, name in team.items() for known in (name, id_)}
    by_part = [id_ for known, id_ in ids.items() if typed in re.split(r"[\s._-]+", known)]
    by_spelling = [ids[known] for known in get_close_matches(typed, ids, n=MOST_SUGGESTED)]
    return [f"{id_} ({team[id_]})" for id_ in dict.fromkeys([*by_part, *by_spelling])][:MOST_SUGGESTED]


def how_to_settle(stale: StaleSignOff) -> str:
    """Return what to type to settle a stale sign-off."""
    match stale.what:
        case SignedOff.JUDGEMENT:
            again, changed = f"inspectrail judge make {stale.name}", f"inspectrail judge revise {stale.name}"
            return f"make it again with: {again}, or change it with: {changed}"
        case SignedOff.CASE:
            return f"sign it off again with: inspectrail moderate complete {stale.name}"
        case SignedOff.FINDING:
            return f"confirm or change it with: inspectrail finding revise {stale.name.replace('/', ' ')}"
        case _:
            return "accept it with --override and the reason when you finalise the report"
