"""Guidance through HTTP: the standard texts in both languages, an agency's own from its day on, who may, and what is refused."""

from typing import Any

import pytest

from models.database import Database
from models.limits import NAME_CHARS, TEXT_CHARS
from models.vocabulary import GuidanceTopic, SubjectType
from schema.root import build
from tests.schema.calling import REFUSAL, Calls, codes
from tests.workflows.replay import events_of, replay, stored
from tests.worlds import make_world
from workflows.guidance import PLACES

TOPIC = (
    "query ($topic: GuidanceTopic!, $on: Date) { guidance(topic: $topic, on: $on)"
    " { topic title text validFrom edition { id documentNumber } } }"
)
REPLACED = (
    "{ edition { id validFrom version texts { topic language title text } } event { id action } replayed"
    f" warnings {{ code path }} {REFUSAL} }}"
)
OWN = {"topic": "RATINGS", "language": "ID", "title": "Nilai menurut kota", "text": "Penjelasan resmi.\n\nParagraf kedua."}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town; it is 10 March 2026."""
    return Calls(await make_world(database, complete=()))


async def told(calls: Calls, who: str, topic: str, language: str = "id", on: str | None = None) -> dict[str, Any]:
    body = await calls.post(who, TOPIC, {"topic": topic, "on": on}, language=language)
    found: dict[str, Any] = body["data"]["guidance"]
    return found


async def replace(calls: Calls, who: str, **given: Any) -> dict[str, Any]:
    body = await calls.answer(who, "replaceGuidance", given, selection=REPLACED)
    assert "errors" not in body, body["errors"]
    payload: dict[str, Any] = body["data"]["replaceGuidance"]
    return payload


async def test_every_topic_is_told_in_plain_words_in_both_languages(calls: Calls) -> None:
    """A stranger to it, an auditor and the other agency read the same standard texts; each stands somewhere in the schema."""
    lists = {
        (who, language): (await calls.post(who, "{ guidanceTopics { topic title text validFrom } }", language=language))["data"]
        for who in ("employee", "auditor", "foreigner")
        for language in ("id", "en")
    }
    assert len({str(one) for one in lists.values()}) == 2
    for language in ("id", "en"):
        found = lists["employee", language]["guidanceTopics"]
        assert [one["topic"] for one in found] == [one.value for one in GuidanceTopic]
        assert all(80 < len(one["text"]) < 1_200 and one["validFrom"] is None for one in found)
    one = await told(calls, "employee", "OBJECTION", "en")
    assert one["title"] == "How to object"
    assert "within 14 days" in one["text"]
    at = "query ($place: String) { guidanceTopics(place: $place) { topic } }"
    for place, topics in (
        ("Mutation.reviewAppraisal", ["RATINGS", "PREDICATE", "BEHAVIOUR", "FEEDBACK", "COACHING"]),
        ("Mutation.proposeLine", ["WRONG_APPRAISER"]),
        ("Mutation.recordActivity", ["DAILY_REPORT", "WHO_READS"]),
        ("Mutation.giveFeedback", ["FEEDBACK", "WHO_READS"]),
        ("Mutation.recordCoaching", ["COACHING", "WHO_READS"]),
    ):
        answer = (await calls.post("employee", at, {"place": place}))["data"]["guidanceTopics"]
        assert [each["topic"] for each in answer] == topics
    body = await calls.post("employee", at, {"place": "Mutation.nothing"})
    assert (body["data"], body["errors"][0]["extensions"]) == ({"guidanceTopics": None}, {"code": "BAD_VALUE", "argument": "place"})
    assert "guidanceTopics" in body["errors"][0]["message"], "it says how to find the places"


def test_each_place_is_a_field_of_the_schema() -> None:
    """A place that isn't there any more would show the guidance nowhere."""
    core = build().core
    assert set(PLACES) == set(GuidanceTopic)
    for places in PLACES.values():
        assert places
        for one in places:
            kind, _, field = one.partition(".")
            assert field in core.type_map[kind].fields, one  # type: ignore[attr-defined]


async def test_an_agencys_own_text_holds_from_its_day_on_and_for_it_alone(calls: Calls) -> None:
    """The day decides, of one day the later edition; the other language, topic and agency keep the standard text; null brings it back."""
    standard = await told(calls, "employee", "RATINGS")
    first = await replace(calls, "hr", texts=[OWN], validFrom="2026-03-05", documentNumber="188/12/2026", idempotencyKey="one")
    assert (first["edition"]["version"], first["event"]["action"], first["edition"]["texts"]) == (1, "REPLACE_GUIDANCE", [OWN])
    again = await replace(calls, "hr", texts=[OWN], validFrom="2026-03-05", documentNumber="188/12/2026", idempotencyKey="one")
    assert (again["replayed"], again["event"]["id"], again["edition"]["id"]) == (True, first["event"]["id"], first["edition"]["id"])
    own = await told(calls, "stranger", "RATINGS")
    assert (own["title"], own["text"], own["validFrom"]) == (OWN["title"], OWN["text"], "2026-03-05")
    assert own["edition"] == {"id": first["edition"]["id"], "documentNumber": "188/12/2026"}
    assert await told(calls, "employee", "RATINGS", on="2026-03-04") == standard
    assert (await told(calls, "employee", "RATINGS", "en"))["validFrom"] is None
    assert (await told(calls, "employee", "PREDICATE"))["validFrom"] is None
    assert await told(calls, "foreigner", "RATINGS") == standard
    await replace(calls, "hr", texts=[{**OWN, "text": "Mulai April."}], validFrom="2026-04-01")
    await replace(calls, "hr", texts=[{**OWN, "text": "Sore harinya."}], validFrom="2026-03-05")
    assert (await told(calls, "employee", "RATINGS"))["text"] == "Sore harinya."
    assert (await told(calls, "employee", "RATINGS", on="2026-04-01"))["text"] == "Mulai April."
    back = await replace(calls, "hr", texts=[{"topic": "RATINGS", "language": "ID"}])
    assert back["edition"]["validFrom"] == "2026-03-10"
    assert await told(calls, "employee", "RATINGS") == standard
    assert (await told(calls, "employee", "RATINGS", on="2026-03-09"))["text"] == "Sore harinya."
    listed = "{ guidanceEditions { totalCount edges { node { validFrom } } } }"
    body = (await calls.post("employee", listed))["data"]["guidanceEditions"]
    assert [one["node"]["validFrom"] for one in body["edges"]] == ["2026-04-01", "2026-03-10", "2026-03-05", "2026-03-05"]
    assert (await calls.post("foreigner", listed))["data"]["guidanceEditions"]["totalCount"] == 0
    history = "query ($id: ID!) { historyEvents(filter: {subject: $id}) { edges { node { subject changes { path new } } } } }"
    seen = (await calls.post("hr", history, {"id": first["edition"]["id"]}))["data"]["historyEvents"]["edges"]
    assert [(one["path"], one["new"]) for one in seen[0]["node"]["changes"]] == [
        ("documentNumber", "188/12/2026"),
        ("recordedAt", "2026-03-10T02:00:00.000000Z"),
        ("texts.RATINGS.ID.text", OWN["text"]),
        ("texts.RATINGS.ID.title", OWN["title"]),
        ("validFrom", "2026-03-05"),
    ]
    assert (await calls.post("employee", history, {"id": first["edition"]["id"]}))["data"]["historyEvents"]["edges"] == []
    events = await calls.world.database.read(events_of)
    replayed = {key: one.told for key, one in replay(events).items() if one.kind is SubjectType.GUIDANCE}
    kept = await calls.world.database.read(stored)
    assert replayed == {key: one.told for key, one in kept.items() if one.kind is SubjectType.GUIDANCE}, (
        "the events tell all that is stored"
    )
    assert len(replayed) == 4


async def test_what_an_admin_may_not_have_meant_is_warned_of(calls: Calls) -> None:
    """A day that is over, and a topic that the other language's readers find as it was; it is in force all the same."""
    english = {**OWN, "language": "EN"}
    both = await replace(calls, "hr", texts=[OWN, english])
    assert both["warnings"] == []
    one = await replace(calls, "hr", texts=[OWN, english, {**OWN, "topic": "LATE"}], validFrom="2026-03-09")
    assert one["warnings"] == [
        {"code": "IN_FORCE_BEFORE", "path": "input.validFrom"},
        {"code": "ONE_LANGUAGE", "path": "input.texts.2.language"},
    ]
    assert (await told(calls, "employee", "LATE"))["validFrom"] == "2026-03-09"


BAD: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "no texts": ({"texts": []}, [("VALUE_REQUIRED", "input.texts")]),
    "twice": ({"texts": [OWN, OWN]}, [("DUPLICATE", "input.texts.1")]),
    "title alone": ({"texts": [{**OWN, "text": None}]}, [("TEXT_EMPTY", "input.texts.0.text")]),
    "text alone": ({"texts": [{**OWN, "title": " "}]}, [("TEXT_EMPTY", "input.texts.0.title")]),
    "nothing to see": ({"texts": [{**OWN, "text": "\u200b\u202e"}]}, [("TEXT_EMPTY", "input.texts.0.text")]),
    "long": (
        {"texts": [{**OWN, "title": "x" * (NAME_CHARS + 1), "text": "x" * (TEXT_CHARS + 1)}]},
        [("TEXT_TOO_LONG", "input.texts.0.title"), ("TEXT_TOO_LONG", "input.texts.0.text")],
    ),
    "year": ({"texts": [OWN], "validFrom": "1826-03-05"}, [("DATE_OUT_OF_RANGE", "input.validFrom")]),
}


async def test_who_may_and_what_is_refused(calls: Calls) -> None:
    """Only an admin of the whole agency; a refusal leaves nothing behind."""
    before = await calls.stored()
    for who in ("employee", "supervisor", "mayor", "auditor", "leader", "operator"):
        refusal = (await replace(calls, who, texts=[OWN]))["refusal"]
        assert (refusal["code"], codes(refusal)) == ("NOT_PERMITTED", [("ROLE_REQUIRED", None)]), who
    for name, (given, reasons) in BAD.items():
        refusal = (await replace(calls, "hr", **given))["refusal"]
        assert (refusal["code"], codes(refusal)) == ("INVALID", reasons), name
    assert await calls.stored() == before
    assert len(await calls.attempts()) == 6
