"""Which sign-offs no longer hold: judgements, cases, findings and recommendations that rest on what has changed?"""

from hypothesis import given

from domain.inspection.stale_sign_offs import SignedOff
from projections.audit import stale_sign_offs
from projections.saved import status
from projections.saved.all_views import Views
from tests.fixtures.inspections import NAME, deeds, played


@given(deeds)
def test_a_judgement_is_stale_exactly_where_the_scores_say_that_it_moved(done):
    log = list(played(done).store.follow(inspection=NAME))
    views = Views.replay(log)
    moved = [theme.theme for theme in views.status.themes.values() if status.stale(theme, views.scores)]
    stale = [one.name for one in stale_sign_offs.stale(log) if one.what is SignedOff.JUDGEMENT]
    assert stale == moved


@given(deeds)
def test_a_stale_case_is_one_that_was_signed_off_once_and_is_submitted_and_not_signed_off_now(done):
    log = list(played(done).store.follow(inspection=NAME))
    once = {recorded.case for recorded in log if recorded.fact.kind() == "moderation-completed"}
    cases = Views.replay(log).status.cases.values()
    expected = sorted(case.reference for case in cases if case.reference in once and case.stage == "submitted")
    assert [one.name for one in stale_sign_offs.stale(log) if one.what is SignedOff.CASE] == expected
