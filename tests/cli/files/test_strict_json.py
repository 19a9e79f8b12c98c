"""Strict JSON: what would be lost, changed or ambiguous is refused with its field."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.files.strict_json import DEEPEST, NotStrict, parse

REFUSED = {
    "a field that stands twice": ('{"case":"a","case":"b"}', "case", "it appears twice"),
    "a field that stands twice, spelled otherwise": ('{"case":1,"c\\u0061se":2}', "case", "it appears twice"),
    "a field within a field that stands twice": ('{"a":[{"b":1,"b":2}]}', "b", "it appears twice"),
    "a number that is not one": ('{"score":NaN}', "score", "NaN is not a number"),
    "infinity": ('{"a":1,"score":Infinity}', "score", "Infinity is not a number"),
    "infinity below": ('{"score":[1,-Infinity]}', "score.2", "-Infinity is not a number"),
    "a number that overflows": ('{"score":1e400}', "score", "1e400 is not a number"),
    "a number below all": ('{"score":-1e400}', "score", "-1e400 is not a number"),
    "a number that would be rounded": ('{"a":{"score":12345678901234567890}}', "a.score", "12345678901234567890"),
    "a number of 100,000 digits": (f'{{"score":{"9" * 100_000}}}', "score", "9… is not a number"),
    "half of a character": ('{"name":"a\\ud800b"}', "name", "U+D800, at 2"),
    "the other half": ('{"name":"\\udfff"}', "name", "U+DFFF, at 1"),
    "both halves in the wrong order": ('{"name":"\\ude00\\ud83d"}', "name", "U+DE00, at 1"),
    "half of a character in a name": ('{"\\ud800":1}', "a name", "U+D800, at 1"),
    "a list of a thousand lists": (f'{{"a":1,"deep":{"[" * 1_000}{"]" * 1_000}}}', "deep", "20 levels"),
    "an object of a thousand objects": ('{"deep":' + '{"a":' * 1_000 + "1" + "}" * 1_001, "deep", "20 levels"),
    "half a million lists": ("[" * 500_000, "", "20 levels"),
    "no JSON": ("{case: 1}", "", "it is not JSON (Expecting property name"),
    "JSON twice": ("{} {}", "", "it is not JSON (Extra data, at 4)"),
    "nothing": ("", "", "it is not JSON (Expecting value, at 1)"),
    "a text that breaks off": ('{"a":"b', "", "it is not JSON (Unterminated string"),
    "a control character": ('{"a":"\x07"}', "", "it is not JSON (Invalid control character"),
    "a byte order mark": ("\ufeff{}", "", "it is not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_a_faulty_document_is_refused_with_its_field(fault: str):
    text, field, why = REFUSED[fault]
    with pytest.raises(NotStrict) as refused:
        parse(text)
    assert refused.value.field == field
    assert why in refused.value.why
    assert len(refused.value.why) < 200


def test_a_long_or_odd_name_is_shortened():
    with pytest.raises(NotStrict) as refused:
        parse(f'{{"{"a" * 1_000}":NaN}}')
    assert refused.value.field == "a" * 80 + "…"
    with pytest.raises(NotStrict) as refused:
        parse('{"\\ud800":1,"\\ud800":2}')
    assert refused.value.field == "?"


def test_what_looks_deep_and_is_text_is_taken():
    text = "[" * 1_000 + '\\"{' + "]" * 1_000
    assert parse(json.dumps({"evidence": text, "a": "[[[["})) == {"evidence": text, "a": "[[[["}
    assert parse("[" * DEEPEST + "]" * DEEPEST)
    assert parse(json.dumps([[1], [2]] * 30)) == [[1], [2]] * 30


# Whole numbers up to the largest that every reader keeps.
WRITTEN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**13), 10**14) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=9), inside, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(WRITTEN, st.booleans())
def test_every_other_document_is_read_unchanged(document, ascii_only):
    assert parse(json.dumps(document, ensure_ascii=ascii_only)) == document


@given(st.text() | st.text(alphabet='[]{}",:\\ud8019eE-NaInfity '))
def test_no_text_crashes_it(text):
    try:
        parse(text)
    except NotStrict:
        return


def test_reading_json_imports_nothing_but_the_standard_library():
    program = (
        "import sys, cli.files.strict_json\n"
        "sys.exit(sorted({'orjson', 'pydantic', 'click'} & set(sys.modules)) or None)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
