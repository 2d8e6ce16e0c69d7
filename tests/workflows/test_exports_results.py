"""Exporting results, on both engines: the 13 columns with the national codes, written by hand; and which appraisals are in it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest

from models.appraisals import Appraisal
from models.base import Row
from models.cycles import AppraisalCycle
from models.database import Connection, Database, counting, new_id
from models.people import Assignment, EmployeeGrade, OrgUnit, Position, UnitClosure
from models.plans import PerformancePlan, PlanRevision
from models.vocabulary import (
    AppraisalState,
    ApprovalRoute,
    AssignmentKind,
    CycleKind,
    CycleState,
    EmploymentType,
    PlanApproach,
    PlanOrigin,
    PositionKind,
    Predicate,
    Rating,
    UnitKind,
)
from tests.workflows.stored_rows import NOW, agency_row, move, person_rows, store
from workflows import exports_results
from workflows.conditions import Condition
from workflows.exports import everything
from workflows.exports_results import results_csv

HEADER = [
    *("No", "nip", "nama", "skp_unor", "skp_unor_induk", "skp_jabatan", "hasil_kerja", "perilaku_kerja", "hasil_akhir"),
    *("golru", "jenis_pegawai", "skp_jenis_jabatan", "is_skp_plt_plh_pjb"),
]


@dataclass
class Town:
    """An agency: city over office over section, and a cycle that ends with March 2026."""

    agency_id: UUID
    city: OrgUnit
    office: OrgUnit
    section: OrgUnit
    cycle: AppraisalCycle


async def make_town(database: Database, code: str = "KOTA") -> Town:
    """Make the agency's units and its cycle."""
    agency = agency_row(code)

    def unit(unit_code: str, name: str, kind: UnitKind) -> OrgUnit:
        return OrgUnit(id=new_id(), agency_id=agency.id, code=unit_code, name=name, kind=kind, version=1)

    city = unit("0", "Pemerintah Kota", UnitKind.AGENCY)
    office = unit("1", "Dinas Perhubungan", UnitKind.OFFICE)
    section = unit("1.1", "UPT Pengujian", UnitKind.TECHNICAL_UNIT)
    before = unit("9", "Sekretariat Daerah", UnitKind.SECRETARIAT)

    def above(ancestor: OrgUnit, descendant: OrgUnit, depth: int, valid_from: date, valid_to: date | None = None) -> UnitClosure:
        return UnitClosure(
            id=new_id(),
            agency_id=agency.id,
            ancestor_id=ancestor.id,
            descendant_id=descendant.id,
            depth=depth,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    start, moved = date(2025, 1, 1), date(2026, 3, 31)
    closure = [
        above(city, city, 0, start),
        above(office, office, 0, start),
        above(city, office, 1, start),
        above(section, section, 0, start),
        above(city, section, 2, start),
        # The section moved to the office on the cycle's last day.
        above(before, section, 1, start, moved),
        above(office, section, 1, moved),
    ]
    cycle = AppraisalCycle(
        id=new_id(),
        agency_id=agency.id,
        name="Triwulan I 2026",
        kind=CycleKind.QUARTERLY,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 4, 1),
        submission_from=date(2026, 3, 1),
        submission_to=date(2026, 4, 11),
        decision_to=date(2026, 4, 20),
        population="{}",
        state=CycleState.PLANNED,
        updated_at=NOW,
        version=1,
    )
    await database.transaction(lambda conn: store(conn, agency.id, agency, city, office, section, before, *closure, cycle))
    return Town(agency.id, city, office, section, cycle)


async def appraise(
    database: Database,
    town: Town,
    unit: OrgUnit,
    name: str,
    number: str | None,
    ratings: tuple[Rating, Rating, Predicate],
    *,
    position_kind: PositionKind = PositionKind.EXECUTOR,
    kind: AssignmentKind = AssignmentKind.DEFINITIVE,
    employment: EmploymentType = EmploymentType.PNS,
    grades: Mapping[str, tuple[date, date | None]] | None = None,
    until: AppraisalState = AppraisalState.APPROVED,
) -> UUID:
    """Make an employee with a post, a plan and an appraisal that went as far as ``until``; give the appraisal's id."""
    person, employee = person_rows(town.agency_id, name, number, employment)
    position = Position(
        id=new_id(), agency_id=town.agency_id, code=name, name=f"Jabatan {name}", kind=position_kind, unit_id=unit.id, version=1
    )
    assignment = Assignment(
        id=new_id(),
        agency_id=town.agency_id,
        employee_id=employee.id,
        position_id=position.id,
        kind=kind,
        valid_from=date(2025, 1, 1),
        recorded_from=NOW,
    )
    plan = PerformancePlan(
        id=new_id(),
        agency_id=town.agency_id,
        assignment_id=assignment.id,
        employee_id=employee.id,
        year=2026,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
        approach=PlanApproach.QUANTITATIVE,
        origin=PlanOrigin.ENTERED,
        version=1,
    )
    revision = PlanRevision(id=new_id(), agency_id=town.agency_id, plan_id=plan.id, ordinal=1, created_at=NOW)
    appraisal = Appraisal(
        id=new_id(),
        agency_id=town.agency_id,
        cycle_id=town.cycle.id,
        plan_id=plan.id,
        assignment_id=assignment.id,
        employee_id=employee.id,
        unit_id=unit.id,
        ordinal=1,
        state=AppraisalState.DRAFT,
        version=1,
        state_since=NOW,
        updated_at=NOW,
        opening_revision_id=revision.id,
    )
    held: list[Row] = [
        EmployeeGrade(
            id=new_id(),
            agency_id=town.agency_id,
            employee_id=employee.id,
            grade=grade,
            valid_from=days[0],
            valid_to=days[1],
            recorded_from=NOW,
        )
        for grade, days in (grades or {}).items()
    ]
    result, behaviour, predicate = ratings
    steps: list[tuple[AppraisalState, Mapping[str, object]]] = [
        (AppraisalState.DRAFT, {}),
        (AppraisalState.SUBMITTED, {"revision_id": revision.id}),
        (
            AppraisalState.REVIEWED,
            {"result_rating": result, "behaviour_rating": behaviour, "predicate": predicate, "appraiser_id": employee.id},
        ),
        (AppraisalState.APPROVED, {"route": ApprovalRoute.APPRAISER, "approver_id": employee.id, "delivered_at": NOW}),
    ]

    async def work(conn: Connection) -> None:
        await store(conn, town.agency_id, person, employee, position, assignment, *held, plan, revision, appraisal)
        for version, ((source, _), (target, columns)) in enumerate(pairwise(steps), 2):
            if source is until:
                return
            await move(conn, Appraisal, town.agency_id, appraisal.id, version, (source.value, target.value), columns)

    await database.transaction(work)
    return appraisal.id


async def exported(
    database: Database, town: Town, access: Condition | None = None, cycle_id: UUID | None = None, page_rows: int = 500
) -> list[list[str]]:
    """Export and read back, the header first."""
    pieces = results_csv(database, town.agency_id, cycle_id or town.cycle.id, access or everything(), page_rows=page_rows)
    return list(csv.reader(io.StringIO("".join([piece async for piece in pieces]), newline="")))


GOOD = (Rating.MEETS, Rating.MEETS, Predicate.GOOD)


async def test_the_thirteen_columns(database: Database) -> None:
    town = await make_town(database)
    day = date(2026, 3, 31)
    await appraise(
        database,
        town,
        town.section,
        "Siti Rahmawati",
        "198503152010012003",
        (Rating.ABOVE, Rating.ABOVE, Predicate.VERY_GOOD),
        position_kind=PositionKind.SUPERVISORY,
        kind=AssignmentKind.ACTING,
        grades={"III/b": (date(2020, 4, 1), day), "III/c": (day, date(2026, 4, 1)), "III/d": (date(2026, 4, 1), None)},
    )
    await appraise(
        database,
        town,
        town.office,
        "Budi",
        "199001012015031001",
        (Rating.BELOW, Rating.MEETS, Predicate.NEEDS_IMPROVEMENT),
        position_kind=PositionKind.FUNCTIONAL,
        employment=EmploymentType.PPPK_PART_TIME,
        grades={"IX": (date(2026, 4, 1), None)},
    )
    await appraise(
        database,
        town,
        town.city,
        "Wali Kota",
        None,
        (Rating.MEETS, Rating.BELOW, Predicate.POOR),
        position_kind=PositionKind.STATE_OFFICIAL,
        employment=EmploymentType.NON_ASN,
    )
    assert await exported(database, town) == [
        HEADER,
        [
            *("1", "198503152010012003", "Siti Rahmawati", "UPT Pengujian", "Dinas Perhubungan", "Jabatan Siti Rahmawati"),
            *("1", "1", "1", "III/c", "PNS", "Struktural", "1"),
        ],
        [
            *("2", "199001012015031001", "Budi", "Dinas Perhubungan", "Dinas Perhubungan", "Jabatan Budi"),
            *("3", "2", "3", "", "PPPK Paruh Waktu", "Fungsional", "0"),
        ],
        [
            *("3", "", "Wali Kota", "Pemerintah Kota", "Pemerintah Kota", "Jabatan Wali Kota"),
            *("2", "3", "4", "", "Non ASN", "Pejabat Negara", "0"),
        ],
    ]


@pytest.mark.parametrize(
    ("kind", "flag"),
    [
        (AssignmentKind.DEFINITIVE, "0"),
        (AssignmentKind.ADDITIONAL, "0"),
        (AssignmentKind.ACTING, "1"),
        (AssignmentKind.DAILY_ACTING, "1"),
        (AssignmentKind.INTERIM, "1"),
    ],
)
def test_acting_posts_are_flagged(kind: AssignmentKind, flag: str) -> None:
    row = {
        **dict.fromkeys(("number", "number_kind", "name", "unit", "main_unit", "position", "grade")),
        "result_rating": "ABOVE",
        "behaviour_rating": "ABOVE",
        "predicate": "VERY_GOOD",
        "employment_type": "PNS",
        "position_kind": "EXECUTOR",
        "assignment_kind": kind.value,
    }
    assert str(exports_results._line(1, row)[12]) == flag


def test_every_word_has_its_code_or_label() -> None:
    assert exports_results.RATING_CODES == {"ABOVE": 1, "MEETS": 2, "BELOW": 3}
    assert exports_results.PREDICATE_CODES == {"VERY_GOOD": 1, "GOOD": 2, "NEEDS_IMPROVEMENT": 3, "POOR": 4, "VERY_POOR": 5}
    assert set(exports_results.EMPLOYMENT_LABELS) == {one.value for one in EmploymentType}
    assert set(exports_results.POSITION_LABELS) == {one.value for one in PositionKind}


async def test_only_the_approved_ones_of_that_cycle_and_agency(database: Database) -> None:
    town, other = await make_town(database), await make_town(database, "LAIN")
    for state in (AppraisalState.DRAFT, AppraisalState.SUBMITTED, AppraisalState.REVIEWED):
        await appraise(database, town, town.office, state.value, None, GOOD, until=state)
    await appraise(database, town, town.office, "Ada", None, GOOD)
    await appraise(database, other, other.office, "Lain", None, GOOD)
    assert [row[2] for row in await exported(database, town)] == ["nama", "Ada"]
    assert [row[2] for row in await exported(database, other)] == ["nama", "Lain"]
    assert await exported(database, town, cycle_id=other.cycle.id) == [HEADER]


async def test_a_superseded_one_is_left_out(database: Database) -> None:
    town = await make_town(database)
    await appraise(database, town, town.office, "Ada", None, GOOD)
    old = await appraise(database, town, town.office, "Lama", None, GOOD)
    await database.transaction(lambda conn: move(conn, Appraisal, town.agency_id, old, 5, ("APPROVED", "APPROVED"), {"superseded_at": NOW}))
    assert [row[2] for row in await exported(database, town)] == ["nama", "Ada"]


async def test_only_what_the_caller_may_read(database: Database) -> None:
    town = await make_town(database)
    await appraise(database, town, town.office, "Ada", None, GOOD)
    await appraise(database, town, town.section, "Tidak", None, GOOD)
    access = Condition("a.unit_id = :acc_unit OR 1 = 0", {"acc_unit": town.office.id})
    assert [row[2] for row in await exported(database, town, access)] == ["nama", "Ada"]


@pytest.mark.parametrize(("page_rows", "statements"), [(1, 4), (2, 2), (3, 2), (500, 1)])
async def test_a_page_is_one_statement_and_numbers_go_on(database: Database, page_rows: int, statements: int) -> None:
    town = await make_town(database)
    for name in ("Satu", "Dua", "Tiga"):
        await appraise(database, town, town.office, name, None, GOOD)
    with counting() as tally:
        rows = await exported(database, town, page_rows=page_rows)
    assert [row[:3] for row in rows[1:]] == [["1", "", "Satu"], ["2", "", "Dua"], ["3", "", "Tiga"]]
    assert tally.statements == statements
