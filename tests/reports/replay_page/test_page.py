"""The page of a replay, in a real browser: what it shows, by keys and by ear, from a file, without a network."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.cli.conftest import NAME, Walk, begin
from tests.fixtures.command_line import here
from tests.reports.conftest import Opened, written

EVIL = "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{title}} &lt;b&gt; ' \" <!--"


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found]


def go_to(page: Page, position: int) -> None:
    page.get_by_label("Go to event").fill(f"#{position:,}")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator("#where")).to_contain_text(f"#{position:,},")


def cells(page: Page, rows: str) -> list[list[str]]:
    """The visible text of a table's rows as the page shows it, cell by cell."""
    return page.locator(rows).evaluate_all(
        """rows => rows.filter(row => !row.hidden).map(row => [...row.cells].map(
            cell => [...cell.childNodes].filter(node => !node.hidden && node.tagName !== "svg")
                .map(node => node.textContent).join("").replace(/\\s+/g, " ").trim()))"""
    )


def scored(store: Path, position: int) -> list[list[str]]:
    """The table of scores as `scores --json` says it."""
    told = here("scores", "--at", f"#{position}", "--store", str(store), "--json").json
    return [_row(theme) for theme in told["themes"]]


def _row(theme: dict) -> list[str]:
    counts, share = theme["counts"], theme["share"]
    judged = (theme["judgement"] or "not judged").replace("_", " ") + (" stale" if theme["judgement_stale"] else "")
    name = f"{theme['theme']} {theme['title']}"
    if not theme["scored"]:
        return [name, "no score", "", "", judged]
    answered = counts["sufficient"] + counts["insufficient"]
    tenths = 0 if share is None else (2000 * share["numerator"] + share["denominator"]) // (2 * share["denominator"])
    score = "no answers" if share is None else f"{theme['percent']}% {tenths // 10}.{tenths % 10}%"
    return [name, score, f"{counts['sufficient']} of {answered}", str(counts["not_applicable"]), judged]


def tracked(store: Path, position: int) -> list[list[str]]:
    """Number, answer, claim and whether overdue of each recommendation, as `recommendations --json` says it."""
    told = here("recommendations", "--at", f"#{position}", "--store", str(store), "--json").json
    return [
        [
            str(one["number"]),
            (one["acceptance"] or "none yet").replace("_", " "),
            (one["progress"] or "nothing").replace("_", " "),
            str(one["overdue"]),
        ]
        for one in told["recommendations"]
    ]


def shown_recommendations(page: Page) -> list[list[str]]:
    return [[row[0].partition(".")[0], row[2], row[3], str("overdue" in row[6])] for row in cells(page, "#tracked tr")]


# What it shows


def test_the_page_is_one_file_that_opens_without_a_network_and_without_an_error(newport: Path, opened: Opened):
    page = opened(newport)
    assert page.title() == f"Replay of {NAME}: Youth justice in Newport"
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert not re.search(r"(src|href)=[\"'](?!#)|@import|url\(|https?://", newport.read_text())
    assert "default-src 'none'" in newport.read_text()


def test_it_says_what_it_was_made_from_and_that_the_log_leads_to_what_is_shown(
    walk: Walk, newport: Path, opened: Opened
):
    said = opened(newport).locator(".about").inner_text()
    now = here("status", "--json", "--store", str(walk.store)).json
    assert f"the log up to event #{now['position']}" in said
    assert now["log_root"] in said
    assert "The result equals what Inspectrail shows: theme scores, audit trail" in said


def test_at_every_event_the_page_shows_the_scores_and_judgements_that_the_command_shows(
    walk: Walk,
    newport: Path,
    opened: Opened,
):
    page = opened(newport)
    last = here("status", "--json", "--store", str(walk.store)).json["position"]
    page.locator("#slider").focus()
    for position in range(last, 1, -1):
        assert cells(page, "#themes tr") == scored(walk.store, position), position
        if position % 3 == 0:
            assert shown_recommendations(page) == tracked(walk.store, position), position
        page.keyboard.press("ArrowLeft")
    assert cells(page, "#themes tr")[0] == ["1 Planning", "not yet", "", "", "not judged"]
    expect(page.get_by_text("No recommendations yet.")).to_be_visible()


def test_the_event_shown_says_who_when_what_why_and_what_it_did(walk: Walk, newport: Path, opened: Opened):
    page = opened(newport)
    moderated = next(ran for ran in walk.ran if ran.arguments[:3] == ["moderate", "change", "NP-02"])
    go_to(page, int(moderated.out.split()[0][1:]))
    said = page.locator("#event").inner_text()
    for part in (
        "Cat Carter moderated question 1.1 in NP-02 from sufficient to insufficient",
        "Why: Nothing shows that Wren took part",
        "moderator, Youth Inspectorate",
        "(effective 5 October 2023)",
        "theme 1 score: from 75.0% (3 of 4) to 50.0% (2 of 4)",
    ):
        assert part in said
    assert page.locator("#list .current").text_content() == page.locator("#event").text_content()
    assert page.locator("#list .current").evaluate(
        "item => item.getBoundingClientRect().top >= item.parentElement.getBoundingClientRect().top"
    )
    assert page.locator("#phase").inner_text() == "fieldwork"


def test_the_milestones_are_in_words_beside_the_chart(walk: Walk, newport: Path, opened: Opened):
    page = opened(newport)
    table = page.get_by_role("table", name="Scores at the milestones")
    assert re.findall(r"Feedback|Draft|Published|Last event", table.inner_text()) == [
        "Feedback", "Draft", "Published", "Last event",
    ]  # fmt: skip
    assert table.locator("tbody tr").first.inner_text().split("\t")[1:] == ["50.0%", "50.0%", "75.0%", "75.0%"]
    assert page.locator("#chart path").count() == 2
    assert page.locator("#chart text").all_text_contents()[0].startswith("feedback #")


def test_every_figure_is_on_the_page_where_it_is_asked_for(walk: Walk, tmp_path: Path, opened: Opened):
    page = opened(written(walk.store, tmp_path, "--diff", "--kind", "recommendation-reopened"))
    assert "recommendation 2 closure: not implemented, no longer" in page.locator("#event").inner_text()
    page = opened(written(walk.store, tmp_path, "--diff", "--kind", "case-sampled"))
    assert "case NP-03: not started" in page.locator("#event").inner_text()


# By keys


def test_the_slider_moves_by_keys_and_says_where_it_is(newport: Path, opened: Opened):
    page = opened(newport)
    slider = page.get_by_role("slider", name="Event to show")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(slider).to_be_focused()
    where = page.locator("#where")
    for key, position in (("Home", 1), ("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(where).to_contain_text(f"#{position}, ")
        assert slider.get_attribute("aria-valuetext").startswith(f"#{position}, ")
    page.keyboard.press("PageUp")
    expect(where).not_to_contain_text("#2, ")
    page.keyboard.press("End")
    expect(where).to_have_text(re.compile(r"\((\d+) of \1\)"))


def test_buttons_go_to_the_first_the_next_the_one_before_and_the_last(newport: Path, opened: Opened):
    page = opened(newport)
    last = page.locator("#where").inner_text()
    for name, text in (("First", "#1, "), ("Next", "#2, "), ("Next", "#3, "), ("Previous", "#2, "), ("Last", last)):
        page.get_by_role("button", name=name).press("Enter")
        expect(page.locator("#where")).to_contain_text(text)


def test_a_number_that_is_no_event_is_refused_in_words(newport: Path, opened: Opened):
    page = opened(newport)
    field = page.get_by_label("Go to event")
    for wrong in ("soon", "0", "9999", ""):
        field.fill(wrong)
        field.press("Enter")
        expect(page.locator("#goto-error")).to_contain_text("Write the number of an event, from 1 to ")
        expect(field).to_be_focused()
        assert field.get_attribute("aria-invalid") == "true"
    field.fill("12")
    field.press("Enter")
    expect(page.locator("#where")).to_contain_text("#12, ")
    expect(page.locator("#goto-error")).to_be_empty()


def test_filters_narrow_the_events_by_keys_and_the_buttons_keep_to_them(walk: Walk, newport: Path, opened: Opened):
    page = opened(newport)
    page.get_by_label("What happened").focus()
    page.keyboard.type("answer moderated")
    moderated = here("trail", "--kind", "answer-moderated", "--json", "--store", str(walk.store)).json_lines
    expect(page.locator("#matching")).to_contain_text(f"{len(moderated)} of ")
    assert page.locator("#list > li:visible").count() == len(moderated)
    page.get_by_role("button", name="First").press("Enter")
    expect(page.locator("#where")).to_contain_text(f"#{moderated[0]['position']}, ")
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.locator("#where")).to_contain_text(f"#{moderated[1]['position']}, ")
    page.get_by_role("button", name="Show all events").press("Enter")
    expect(page.locator("#list > li:visible")).to_have_count(page.locator("#list > li").count())


def test_filters_by_theme_case_and_words_show_what_the_trail_shows(walk: Walk, newport: Path, opened: Opened):
    page = opened(newport)
    for label, value, words in (("Theme", "1", ("--theme", "1")), ("Case", "NP-02", ("--case", "NP-02"))):
        page.get_by_label(label, exact=True).select_option(value)
        found = here("trail", *words, "--json", "--store", str(walk.store)).json_lines
        expect(page.locator("#matching")).to_contain_text(f"{len(found)} of ")
        page.get_by_role("button", name="Show all events").click()
        expect(page.locator("#matching")).to_have_text(re.compile(r"^\d+ events\.$"))
    page.get_by_label("Containing the words").fill("WREN took")
    expect(page.locator("#matching")).to_contain_text("1 of ")
    page.get_by_label("Containing the words").fill("nothing like this")
    expect(page.locator("#matching")).to_contain_text("0 of ")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="First").click()


def test_a_filter_by_theme_leaves_its_line_in_the_chart_and_fades_the_others(newport: Path, opened: Opened):
    page = opened(newport)
    page.get_by_label("Theme", exact=True).select_option("2")
    assert page.locator("#chart path.faded").count() == 1
    assert page.locator('#chart path[data-theme="2"]').get_attribute("class").endswith("pattern-1")


def test_the_list_is_one_stop_of_the_tab_key_and_arrows_move_in_it(newport: Path, opened: Opened):
    page = opened(newport)
    go_to(page, 12)
    current = page.locator("#list a[aria-current]")
    assert page.locator("#list a[tabindex='0']").count() == 1
    current.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#where")).to_contain_text("#13, ")
    expect(current).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#where")).to_contain_text("#11, ")
    page.keyboard.press("a")
    page.locator("#list").get_by_role("link", name="#9", exact=True).click()
    expect(page.locator("#where")).to_contain_text("#9, ")
    page.locator("#list .current .what").click()
    expect(page.locator("#where")).to_contain_text("#9, ")


def test_the_chart_can_be_clicked(newport: Path, opened: Opened):
    page = opened(newport)
    page.locator("#chart").click(position={"x": 1, "y": 60})
    expect(page.locator("#where")).to_contain_text("#1, ")


def test_an_event_has_an_address_that_can_be_kept(newport: Path, opened: Opened):
    page = opened(newport, "#event-12")
    expect(page.locator("#where")).to_contain_text("#12, ")
    assert page.evaluate("scrollY") == 0
    page.evaluate("location.hash = '#event-14'")
    expect(page.locator("#where")).to_contain_text("#14, ")
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**#event-15")
    page.reload()
    expect(page.locator("#where")).to_contain_text("#15, ")
    page.goto(newport.as_uri() + "#event-99999")


def test_playing_moves_on_by_itself_until_it_is_paused_or_over(newport: Path, opened: Opened):
    page = opened(newport)
    button = page.locator("#play")
    button.press("Enter")
    expect(button).to_have_text("Pause")
    expect(page.locator("#where")).to_contain_text("#3, ", timeout=10_000)
    button.press("Enter")
    expect(button).to_have_text("Play")
    page.get_by_role("button", name="Last").click()
    page.get_by_role("button", name="Previous").click()
    button.press("Enter")
    expect(button).to_have_text("Play", timeout=10_000)


# By ear


def test_the_event_is_announced_once_the_reader_rests(newport: Path, opened: Opened):
    page = opened(newport)
    said = page.locator("#said")
    assert said.get_attribute("role") == "status"
    page.locator("#slider").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert said.inner_text() == ""
    expect(said).to_contain_text("Event 2: Ann Archer adopted the framework", timeout=5_000)


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_wrong(newport: Path, opened: Opened, width: int):
    page = opened(newport, width=width)
    assert violations(page) == []
    go_to(page, 30)
    page.get_by_label("Theme", exact=True).select_option("1")
    page.get_by_label("Go to event").fill("none")
    page.get_by_role("button", name="Go", exact=True).click()
    assert violations(page) == []


def test_headings_and_landmarks_lead_through_the_page(newport: Path, opened: Opened):
    page = opened(newport)
    assert page.get_by_role("heading").evaluate_all("all => all.map(one => one.tagName).join(' ')") == (
        "H1 H2 H2 H2 H2 H2 H2"
    )
    for landmark in ("banner", "main", "contentinfo", "search"):
        assert page.get_by_role(landmark).count() == 1
    assert page.get_by_role("list", name="Events").get_by_role("listitem").count() > 80


# On every screen, on paper, without a script


def test_nothing_is_cut_off_at_320_pixels(newport: Path, opened: Opened):
    page = opened(newport, width=320, height=600)
    for position in (1, 40, 80):
        go_to(page, position)
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_targets_are_large_enough(newport: Path, opened: Opened):
    sizes = (
        opened(newport, width=320)
        .locator("button, select, input, #list a")
        .evaluate_all("all => all.filter(one => one.checkVisibility()).map(one => [one.offsetWidth, one.offsetHeight])")
    )
    assert [size for size in sizes if min(size) < 24] == []


def test_on_paper_there_are_the_scores_and_no_controls(newport: Path, opened: Opened):
    page = opened(newport)
    page.emulate_media(media="print")
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#themes")).to_be_visible()
    expect(page.locator("#list > li").last).to_be_visible()
    assert page.locator("#list").evaluate("list => list.scrollHeight - list.clientHeight") <= 1


def test_without_a_script_the_page_shows_the_final_scores_and_every_event(walk: Walk, newport: Path, opened: Opened):
    page = opened(newport, java_script_enabled=False)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator(".controls")).to_be_hidden()
    last = here("status", "--json", "--store", str(walk.store)).json["position"]
    rows = [" ".join(row.split()) for row in page.locator("#themes tr").all_inner_texts()]
    assert [row.lower() for row in rows] == [
        " ".join(" ".join(row).split()).lower() for row in scored(walk.store, last)
    ]
    assert page.locator("#list > li").count() == last
    expect(page.locator("#list > li").first).to_be_visible()


# What people wrote


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A store in which everything that people wrote tries to become part of the page."""
    store = begin(tmp_path / "inspectrail.db", "first")
    kept = {"INSPECTRAIL_STORE": str(store), "INSPECTRAIL_ACTOR": "ann", "INSPECTRAIL_INSPECTION": NAME}
    framework = (Path(__file__).parents[2] / "cli" / "small.toml").read_text()
    title = re.search(r'^title = "(.*)"$', framework.split("[[themes]]")[1], re.MULTILINE)[1]
    (tmp_path / "evil.toml").write_text(framework.replace(f'"{title}"', json.dumps(EVIL), 1))
    for words in (
        ("inspection", "announce", NAME, "--name", EVIL, "--organisation", EVIL, "--title", EVIL, "--body", EVIL,
         "--programme", EVIL, "--from", "2025-03-03", "--until", "2025-03-14"),
        ("framework", "adopt", str(tmp_path / "evil.toml")),
        ("team", "add", "ben", "--name", EVIL, "--role", "inspector", "--organisation", EVIL),
        ("case", "add", "NP-01", "--pseudonym", EVIL, "--setting", "community"),
        ("case", "assign", "NP-01", "ben"),
        ("fieldwork", "start"),
        ("answer", "record", "NP-01", "1.1", "sufficient", "--evidence", EVIL, "--as", "ben"),
        ("evidence", "add", "E-1", "--kind", "comment", "--source", "child", "--text", EVIL),
        ("finding", "add", "1", "key_finding", "1", "--direction", "mixed", "--text", EVIL, "--evidence", "E-1"),
        ("judge", "make", "1", "fair", "--rationale", EVIL),
        ("recommend", "1", "--text", EVIL, "--owner", EVIL, "--organisation", EVIL, "--finding", "1/key_finding/1"),
        ("case", "exclude", "NP-01", "--reason", f"{EVIL}\n\n{EVIL}"),
    ):  # fmt: skip
        ran = here(*words, **kept)
        assert ran.code == 0, ran.err
    return store


@pytest.mark.parametrize("words", [[], ["--diff"]], ids=str)
def test_what_people_wrote_is_text_and_never_part_of_the_page(
    evil: Path, tmp_path: Path, opened: Opened, words: list[str]
):
    page = opened(written(evil, tmp_path, "--inspection", NAME, *words))
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    assert page.title() == f"Replay of {NAME}: {EVIL}"
    for place in ("h1", ".lead", "#themes tr:first-child th", "#tracked th", "#list", "select#theme"):
        assert EVIL in page.locator(place).evaluate("one => one.textContent"), place
    page.locator("#slider").focus()
    for _ in range(13):
        page.keyboard.press("ArrowLeft")
    page.get_by_label("Containing the words").fill("<img src=x excluded")
    expect(page.locator("#matching")).to_contain_text("1 of ")
    page.wait_for_timeout(600)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img").count() == 0


# Parts of an inspection


def test_a_page_of_some_events_says_which_and_shows_the_scores_after_everything_up_to_each(
    walk: Walk,
    tmp_path: Path,
    opened: Opened,
):
    page = opened(written(walk.store, tmp_path, "--case", "NP-02", "--until", "feedback", "--effective", "2023-10-13"))
    notes = page.locator(".notice").all_inner_texts()
    assert re.match(r"This page shows 9 of \d+ events \(case NP-02\)\.", notes[0])
    assert "Later events are not on it" in notes[1]
    assert notes[2] == "Only events effective by 13 October 2023 count, whenever they were recorded."
    page = opened(written(walk.store, tmp_path, "--effective", "2023-10-13"))
    assert page.locator(".notice").all_inner_texts() == [notes[2]]
    page = opened(written(walk.store, tmp_path, "--case", "NP-02"))
    page.get_by_role("button", name="Previous").click()
    at = int(re.match(r"#(\d+)", page.locator("#where").inner_text())[1])
    assert cells(page, "#themes tr") == scored(walk.store, at)
    page.get_by_label("Go to event").fill(str(at + 1))
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.locator("#where")).to_contain_text(f"#{at}, ")


def test_a_page_of_one_event_before_any_framework_opens_too(walk: Walk, tmp_path: Path, opened: Opened):
    page = opened(written(walk.store, tmp_path, "--until", "#1"))
    assert page.locator("#where").inner_text().endswith("(1 of 1)")
    for name in ("First", "Previous", "Next", "Last", "Play"):
        page.get_by_role("button", name=name).click()
    assert page.locator("#matching").inner_text() == "1 event."
    assert page.locator("#chart").count() == 0
    assert violations(page) == []


# The real example


def test_the_whole_of_newcastle_is_on_a_page_under_two_megabytes_and_says_what_the_commands_say(
    demo: Path,
    tmp_path: Path,
    opened: Opened,
):
    path = written(demo, tmp_path)
    assert path.stat().st_size < 2_000_000
    page = opened(path)
    expect(page.locator("#matching")).to_have_text(re.compile(r"^2,\d{3} events\.$"))
    trail = here("trail", "--json", "--store", str(demo)).json_lines
    kinds = {entry["kind"]: entry["position"] for entry in trail}
    for position in (kinds["framework-adopted"], 1000, kinds["feedback-given"], kinds["report-published"], len(trail)):
        go_to(page, position)
        assert cells(page, "#themes tr") == scored(demo, position)
        assert shown_recommendations(page) == tracked(demo, position)
    page.get_by_label("What happened").select_option("answer-moderated")
    moderated = sum(entry["kind"] == "answer-moderated" for entry in trail)
    expect(page.locator("#matching")).to_contain_text(f"{moderated} of ")
