"""Exporting the approved appraisals of one cycle in the 13 columns of the national spreadsheet report, as CSV.

Names of columns and codes are the national services' own (domain page, section 10). What they don't settle is our choice and stands in
the tables below; what isn't known stays empty and is never guessed. The seven heading lines belong to the spreadsheet and aren't
written: the header comes first.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from models.appraisals import Appraisal
from models.database import Connection, Database
from models.vocabulary import AssignmentKind, EmploymentType, NumberKind, PositionKind, Predicate, Rating
from workflows.conditions import Condition
from workflows.exports import PAGE_OF_EXPORT_ROWS, Cell, csv_lines

RESULT_COLUMNS = (
    *("No", "nip", "nama", "skp_unor", "skp_unor_induk", "skp_jabatan", "hasil_kerja", "perilaku_kerja", "hasil_akhir"),
    *("golru", "jenis_pegawai", "skp_jenis_jabatan", "is_skp_plt_plh_pjb"),
)

RATING_CODES: Mapping[str, int] = {Rating.ABOVE.value: 1, Rating.MEETS.value: 2, Rating.BELOW.value: 3}
PREDICATE_CODES: Mapping[str, int] = {
    Predicate.VERY_GOOD.value: 1,
    Predicate.GOOD.value: 2,
    Predicate.NEEDS_IMPROVEMENT.value: 3,
    Predicate.POOR.value: 4,
    Predicate.VERY_POOR.value: 5,
}
EMPLOYMENT_LABELS: Mapping[str, str] = {
    EmploymentType.PNS.value: "PNS",
    EmploymentType.PPPK.value: "PPPK",
    EmploymentType.PPPK_PART_TIME.value: "PPPK Paruh Waktu",
    EmploymentType.NON_ASN.value: "Non ASN",
    EmploymentType.EXTERNAL.value: "Non ASN",
}
POSITION_LABELS: Mapping[str, str] = {
    PositionKind.STATE_OFFICIAL.value: "Pejabat Negara",
    PositionKind.SENIOR_EXECUTIVE_MAIN.value: "Struktural",
    PositionKind.SENIOR_EXECUTIVE_MIDDLE.value: "Struktural",
    PositionKind.SENIOR_EXECUTIVE_PRIMARY.value: "Struktural",
    PositionKind.ADMINISTRATOR.value: "Struktural",
    PositionKind.SUPERVISORY.value: "Struktural",
    PositionKind.EXECUTOR.value: "Pelaksana",
    PositionKind.FUNCTIONAL.value: "Fungsional",
}
ACTING_KINDS = frozenset({AssignmentKind.ACTING.value, AssignmentKind.DAILY_ACTING.value, AssignmentKind.INTERIM.value})
"""Plt, Plh, Pj."""

# On the cycle's last day; its end is exclusive.
_LAST_DAY = "{r}.valid_from < c.ends_on AND ({r}.valid_to IS NULL OR {r}.valid_to >= c.ends_on)"

# The main unit (unor induk) is the one just under the agency's own; the agency's own unit is its own.
_ABOVE = (
    "(SELECT g.name FROM unit_closure k JOIN org_unit g ON g.agency_id = k.agency_id AND g.id = k.ancestor_id"
    f" WHERE k.agency_id = a.agency_id AND k.descendant_id = a.unit_id AND {_LAST_DAY.format(r='k')}"
    " ORDER BY k.depth DESC LIMIT 1 OFFSET {skipped})"
)

_SELECT = (
    "SELECT a.id, p.number, p.number_kind, e.name, u.name AS unit,"
    f" COALESCE({_ABOVE.format(skipped=1)}, {_ABOVE.format(skipped=0)}) AS main_unit,"
    " o.name AS position, o.kind AS position_kind, s.kind AS assignment_kind, e.employment_type,"
    " a.result_rating, a.behaviour_rating, a.predicate,"
    " (SELECT d.grade FROM employee_grade d WHERE d.agency_id = a.agency_id AND d.employee_id = a.employee_id AND d.recorded_to IS NULL"
    f" AND {_LAST_DAY.format(r='d')} ORDER BY d.valid_from DESC LIMIT 1) AS grade"
    " FROM appraisal a JOIN appraisal_cycle c ON c.agency_id = a.agency_id AND c.id = a.cycle_id"
    " JOIN employee e ON e.agency_id = a.agency_id AND e.id = a.employee_id JOIN person p ON p.id = e.person_id"
    " JOIN org_unit u ON u.agency_id = a.agency_id AND u.id = a.unit_id"
    " JOIN assignment s ON s.agency_id = a.agency_id AND s.id = a.assignment_id"
    " JOIN position o ON o.agency_id = s.agency_id AND o.id = s.position_id"
    " WHERE a.agency_id = :agency AND a.cycle_id = :cycle AND a.state = 'APPROVED' AND a.superseded_at IS NULL"
)


async def results_csv(
    database: Database, agency_id: UUID, cycle_id: UUID, access: Condition, *, page_rows: int = PAGE_OF_EXPORT_ROWS
) -> AsyncIterator[str]:
    """Give the approved appraisals in force of one cycle as pieces of CSV, header first, numbered from 1.

    ``access`` narrows them to what the caller may read, over the alias ``a`` of the appraisal. Approved ones are delivered, so no rating
    is hidden from anybody who sees the row. Memory holds one page.
    """
    yield csv_lines([RESULT_COLUMNS])
    after: UUID | None = None
    number = 0
    while True:

        async def page(conn: Connection, after: UUID | None = after) -> list[dict[str, Any]]:
            rows = await conn.fetch(
                f"{_SELECT} AND ({access.sql})" + ("" if after is None else " AND a.id > :after") + " ORDER BY a.id LIMIT :page_rows",
                {**access.params, "agency": agency_id, "cycle": cycle_id, "after": after, "page_rows": page_rows},
            )
            return [{**row, "id": conn.decode(Appraisal, "id", row["id"])} for row in rows]

        rows = await database.read(page)
        if rows:
            yield csv_lines(_line(number + place, row) for place, row in enumerate(rows, 1))
        if len(rows) < page_rows:
            return
        number += len(rows)
        after = rows[-1]["id"]


def _line(number: int, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        number,
        row["number"] if row["number_kind"] == NumberKind.NIP.value else None,
        row["name"],
        row["unit"],
        row["main_unit"],
        row["position"],
        RATING_CODES[row["result_rating"]],
        RATING_CODES[row["behaviour_rating"]],
        PREDICATE_CODES[row["predicate"]],
        row["grade"],
        EMPLOYMENT_LABELS[row["employment_type"]],
        POSITION_LABELS[row["position_kind"]],
        1 if row["assignment_kind"] in ACTING_KINDS else 0,
    )
