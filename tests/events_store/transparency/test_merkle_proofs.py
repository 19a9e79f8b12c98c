"""Proofs: of any event in any log, and of any log grown from any other; and nothing else is ever taken for one."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_store.transparency.merkle_proofs import (
    consistency_proof,
    consistency_stretches,
    consistent,
    included,
    inclusion_proof,
    inclusion_stretches,
)
from events_store.transparency.merkle_tree import DIGEST, grow, last_position
from tests.events_store.transparency.test_merkle_tree import LEAVES, ROOTS, by_definition

MOST = 128


def hashed(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def kept_of(leaves):
    """Return how a store looks up what the ledger keeps of these leaves."""
    rows = dict(enumerate(grow(0, [], leaves), start=1))
    return lambda positions: {position: rows[position] for position in positions if position in rows}


# The oracle: the definitions of RFC 9162, word for word, over the leaves themselves


def split_of(size):
    """Return the largest power of two smaller than a size."""
    split = 1
    while split * 2 < size:
        split *= 2
    return split


def path(number, leaves):
    """PATH(m, D_n) of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = split_of(len(leaves))
    if number < split:
        return [*path(number, leaves[:split]), by_definition(leaves[split:])]
    return [*path(number - split, leaves[split:]), by_definition(leaves[:split])]


def subproof(size, leaves, *, known):
    """SUBPROOF(m, D_n, b) of section 2.1.4.1."""
    if size == len(leaves):
        return [] if known else [by_definition(leaves)]
    split = split_of(len(leaves))
    if size <= split:
        return [*subproof(size, leaves[:split], known=known), by_definition(leaves[split:])]
    return [*subproof(size - split, leaves[split:], known=False), by_definition(leaves[:split])]


MANY = [hashed(str(number).encode()) for number in range(MOST)]
KEPT = kept_of(MANY)
ROOT = [by_definition(MANY[:size]) for size in range(MOST + 1)]


# The leaves, roots and proofs that Certificate Transparency has published since 2013 to test implementations of RFC
# 6962: google/certificate-transparency, merkletree/merkle_tree_test.cc.

PUBLISHED = [hashed(bytes.fromhex(data)) for data in LEAVES]
PUBLISHED_KEPT = kept_of(PUBLISHED)

PATHS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
GROWTHS = {
    (1, 1): [],
    (1, 8): PATHS[1, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


@pytest.mark.parametrize(("position", "size"), PATHS)
def test_the_published_inclusion_proofs_are_made_and_believed(position, size):
    proof = [bytes.fromhex(one) for one in PATHS[position, size]]
    assert inclusion_proof(PUBLISHED_KEPT, position, size) == proof
    assert included(PUBLISHED[position - 1], position, size, proof, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "new"), GROWTHS)
def test_the_published_consistency_proofs_are_made_and_believed(old, new):
    proof = [bytes.fromhex(one) for one in GROWTHS[old, new]]
    assert consistency_proof(PUBLISHED_KEPT, old, new) == proof
    assert consistent(old, bytes.fromhex(ROOTS[old - 1]), new, bytes.fromhex(ROOTS[new - 1]), proof)


def test_the_proofs_that_the_rfc_draws_for_seven_leaves_are_the_ones_made():
    # RFC 9162, section 2.1.5: a, b, c, d, e, f, g, h, i, j, k, l as it names them.
    a, b, c, d, e, f, j = MANY[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k = node_hash(g, h)
    top = node_hash(i, j)
    assert inclusion_proof(KEPT, 1, 7) == [b, h, top]
    assert inclusion_proof(KEPT, 4, 7) == [c, g, top]
    assert inclusion_proof(KEPT, 5, 7) == [f, j, k]
    assert inclusion_proof(KEPT, 7, 7) == [i, k]
    assert consistency_proof(KEPT, 3, 7) == [c, d, g, top]
    assert consistency_proof(KEPT, 4, 7) == [top]
    assert consistency_proof(KEPT, 6, 7) == [i, j, k]


# Every size up to 128


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_event_of_a_log_is_proved_as_the_rfc_defines_it_and_nowhere_else(size):
    for position in range(1, size + 1):
        proof = inclusion_proof(KEPT, position, size)
        leaf = MANY[position - 1]
        assert proof == path(position - 1, MANY[:size])
        assert included(leaf, position, size, proof, ROOT[size])
        for near in {position - 1, position + 1, position ^ 1, size, 1} - {position}:
            assert not included(leaf, near, size, proof, ROOT[size])
        assert not included(MANY[position % MOST], position, size, proof, ROOT[size])
        assert not included(leaf, position, size, proof, ROOT[size - 1])


@pytest.mark.parametrize("size", range(MOST + 1))
def test_a_log_is_proved_to_have_grown_from_every_older_one_as_the_rfc_defines_it(size):
    for old in range(size + 1):
        proof = consistency_proof(KEPT, old, size)
        assert proof == (subproof(old, MANY[:size], known=True) if old else [])
        assert consistent(old, ROOT[old], size, ROOT[size], proof)
        # A log that begins with another event is no growth of this one, however it goes on.
        if old:
            assert not consistent(old, hashed(b"other"), size, ROOT[size], proof)
            assert not consistent(old, ROOT[old], size, hashed(b"other"), proof)
        if old < size:
            assert not consistent(size, ROOT[size], old, ROOT[old], proof)


@pytest.mark.parametrize("size", [2, 3, 7, 8, 13, 64, 127, 128])
def test_a_proof_of_growth_holds_for_its_two_sizes_only(size):
    for old in range(1, size):
        proof = consistency_proof(KEPT, old, size)
        for claimed in range(size + 1):
            if claimed != old:
                assert not consistent(claimed, ROOT[old], size, ROOT[size], proof)
                assert not consistent(claimed, ROOT[claimed], size, ROOT[size], proof) or proof == consistency_proof(
                    KEPT, claimed, size
                )


# What was tampered with


def damaged(proof):
    """Yield a proof cut short at both ends, lengthened at both ends, doubled, and reordered; never as it was."""
    other = hashed(b"other")
    yield from (proof[1:], proof[:-1]) if proof else ()
    yield from ([*proof, other], [other, *proof], [*proof, *proof[-1:]] if proof else [other])
    yield from ([*proof, *proof], proof[:1] * 65) if proof else ()
    for index in range(len(proof) - 1):
        swapped = proof.copy()
        swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]
        yield swapped
    for index in range(len(proof)):
        yield [*proof[:index], proof[index][:-1], *proof[index + 1 :]]
        yield [*proof[:index], proof[index] + b"\x00", *proof[index + 1 :]]
        yield [*proof[:index], proof[index].hex(), *proof[index + 1 :]]


def bytes_changed(proof):
    """Yield a proof once for each of its bytes, with that byte changed."""
    for index, one in enumerate(proof):
        for place_in in range(DIGEST):
            changed = one[:place_in] + bytes([one[place_in] ^ 1 << place_in % 8]) + one[place_in + 1 :]
            yield [*proof[:index], changed, *proof[index + 1 :]]


@pytest.mark.no_cover
@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_no_inclusion_proof_that_was_tampered_with_is_believed(size):
    for position in range(1, size + 1):
        proof = inclusion_proof(KEPT, position, size)
        believed = [one for one in damaged(proof) if included(MANY[position - 1], position, size, one, ROOT[size])]
        assert believed == []


@pytest.mark.no_cover
@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_no_consistency_proof_that_was_tampered_with_is_believed(size):
    for old in range(size + 1):
        proof = consistency_proof(KEPT, old, size)
        assert [one for one in damaged(proof) if consistent(old, ROOT[old], size, ROOT[size], one)] == []


@pytest.mark.no_cover
@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_byte_of_a_proof_counts(size):
    # Of a large log, the events beside which its trees are split, and those at its ends.
    splits = {near for level in range(7) for near in (1 << level, (1 << level) + 1)}
    numbers = range(1, size + 1) if size <= 48 else sorted({n for n in splits if n < size} | {size - 1, size})
    for number in numbers:
        path_, growth = inclusion_proof(KEPT, number, size), consistency_proof(KEPT, number, size)
        leaf, old, new = MANY[number - 1], ROOT[number], ROOT[size]
        assert not any(included(leaf, number, size, one, new) for one in bytes_changed(path_))
        assert not any(consistent(number, old, size, new, one) for one in bytes_changed(growth))
        for changed_leaf, changed_root in zip(bytes_changed([leaf]), bytes_changed([new]), strict=True):
            assert not included(changed_leaf[0], number, size, path_, new)
            assert not included(leaf, number, size, path_, changed_root[0])
            assert not consistent(number, old, size, changed_root[0], growth)
        for [changed] in bytes_changed([old]):
            assert not consistent(number, changed, size, new, growth)


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=3),
        st.binary(max_size=3),
        st.binary(min_size=DIGEST, max_size=DIGEST),
        st.sampled_from([2**63 - 1, 2**63, 2**64, -1, bytearray(DIGEST), range(3)]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 2), inner, max_size=2),
    max_leaves=5,
)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_given_is_answered_and_never_raises(one, two, three, four, five):
    assert included(one, two, three, four, five) is False
    assert consistent(one, two, three, four, five) is False


@pytest.mark.parametrize("wrong", [None, 1.0, "1", True, -1, 0, 2**63, 2**200])
def test_a_size_or_position_that_is_no_such_number_proves_nothing(wrong):
    leaf, proof = MANY[0], inclusion_proof(KEPT, 1, 7)
    assert not included(leaf, wrong, 7, proof, ROOT[7])
    growth = consistency_proof(KEPT, 1, 7)
    assert not consistent(wrong, ROOT[1], 7, ROOT[7], growth)
    assert not included(leaf, 1, wrong, proof, ROOT[7])
    assert not consistent(1, ROOT[1], wrong, ROOT[7], growth)


def test_a_size_is_bound_to_its_root_by_the_checkpoint_and_not_by_an_inclusion_proof():
    # The first event of 5, 6, 7 and 8 has a path of the same shape, so whoever checks takes size and root together.
    assert included(MANY[0], 1, 8, inclusion_proof(KEPT, 1, 7), ROOT[7])


@pytest.mark.parametrize("wrong", [None, "", b"", 3, {}, range(3), b"x" * 64, "x" * 32, iter(()), bytearray(32)])
def test_what_is_no_list_of_hashes_is_no_proof(wrong):
    assert not included(MANY[0], 1, 1, wrong, ROOT[1])
    assert not consistent(1, ROOT[1], 1, ROOT[1], wrong)
    assert not included(wrong, 1, 1, [], ROOT[1])
    assert not consistent(1, wrong, 1, wrong, [])


# Laws

sizes = st.integers(1, 2**40)


@given(st.data())
def test_two_proofs_of_growth_make_a_third(draw):
    first, second, third = sorted(draw.draw(st.tuples(*[st.integers(0, MOST)] * 3)))
    for old, new in pairwise((first, second, third)):
        assert consistent(old, ROOT[old], new, ROOT[new], consistency_proof(KEPT, old, new))
    assert consistent(first, ROOT[first], third, ROOT[third], consistency_proof(KEPT, first, third))


@given(st.lists(st.binary(max_size=2), min_size=2, max_size=60), st.data())
def test_no_log_with_one_event_changed_is_proved_to_be_the_same(data, draw):
    leaves = [hashed(bytes([index]) + one) for index, one in enumerate(data)]
    changed = draw.draw(st.integers(0, len(leaves) - 1))
    old = draw.draw(st.integers(changed + 1, len(leaves)))
    forked = [*leaves[:changed], hashed(b"forked"), *leaves[changed + 1 :]]
    proof = consistency_proof(kept_of(forked), old, len(forked))
    assert not consistent(old, by_definition(leaves[:old]), len(forked), by_definition(forked), proof)


@given(sizes, st.data())
def test_a_proof_takes_few_look_ups_however_long_the_log_is(size, draw):
    position = draw.draw(st.integers(1, size))
    for stretches in (inclusion_stretches(position, size), consistency_stretches(position, size)):
        assert len(stretches) <= size.bit_length() + 1
        nodes = [node for stretch in stretches for node in stretch]
        assert len(nodes) <= 2 * size.bit_length()
        assert all(1 <= last_position(node) <= size for node in nodes)
        assert len(set(nodes)) == len(nodes)


@given(sizes, st.data())
def test_a_proof_and_what_it_proves_cover_the_whole_log_once(size, draw):
    def leaves_in(stretches):
        return sum(1 << level for stretch in stretches for level, _ in stretch)

    position = draw.draw(st.integers(1, size))
    assert leaves_in(inclusion_stretches(position, size)) == size - 1
    # Whoever checks has the hash of an old log that is a whole tree of the new one, or all of it.
    has = position if position & (position - 1) == 0 or position == size else 0
    assert leaves_in(consistency_stretches(position, size)) == size - has
