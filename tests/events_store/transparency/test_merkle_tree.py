"""The digest of the log: the tree of RFC 9162, over leaves that hold every field of every event."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_store.errors import NotReadable
from events_store.store import Row
from events_store.transparency.merkle_tree import (
    grow,
    hash_of,
    kept_root,
    last_position,
    leaf,
    log_root,
    peaks,
    root,
    root_of,
)

# The leaves and roots that Certificate Transparency has published since 2013 to test implementations of RFC 6962
# (google/certificate-transparency, merkletree/merkle_tree_test.cc).
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

ROW = Row(12, "case:newcastle-2016/NC-07", 3, "case-excluded.v1", b'{"reason":"a"}')


def hashed(data):
    return hashlib.sha256(b"\x00" + data).digest()


def by_definition(leaves):
    """MTH of RFC 9162, section 2.1.1, word for word: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert root([]).hex() == log_root([]) == EMPTY


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_trees_have_the_published_roots(size):
    assert root(hashed(bytes.fromhex(data)) for data in LEAVES[:size]).hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_root_of_any_leaves_is_that_of_the_definition(data):
    leaves = [hashed(one) for one in data]
    assert root(leaves) == by_definition(leaves)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_the_root_differs_when_a_leaf_is_changed_dropped_repeated_or_moved(data, draw):
    leaves = [hashed(bytes([index]) + one) for index, one in enumerate(data)]
    index = draw.draw(st.integers(0, len(leaves) - 1))
    before = root(leaves)
    assert root([*leaves[:index], hashed(b"other"), *leaves[index + 1 :]]) != before
    assert root([*leaves[:index], *leaves[index + 1 :]]) != before
    assert root([*leaves, leaves[index]]) != before
    if index:
        assert root([leaves[index], *leaves[:index], *leaves[index + 1 :]]) != before


def test_a_leaf_is_the_hash_of_its_fields_each_with_its_length_before_it():
    fields = (b"12", b"case:newcastle-2016/NC-07", b"3", b"case-excluded.v1", b'{"reason":"a"}')
    body = b"".join(len(field).to_bytes(8, "big") + field for field in fields)
    assert leaf(ROW) == hashed(body)
    assert log_root([ROW]) == hashed(body).hex()


@pytest.mark.parametrize(
    "other",
    [
        {"position": 13},
        {"stream": "case:newcastle-2016/NC-08"},
        {"version": 4},
        {"topic": "case-excluded.v2"},
        {"state": b'{"reason":"b"}'},
    ],
)
def test_a_leaf_is_another_when_any_field_is(other):
    assert leaf(ROW._replace(**other)) != leaf(ROW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"position": 1, "stream": "2x"}, {"position": 12, "stream": "x"}),
        ({"stream": "case:1", "version": 23}, {"stream": "case:12", "version": 3}),
        ({"version": 1, "topic": "2.v1"}, {"version": 12, "topic": ".v1"}),
        ({"topic": "a{", "state": b"}"}, {"topic": "a", "state": b"{}"}),
        ({"topic": "", "state": b"a"}, {"topic": "a", "state": b""}),
    ],
)
def test_it_matters_where_a_field_ends(one, other):
    assert leaf(ROW._replace(**one)) != leaf(ROW._replace(**other))


rows = st.builds(Row, st.integers(1, 99), st.text(max_size=3), st.integers(1, 99), st.text(max_size=3), st.binary())


@given(rows, rows)
def test_leaves_are_equal_only_where_events_are(one, other):
    assert (leaf(one) == leaf(other)) == (one == other)


# What the ledger keeps


def kept_of(leaves, *, grown_by=(1,)):
    """Return what the ledger keeps of leaves, by position; grown in steps of these sizes, over and over."""
    tops, kept, steps = [], [], 0
    while len(kept) < len(leaves):
        step = grown_by[steps % len(grown_by)]
        kept += grow(len(kept), tops, leaves[len(kept) : len(kept) + step])
        steps += 1
    return dict(enumerate(kept, start=1))


def looked_up(kept, asked):
    """Look positions up as a store does, and count them."""

    def find(positions):
        asked.extend(positions)
        return {position: kept[position] for position in positions if position in kept}

    return find


MANY = [hashed(str(number).encode()) for number in range(300)]


@given(st.integers(0, 300), st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_the_root_at_any_size_is_made_of_what_the_ledger_keeps_however_it_grew(size, steps):
    asked = []
    kept = kept_of(MANY, grown_by=steps)
    assert kept_root(looked_up(kept, asked), size) == by_definition(MANY[:size]).hex()
    assert len(asked) == size.bit_count()


def test_every_whole_tree_is_kept_once_where_its_last_leaf_is():
    kept = kept_of(MANY)
    for level in range(9):
        for number in range(len(MANY) >> level):
            leaves = MANY[number << level : (number + 1) << level]
            assert last_position((level, number)) == (number + 1) * 2**level
            assert hash_of((level, number), kept) == by_definition(leaves)
    assert sum(len(hashes) for hashes in kept.values()) == 32 * sum(len(MANY) >> level for level in range(9))


def test_a_log_is_made_of_one_whole_tree_for_each_one_in_its_size():
    assert peaks(0) == []
    assert peaks(11) == [(3, 0), (1, 4), (0, 10)]
    kept = kept_of(MANY[:11])
    assert root_of([hash_of(node, kept) for node in peaks(11)]) == by_definition(MANY[:11])


@pytest.mark.parametrize("damaged", [{}, {8: b"", 10: b""}, {8: "text", 10: None}, {8: b"x" * 127}])
def test_a_ledger_that_keeps_too_little_is_not_read(damaged):
    kept = {11: MANY[10], **damaged}
    with pytest.raises(NotReadable, match=r"The ledger cannot be read: it does not match event 8; .* verify"):
        kept_root(lambda positions: kept, 11)
