"""Rules that the tables keep by themselves, tried with raw rows; the constraint's name is the same on both engines."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.appraisals import Appraisal, Feedback
from models.base import Row
from models.cycles import AppraisalCycle
from models.database import Connection, Database, IntegrityFailure, new_id
from models.people import Assignment, Employee, Holiday, Person, Position
from models.plans import Indicator, PerformancePlan, PlanRevision
from models.vocabulary import (
    AppraisalState,
    ApprovalRoute,
    BehaviourValue,
    CycleState,
    FeedbackAbout,
    FunctionalLevel,
    NumberKind,
    Predicate,
    Rating,
    VoidKind,
)
from tests.models.rows import NOW, agency, chain, draft


@pytest.fixture
async def town(impatient: Database) -> dict[type[Row], Any]:
    """One row of everything, inserted, by kind."""
    owner = agency()
    rows: list[Row] = [owner, *chain(owner)]

    async def work(conn: Connection) -> None:
        for row in rows:
            await conn.insert([row])

    await impatient.transaction(work)
    return {type(row): row for row in rows}


def changed(row: Row, changes: dict[str, Any]) -> Row:
    """Copy a row under a new key, with changes."""
    values = {name: getattr(row, name) for name in row._meta.fields_map}
    return type(row)(**(values | {"id": new_id()} | changes))


async def refusal(database: Database, *rows: Row) -> IntegrityFailure:
    """Insert rows, which must be refused."""

    async def work(conn: Connection) -> None:
        for row in rows:
            await conn.insert([row])

    with pytest.raises(IntegrityFailure) as caught:
        await database.transaction(work)
    return caught.value


REVIEWED = {
    "state": AppraisalState.REVIEWED,
    "result_rating": Rating.MEETS,
    "behaviour_rating": Rating.MEETS,
    "predicate": Predicate.GOOD,
}
APPROVED = REVIEWED | {"state": AppraisalState.APPROVED, "route": ApprovalRoute.SUPERIOR, "delivered_at": NOW}


@pytest.mark.parametrize(
    ("changes", "pinned", "rule"),
    [
        ({"state": AppraisalState.SUBMITTED}, (), "revision_pinned"),
        ({}, ("revision_id",), "revision_pinned"),
        (REVIEWED, ("revision_id",), "appraiser_pinned"),
        ({}, ("appraiser_id",), "appraiser_pinned"),
        (REVIEWED | {"result_rating": None, "predicate": None}, ("revision_id", "appraiser_id"), "rated"),
        ({"predicate": Predicate.GOOD}, (), "predicate"),
        ({"result_rating": Rating.MEETS, "behaviour_rating": Rating.MEETS}, (), "predicate"),
        (APPROVED, ("revision_id", "appraiser_id"), "approver_pinned"),
        (APPROVED | {"route": None}, ("revision_id", "appraiser_id"), "route_pinned"),
        (APPROVED | {"delivered_at": None}, ("revision_id", "appraiser_id", "approver_id"), "delivered"),
        ({"delivered_at": NOW}, (), "delivered"),
        ({}, ("approver_id",), "approver_early"),
        ({"voided_at": NOW}, (), "void"),
        ({"void_kind": VoidKind.DIED}, (), "void"),
        (REVIEWED | {"voided_at": NOW, "void_kind": VoidKind.DIED}, ("revision_id", "appraiser_id"), "void_early"),
        ({"superseded_at": NOW}, (), "superseded"),
    ],
)
async def test_an_appraisal_that_cannot_be(
    impatient: Database, town: dict[type[Row], Any], changes: dict[str, Any], pinned: tuple[str, ...], rule: str
) -> None:
    pins = {name: town[PlanRevision].id if name == "revision_id" else town[Employee].id for name in pinned}
    # Voided ones leave the place for another, so the other rule can't be what refuses.
    failure = await refusal(impatient, changed(town[Appraisal], {"ordinal": 2} | changes | pins))
    assert (failure.kind, failure.constraint) == ("check", f"appraisal_rule_{rule}_check")


async def test_one_appraisal_in_force_a_plan_and_cycle(impatient: Database, town: dict[type[Row], Any]) -> None:
    first = town[Appraisal]
    failure = await refusal(impatient, changed(first, {"ordinal": 2}))
    assert (failure.kind, failure.constraint) == ("unique", "appraisal_in_force_key")
    await impatient.transaction(
        lambda conn: Appraisal.filter(id=first.id).using_db(conn).update(voided_at=NOW, void_kind=VoidKind.WRONG_OPENING)
    )
    failure = await refusal(impatient, changed(first, {}))
    assert failure.constraint == "appraisal_cycle_plan_ordinal_key"
    await impatient.transaction(lambda conn: conn.insert([changed(first, {"ordinal": 2})]))


async def test_no_row_points_into_another_agency(impatient: Database, town: dict[type[Row], Any]) -> None:
    """The foreign key carries the agency, so an id of another one is no id at all."""
    other = agency("B")
    await impatient.transaction(lambda conn: conn.insert([other]))
    for kind, column in ((Position, "unit_id"), (Assignment, "employee_id"), (PerformancePlan, "assignment_id"), (Appraisal, "cycle_id")):
        failure = await refusal(
            impatient, changed(town[kind], {"agency_id": other.id, "code": "X"} if kind is Position else {"agency_id": other.id})
        )
        assert failure.kind == "foreign_key"
        if impatient.dialect == "postgres":
            assert failure.constraint is not None
            assert failure.constraint.startswith(kind._meta.db_table)
        assert column in kind._meta.fields_map


@pytest.mark.parametrize(
    ("kind", "changes", "constraint"),
    [
        (Person, {"number": "197801012003121001"}, "person_rule_number_check"),
        (Person, {"number_kind": NumberKind.NIP}, "person_rule_number_check"),
        (Position, {"code": "Q", "functional_level": FunctionalLevel.MAHIR}, "position_rule_functional_level_check"),
        (Assignment, {"valid_to": date(2026, 1, 1), "valid_from": date(2026, 1, 1)}, "assignment_validity_check"),
        (AppraisalCycle, {"submission_to": date(2026, 3, 25)}, "appraisal_cycle_rule_windows_check"),
        (AppraisalCycle, {"decision_to": date(2026, 4, 7)}, "appraisal_cycle_rule_windows_check"),
        (AppraisalCycle, {"ends_on": date(2025, 1, 1)}, "appraisal_cycle_rule_period_check"),
        (AppraisalCycle, {"state": CycleState.OPEN}, "appraisal_cycle_rule_opened_check"),
        (AppraisalCycle, {"version": 0}, "appraisal_cycle_version_check"),
        (Indicator, {"ordinal": 2, "target_value": None}, "indicator_rule_target_check"),
        # As text 1200.5000 would come after 900.
        (Indicator, {"ordinal": 2, "target_high": Decimal(900)}, "indicator_rule_range_check"),
    ],
)
async def test_a_row_that_cannot_be(
    impatient: Database, town: dict[type[Row], Any], kind: type[Row], changes: dict[str, Any], constraint: str
) -> None:
    failure = await refusal(impatient, changed(town[kind], changes | ({"lineage_id": new_id()} if kind is Indicator else {})))
    assert (failure.kind, failure.constraint) == ("check", constraint)


async def test_a_range_is_compared_as_numbers(impatient: Database, town: dict[type[Row], Any]) -> None:
    wider = changed(town[Indicator], {"ordinal": 2, "lineage_id": new_id(), "target_value": Decimal(900), "target_high": Decimal(1200)})
    await impatient.transaction(lambda conn: conn.insert([wider]))
    assert await impatient.read(lambda conn: conn.fetch("SELECT id FROM indicator WHERE id = :id", {"id": wider.id}))


async def test_a_number_belongs_to_one_person(impatient: Database, town: dict[type[Row], Any]) -> None:
    def person() -> Person:
        return Person(number="197801012003121001", number_kind=NumberKind.NIP, version=1)

    failure = await refusal(impatient, person(), person())
    assert (failure.kind, failure.constraint) == ("unique", "person_number_kind_number_key")
    assert "1978" not in str(failure)
    without = [Person(number=None, number_kind=NumberKind.NONE, version=1) for _ in range(2)]
    await impatient.transaction(lambda conn: conn.insert(without))


async def test_feedback_is_one_a_thing(impatient: Database, town: dict[type[Row], Any]) -> None:
    lineage = new_id()

    def feedback(about: FeedbackAbout, **more: object) -> Feedback:
        mine = town[Appraisal]
        return Feedback(agency_id=mine.agency_id, appraisal_id=mine.id, about=about, text="Baik", **more)

    def all_kinds() -> list[Feedback]:
        return [
            feedback(FeedbackAbout.OVERALL),
            feedback(FeedbackAbout.RESULT, lineage_id=lineage),
            feedback(FeedbackAbout.INDICATOR, lineage_id=lineage),
            feedback(FeedbackAbout.VALUE, value=BehaviourValue.LOYAL),
        ]

    await impatient.transaction(lambda conn: conn.insert(all_kinds()))
    names = [(await refusal(impatient, again)).constraint for again in all_kinds()]
    assert names == ["feedback_overall_key", "feedback_lineage_key", "feedback_lineage_key", "feedback_value_key"]
    for wrong in (feedback(FeedbackAbout.OVERALL, lineage_id=lineage), feedback(FeedbackAbout.VALUE), feedback(FeedbackAbout.RESULT)):
        assert (await refusal(impatient, wrong)).constraint == "feedback_rule_about_check"


async def test_dates_and_keys_are_checked_under_raw_sql(impatient: Database, town: dict[type[Row], Any]) -> None:
    """The ORM writes only what it knows; a hand with a SQL prompt writes anything."""
    for sql in (
        "UPDATE appraisal SET ordinal = 0",
        "UPDATE agency SET version = NULL",
        f"UPDATE agency SET code = '{'x' * 65}'",
    ):
        with pytest.raises(IntegrityFailure):
            await impatient.transaction(lambda conn, sql=sql: conn.execute(sql))  # type: ignore[misc]
    if impatient.dialect == "postgres":
        return
    for sql in (
        "UPDATE assignment SET valid_from = '2026-02-30'",
        "UPDATE assignment SET valid_from = '2026-1-1'",
        "UPDATE assignment SET recorded_from = '2026-01-01T00:00:00Z'",
        "UPDATE assignment SET recorded_from = '2026-01-01 00:00:00.000000'",
        "UPDATE agency SET opens_acting = 2",
        "UPDATE indicator SET target_value = '1e3'",
        "UPDATE indicator SET target_value = '1200.5'",
        "UPDATE org_unit SET id = upper(id)",
    ):
        with pytest.raises(IntegrityFailure):
            await impatient.transaction(lambda conn, sql=sql: conn.execute(sql))  # type: ignore[misc]


async def test_the_day_of_a_holiday_is_one(impatient: Database, town: dict[type[Row], Any]) -> None:
    def holiday() -> Holiday:
        return Holiday(agency_id=town[Appraisal].agency_id, day=date(2026, 3, 20), name="Nyepi")

    assert (await refusal(impatient, holiday(), holiday())).constraint == "holiday_day_key"


async def test_a_second_draft_needs_another_cycle(impatient: Database, town: dict[type[Row], Any]) -> None:
    cycle = changed(town[AppraisalCycle], {"name": "Triwulan II"})
    plan, revision = town[PerformancePlan], town[PlanRevision]
    second = draft(plan, town[Appraisal].unit_id, cycle, revision)  # type: ignore[arg-type]
    await impatient.transaction(lambda conn: conn.insert([cycle]))
    await impatient.transaction(lambda conn: conn.insert([second]))
    assert await impatient.read(lambda conn: conn.fetch("SELECT id FROM appraisal WHERE id = :id", {"id": second.id}))
