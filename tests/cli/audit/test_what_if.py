"""What would the scores be, and the basis of judgements, without some events or under other rules?"""

from pathlib import Path

import pytest

from events_store.sqlite.store import SQLiteStore
from events_store.store import Row
from tests.cli.conftest import FILES, Walk
from tests.fixtures.command_line import Ran, here, saved_views

NOTHING_RECORDED = "This is hypothetical: nothing was recorded."


def what_if(store: Path, *arguments: str, terminal: bool = False) -> Ran:
    return here("what-if", *arguments, "--store", str(store), terminal=terminal, COLUMNS="200", NO_COLOR="1")


def moderations(store: Path) -> list[int]:
    told = here("trail", "--kind", "answer-moderated", "--json", "--store", str(store)).json_lines
    return [one["position"] for one in told]


def rows(store: Path) -> list[Row]:
    """Return every event as its bytes are stored."""
    opened = SQLiteStore(store)
    try:
        return list(opened.rows())
    finally:
        opened.close()


# What would differ


def test_without_a_moderator_all_that_they_changed_is_left_out(walk: Walk):
    told = what_if(walk.store, "--without-moderator", "cat", "--json").json
    assert told["left_out"] == moderations(walk.store)
    assert (told["recorded"], told["supposed"]) == (False, ["without the changes by Cat Carter"])
    # One took a sufficient answer away, and one gave one: together they move nothing.
    assert told["themes"] == []
    before = what_if(walk.store, "--without-moderator", "cat", "--at", "feedback", "--json").json["themes"]
    assert [(one["theme"], one["now"]["percent"], one["would_be"]["percent"]) for one in before] == [("1", 50, 75)]


def test_without_one_moderation_the_others_stay(walk: Walk):
    first, second = moderations(walk.store)
    without_first = what_if(walk.store, "--without-event", f"#{first}", "--json").json
    without_second = what_if(walk.store, "--without-event", str(second), "--json").json
    assert (without_first["left_out"], without_second["left_out"]) == ([first], [second])
    assert [without_first["themes"][0][when]["percent"] for when in ("now", "would_be")] == [75, 100]
    assert [without_second["themes"][0][when]["percent"] for when in ("now", "would_be")] == [75, 50]
    assert [without_second["themes"][0][when]["band"] for when in ("now", "would_be")] == ["fair", "poor"]


def test_a_judgement_is_told_as_it_was_made_with_what_it_would_have_rested_on(walk: Walk):
    second = moderations(walk.store)[1]
    judgement = what_if(walk.store, "--without-event", f"#{second}", "--json").json["themes"][0]["judgement"]
    assert (judgement["rating"], judgement["differs"], judgement["band_differs"]) == ("fair", True, True)
    assert (judgement["rested_on"]["sufficient"], judgement["would_rest_on"]["sufficient"]) == (3, 2)
    said = what_if(walk.store, "--without-event", f"#{second}", terminal=True).out
    assert (
        f"Theme 1 was judged fair (#{judgement['position']}), based on 75.0% (3 of 4), in the band Fair. "
        f"It would have been based on 50.0% (2 of 4), in the band Poor." in said
    )


def test_an_assessors_moderations_are_those_of_the_answers_they_wrote(walk: Walk):
    assert what_if(walk.store, "--without-moderations-of", "ben", "--json").json["left_out"] == moderations(walk.store)
    assert what_if(walk.store, "--without-moderations-of", "gus", "--json").json["left_out"] == []


def test_without_a_case_its_answers_leave_the_counts(walk: Walk):
    told = what_if(walk.store, "--without-case", "NP-03", "--json").json
    assert [(one["theme"], one["would_be"]["cases"]) for one in told["themes"]] == [("1", 2), ("2", 2)]


def test_another_rule_and_other_bands_can_be_supposed_together(walk: Walk):
    told = what_if(walk.store, "--rule", "mean_of_questions", "--bands", "0,85,90", "--theme", "1", "--json").json
    assert (told["left_out"], [one["theme"] for one in told["themes"]]) == ([], ["1"])
    would_be = told["themes"][0]["would_be"]
    assert (would_be["rule"], would_be["share"]) == ("mean_of_questions", {"numerator": 5, "denominator": 6})
    assert (would_be["band"], told["themes"][0]["now"]["band"]) == ("poor", "fair")


def test_the_rules_of_a_framework_in_a_file_can_be_supposed(walk: Walk, tmp_path: Path):
    file = tmp_path / "stricter.toml"
    file.write_text((FILES / "small.toml").read_text().replace("from_score = 60", "from_score = 76"))
    told = what_if(walk.store, "--rule-of", str(file), "--json").json
    assert [(one["theme"], one["would_be"]["band"]) for one in told["themes"]] == [("1", "poor")]


def test_it_can_be_asked_of_the_past(walk: Walk):
    told = what_if(walk.store, "--without-moderator", "cat", "--at", "feedback", "--json").json
    assert told["left_out"] == moderations(walk.store)[:1]


# How it is told


def test_at_a_terminal_it_says_what_was_supposed_what_would_differ_and_what_would_not(walk: Walk):
    second = moderations(walk.store)[1]
    said = what_if(walk.store, "--without-event", f"#{second}", terminal=True).out
    events = what_if(walk.store, "--rule", "pooled", "--json").json["events"]
    assert said.startswith(
        f"What if: without #{second}, in which Cat Carter moderated question 1.2 in NP-01 from insufficient to "
        f"sufficient? 1 of {events} events is left out.\n"
    )
    assert "75.0% → 50.0%" in said
    assert "3 of 4 → 2 of 4" in said
    assert said.endswith(f"Theme 2 would not differ. Theme 3 is judged without a score. {NOTHING_RECORDED}\n")


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        (("--without-moderations-of", "gus"), "without the moderations of answers by Gus Gray? No event is left out."),
        (("--without-case", "NP-03", "--without-case", "NP-03"), "What if: without NP-03? "),
        (("--rule", "mean_of_questions"), "with the scoring rule “mean of questions”? "),
        (("--bands", "0, 50, 90"), "with bands that start at 0%, 50% and 90%? "),
        (("--without-moderator", "cat"), "without the changes by Cat Carter? 2 of "),
        (("--rule", "pooled"), "Themes 1 and 2 would not differ. Theme 3 is judged without a score. "),
        (("--rule", "pooled", "--theme", "3"), "No event is left out.\nTheme 3 is judged without a score. "),
        (
            ("--rule", "mean_of_questions"),
            "on 75.0% (3 of 4, pooled), in the band Fair. It would have been based on 83.3%",
        ),
        (("--bands", "0,50,90"), "in the band Fair. It would have been based on the same."),
    ],
)
def test_each_thing_supposed_is_said_in_words(walk: Walk, supposed: tuple[str, ...], said: str):
    told = what_if(walk.store, *supposed, terminal=True).out
    assert said in told
    assert told.endswith(f"{NOTHING_RECORDED}\n")


def test_the_rules_of_another_framework_are_said_in_words(walk: Walk):
    said = what_if(walk.store, "--rule-of", str(FILES / "small.toml"), terminal=True).out
    assert "with the scoring rule (“pooled”) and rating scale of small-2023? No event is left out." in said


def test_a_moderation_that_a_later_one_overtook_is_said_to_change_nothing(walked: Path):
    moderate = ["moderate", "change", "NP-02", "1.1"]
    for words in (
        ["report", "unlock", "request", "--reason", "Once more", "--as", "ann"],
        ["report", "unlock", "approve", "--reason", "Agreed", "--as", "fay"],
        *([*moderate, to, "--reason", "Read again", "--as", "cat"] for to in ["sufficient", "insufficient"] * 3),
    ):
        assert here(*words, "--store", str(walked)).code == 0
    of_the_answer = [one for one in moderations(walked) if one != moderations(walked)[1]]
    first, *_, last = of_the_answer
    told = what_if(walked, "--without-event", str(first), "--json").json
    assert told["overtaken"] == [{"left_out": first, "stands": last}]
    # The score is the same in the end, but the judgement was made before the answer was moderated again.
    (one,) = told["themes"]
    assert (one["now"]["share"], one["would_be"]["share"]) == ({"numerator": 3, "denominator": 4},) * 2
    assert (one["judgement"]["rested_on"]["sufficient"], one["judgement"]["would_rest_on"]["sufficient"]) == (3, 4)
    said = what_if(walked, "--without-event", str(first), terminal=True).out
    assert (
        f"Without #{first} the final result is the same, because #{last} came later: Cat Carter moderated question 1.1 "
        f"in NP-02 from sufficient to insufficient." in " ".join(said.split())
    )
    several = [word for one in of_the_answer[:-1] for word in ("--without-event", str(one))]
    assert "The same is true of 1 more.\n" in what_if(walked, *several, terminal=True).out


def test_rows_have_a_column_for_everything_as_it_is_and_as_it_would_be(walk: Walk):
    second = moderations(walk.store)[1]
    for form in ((), ("--tsv",), ("--csv",)):
        out = what_if(walk.store, "--without-event", f"#{second}", *form).out
        headings, row = [line.split("," if form == ("--csv",) else "\t") for line in out.splitlines()]
        told = dict(zip(headings, row, strict=True))
        assert (told["theme"], told["score"], told["would be: score"]) == ("1", "75.0%", "50.0%")
        assert (told["exact score"], told["would be: exact score"]) == ("3/4", "1/2")
        assert (told["judgement"], told["based on"], told["would be: based on"]) == (
            "fair", "75.0% (3 of 4)", "50.0% (2 of 4)",
        )  # fmt: skip


def test_rows_of_a_theme_without_a_judgement_or_a_score_say_so(begun: Path):
    acting = {"INSPECTRAIL_STORE": str(begun)}
    for words in (
        ["fieldwork", "start", "--as", "ann"],
        ["answer", "record", "NP-01", "1.1", "sufficient", "--evidence", "seen", "--as", "ben"],
    ):
        assert here(*words, **acting).code == 0
    (_, row) = what_if(begun, "--without-case", "NP-01", "--theme", "1").rows
    assert (row[2], row[10], row[18]) == ("100.0%", "no score", "not judged")
    said = what_if(begun, "--without-case", "NP-01", terminal=True).out
    assert "100.0% → no score" in said
    assert "Good → none" in said


# What is refused


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            (),
            2,
            "Choose what to change: --without-event, --without-moderations-of, --without-moderator, ",
        ),
        (("--without-event", "#9999"), 4, "There is no event #9999 among the events that count here."),
        (
            ("--without-event", "soon"),
            2,
            "“soon” is not the position of an event. Write it as '#1234'",
        ),
        (("--without-event", "#1"), 2, "#1 is not a moderation: it is inspection-announced, by Ann Archer."),
        (
            ("--without-moderator", "zoe"),
            4,
            "Nobody with the id zoe takes part in the inspection. See: inspectrail team list",
        ),
        (("--without-moderations-of", "zoe"), 4, "Nobody with the id zoe takes part in the inspection."),
        (("--without-case", "NP-99"), 4, "There is no case NP-99 in newport-2023."),
        (("--rule", "best"), 2, "'best' is not one of 'pooled', 'mean_of_questions', 'lowest_key_question'"),
        (("--rule", "lowest_key_question"), 2, "3 of its questions have no key question (1.1, 1.2 and 2.1)."),
        (("--bands", "0,x"), 2, "“0,x” is not a list of bands. Write the percentage at which each starts: 0,40,60,80."),
        (("--bands", "0,50"), 2, "Give 3 whole percentages, one for each of Poor, Fair and Good. The first must be 0"),
        (
            ("--bands", "5,50,60"),
            2,
            "The first must be 0, each must be higher than the last, and none may be above 100.",
        ),
        (("--rule-of", "nothing"), 4, "There is no framework nothing. Name a file, or one of: hmip-fji-2016,"),
        (("--rule-of", "hmip-youth-2018"), 2, "small-2023 cannot be scored by its lowest key question: 3 of its"),
        (("--rule", "pooled", "--theme", "9"), 4, "There is no theme 9 in the framework."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_supposed_is_refused_in_a_sentence(walk: Walk, arguments: tuple[str, ...], code: int, said: str):
    ran = what_if(walk.store, *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_an_event_after_the_instant_asked_for_is_not_there_yet(walk: Walk):
    ran = what_if(walk.store, "--without-event", f"#{moderations(walk.store)[1]}", "--at", "feedback")
    assert (ran.code, ran.out) == (4, "")


# Nothing is recorded


@pytest.mark.parametrize(
    "supposed",
    [
        ("--without-moderator", "cat"),
        ("--without-case", "NP-01"),
        ("--rule", "mean_of_questions", "--bands", "0,50,90"),
        ("--without-case", "NP-99"),
    ],
    ids=" ".join,
)
def test_the_events_and_the_saved_views_are_untouched(walked: Path, supposed: tuple[str, ...]):
    assert here("rebuild", "--store", str(walked)).code == 0
    assert what_if(walked, "--rule", "pooled").code == 0
    before = rows(walked), saved_views(walked), here("status", "--json", "--store", str(walked)).json["log_root"]
    what_if(walked, *supposed)
    what_if(walked, *supposed, "--at", "feedback", "--json")
    assert (rows(walked), saved_views(walked)) == before[:2]
    assert here("status", "--json", "--store", str(walked)).json["log_root"] == before[2]
