"""The rows of the town of ``tests.worlds``: people, units, posts, lines and roles, each aggregate with its first event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from models.base import Row
from models.database import Connection
from models.people import (
    Agency,
    Assignment,
    Employee,
    OrgUnit,
    Person,
    Position,
    ReportingLine,
    RoleGrant,
    UnitClosure,
    UnitLeadership,
    UnitPlacement,
)
from models.vocabulary import (
    ActorKind,
    ApprovalRoute,
    AssignmentKind,
    EmploymentType,
    EventAction,
    LineRule,
    NumberKind,
    PositionKind,
    Role,
    SubjectType,
    UnitKind,
)
from workflows import events
from workflows.actor import Actor
from workflows.calendar import day_in_zone
from workflows.changes import row_changes
from workflows.events import EventDraft

ZONE = "Asia/Jakarta"
FIRST_DAY = date(2026, 1, 1)


@dataclass
class Member:
    """One person of the world: keys, the snapshot that events keep, and their appraisal with its plan, if they have one."""

    who: str
    agency_id: UUID
    person_id: UUID
    employee_id: UUID
    name: str
    number: str | None
    roles: tuple[Role, ...] = ()
    assignment_id: UUID | None = None
    position: str | None = None
    unit: str | None = None
    unit_id: UUID | None = None
    appraiser: str | None = None
    approver: str | None = None
    appraisal_id: UUID | None = None
    plan_id: UUID | None = None


class Town:
    """The rows of the town, gathered first and written in one transaction, each aggregate after its event.

    ``clerks`` is how many more stand beside ``employee``, under the same superiors: ``clerk-0``, ``clerk-1`` and so on.
    """

    def __init__(self, route: ApprovalRoute, now: datetime, zone: str = ZONE, clerks: int = 0) -> None:
        self.now, self.zone, self.clerks = now, zone, clerks
        self.alone = route is ApprovalRoute.SOLE_AUTHORITY
        agency_route = ApprovalRoute.SUPERIOR if self.alone else route
        self.agency = _agency("KOTA", "Pemerintah Kota Pelabuhan", agency_route, zone)
        self.other = _agency("SEBERANG", "Pemerintah Kabupaten Seberang", ApprovalRoute.SUPERIOR, zone)
        self.route = agency_route
        self.rows: list[tuple[SubjectType | None, Row]] = []
        self.units: dict[str, UUID] = {}
        self.positions: dict[str, UUID] = {}
        self.members: dict[str, Member] = {}
        self._town()

    def _town(self) -> None:
        self._unit("city", UnitKind.AGENCY, ())
        self._unit("transport", UnitKind.OFFICE, ("city",))
        self._unit("testing", UnitKind.TECHNICAL_UNIT, ("transport", "city"))
        self._unit("planning", UnitKind.BOARD, ("city",))
        home, above = ("city", ("mayor", None)) if self.alone else ("testing", ("supervisor", "approver"))
        self._member("mayor", "city", PositionKind.STATE_OFFICIAL, leads=True, employment=EmploymentType.NON_ASN, number=None)
        self._member("approver", "transport", PositionKind.SENIOR_EXECUTIVE_PRIMARY, ("mayor", None), leads=True)
        self._member("supervisor", "testing", PositionKind.SUPERVISORY, ("approver", "mayor"), leads=True)
        self._member("employee", home, PositionKind.EXECUTOR, above)
        self._member("colleague", home, PositionKind.EXECUTOR, above)
        self._member("planner", "planning", PositionKind.SENIOR_EXECUTIVE_PRIMARY, ("mayor", None), leads=True)
        self._member("stranger", "planning", PositionKind.EXECUTOR, ("planner", "mayor"))
        self._member("hr", "city", PositionKind.EXECUTOR, ("mayor", None), roles=(Role.AGENCY_ADMIN,))
        self._member("auditor", None, None, roles=(Role.AUDITOR,), employment=EmploymentType.EXTERNAL)
        self._member("leader", None, None, roles=(Role.AGENCY_LEADER,), employment=EmploymentType.NON_ASN)
        self._member("operator", None, None, roles=(Role.OPERATOR,), employment=EmploymentType.EXTERNAL)
        self._member("foreigner", None, None, roles=(Role.AGENCY_ADMIN,), agency=self.other)
        for number in range(self.clerks):
            self._member(f"clerk-{number}", home, PositionKind.EXECUTOR, above)

    def _unit(self, code: str, kind: UnitKind, above: Sequence[str]) -> None:
        agency_id = self.agency.id
        unit = OrgUnit(agency_id=agency_id, code=code, name=f"Unit {code}", kind=kind, version=1)
        self.units[code] = unit.id
        self.rows.append((SubjectType.UNIT, unit))
        parent = self.units[above[0]] if above else None
        self.rows.append((None, UnitPlacement(agency_id=agency_id, unit_id=unit.id, parent_id=parent, valid_from=FIRST_DAY)))
        for depth, ancestor in enumerate((code, *above)):
            closure = UnitClosure(
                agency_id=agency_id, ancestor_id=self.units[ancestor], descendant_id=unit.id, depth=depth, valid_from=FIRST_DAY
            )
            self.rows.append((None, closure))

    def _member(
        self,
        who: str,
        unit: str | None,
        kind: PositionKind | None,
        line: tuple[str, str | None] | None = None,
        *,
        leads: bool = False,
        roles: tuple[Role, ...] = (),
        employment: EmploymentType = EmploymentType.PNS,
        number: str | None = "",
        agency: Agency | None = None,
    ) -> None:
        agency_id = (agency or self.agency).id
        nip = f"19800101200501{1000 + len(self.members):04d}" if number == "" else None
        person = Person(number=nip, number_kind=NumberKind.NIP if nip else NumberKind.NONE, version=1)
        name = f"Pegawai {who.title()}"
        employee = Employee(
            agency_id=agency_id, person_id=person.id, code=None if nip else who, name=name, employment_type=employment, version=1
        )
        self.rows += [(SubjectType.PERSON, person), (SubjectType.EMPLOYEE, employee)]
        member = Member(who, agency_id, person.id, employee.id, name, nip, roles)
        self.members[who] = member
        if unit is not None and kind is not None:
            position = Position(agency_id=agency_id, code=f"P-{who}", name=f"Jabatan {who}", kind=kind, unit_id=self.units[unit], version=1)
            held = Assignment(
                agency_id=agency_id,
                employee_id=employee.id,
                position_id=position.id,
                kind=AssignmentKind.DEFINITIVE,
                valid_from=FIRST_DAY,
                document_number="SK 1/2026",
                recorded_from=self.now,
            )
            self.positions[who] = position.id
            member.assignment_id, member.position, member.unit, member.unit_id = held.id, position.name, f"Unit {unit}", self.units[unit]
            self.rows += [(SubjectType.POSITION, position), (None, held), (None, self._line(member, line))]
            if leads:
                lead = UnitLeadership(agency_id=agency_id, unit_id=self.units[unit], position_id=position.id, valid_from=FIRST_DAY)
                self.rows.append((None, lead))
        for role in roles:
            given = RoleGrant(agency_id=agency_id, employee_id=employee.id, role=role, valid_from=FIRST_DAY, recorded_from=self.now)
            self.rows.append((None, given))

    def _line(self, member: Member, line: tuple[str, str | None] | None) -> ReportingLine:
        appraiser, approver = (self.members[one] if one else None for one in (line or (None, None)))
        member.appraiser = appraiser.who if appraiser else None
        member.approver = approver.who if approver and self.route is ApprovalRoute.SUPERIOR else None
        return ReportingLine(
            agency_id=member.agency_id,
            assignment_id=member.assignment_id,
            employee_id=member.employee_id,
            valid_from=FIRST_DAY,
            appraiser_id=appraiser.employee_id if appraiser else None,
            appraiser_assignment_id=appraiser.assignment_id if appraiser else None,
            approver_id=approver.employee_id if approver else None,
            approver_assignment_id=approver.assignment_id if approver else None,
            route=self.route if approver or self.route is ApprovalRoute.APPRAISER else ApprovalRoute.SOLE_AUTHORITY,
            rule=LineRule.UNIT_LEADER if appraiser else LineRule.TOP,
            because="[]",
        )

    async def write(self, conn: Connection) -> None:
        """Write everything; an agency's event follows its row, every other aggregate's row follows its event."""
        await conn.insert([self.agency, self.other])
        drafts = [self._draft(SubjectType.AGENCY, one, one.id) for one in (self.agency, self.other)]
        drafts += [self._draft(kind, row, getattr(row, "agency_id", self.agency.id)) for kind, row in self.rows if kind is not None]
        await events.record_many(conn, drafts)
        for model in dict.fromkeys(type(row) for _, row in self.rows):
            await conn.insert([row for _, row in self.rows if type(row) is model])

    def _draft(self, kind: SubjectType, row: Row, agency_id: UUID) -> EventDraft:
        actor = Actor(
            kind=ActorKind.SYSTEM,
            agency_id=agency_id,
            person_id=None,
            employee_id=None,
            now=self.now,
            today=day_in_zone(self.now, self.zone),
            zone=self.zone,
            request_id="world-made",
        )
        return EventDraft(
            actor=actor, subject_type=kind, subject_id=row.id, version=1, action=EventAction.CREATE, changes=row_changes(type(row), row)
        )


def _agency(code: str, name: str, route: ApprovalRoute, zone: str) -> Agency:
    return Agency(
        code=code,
        name=name,
        time_zone=zone,
        approval_route=route,
        opens_acting=True,
        exempt_statuses='["DIED","DISMISSED","RETIRED","STUDY_ASSIGNMENT","SUSPENDED","UNPAID_LEAVE"]',
        version=1,
    )
