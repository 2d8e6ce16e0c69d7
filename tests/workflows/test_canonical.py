"""The canonical form of events: vectors that may never change, and properties over generated events."""

import hashlib
import json
import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Rating
from tests.workflows.event_vectors import BARE, VECTORS, draft_of
from workflows.canonical import (
    Change,
    EventDraft,
    Personal,
    Value,
    canonical_event,
    changed_fields,
    commitment,
    digest,
    number_text,
    plain_form,
)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    """The bytes, the digest and the values of every vector are exactly the ones in the file."""
    vector = json.loads(path.read_text())
    asked: list[str] = []

    def salt(slot: str) -> bytes:
        asked.append(slot)
        return bytes.fromhex(vector["salts"][slot])

    text, openings = canonical_event(draft_of(vector["event"]), UUID(vector["event"]["id"]), salt)

    assert text == vector["canonical"]
    assert digest(text) == vector["sha256"] == hashlib.sha256(vector["canonical"].encode()).hexdigest()
    kept = {one.slot: (one.salt.hex(), one.value) for one in openings}
    assert kept == {one["slot"]: (one["salt"], one["value"]) for one in vector["values"]}
    assert sorted(asked) == sorted(vector["salts"])


def test_the_vectors_are_there() -> None:
    assert {path.stem for path in VECTORS} == {"minimal", "review", "texts", "figures", "on-behalf"}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-12, "-12"),
        (2**70, "1180591620717411303424"),
        (Decimal(0), "0"),
        (Decimal("-0"), "0"),
        (Decimal("-0.000"), "0"),
        (Decimal("12.5000"), "12.5"),
        (Decimal("12.0000"), "12"),
        (Decimal(100), "100"),
        (Decimal("1E+2"), "100"),
        (Decimal("1E-4"), "0.0001"),
        (Decimal("-0.5"), "-0.5"),
        (Decimal("99999999999999.9999"), "99999999999999.9999"),
    ],
)
def test_a_number_has_one_text(number: int | Decimal, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (None, None),
        (True, True),
        (False, False),
        (Rating.ABOVE, "ABOVE"),
        ("cafe\u0301", "caf\u00e9"),
        (7, "7"),
        (date(2026, 1, 9), "2026-01-09"),
        (datetime(2026, 1, 9, 8, 0, tzinfo=timezone(timedelta(hours=7))), "2026-01-09T01:00:00.000000Z"),
        (UUID("01930000-0000-7000-8000-0000000000FF"), "01930000-0000-7000-8000-0000000000ff"),
    ],
)
def test_plain_forms(value: Value, form: str | bool | None) -> None:
    assert plain_form(value) is form if form is None or isinstance(form, bool) else plain_form(value) == form


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), Decimal("NaN"), Decimal("Infinity"), "a\x00b", "\ud800"])  # noqa: DTZ001
def test_what_cant_be_kept_is_refused(value: Value) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says what it is about in its own words
        plain_form(value)


@pytest.mark.parametrize("value", [1.5, b"x", ["a"], {"a": 1}, Personal("a")])
def test_what_has_no_plain_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        plain_form(value)


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", "a b", "é", "a\n", 'a"'])
def test_only_paths_are_told(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        _canonical(replace(BARE, changes=(Change(path, None, 1),)))


def test_a_path_is_told_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        _canonical(replace(BARE, changes=(Change("a", None, 1), Change("b", 1, 2), Change("a", 1, 2))))


def test_provenance_cant_look_like_a_commitment() -> None:
    with pytest.raises(ValueError, match="provenance"):
        _canonical(replace(BARE, provenance={"sha-256": "00" * 32}))


def test_a_salt_has_sixteen_bytes() -> None:
    with pytest.raises(ValueError, match="16"):
        commitment(b"short", "value")


def test_changed_fields_are_delimited() -> None:
    assert changed_fields(["results.x.title", "feedback.OVERALL", "results.y.title"]) == "|feedback|results|"
    assert changed_fields([]) == ""


def _salt(slot: str) -> bytes:
    return hashlib.sha256(slot.encode()).digest()[:16]


def _canonical(draft: EventDraft) -> str:
    return canonical_event(draft, UUID(int=3), _salt)[0]


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
figures = st.decimals(min_value=-(10**14), max_value=10**14, places=4)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    figures,
    st.sampled_from(Rating),
    st.dates(),
    st.uuids(),
    texts,
    st.builds(Personal, st.none() | texts),
)
paths = st.from_regex(r"[a-z][A-Za-z0-9]{0,6}(\.[A-Za-z0-9-]{1,6}){0,2}", fullmatch=True)
change_lists = st.dictionaries(paths, st.tuples(values, values), max_size=6).map(
    lambda told: [Change(path, old, new) for path, (old, new) in told.items()]
)


def _meaning(value: Value) -> object:
    """Give what a value means apart from its form: plain values of one path have one type, so their texts tell them apart."""
    if isinstance(value, Personal):
        return None if value.value is None else ("personal", unicodedata.normalize("NFC", value.value))
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return ("plain", f"{value + 0:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else str(value))
    return ("plain", unicodedata.normalize("NFC", value) if isinstance(value, str) else str(value))


@given(change_lists, st.randoms())
def test_the_order_of_changes_doesnt_matter(changes: list[Change], random: Any) -> None:
    shuffled = list(changes)
    random.shuffle(shuffled)
    assert _canonical(replace(BARE, changes=changes)) == _canonical(replace(BARE, changes=shuffled))


@given(texts, texts)
def test_composed_and_decomposed_texts_have_one_form(reason: str, plain: str) -> None:
    def form(kind: Any) -> str:
        told = (
            Change("a", unicodedata.normalize(kind, plain), None),
            Change("b", Personal(unicodedata.normalize(kind, reason)), None),
        )
        return _canonical(replace(BARE, reason=unicodedata.normalize(kind, reason), changes=told))

    assert form("NFC") == form("NFD")


@given(change_lists, change_lists)
def test_different_events_have_different_bytes(one: list[Change], other: list[Change]) -> None:
    def meaning(changes: list[Change]) -> object:
        return {change.path: (_meaning(change.old), _meaning(change.new)) for change in changes}

    same = _canonical(replace(BARE, changes=one)) == _canonical(replace(BARE, changes=other))
    assert same == (meaning(one) == meaning(other))


@given(values, values)
def test_different_values_have_different_bytes(one: Value, other: Value) -> None:
    """As above, over one path: the lists above seldom differ in a single value."""
    same = _canonical(replace(BARE, changes=(Change("a", one, None),))) == _canonical(replace(BARE, changes=(Change("a", other, None),)))
    assert same == (_meaning(one) == _meaning(other))


@given(change_lists, st.none() | texts)
def test_every_commitment_opens_and_no_personal_value_is_in_the_text(changes: list[Change], reason: str | None) -> None:
    marked = [
        Change(
            one.path,
            *(Personal(f"rahasia{side.value}") if isinstance(side, Personal) and side.value else side for side in (one.old, one.new)),
        )
        for one in changes
    ]
    text, openings = canonical_event(replace(BARE, changes=marked, reason=reason), UUID(int=3), _salt)
    assert "rahasia" not in text
    tree = json.loads(text)
    for opening in openings:
        node: Any = tree
        for step in opening.slot.split("."):
            node = node[int(step)] if isinstance(node, list) else node[step]
        assert node == {"sha-256": hashlib.sha256(opening.salt + opening.value.encode()).hexdigest()}
    assert text.count('{"sha-256":') == len(openings) == len({opening.slot for opening in openings})


@given(change_lists)
def test_the_text_is_what_a_second_encoder_writes(changes: list[Change]) -> None:
    """It is RFC 8785 as its own library writes it; and since our keys are ASCII, Python's own encoder does too."""
    text = _canonical(replace(BARE, changes=changes))
    assert rfc8785.dumps(json.loads(text)).decode() == text
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text


def test_each_character_is_written_as_the_standard_says() -> None:
    """Escapes differ between encoders at control characters, quotes, DEL and line separators: all of the first plane, in one text."""
    every = "".join(map(chr, (*range(1, 0xD800), *range(0xE000, 0x11000))))
    text = _canonical(replace(BARE, changes=(Change("a", None, every),)))
    assert rfc8785.dumps(json.loads(text)).decode() == text
