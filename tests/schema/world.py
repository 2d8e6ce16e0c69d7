"""A small agency and a foreign one, inserted row by row, and a client that asks as one of their people.

Port office: the mayor leads the town; ``head`` leads the office; ``chief`` leads the section. The staff of the section are appraised by
the chief and approved by the head. ``auditor`` (of the office) and ``admin`` hold their roles over the agency; ``stranger`` works in
another office.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from starlette.applications import Starlette

from models.appraisals import Appraisal, Feedback, Realisation
from models.base import Row
from models.cycles import AppraisalCycle
from models.database import Connection, Database, counting, new_id
from models.people import (
    Agency,
    Assignment,
    Employee,
    OrgUnit,
    Person,
    Position,
    ReportingLine,
    UnitClosure,
    UnitLeadership,
    UnitPlacement,
)
from models.plans import BehaviourExpectation, Indicator, PerformancePlan, PlannedResult, PlanRevision
from models.vocabulary import (
    ActorKind,
    AppraisalState,
    ApprovalRoute,
    Aspect,
    AssignmentKind,
    BehaviourValue,
    CycleKind,
    CycleState,
    EmploymentType,
    FeedbackAbout,
    LineRule,
    NumberKind,
    PlanApproach,
    PlanOrigin,
    PositionKind,
    Predicate,
    Rating,
    ResultKind,
    ResultOwnership,
    Role,
    UnitKind,
)
from schema.errors import RequestError
from schema.http import Arrival, Identify, graphql_route
from schema.limits.bounds import RequestLimits
from workflows.actor import Actor, RoleHeld

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
START = date(2026, 1, 1)
RATED = (AppraisalState.REVIEWED, AppraisalState.APPROVED)


@dataclass
class World:
    """What was inserted; people by name."""

    database: Database
    suffix: str = ""
    people: dict[str, Employee] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    units: dict[str, OrgUnit] = field(default_factory=dict)
    roles: dict[str, tuple[RoleHeld, ...]] = field(default_factory=dict)
    cycles: dict[str, AppraisalCycle] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    appraisals: dict[str, Appraisal] = field(default_factory=dict)
    results: dict[str, list[PlannedResult]] = field(default_factory=dict)
    superiors: dict[str, tuple[Employee, Employee]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    async def save(self) -> None:
        """Insert what was made since the last time, model by model in the order in which each was first made."""
        kinds = dict.fromkeys(type(row) for row in self.rows)
        made, self.rows = self.rows, []

        async def insert(conn: Connection) -> None:
            for kind in kinds:
                await conn.insert([row for row in made if type(row) is kind])

        await self.database.transaction(insert)

    def actor(self, name: str) -> Actor:
        """Give one of the people as an actor."""
        one = self.people[name]
        return Actor(
            kind=ActorKind.PERSON,
            agency_id=one.agency_id,
            person_id=one.person_id,
            employee_id=one.id,
            now=NOW,
            today=TODAY,
            zone="Asia/Jakarta",
            request_id="req-0001",
            roles=self.roles.get(name, ()),
        )

    def keep(self, model: type[Row], **values: Any) -> Row:
        """Make a row of a model."""
        row = model(id=new_id(), **values)
        self.rows.append(row)
        return row

    def hire(self, name: str, unit: str, *, leads: bool = False, roles: Sequence[Role] = ()) -> Employee:
        """Make an employee with a position in a unit."""
        agency = self.units[unit].agency_id
        number = f"{len(self.people) + 1:015d}{len(self.suffix):03d}"
        person = Person(id=new_id(), number=number, number_kind=NumberKind.NIP, version=1)
        employee = Employee(
            id=new_id(), agency_id=agency, person_id=person.id, name=name.title(), employment_type=EmploymentType.PNS, version=1
        )
        position = Position(
            id=new_id(),
            agency_id=agency,
            code=f"p-{name}",
            name=f"Post of {name}",
            kind=PositionKind.EXECUTOR,
            unit_id=self.units[unit].id,
            version=1,
        )
        assignment = Assignment(
            id=new_id(),
            agency_id=agency,
            employee_id=employee.id,
            position_id=position.id,
            kind=AssignmentKind.DEFINITIVE,
            valid_from=START,
            recorded_from=NOW,
        )
        self.rows += [person, employee, position, assignment]
        if leads:
            self.rows.append(
                UnitLeadership(id=new_id(), agency_id=agency, unit_id=self.units[unit].id, position_id=position.id, valid_from=START)
            )
        self.people[name], self.assignments[name] = employee, assignment
        self.roles[name] = tuple(RoleHeld(role, None) for role in roles)
        return employee

    def found(self, name: str, agency: str, above: Sequence[str] = (), kind: UnitKind = UnitKind.OFFICE) -> OrgUnit:
        """Make a unit under others, the nearest first."""
        agency_id = self.agencies[agency].id
        unit = OrgUnit(id=new_id(), agency_id=agency_id, code=f"u-{name}", name=f"Unit {name}", kind=kind, version=1)
        self.units[name] = unit
        parent = self.units[above[0]].id if above else None
        self.rows += [unit, UnitPlacement(id=new_id(), agency_id=agency_id, unit_id=unit.id, parent_id=parent, valid_from=START)]
        for depth, ancestor in enumerate((name, *above)):
            self.rows.append(
                UnitClosure(
                    id=new_id(),
                    agency_id=agency_id,
                    ancestor_id=self.units[ancestor].id,
                    descendant_id=unit.id,
                    depth=depth,
                    valid_from=START,
                )
            )
        return unit

    def open_agency(self, name: str) -> Agency:
        """Make an agency."""
        agency = Agency(
            id=new_id(),
            code=name + self.suffix,
            name=name.title(),
            time_zone="Asia/Jakarta",
            approval_route=ApprovalRoute.SUPERIOR,
            opens_acting=True,
            exempt_statuses="[]",
            version=1,
        )
        self.agencies[name] = agency
        self.rows.append(agency)
        return agency

    def plan_cycle(self, name: str, agency: str, starts: date = START) -> AppraisalCycle:
        """Make an open cycle."""
        cycle = AppraisalCycle(
            id=new_id(),
            agency_id=self.agencies[agency].id,
            name=name,
            kind=CycleKind.QUARTERLY,
            starts_on=starts,
            ends_on=date(2026, 4, 1),
            submission_from=START,
            submission_to=date(2026, 4, 11),
            decision_to=date(2026, 4, 21),
            population="{}",
            state=CycleState.OPEN,
            opened_at=NOW,
            updated_at=NOW,
            version=2,
        )
        self.cycles[name] = cycle
        self.rows.append(cycle)
        return cycle

    def line(self, name: str, appraiser: str, approver: str) -> None:
        """Say who appraises and approves somebody."""
        one = self.people[name]
        self.superiors[name] = (self.people[appraiser], self.people[approver])
        self.rows.append(
            ReportingLine(
                id=new_id(),
                agency_id=one.agency_id,
                assignment_id=self.assignments[name].id,
                employee_id=one.id,
                valid_from=START,
                appraiser_id=self.people[appraiser].id,
                appraiser_assignment_id=self.assignments[appraiser].id,
                approver_id=self.people[approver].id,
                approver_assignment_id=self.assignments[approver].id,
                route=ApprovalRoute.SUPERIOR,
                rule=LineRule.UNIT_LEADER,
                because="[]",
            )
        )

    def appraise(self, name: str, cycle: str, unit: str, state: AppraisalState, *, after: int = 0) -> Appraisal:
        """Make an appraisal with a plan of one result and one indicator; rated ones get ratings and feedback."""
        one, agency = self.people[name], self.people[name].agency_id
        plan = PerformancePlan(
            id=new_id(),
            agency_id=agency,
            assignment_id=self.assignments[name].id,
            employee_id=one.id,
            year=2026,
            starts_on=START,
            ends_on=date(2027, 1, 1),
            approach=PlanApproach.QUANTITATIVE,
            origin=PlanOrigin.ENTERED,
            version=1,
        )
        revision = PlanRevision(id=new_id(), agency_id=agency, plan_id=plan.id, ordinal=1, created_at=NOW)
        result = self.result(revision, f"Result of {name}")
        rated, approved = state in RATED, state is AppraisalState.APPROVED
        appraiser, approver = self.superiors[name]
        appraisal = Appraisal(
            id=new_id(),
            agency_id=agency,
            cycle_id=self.cycles[cycle].id,
            plan_id=plan.id,
            assignment_id=self.assignments[name].id,
            employee_id=one.id,
            unit_id=self.units[unit].id,
            ordinal=1,
            state=state,
            version=1,
            state_since=NOW,
            updated_at=NOW + timedelta(seconds=after),
            opening_revision_id=revision.id,
            revision_id=None if state is AppraisalState.DRAFT else revision.id,
            appraiser_id=appraiser.id if rated else None,
            approver_id=approver.id if approved else None,
            route=ApprovalRoute.SUPERIOR if approved else None,
            delivered_at=NOW if approved else None,
            self_appraisal=f"Self-appraisal of {name}",
            recommendation="Go on." if rated else None,
            result_rating=Rating.MEETS if rated else None,
            behaviour_rating=Rating.MEETS if rated else None,
            predicate=Predicate.GOOD if rated else None,
        )
        indicator = Indicator(
            id=new_id(),
            agency_id=agency,
            revision_id=revision.id,
            result_id=result.id,
            lineage_id=new_id(),
            ordinal=1,
            aspect=Aspect.QUANTITY,
            title="Vehicles tested",
            target_value=Decimal("100.5"),
            target_unit="vehicles",
        )
        realisation = Realisation(
            id=new_id(), agency_id=agency, appraisal_id=appraisal.id, indicator_lineage_id=indicator.lineage_id, text="120 vehicles"
        )
        expectation = BehaviourExpectation(
            id=new_id(), agency_id=agency, revision_id=revision.id, value=BehaviourValue.LOYAL, text="Be there."
        )
        self.rows += [plan, revision, result, indicator, expectation, appraisal, realisation]
        if rated:
            self.rows.append(
                Feedback(id=new_id(), agency_id=agency, appraisal_id=appraisal.id, about=FeedbackAbout.OVERALL, text="Well done.")
            )
        self.appraisals[name] = appraisal
        self.results[name] = [result]
        return appraisal

    def result(self, revision: PlanRevision, title: str, ordinal: int = 1) -> PlannedResult:
        """Make a planned result of a revision, not yet kept."""
        return PlannedResult(
            id=new_id(),
            agency_id=revision.agency_id,
            revision_id=revision.id,
            lineage_id=new_id(),
            ordinal=ordinal,
            kind=ResultKind.MAIN,
            ownership=ResultOwnership.INDIVIDUAL,
            title=title,
        )


def identifying(world: World) -> Identify:
    """Give a sign-in whose tokens are the people's names."""

    async def identify(_: Database, arrival: Arrival) -> Actor:
        if arrival.token not in world.people:
            raise RequestError("UNAUTHENTICATED")
        return world.actor(arrival.token)

    return identify


def app_of(world: World, *, compiled: bool = True) -> Starlette:
    """Make an app whose tokens are the people's names, whose reads are compiled or left to the reference executor."""
    app = Starlette(routes=[graphql_route(identifying(world), limits=RequestLimits(cost=100_000), compiled=compiled)])
    app.state.database = world.database
    app.state.clock = lambda: NOW
    return app


@dataclass
class Api:
    """Asks the app as one of the people."""

    app: Starlette
    statements: int = 0

    async def answer(self, who: str, query: str, **variables: Any) -> dict[str, Any]:
        """Send a query; give the whole answer. ``statements`` is how many it sent to the database."""
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://kinerja") as client:
            with counting() as tally:
                response = await client.post(
                    "/graphql",
                    json={"query": query, "variables": variables},
                    headers={"Authorization": f"Bearer {who}", "Accept-Language": "en"},
                )
            self.statements = tally.statements
        answer: dict[str, Any] = response.json()
        return answer

    async def data(self, who: str, query: str, **variables: Any) -> Any:
        """Send a query that must not fail; give its data."""
        answer = await self.answer(who, query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


def town(database: Database, suffix: str = "") -> World:
    """Make the people, units, lines and cycles of both agencies, not yet saved; ``suffix`` keeps a second pair apart from a first."""
    world = World(database, suffix)
    world.open_agency("town")
    world.open_agency("foreign")
    world.found("town", "town", kind=UnitKind.AGENCY)
    world.found("office", "town", ("town",))
    world.found("section", "town", ("office", "town"))
    world.found("other", "town", ("town",))
    world.found("abroad", "foreign")
    world.hire("mayor", "town", leads=True)
    world.hire("head", "office", leads=True)
    world.hire("chief", "section", leads=True)
    world.hire("staff", "section")
    world.hire("auditor", "office", roles=(Role.AUDITOR,))
    world.hire("admin", "town", roles=(Role.AGENCY_ADMIN,))
    world.hire("stranger", "other")
    world.hire("foreigner", "abroad", leads=True, roles=(Role.AGENCY_ADMIN, Role.AUDITOR))
    world.line("staff", "chief", "head")
    world.line("chief", "head", "mayor")
    world.line("auditor", "head", "mayor")
    world.hire("minister", "abroad")
    world.line("foreigner", "minister", "minister")
    world.plan_cycle("quarter", "town")
    world.plan_cycle("abroad", "foreign")
    return world


def public_id(prefix: str, key: UUID) -> str:
    """Give a public id, written by hand here as the contract has it."""
    return f"{prefix}_{key}"
