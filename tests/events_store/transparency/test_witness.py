"""A witness: cosigns what a log has grown to, and nothing else, whatever it is sent and whenever it is killed."""

import fcntl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_store.errors import StoreFault
from events_store.transparency.checkpoint import read_checkpoint
from events_store.transparency.keys import NotAKey, in_base64
from events_store.transparency.signed_note import NotANote, NotVerified, Signature, check
from events_store.transparency.witness import NoPlaceForState, SizeDiffers, WitnessAtWork, witness
from tests.fixtures.logs import (
    LOG_KEY,
    OTHER_LOG,
    OTHER_WITNESS,
    WITNESS_KEY,
    asked,
    checkpoint,
    leaves,
)

NOW = 1_700_000_000
SIZES = st.integers(0, 40)


@pytest.fixture
def state(tmp_path):
    return tmp_path / "seen.txt"


def ask(state, data, *, at=NOW, log=LOG_KEY.public, key=WITNESS_KEY):
    return witness(data, "sent.txt", log=log, key=key, state=state, at=at)


def seen(state):
    """Return the size and the root that a witness has last cosigned; None for one that has seen nothing."""
    if not state.exists():
        return None
    found = read_checkpoint(state.read_bytes(), "seen", LOG_KEY.public)
    check(found.note, WITNESS_KEY.public)
    return found.size, found.root


def plain(size, **options):
    return str(checkpoint(size, **options)).encode()


# What is cosigned


def test_a_first_checkpoint_is_trusted_at_first_sight(state):
    done = ask(state, plain(5))
    assert done.before is None
    assert check(done.checkpoint.note, WITNESS_KEY.public) == NOW
    assert check(done.checkpoint.note, LOG_KEY.public) == 0
    assert seen(state) == (5, checkpoint(5).root)


def test_a_first_checkpoint_may_come_in_the_form_of_c2sp(state):
    assert ask(state, asked(0, 5)).before is None
    assert seen(state) == (5, checkpoint(5).root)


def test_a_log_that_has_grown_is_cosigned_again(state):
    ask(state, plain(5))
    done = ask(state, asked(5, 9), at=NOW + 60)
    assert done.before.size == 5
    assert check(done.checkpoint.note, WITNESS_KEY.public) == NOW + 60
    assert seen(state) == (9, checkpoint(9).root)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_a_log_that_only_grows_is_never_refused(tmp_path_factory, steps):
    state = tmp_path_factory.mktemp("seen") / "seen.txt"
    size = 0
    for step in steps:
        ask(state, asked(size, size + step))
        size += step
        assert seen(state) == (size, checkpoint(size).root)


@pytest.mark.parametrize("again", [plain(9), asked(5, 9), asked(9, 9), asked(0, 9)])
def test_the_same_checkpoint_again_is_cosigned_again_however_it_comes(state, again):
    ask(state, plain(5))
    ask(state, asked(5, 9))
    done = ask(state, again, at=NOW + 5)
    assert done.before.size == 9
    assert check(done.checkpoint.note, WITNESS_KEY.public) == NOW + 5


def test_an_empty_log_can_be_the_first_that_is_seen(state):
    ask(state, plain(0))
    ask(state, plain(0))
    ask(state, plain(3))
    assert seen(state) == (3, checkpoint(3).root)


def test_what_it_keeps_is_what_it_gave(state):
    done = ask(state, plain(5))
    assert state.read_text() == str(done.checkpoint)
    assert sorted(path.name for path in state.parent.iterdir()) == ["seen.txt", "seen.txt.lock"]


def test_signatures_of_others_are_passed_on_and_not_kept(state):
    others = "".join(str(Signature(f"w{number}", b"1234", bytes(900))) for number in range(70))
    done = ask(state, plain(5) + others.encode())
    assert len(done.checkpoint.note.signatures) == 72
    assert len(read_checkpoint(state.read_bytes(), "seen").note.signatures) == 2
    ask(state, asked(5, 6))


def test_a_log_that_signs_a_hundred_times_does_not_stop_the_witness(state):
    line = str(checkpoint(5).note.signatures[0])
    ask(state, plain(5) + (line * 99).encode())
    ask(state, asked(5, 6))
    assert seen(state) == (6, checkpoint(6).root)


def test_a_forged_cosignature_of_its_own_is_replaced(state):
    forged = Signature(WITNESS_KEY.public.name, WITNESS_KEY.public.id, bytes(72))
    done = ask(state, plain(5) + str(forged).encode())
    assert check(done.checkpoint.note, WITNESS_KEY.public) == NOW


def test_two_witnesses_sign_one_after_the_other(state, tmp_path):
    first = ask(state, plain(5))
    second = ask(tmp_path / "other.txt", str(first.checkpoint).encode(), key=OTHER_WITNESS)
    assert check(second.checkpoint.note, WITNESS_KEY.public) == NOW
    assert check(second.checkpoint.note, OTHER_WITNESS.public) == NOW


def test_the_name_of_its_file_may_be_a_link(state, tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(state)
    ask(link, plain(5))
    ask(link, asked(5, 6))
    assert link.is_symlink()
    assert seen(state) == (6, checkpoint(6).root)


# What is refused, and leaves what was seen as it was


def refused(state, data, fault, match, **options):
    before = state.read_bytes() if state.exists() else None
    with pytest.raises(fault, match=match) as raised:
        ask(state, data, **options)
    assert (state.read_bytes() if state.exists() else None) == before
    return str(raised.value)


def test_a_smaller_log_is_never_cosigned(state):
    ask(state, plain(9))
    for data in (plain(5), asked(5, 5), asked(0, 5), plain(0), asked(9, 9).replace(plain(9), plain(5))):
        refused(state, data, NotVerified, r"sent\.txt has \d events, but this witness already saw 9: the log was cut")


def test_a_forked_log_is_never_cosigned(state):
    ask(state, plain(9))
    for forked_at in range(1, 10):
        for size in (9, 10, 12, 16, 17):
            refused(
                state, asked(9, size, forked_at=forked_at), NotVerified, "does not prove that the log has only grown"
            )
    refused(
        state,
        plain(9, forked_at=3),
        NotVerified,
        "does not prove that the log has only grown since this witness saw it at 9",
    )


def test_a_log_that_was_rewritten_after_what_the_witness_saw_is_cosigned(state):
    # What it never saw it cannot protect.
    ask(state, plain(9))
    ask(state, asked(9, 12, forked_at=10))
    assert seen(state)[1] != checkpoint(12).root


def test_a_proof_that_begins_elsewhere_is_sent_back_for_the_right_one(state):
    said = refused(state, asked(5, 9), SizeDiffers, "has not seen a checkpoint of this log yet, .* begins at 5")
    assert "without --since: inspectrail checkpoint" in said
    ask(state, plain(5))
    for data in (plain(9), asked(0, 9), asked(4, 9), asked(6, 9), asked(9, 9)):
        said = refused(state, data, SizeDiffers, r"last saw this log at 5 events, but the proof begins at")
        assert f"with --since and the checkpoint in {state}: inspectrail checkpoint" in said


def test_a_proof_that_was_cut_short_or_lengthened_is_refused(state):
    ask(state, plain(5))
    good = asked(5, 9)
    lines = good.decode().split("\n")
    extra = in_base64(leaves(1)[0])
    for proof in (lines[2:4], lines[1:3], [*lines[1:4], extra], [extra, *lines[1:4]], lines[3:0:-1], []):
        data = "\n".join([lines[0], *proof, *lines[lines.index("") :]]).encode()
        if data != good:
            refused(state, data, NotVerified, "does not prove that the log has only grown")
    refused(state.with_name("new.txt"), good.replace(b"old 5", b"old 0"), NotVerified, "does not prove")


def test_every_changed_byte_of_a_request_is_refused(state):
    ask(state, plain(5))
    good = asked(5, 9)
    before = state.read_bytes()
    for index in range(len(good)):
        changed = good[:index] + bytes([good[index] ^ 1]) + good[index + 1 :]
        # A name that nobody knows under a signature is passed over, and so nothing signs the checkpoint.
        with pytest.raises((NotVerified, NotANote, SizeDiffers)):
            ask(state, changed)
    assert state.read_bytes() == before


def test_a_checkpoint_of_another_log_is_never_cosigned(state):
    ask(state, plain(5))
    refused(state, plain(9, key=OTHER_LOG), NotVerified, "but the key belongs to example.gov.uk/inspections")
    refused(state, plain(5), NotVerified, "but the key belongs to example.gov.uk/others", log=OTHER_LOG.public)
    refused(
        state, plain(9, key=OTHER_LOG), NotVerified, r"seen\.txt is a checkpoint of .*inspections", log=OTHER_LOG.public
    )


def test_what_it_has_not_cosigned_itself_is_nothing_that_it_has_seen(state):
    state.write_bytes(plain(5, forked_at=2))
    refused(state, plain(5, forked_at=2), NotVerified, r"seen\.txt is not signed with the key witness\.example/w1")
    ask(state.with_name("other.txt"), plain(5), key=OTHER_WITNESS)
    state.with_name("other.txt").replace(state)
    refused(state, plain(5), NotVerified, r"seen\.txt is not signed with the key witness\.example/w1")


def test_a_link_that_leads_to_itself_is_no_place_to_keep_what_was_seen(state):
    state.symlink_to(state.name)
    with pytest.raises(NoPlaceForState, match=r"leads nowhere. Nothing was cosigned"):
        ask(state, plain(5))


def test_a_folder_that_leads_to_itself_is_no_place_to_keep_what_was_seen(tmp_path):
    (tmp_path / "folder").symlink_to("folder")
    with pytest.raises(NoPlaceForState, match=r"leads nowhere. Nothing was cosigned"):
        ask(tmp_path / "folder" / "seen.txt", plain(5))


def test_no_other_file_is_written_where_something_lies_beside_its_own(state, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("kept")
    state.with_name("seen.txt.new").symlink_to(other)
    ask(state, plain(5))
    assert other.read_text() == "kept"
    assert not state.is_symlink()


def test_a_key_of_a_log_does_not_witness(state):
    refused(state, plain(5), NotAKey, "belongs to a log. Name the key of a witness", key=LOG_KEY)
    refused(state, plain(5), NotAKey, "belongs to a witness. Name the key of a log", log=WITNESS_KEY.public)


@pytest.mark.parametrize("damage", [b"", b"x", plain(5)[:-1], plain(5).replace(b"\n5\n", b"\n4\n"), b"\x00" * 200_000])
def test_what_it_has_seen_is_never_forgotten_because_its_file_was_damaged(state, damage):
    ask(state, plain(5))
    state.write_bytes(damage)
    refused(state, asked(5, 9), StoreFault, r"seen\.txt")
    refused(state, plain(5), StoreFault, r"seen\.txt")


@pytest.mark.parametrize("start", [b"old 05\n", b"old  5\n", b"old -1\n", b"old 5 \n", b"OLD 5\n", b"old 5\r\n", b"\n"])
def test_a_request_of_another_form_is_refused(state, start):
    ask(state, plain(5))
    good = asked(5, 9)
    refused(state, start + good.partition(b"\n")[2], NotANote, r"^sent\.txt is not a checkpoint")


def test_a_proof_of_more_than_63_hashes_is_refused(state):
    ask(state, plain(5))
    long = b"old 5\n" + (in_base64(leaves(1)[0]).encode() + b"\n") * 64 + b"\n" + plain(9)
    refused(state, long, NotANote, "is not a checkpoint")


@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 400))
def test_whatever_is_sent_is_cosigned_or_refused_and_never_goes_back(tmp_path_factory, data, at, cut):
    state = tmp_path_factory.mktemp("seen") / "seen.txt"
    ask(state, plain(5))
    good = asked(5, 9)
    for sent in (data, good[:at] + data + good[at + cut :]):
        with suppress(StoreFault):
            ask(state, sent)
        assert seen(state) in [(5, checkpoint(5).root), (9, checkpoint(9).root)]


@given(st.lists(st.tuples(SIZES, SIZES, st.integers(1, 40) | st.none()), max_size=8))
def test_all_that_was_ever_cosigned_is_one_log_that_grew(tmp_path_factory, sent):
    state = tmp_path_factory.mktemp("seen") / "seen.txt"
    signed = []
    for old, new, forked_at in sent:
        with suppress(StoreFault):
            done = ask(state, asked(min(old, new), new, forked_at=forked_at))
            signed.append((done.checkpoint.size, forked_at))
    sizes = [size for size, _ in signed]
    assert sizes == sorted(sizes)
    for (size, forked_at), (later, forked_later) in pairwise(signed):
        assert leaves(size, forked_at=forked_at) == leaves(later, forked_at=forked_later)[:size]


# Two at once, and one that is killed


def test_two_processes_of_one_witness_never_sign_at_once(state):
    ask(state, plain(5))
    with state.with_name("seen.txt.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said = refused(state, asked(5, 9), WitnessAtWork, "Another process is cosigning with")
        assert said.endswith("Nothing was cosigned. Try again in a moment.")
    ask(state, asked(5, 9))


def test_of_many_histories_that_come_at_once_only_one_is_cosigned(state):
    ask(state, plain(5))
    histories = [asked(5, 9, forked_at=forked_at) for forked_at in (6, 7, 8, 9)] * 4

    def tried(data):
        while True:
            try:
                return ask(state, data).checkpoint.root
            except WitnessAtWork:
                continue
            except (NotVerified, SizeDiffers):
                return None

    with ThreadPoolExecutor(len(histories)) as threads:
        signed = {root for root in threads.map(tried, histories) if root is not None}
    assert signed == {seen(state)[1]}


def test_what_is_left_of_one_that_was_killed_does_no_harm(state):
    ask(state, plain(5))
    state.with_name("seen.txt.new").write_bytes(b"half a check")
    ask(state, asked(5, 9))
    assert seen(state) == (9, checkpoint(9).root)
    assert not state.with_name("seen.txt.new").exists()


DIES = """
import os, sys
from pathlib import Path
from events_store.transparency import witness
from tests.events_store.transparency.test_witness import ask, asked

steps = int(sys.argv[2])
def counted(function):
    def dying(*given):
        global steps
        steps -= 1
        if steps < 0:
            os._exit(9)
        return function(*given)
    return dying

os.fsync = counted(os.fsync)
os.open = counted(os.open)
os.close = counted(os.close)
Path.replace = counted(Path.replace)
ask(Path(sys.argv[1]), asked(5, 9))
print("cosigned")
"""


@pytest.mark.parametrize("steps", range(5))
def test_killed_at_any_step_it_has_seen_the_old_or_the_new_and_signs_either_again(state, steps):
    ask(state, plain(5))
    root = Path(__file__).parents[3]
    program = [sys.executable, "-c", DIES, str(state), str(steps)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, cwd=root, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (9, "", "")
    assert seen(state) == ((5, checkpoint(5).root) if steps < 2 else (9, checkpoint(9).root))
    ask(state, asked(5, 9))
    assert seen(state) == (9, checkpoint(9).root)


def test_where_it_cannot_keep_what_it_saw_it_does_not_sign(state):
    with pytest.raises(FileNotFoundError):
        ask(state.parent / "nowhere" / "seen.txt", plain(5))
    state.mkdir()
    with pytest.raises(IsADirectoryError):
        ask(state, plain(5))
