"""Checkpoints: the published form, strictly read; and a log that is not the one of an older checkpoint is found out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_store.transparency.checkpoint import new_checkpoint, read_checkpoint, refuse_rewritten, request
from events_store.transparency.keys import NotAKey, from_base64, in_base64
from events_store.transparency.merkle_proofs import EMPTY_ROOT, consistent
from events_store.transparency.signed_note import NotANote, Note, NotVerified, signed
from tests.events_store.transparency.test_merkle_tree import by_definition
from tests.fixtures.logs import LOG_KEY, OTHER_LOG, WITNESS_KEY, asked, checkpoint, kept_of, leaves

# The example of C2SP tlog-checkpoint. The key is not published, so its signature is only read.
PUBLISHED = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""  # noqa: E501

ROOT = in_base64(bytes(32))


def read(text, key=None):
    return read_checkpoint(text if isinstance(text, bytes) else text.encode(), "a.txt", key)


def test_the_published_checkpoint_is_read_as_it_is():
    found = read(PUBLISHED)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert in_base64(found.root) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert str(found) == PUBLISHED
    assert found.note.signatures[0].name == found.origin


@pytest.mark.parametrize("size", [0, 1, 2, 11, 100])
def test_a_checkpoint_tells_name_size_and_root_and_is_signed(size):
    made = checkpoint(size)
    lines = str(made).split("\n")
    assert lines[:2] == [LOG_KEY.public.name, str(size)]
    assert from_base64(lines[2]) == by_definition(leaves(size)) == made.root
    assert lines[3] == ""
    assert lines[4].startswith(f"— {LOG_KEY.public.name} ")
    assert lines[5:] == [""]
    assert read(str(made), LOG_KEY.public) == made


def test_the_checkpoint_of_a_log_is_the_same_however_often_it_is_made():
    assert str(checkpoint(7)) == str(checkpoint(7))


def test_a_checkpoint_of_another_log_is_not_believed():
    with pytest.raises(
        NotVerified, match=r"a\.txt is a checkpoint of example\.gov\.uk/inspections, but the key belongs"
    ):
        read(str(checkpoint(3)), OTHER_LOG.public)
    posing = signed(Note(str(checkpoint(3)).partition("\n\n")[0] + "\n"), OTHER_LOG)
    with pytest.raises(NotVerified):
        read(str(posing), LOG_KEY.public)
    with pytest.raises(NotAKey, match=r"belongs to a witness\. Name the key of a log"):
        read(str(checkpoint(3)), WITNESS_KEY.public)


def test_a_checkpoint_that_was_changed_is_not_believed():
    good = str(checkpoint(12))
    for old, new in (("\n12\n", "\n13\n"), (in_base64(checkpoint(12).root), ROOT)):
        with pytest.raises(NotVerified, match="does not match its text"):
            read(good.replace(old, new), LOG_KEY.public)
        assert read(good.replace(old, new)).origin == LOG_KEY.public.name


@pytest.mark.parametrize(
    "text",
    [
        "name\n",
        f"name\n1\n{ROOT}\nextension\n",
        f"\n1\n{ROOT}\n",
        f"name\n1\n\n{ROOT}\n",
        f"name\n01\n{ROOT}\n",
        f"name\n-1\n{ROOT}\n",
        f"name\n+1\n{ROOT}\n",
        f"name\n1 \n{ROOT}\n",
        f"name\n1_0\n{ROOT}\n",
        f"name\n٣\n{ROOT}\n",
        f"name\n\n{ROOT}\n",
        f"name\n{2**63}\n{ROOT}\n",
        f"name\n{10**30}\n{ROOT}\n",
        f"name\n1\n{ROOT[:-1]}\n",
        f"name\n1\n{ROOT[:-4]}\n",
        f"name\n1\n{in_base64(bytes(33))}\n",
        f"name\n1\n{bytes(32).hex()}\n",
        f"name\n0\n{ROOT}\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(NotANote, match=r"^a\.txt is not a checkpoint: its (lines|size)"):
        read(str(signed(Note(text), LOG_KEY)))


def test_what_is_no_signed_note_is_no_checkpoint():
    with pytest.raises(NotANote, match=r"^a\.txt is not a checkpoint: it does not end with a blank line"):
        read("name\n")


def test_an_empty_log_has_the_hash_of_nothing():
    assert checkpoint(0).root == EMPTY_ROOT
    assert read(str(checkpoint(0))).size == 0


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_log_that_has_only_grown_is_not_refused(old, more):
    refuse_rewritten(kept_of(leaves(old + more)), old + more, checkpoint(old))


@given(st.integers(1, 40), st.data())
def test_a_log_of_which_an_event_was_rewritten_is_refused(old, draw):
    forked_at = draw.draw(st.integers(1, old))
    size = draw.draw(st.integers(old, 60))
    with pytest.raises(NotVerified, match=rf"at least one of its first {old} events differs.*inspectrail verify"):
        refuse_rewritten(kept_of(leaves(size, forked_at=forked_at)), size, checkpoint(old))


def test_a_log_that_is_shorter_is_refused():
    with pytest.raises(NotVerified, match=r"The log has 4 events, but had 7 when The note was signed"):
        refuse_rewritten(kept_of(leaves(4)), 4, checkpoint(7))


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_request_carries_the_proof_that_the_log_has_grown(old, more):
    new = old + more
    lines = asked(old, new).decode().split("\n")
    blank = lines.index("")
    assert lines[0] == f"old {old}"
    proof = [from_base64(line) for line in lines[1:blank]]
    assert consistent(old, checkpoint(old).root, new, checkpoint(new).root, proof)
    assert "\n".join(lines[blank + 1 :]) == str(checkpoint(new))


def test_a_checkpoint_and_a_request_take_few_look_ups():
    looked_up = []
    kept = kept_of(leaves(1000))

    def counted(positions):
        looked_up.append(list(positions))
        return kept(positions)

    newer = new_checkpoint(counted, 1000, LOG_KEY)
    request(counted, newer, checkpoint(700))
    assert len(looked_up) == 2
    assert max(len(positions) for positions in looked_up) <= 20
