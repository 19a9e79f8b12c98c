"""Summarise what the program shows of a store; every later version must show the same."""

import hashlib
from typing import Any

from events_store.copies.replicate import digest
from events_store.sql_store import TableStore
from projections.engine.fold import live
from projections.saved.recommendation_tracker import TRACKER, Tracked
from projections.saved.status import STATUS
from projections.saved.theme_scores import THEME_SCORES, ThemeScore, all_scores


def summary(store: TableStore, inspection: str) -> dict[str, Any]:
    """Return the digest of the log, and the current scores, judgements, cases and recommendations."""
    log = digest(store)
    status = live(STATUS, store, inspection)
    return {
        "log": {"events": log.events, "root": log.root, "export_sha256": log.export},
        "phase": status.phase,
        "scores": {score.theme: _score(score) for score in all_scores(live(THEME_SCORES, store, inspection))},
        "judgements": {theme.theme: theme.judgement for theme in status.themes.values()},
        "cases": {
            case.reference: {
                "stage": case.stage,
                "answers": len(case.answered),
                "second_answers": case.second_answers,
                "moderated": case.moderated,
            }
            for case in status.cases.values()
        },
        "recommendations": {
            str(number): _recommendation(tracked)
            for number, tracked in live(TRACKER, store, inspection).recommendations.items()
        },
    }


def views_sha256(saved: dict[tuple[str, str], tuple[int, bytes]]) -> str:
    """Return the digest of saved views over name, inspection, position and bytes, in order."""
    digest_of_views = hashlib.sha256()
    for (name, inspection), (position, state) in sorted(saved.items()):
        digest_of_views.update(f"{name}\0{inspection}\0{position}\0{len(state)}\0".encode() + state)
    return digest_of_views.hexdigest()


def _score(score: ThemeScore) -> dict[str, Any]:
    return {**score.counts.as_fields(), "share": None if score.share is None else str(score.share)}


def _recommendation(tracked: Tracked) -> dict[str, Any]:
    """Return the four states of a recommendation and its dates."""
    return {
        "acceptance": _text(tracked.acceptance),
        "progress": _text(tracked.progress),
        "verification": _text(tracked.verification),
        "closure": _text(tracked.closure),
        "due_on": _text(tracked.due_on),
        "closed_on": _text(tracked.closed_on),
        "times_reopened": tracked.times_reopened,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
