"""What stands in the rows about each appraisal, read by plain SQL, and what the rules make of it, written by hand.

This file imports nothing of the product but the connection: it is an oracle. Every value is text, as both engines give it.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.database import Connection
from tests.workflows.grid import Key, grid

Row = Mapping[str, str | None]
PARTIES = ("EMPLOYEE", "APPRAISER", "APPROVER", "UNIT_LEADER", "AGENCY_ADMIN", "AGENCY_LEADER", "AUDITOR")
GRID = grid()


async def _rows(conn: Connection, table: str) -> list[Row]:
    found = await conn.fetch(f"SELECT * FROM {table}")
    return [{name: None if value is None else str(value) for name, value in row.items()} for row in found]


def _now(rows: Iterable[Row], today: str) -> list[Row]:
    """Keep the dated rows that hold on a day and were not corrected since."""
    return [
        row
        for row in rows
        if (row["valid_from"] or "") <= today and (row["valid_to"] is None or row["valid_to"] > today) and row.get("recorded_to") is None
    ]


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column] or ""].append(row)
    return found


@dataclass
class Facts:
    """All rows that the rules look at, by key; ``today`` is the day on which everything is asked."""

    today: str
    tables: Mapping[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Arrange the rows by what they are looked up by."""
        tables = self.tables
        self.appraisals = {str(row["id"]): row for row in tables["appraisal"]}
        self.employees = {str(row["id"]): row for row in tables["employee"]}
        self.cycles = {str(row["id"]): row for row in tables["appraisal_cycle"]}
        self.agencies = {str(row["id"]): row for row in tables["agency"]}
        self.lines = {str(row["assignment_id"]): row for row in _now(tables["reporting_line"], self.today)}
        self.above = _by(_now(tables["unit_closure"], self.today), "descendant_id")
        self.leading = _by(_now(tables["unit_leadership"], self.today), "unit_id")
        self.holders = _by(_now(tables["assignment"], self.today), "position_id")
        self.roles = _by(_now(tables["role_grant"], self.today), "employee_id")
        self.statuses = _by(_now(tables["legal_status"], self.today), "employee_id")
        self.extensions = _by(tables["extension"], "cycle_id")
        self.revisions = _by(tables["plan_revision"], "plan_id")
        self.results = _by(tables["planned_result"], "revision_id")
        self.indicators = _by(tables["indicator"], "result_id")
        self.realisations = _by(tables["realisation"], "appraisal_id")

    def standing(self, one: Row, relation: str) -> str | None:
        """Tell who stands in a relation: whom the row pins, else whom today's line names."""
        line = self.lines.get(str(one["assignment_id"]), {})
        return one[f"{relation}_id"] or line.get(f"{relation}_id")

    def route(self, one: Row) -> str:
        """Tell the approval route in force."""
        line = self.lines.get(str(one["assignment_id"]), {})
        return str(one["route"] or line.get("route") or self.agencies[str(one["agency_id"])]["approval_route"])

    def leaders(self, one: Row) -> set[str]:
        """Tell who leads the appraisal's unit or one above it, in whatever post."""
        units = {str(row["ancestor_id"]) for row in self.above[str(one["unit_id"])]}
        posts = {str(row["position_id"]) for unit in units for row in self.leading[unit]}
        return {str(row["employee_id"]) for post in posts for row in self.holders[post]}

    def involved(self, one: Row) -> set[str]:
        """Tell everybody who may read an appraisal: its parties, leaders above, and who holds a role in the agency."""
        found = {one["employee_id"], self.standing(one, "appraiser"), self.standing(one, "approver"), *self.leaders(one)}
        found |= {row["employee_id"] for row in self.tables["role_grant"] if row["agency_id"] == one["agency_id"]}
        return {key for key in found if key is not None and self.persons(one, key)}

    def persons(self, one: Row, employee: str) -> tuple[str, ...]:
        """Tell which persons of the grid an employee is to an appraisal; nobody reads it who is none of them."""
        if self.employees[employee]["agency_id"] != one["agency_id"]:
            return ()
        held = {str(row["role"]) for row in self.roles[employee]}
        is_one = {
            "EMPLOYEE": employee == one["employee_id"],
            "APPRAISER": employee == self.standing(one, "appraiser"),
            "APPROVER": employee == self.standing(one, "approver"),
            "UNIT_LEADER": employee in self.leaders(one),
            **{role: role in held for role in ("AGENCY_ADMIN", "AGENCY_LEADER", "AUDITOR")},
        }
        return tuple(person for person in PARTIES if is_one[person])

    def submission_end(self, one: Row) -> str:
        """Give the first day on which the employee can't submit any more."""
        ends = [str(self.cycles[str(one["cycle_id"])]["submission_to"]), *([one["resubmit_to"]] if one["resubmit_to"] else [])]
        units = {str(row["ancestor_id"]) for row in self.above[str(one["unit_id"])]}
        for row in self.extensions[str(one["cycle_id"])]:
            covers = row["scope"] == "CYCLE" or row["appraisal_id"] == one["id"] or row["unit_id"] in units
            if row["kind"] == "SUBMISSION" and covers and row["granted_by_id"] != one["employee_id"]:
                ends.append(str(row["until"]))
        return max(ends)

    def exempt(self, one: Row) -> bool:
        """Tell whether the employee's legal status today is one that the agency exempts."""
        found = sorted(self.statuses[str(one["employee_id"])], key=lambda row: str(row["valid_from"]))
        return bool(found) and found[-1]["status"] in json.loads(str(self.agencies[str(one["agency_id"])]["exempt_statuses"]))

    def against(self, one: Row, action: str) -> Counter[str]:
        """Count by code what stands in the facts against an action that the grid would allow."""
        cycle, end = self.cycles[str(one["cycle_id"])], self.submission_end(one)
        found: Counter[str] = Counter()
        found["CYCLE_NOT_OPEN"] = int(cycle["state"] != "OPEN")
        found["APPRAISAL_VOIDED"] = int(one["voided_at"] is not None)
        results: list[Row] = []
        if action in ("SUBMIT", "SUBMIT_IN_ABSENCE"):
            revision = one["revision_id"] or max(self.revisions[str(one["plan_id"])], key=lambda row: int(str(row["ordinal"])))["id"]
            results = self.results[str(revision)]
            lacking = [row for row in results if not self.indicators[str(row["id"])]]
            found["NO_APPRAISER"] = int(self.standing(one, "appraiser") is None)
            found["NO_MAIN_RESULT"] = int(all(row["kind"] != "MAIN" for row in results))
            found["RESULT_WITHOUT_INDICATOR"] = len(lacking)
        if action == "SUBMIT":
            asked = {str(row["lineage_id"]) for result in results for row in self.indicators[str(result["id"])]}
            mine = self.realisations[str(one["id"])]
            done = {str(row["indicator_lineage_id"]) for row in mine if row["value"] is not None or row["text"] is not None}
            found["REALISATION_MISSING"] = len(asked - done)
            found["SELF_APPRAISAL_MISSING"] = int(not one["self_appraisal"])
        if action in ("SUBMIT", "WITHDRAW"):
            found["LEGAL_STATUS"] = int(self.exempt(one))
            found["WINDOW_NOT_OPEN"] = int(self.today < str(cycle["submission_from"]))
            found["WINDOW_CLOSED"] = int(self.today >= end)
        if action == "SUBMIT_IN_ABSENCE":
            found["SUBMISSION_STILL_POSSIBLE"] = int(self.today < end and not self.exempt(one))
        return +found

    def expected(self, one: Row, employee: str, action: str) -> tuple[str, Counter[str]]:
        """Tell what happens when an employee tries an action: ALLOWED or a refusal code, and for BLOCKED the counted reasons.

        Somebody may be several persons of the grid: the one who gets furthest speaks, unless the rule of two persons forbids it.
        """
        persons = self.persons(one, employee)
        if not persons:
            return "NOT_FOUND", Counter()
        state, route = str(one["state"]), self.route(one)
        window = "OPEN" if self.today < self.submission_end(one) else "CLOSED"
        cells = {GRID[self._key(person, state, route, window, action)] for person in persons}
        code = next(code for code in ("ALLOWED", "BLOCKED", "ILLEGAL_TRANSITION", "NOT_PERMITTED", None) if code in cells)
        if code in (None, "NOT_PERMITTED"):
            return "NOT_PERMITTED", Counter()
        if "EMPLOYEE" in persons and action not in ("SUBMIT", "WITHDRAW"):
            return "NOT_PERMITTED", Counter(OWN_RECORD=1)
        deciding = action == "APPROVE" or (action == "RETURN" and state == "REVIEWED")
        if route == "SUPERIOR" and one["appraiser_id"] == employee and deciding:
            return "NOT_PERMITTED", Counter(REVIEWED_BY_SAME_PERSON=1)
        if one["absence_submitter_id"] == employee and (action == "REVIEW" or deciding):
            return "NOT_PERMITTED", Counter(SUBMITTED_BY_SAME_PERSON=1)
        if code == "ILLEGAL_TRANSITION":
            return code, Counter()
        reasons = self.against(one, action)
        return ("BLOCKED", reasons) if reasons else ("ALLOWED", reasons)

    def _key(self, person: str, state: str, route: str, window: str, action: str) -> Key:
        return (person, state, route, window, action)


TABLES = (
    *("agency", "employee", "assignment", "reporting_line", "unit_closure", "unit_leadership", "role_grant", "legal_status"),
    *("appraisal_cycle", "extension", "appraisal", "realisation", "plan_revision", "planned_result", "indicator"),
)


async def read_facts(conn: Connection, today: str) -> Facts:
    """Read all rows that the rules look at."""
    return Facts(today, {table: await _rows(conn, table) for table in TABLES})
