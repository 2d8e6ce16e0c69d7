"""Events opened for reading: what stood in the row and what was kept apart come together again."""

from uuid import UUID

from tests.workflows.event_vectors import read_vector
from workflows.event_views import ChangeView, OnBehalfView, Shown, read_event

NONE = Shown(None)


def _id(number: int) -> UUID:
    return UUID(f"01930000-0000-7000-8000-{number:012x}")


def test_a_review_is_opened() -> None:
    vector = read_vector("review")
    view = read_event(vector, vector["values"])
    assert (view.id, view.subject_type, view.subject_id, view.version) == (_id(3), "APPRAISAL", _id(32), 4)
    assert (view.action, view.from_state, view.to_state) == ("REVIEW", "SUBMITTED", "REVIEWED")
    assert (view.at, view.unit_id, view.request_id) == ("2026-04-07T02:03:04.000000Z", _id(19), "0f2c6d1e")
    assert (view.actor.kind, view.actor.person_id, view.actor.employee_id) == ("PERSON", _id(16), _id(17))
    assert view.actor.name == Shown("Siti Rahmawati, S.T.", personal=True)
    assert view.actor.number == Shown("198503152010012003", personal=True)
    assert view.actor.position == Shown("Kepala Seksi Pengujian Kendaraan", personal=True)
    assert view.actor.unit == Shown("UPT Pengujian Kendaraan Bermotor", personal=True)
    assert view.address == Shown("192.0.2.7", personal=True)
    assert view.reason == NONE
    assert view.provenance == {}
    assert view.on_behalf_of is None
    assert view.changes == (
        ChangeView("behaviourRating", Shown("BELOW"), Shown("ABOVE")),
        ChangeView("feedback.OVERALL", NONE, Shown('Target tercapai.\nPertahankan mutu "uji KIR".', personal=True)),
        ChangeView("predicate", NONE, Shown("GOOD")),
        ChangeView("resultRating", NONE, Shown("MEETS")),
    )


def test_a_redacted_value_is_told_and_an_empty_one_is_not_taken_for_it() -> None:
    vector = read_vector("texts")
    kept = [one for one in vector["values"] if one["slot"] != "actor.name"]
    view = read_event(vector, kept)
    assert view.actor.name == Shown(None, personal=True, redacted=True)
    assert view.actor.number == Shown("", personal=True)
    assert view.reason == Shown("", personal=True)
    assert view.client == NONE
    assert view.changes[3] == ChangeView("selfAppraisal", Shown("", personal=True), NONE)


def test_booleans_stay_booleans_and_figures_texts() -> None:
    view = read_event(read_vector("figures"), [])
    assert {one.path: (one.old.value, one.new.value) for one in view.changes} == {
        "B": ("01930000-0000-7000-8000-0000000000ff", None),
        "a-b": ("1000", "0.0001"),
        "a.b": ("9007199254740993", "-7"),
        "a10": (None, "-100.1"),
        "a2": (None, "VERY_GOOD"),
        "aB": ("2026-02-28", "2026-02-28T16:00:00.000000Z"),
        "a_b": (True, False),
        "z": ("12.5", "0"),
    }


def test_whom_somebody_acted_for_is_opened() -> None:
    vector = read_vector("on-behalf")
    view = read_event(vector, vector["values"])
    assert view.on_behalf_of == OnBehalfView(
        person_id=None,
        employee_id=_id(36),
        delegation_id=None,
        name=Shown("Budi Santoso", personal=True),
        number=NONE,
        document_number=Shown("800/12/SK/2026", personal=True),
    )
    assert view.provenance["row"] == "12"
