"""All tables of given, when and then in one place, for what must hold of every one of them."""

from tests.domain.case import test_assessing, test_moderating, test_sampling, test_second_assessing
from tests.domain.inspection import (
    test_fieldwork,
    test_following_up,
    test_judging,
    test_reporting,
    test_reviewing,
    test_setting_up,
)
from tests.domain.inspection import test_recommendation_links as test_carrying_over

CHAPTERS = (
    test_setting_up,
    test_sampling,
    test_assessing,
    test_second_assessing,
    test_moderating,
    test_fieldwork,
    test_judging,
    test_reporting,
    test_following_up,
    test_reviewing,
    test_carrying_over,
)
RECORDS = tuple(row for chapter in CHAPTERS for row in chapter.RECORDS)
REFUSES = tuple(row for chapter in CHAPTERS for row in chapter.REFUSES)
