"""Signed notes and their keys: in the published forms, and anything else is refused in a sentence."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from events_store.transparency.keys import (
    LOG,
    WITNESS,
    NotAKey,
    PublicKey,
    from_base64,
    in_base64,
    need,
    new_key,
    read_private_key,
    read_public_key,
)
from events_store.transparency.signed_note import (
    LATEST,
    LONGEST_NOTE,
    NotANote,
    Note,
    NotVerified,
    Signature,
    check,
    cosigned,
    read_note,
    signed,
)
from tests.fixtures.logs import LOG_KEY, OTHER_LOG, WITNESS_KEY

# The example of the first implementation of signed notes: golang.org/x/mod/sumdb/note.
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"

NOTE = signed(Note(TEXT), LOG_KEY)
BOTH = cosigned(NOTE, WITNESS_KEY, 1_679_315_147)


def read(text):
    return read_note(text if isinstance(text, bytes) else text.encode(), "a.txt", "a note")


# Keys


def test_the_published_keys_are_read_and_written_as_they_are():
    private = read_private_key(f"{SKEY}\n".encode(), "a.key")
    assert private.written() == SKEY
    assert str(private.public) == VKEY
    assert read_public_key(VKEY.encode(), "a.pub") == private.public
    assert str(read_public_key(f"{ENOCH}\r\n".encode(), "a.pub")) == ENOCH


def test_the_published_note_is_signed_and_checked_as_it_is():
    private = read_private_key(SKEY.encode(), "a.key")
    assert str(signed(Note(TEXT), private)) == f"{TEXT}\n{LINE}"
    assert check(read(f"{TEXT}\n{LINE}"), private.public) == 0


@pytest.mark.parametrize("kind", [LOG, WITNESS])
def test_a_key_comes_back_from_its_file_and_never_shows_its_secret(kind):
    key = new_key("example.gov.uk/inspections", kind, bytes(range(32)))
    assert read_private_key(key.written().encode(), "a.key") == key
    assert read_public_key(str(key.public).encode(), "a.pub") == key.public
    assert in_base64(bytes(range(32)))[:20] not in repr(key) + str(key) + str(key.public)
    assert "seed" not in repr(key)


def test_the_id_of_a_witness_key_is_the_one_of_c2sp():
    # SHA-256(name || 0x0A || 0x04 || public key)[:4], and 0x01 for a log: the same key is another one.
    log, witness = (new_key("a", kind, bytes(32)).public for kind in (LOG, WITNESS))
    assert log.raw == witness.raw
    assert log.id != witness.id


@pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "é", "-a", "/a", "a" * 101, "a\n", "a\u202eb", "a\x00"])
def test_a_new_key_has_a_name_that_can_be_typed(name):
    with pytest.raises(NotAKey, match=r"cannot be the name of a key.*No key was created\."):
        new_key(name, LOG, bytes(32))


WRONG_KEYS = {
    "": "not a key. A key is one line",
    "nothing": "not a key. A key is one line",
    VKEY.replace("PeterNeumann", ""): "not a key. A key is one line",
    VKEY.replace("PeterNeumann", "Peter Neumann"): "not a key. A key is one line",
    VKEY.replace("PeterNeumann", "Peter\u00a0Neumann"): "not a key. A key is one line",
    VKEY.replace("PeterNeumann", "Peter\x1b[2J"): "not a key. A key is one line",
    VKEY.replace("PeterNeumann", "Peter\u202eNeumann"): "not a key. A key is one line",
    VKEY.replace("c74f20a3", "C74F20A3"): "not a key. A key is one line",
    VKEY.replace("c74f20a3", "c74f20a4"): "is damaged",
    VKEY[:-1]: "not a key. A key is one line",
    f"{VKEY}=": "not a key. A key is one line",
    f"{VKEY}\n{VKEY}": "not a key. A key is one line",
    VKEY.replace("+A", "+B"): "is a key of an unknown type",
    f"a+00000000+{in_base64(bytes([LOG]) + bytes(31))}": "is a key of an unknown type",
    f"a+00000000+{in_base64(bytes([2]) + bytes(32))}": "is a key of an unknown type",
    "a" * 501: "longer than 500 bytes",
}


@pytest.mark.parametrize(("text", "why"), WRONG_KEYS.items(), ids=range(len(WRONG_KEYS)))
def test_what_is_not_a_public_key_is_refused(text, why):
    with pytest.raises(NotAKey, match=why):
        read_public_key(text.encode(), "a.pub")


@pytest.mark.parametrize("text", [text for text in WRONG_KEYS if len(text) < 400])
def test_what_is_not_a_private_key_is_refused(text):
    with pytest.raises(NotAKey):
        read_private_key(text.replace("PeterNeumann", "PRIVATE+KEY+PeterNeumann").encode(), "a.key")


def test_what_is_not_text_is_no_key():
    with pytest.raises(NotAKey, match="it is not text"):
        read_public_key(b"\xff\xfe", "a.pub")


def test_no_refusal_repeats_what_is_in_a_private_key():
    for wrong in (SKEY[:-4], SKEY + "=", SKEY.replace("c74f20a3", "c74f20a4"), f"{SKEY}\n{SKEY}", SKEY[1:]):
        with pytest.raises(NotAKey) as refused:
            read_private_key(wrong.encode(), "a.key")
        assert "AYEKFALV" not in str(refused.value)
    with pytest.raises(NotAKey, match=r"is a private key\. Show its public key with") as refused:
        read_public_key(SKEY.encode(), "a.pub")
    assert "AYEKFALV" not in str(refused.value)


def test_a_public_key_is_no_private_key():
    with pytest.raises(
        NotAKey, match=r"a\.pub is not the file of a private key\. Create one with: inspectrail key new"
    ):
        read_private_key(VKEY.encode(), "a.pub")


def test_a_key_is_used_only_for_what_it_is_for():
    with pytest.raises(NotAKey, match=r"belongs to a witness\. Name the key of a log"):
        signed(Note(TEXT), WITNESS_KEY)
    with pytest.raises(NotAKey, match=r"belongs to a log\. Name the key of a witness"):
        cosigned(NOTE, LOG_KEY, 1)
    need(LOG_KEY.public, LOG)


@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_is_given_for_a_key_is_refused_in_a_sentence(data):
    for read_key in (read_public_key, read_private_key):
        for given_data in (data, SKEY.encode() + data[:4] if data.strip() else b"", data[:4] + VKEY.encode()[:-8]):
            with pytest.raises(NotAKey, match=r"^a\.key .*\.|: inspectrail key"):
                read_key(given_data, "a.key")


@given(st.binary(max_size=40))
def test_bytes_are_written_in_base_64_in_one_way_only(data):
    text = in_base64(data)
    assert text == base64.b64encode(data).decode()
    assert from_base64(text) == data
    assert from_base64(text + "=") == from_base64(f" {text}x") == from_base64(f"{text}\n") == b""
    assert from_base64("QR==") == from_base64("ä") == from_base64("\ud800") == b""


# Notes


def test_a_note_comes_back_as_it_was_written():
    assert read(str(BOTH)) == BOTH
    assert read(str(BOTH)).source == "a.txt"
    assert str(BOTH).encode().decode() == f"{TEXT}\n{''.join(str(one) for one in BOTH.signatures)}"


def test_a_text_may_have_empty_lines_of_its_own():
    note = signed(Note("one\n\ntwo\n"), LOG_KEY)
    assert read(str(note)).text == "one\n\ntwo\n"
    check(read(str(note)), LOG_KEY.public)


def test_a_log_says_no_time_and_a_witness_says_when():
    assert check(BOTH, LOG_KEY.public) == 0
    assert check(BOTH, WITNESS_KEY.public) == 1_679_315_147


def test_a_witness_signs_the_header_the_time_and_the_text():
    [line] = [one for one in BOTH.signatures if one.by(WITNESS_KEY.public)]
    assert int.from_bytes(line.signed[:8], "big") == 1_679_315_147
    message = f"cosignature/v1\ntime 1679315147\n{TEXT}".encode()
    Ed25519PublicKey.from_public_bytes(WITNESS_KEY.public.raw).verify(line.signed[8:], message)


def test_whoever_signs_again_replaces_their_signature():
    again = cosigned(signed(BOTH, LOG_KEY), WITNESS_KEY, 1_700_000_000)
    assert [one.name for one in again.signatures] == [LOG_KEY.public.name, WITNESS_KEY.public.name]
    assert check(again, WITNESS_KEY.public) == 1_700_000_000


def test_signatures_of_others_are_passed_over():
    stranger = Signature("somebody", b"1234", b"whatever")
    look_alike = Signature(LOG_KEY.public.name, b"1234", b"another key of the same name")
    assert check(replace(BOTH, signatures=(stranger, look_alike, *BOTH.signatures)), LOG_KEY.public) == 0


def test_a_note_that_a_key_did_not_sign_is_not_believed():
    with pytest.raises(NotVerified, match=r"a\.txt is not signed with the key example\.gov\.uk/others\+"):
        check(read(str(BOTH)), OTHER_LOG.public)
    with pytest.raises(NotVerified, match="is not signed with the key"):
        check(NOTE, WITNESS_KEY.public)


def changed_at(data, index):
    return data[:index] + bytes([data[index] ^ 1]) + data[index + 1 :]


@pytest.mark.parametrize("key", [LOG_KEY.public, WITNESS_KEY.public], ids=["log", "witness"])
def test_every_byte_of_what_was_signed_and_of_the_signature_counts(key):
    for index in range(len(TEXT.encode())):
        with pytest.raises(NotVerified, match="does not match its text"):
            check(replace(BOTH, text=changed_at(TEXT.encode(), index).decode()), key)
    for place, one in enumerate(BOTH.signatures):
        if one.by(key):
            for index in range(len(one.signed)):
                others = list(BOTH.signatures)
                others[place] = replace(one, signed=changed_at(one.signed, index))
                with pytest.raises(NotVerified, match="does not match its text"):
                    check(replace(BOTH, signatures=tuple(others)), key)


@pytest.mark.parametrize("key", [LOG_KEY.public, WITNESS_KEY.public], ids=["log", "witness"])
@pytest.mark.parametrize("cut", [0, 1, 7, 8, 9, 63, 64, 71, 73, 200])
def test_a_signature_of_another_length_does_not_hold(key, cut):
    [one] = [one for one in BOTH.signatures if one.by(key)]
    longer = one.signed + bytes(200)
    if cut == len(one.signed):
        return
    with pytest.raises(NotVerified):
        check(replace(BOTH, signatures=(replace(one, signed=longer[:cut]),)), key)


def test_one_signature_that_does_not_hold_spoils_the_note():
    [good] = NOTE.signatures
    for both in ((good, replace(good, signed=bytes(64))), (replace(good, signed=bytes(64)), good)):
        with pytest.raises(NotVerified):
            check(replace(NOTE, signatures=both), LOG_KEY.public)


def test_a_cosignature_is_no_signature_of_a_log_and_the_other_way_round():
    log, witness = new_key("same", LOG, bytes(32)), new_key("same", WITNESS, bytes(32))
    with pytest.raises(NotVerified, match="is not signed with the key"):
        check(cosigned(Note(TEXT), witness, 5), log.public)
    with pytest.raises(NotVerified, match="is not signed with the key"):
        check(signed(Note(TEXT), log), witness.public)


def test_a_time_past_what_c2sp_allows_is_not_believed():
    assert check(cosigned(NOTE, WITNESS_KEY, LATEST), WITNESS_KEY.public) == LATEST
    with pytest.raises(NotVerified):
        check(cosigned(NOTE, WITNESS_KEY, LATEST + 1), WITNESS_KEY.public)


def test_a_public_key_that_is_no_point_of_the_curve_verifies_nothing():
    for raw in (bytes(32), b"\xff" * 32, b"\x02" + bytes(31)):
        key = PublicKey("odd", LOG, raw)
        with pytest.raises(NotVerified):
            check(Note(TEXT, (Signature("odd", key.id, b"\x01" * 64),)), key)


GOOD = str(NOTE)
WRONG_NOTES = {
    "": "blank line",
    "text\n": "blank line",
    "text\n\n": "blank line",
    GOOD[:-1]: "blank line",
    f"{GOOD}\n": "blank line",
    GOOD.replace("\n\n", "\n"): "blank line",
    f"{GOOD}{LINE}more\n": "a line under its blank line is not a signature",
    GOOD.replace("— ", "- "): "a line under its blank line is not a signature",
    GOOD.replace("— ", "—  "): "a line under its blank line is not a signature",
    GOOD.replace("— ", "—\u00a0"): "a line under its blank line is not a signature",
    GOOD.replace("example.gov.uk", "example\u2003gov"): "a line under its blank line is not a signature",
    GOOD.replace("example.gov.uk", "example+gov"): "a line under its blank line is not a signature",
    f"{TEXT}\n— name AAAA\n": "a line under its blank line is not a signature",
    f"{TEXT}\n— name AAAAAAB=\n": "a line under its blank line is not a signature",
    f"{TEXT}\n— name ====\n": "a line under its blank line is not a signature",
    f"{TEXT}\n" + LINE * 101: "more than 100 signatures",
    GOOD.replace("\n", "\r\n"): "control characters, or line ends other than newlines",
    GOOD.replace("If", "\x00If"): "control characters",
    GOOD.replace("If", "I\tf"): "control characters",
    "x" * LONGEST_NOTE + GOOD: "longer than 100,000 bytes",
}


@pytest.mark.parametrize(("text", "why"), WRONG_NOTES.items(), ids=range(len(WRONG_NOTES)))
def test_what_is_not_a_signed_note_is_refused(text, why):
    with pytest.raises(NotANote, match=rf"^a\.txt is not a note: .*{why}.*It was not used"):
        read(text)


@pytest.mark.parametrize("data", [b"\xff" + GOOD.encode(), GOOD.encode()[:-80], b"\xed\xa0\x80" + GOOD.encode()])
def test_what_is_not_text_is_no_note(data):
    with pytest.raises(NotANote):
        read(data)


def test_sixteen_signatures_and_more_are_read():
    many = signed(Note(TEXT, tuple(Signature(f"w{n}", b"1234", bytes(3000)) for n in range(16))), LOG_KEY)
    assert check(read(str(many)), LOG_KEY.public) == 0
    assert len(read(f"{TEXT}\n" + LINE * 100).signatures) == 100


@given(st.binary(max_size=200), st.integers(0, len(GOOD.encode())), st.integers(0, 60))
def test_whatever_is_given_for_a_note_is_read_as_it_stands_or_refused(data, at, cut):
    for one in (data, GOOD.encode()[:at] + data[:8] + GOOD.encode()[at + cut :]):
        try:
            note = read(one)
        except NotANote:
            continue
        assert str(note).encode() == one
        try:
            check(note, LOG_KEY.public)
        except NotVerified:
            continue
        assert note.text == TEXT
