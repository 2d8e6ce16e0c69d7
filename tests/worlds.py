"""A small town government for tests: two agencies, a line of four, everybody whom a right can be asked of, and one open quarter.

Units: the city (led by the mayor), under it the transport office (led by ``approver``) with its testing unit (led by
``supervisor``), and the planning board. ``employee`` and ``colleague`` are staff of the testing unit, ``stranger`` of the board; ``hr``,
``auditor``, ``leader`` and ``operator`` hold roles over the agency; ``foreigner`` is the admin of another agency. On route SOLE_AUTHORITY
``employee`` and ``colleague`` stand directly under the mayor, and ``world.supervisor_of("employee")`` is ``"mayor"``.

Rows of people are written with their events; cycle, opening, plans and everything after are the real actions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from models.database import Connection, Database
from models.vocabulary import (
    ActorKind,
    AppraisalAction,
    AppraisalState,
    ApprovalRoute,
    Aspect,
    CycleKind,
    FeedbackAbout,
    Rating,
    ResultKind,
)
from schema.errors import RequestError
from schema.http import Arrival
from tests.town import FIRST_DAY, ZONE, Member, Town
from workflows.actions.appraisals import AppraisalParts, RealisationInput, edit_appraisal
from workflows.actions.cycles import CycleDraft, plan_cycle
from workflows.actions.opening import job_of, open_cycle, run_opening
from workflows.actions.plans import IndicatorEdit, PlanParts, ResultEdit, edit_plan
from workflows.actor import Actor, RoleHeld
from workflows.appraisal_record import AppraisalRecord
from workflows.calendar import WorkingCalendar, day_in_zone
from workflows.commands import Outcome
from workflows.engine import Command, advance
from workflows.facts import FeedbackKey, Inputs

# Tuesday, 09:00 in Jakarta; the submission window is open.
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TEN_CHARS = "Alasan yang cukup panjang."
"""A reason that is long enough wherever one is asked."""


@dataclass
class World:
    """The town: ``members`` by who they are, ``units`` by their codes; ``now`` is the moment at which everybody acts next."""

    database: Database
    now: datetime
    agency_id: UUID
    other_agency_id: UUID
    members: dict[str, Member] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    positions: dict[str, UUID] = field(default_factory=dict)
    cycle_id: UUID = field(default_factory=lambda: UUID(int=0))
    zone: str = ZONE

    def actor(self, who: str, *, post: UUID | None = None, request_id: str = "world-request") -> Actor:
        """Give the actor that ``who`` is at ``now``, by ``post`` if one is chosen."""
        one = self.members[who]
        return Actor(
            kind=ActorKind.PERSON,
            agency_id=one.agency_id,
            person_id=one.person_id,
            employee_id=one.employee_id,
            now=self.now,
            today=day_in_zone(self.now, self.zone),
            zone=self.zone,
            request_id=request_id,
            name=one.name,
            number=one.number,
            assignment_id=post or one.assignment_id,
            position=one.position,
            unit=one.unit,
            unit_id=one.unit_id,
            roles=tuple(RoleHeld(role, None) for role in one.roles),
            post_chosen=post is not None,
        )

    def token(self, who: str) -> str:
        """Give the bearer token with which ``identify`` knows ``who``."""
        return f"world-{who}"

    async def identify(self, database: Database, arrival: Arrival) -> Actor:
        """Find the actor of a request; ``schema.http`` is given this in the place of a token issuer."""
        who = arrival.token.removeprefix("world-")
        if who not in self.members:
            raise RequestError("UNAUTHENTICATED")
        post = arrival.choice.assignment_id
        if post is not None and post != self.members[who].assignment_id:
            raise RequestError("UNKNOWN_POST")
        return replace(self.actor(who, post=post, request_id=arrival.request_id), address=arrival.address, client=arrival.client)

    def appraisal(self, who: str) -> str:
        """Give the public id of the appraisal of ``who``."""
        return f"apr_{self.members[who].appraisal_id}"

    def plan(self, who: str) -> str:
        """Give the public id of the plan of ``who``."""
        return f"pln_{self.members[who].plan_id}"

    def employee(self, who: str) -> str:
        """Give the public id of the employee ``who``."""
        return f"emp_{self.members[who].employee_id}"

    @property
    def cycle(self) -> str:
        """The public id of the open quarter."""
        return f"cyc_{self.cycle_id}"

    def supervisor_of(self, who: str) -> str:
        """Tell who appraises ``who``."""
        found = self.members[who].appraiser
        assert found is not None, f"nobody appraises {who}"
        return found

    def decider_of(self, who: str) -> str:
        """Tell who approves for ``who`` on the world's route."""
        return self.members[who].approver or self.supervisor_of(who)

    async def version(self, who: str) -> int:
        """Read the version of the appraisal of ``who``."""
        return int((await self.row(who))["version"])

    async def row(self, who: str) -> dict[str, Any]:
        """Read the appraisal's row of ``who`` as the driver gives it."""
        return await self.one("SELECT * FROM appraisal WHERE id = :id", id=self.members[who].appraisal_id)

    async def one(self, sql: str, **params: object) -> dict[str, Any]:
        """Read the one row of a query."""
        rows = await self.all(sql, **params)
        assert len(rows) == 1, f"{len(rows)} rows"
        return rows[0]

    async def all(self, sql: str, **params: object) -> list[dict[str, Any]]:
        """Read all rows of a query."""

        async def work(conn: Connection) -> list[dict[str, Any]]:
            return await conn.fetch(sql, params)

        return await self.database.read(work)

    async def act(self, who: str, of: str, action: AppraisalAction, inputs: Inputs | None = None) -> Outcome[Any]:
        """Let ``who`` do ``action`` to the appraisal of ``of`` at its present version, through the engine."""
        subject = self.members[of].appraisal_id
        assert subject is not None, f"{of} has no appraisal"
        command = Command(subject, action, await self.version(of), inputs or Inputs())
        return await advance(AppraisalRecord(WorkingCalendar()), self.database, self.actor(who), command)

    async def bring(self, of: str, state: AppraisalState) -> None:
        """Bring the complete DRAFT of ``of`` to ``state`` by the actions that lead there, each by who must do it."""
        steps = (
            (AppraisalState.SUBMITTED, of, AppraisalAction.SUBMIT, Inputs()),
            (AppraisalState.REVIEWED, self.supervisor_of(of), AppraisalAction.REVIEW, review_inputs()),
            (AppraisalState.APPROVED, self.decider_of(of), AppraisalAction.APPROVE, Inputs()),
        )
        order = [AppraisalState.DRAFT, *(target for target, *_ in steps)]
        for target, who, action, inputs in steps:
            if order.index(target) <= order.index(state):
                done(await self.act(who, of, action, inputs))

    async def complete(self, who: str) -> None:
        """Write results, indicators, realisations and self-appraisal of ``who``, so that ``submit`` has nothing against it."""
        one = self.members[who]
        assert one.plan_id is not None
        assert one.appraisal_id is not None
        target = {
            "title": "Jumlah kendaraan yang diuji",
            "aspect": Aspect.QUANTITY,
            "target_value": Decimal(1200),
            "target_unit": "kendaraan",
        }
        main = ResultEdit({"title": "Terlayaninya pengujian kendaraan", "kind": ResultKind.MAIN}, (IndicatorEdit(target),))
        more = ResultEdit(
            {"title": "Tertatanya arsip", "kind": ResultKind.ADDITIONAL}, (IndicatorEdit({**target, "title": "Jumlah berkas"}),)
        )
        plan = await self.one("SELECT version FROM performance_plan WHERE id = :id", id=one.plan_id)
        done(await edit_plan(self.database, self.actor(who), one.plan_id, int(plan["version"]), PlanParts(results=(main, more))))
        parts = AppraisalParts(
            realisations=[RealisationInput(lineage, Decimal(1250), "Tercapai.", "SIM Uji") for lineage in await self.indicators(who)],
            self_appraisal="Semua target tercapai.",
        )
        record = AppraisalRecord(WorkingCalendar())
        done(await edit_appraisal(self.database, record, self.actor(who), one.appraisal_id, await self.version(who), parts))

    async def indicators(self, who: str) -> list[UUID]:
        """Read the lineages of the indicators in the newest revision of the plan of ``who``, in the plan's order."""
        rows = await self.all(
            "SELECT i.lineage_id FROM indicator i JOIN planned_result r ON r.id = i.result_id WHERE i.revision_id ="
            " (SELECT v.id FROM plan_revision v WHERE v.plan_id = :plan ORDER BY v.ordinal DESC LIMIT 1) ORDER BY r.ordinal, i.ordinal",
            plan=self.members[who].plan_id,
        )
        return [UUID(str(row["lineage_id"])) for row in rows]


def review_inputs() -> Inputs:
    """Give what a review needs: both ratings and an overall feedback."""
    return Inputs(
        result_rating=Rating.ABOVE,
        behaviour_rating=Rating.MEETS,
        feedback={FeedbackKey(FeedbackAbout.OVERALL): "Kinerja triwulan ini baik."},
        confirm_results=True,
    )


def done(outcome: Outcome[Any]) -> Outcome[Any]:
    """Give the outcome on if it succeeded."""
    assert outcome.refusal is None, outcome.refusal
    return outcome


async def make_world(
    database: Database,
    *,
    route: ApprovalRoute = ApprovalRoute.SUPERIOR,
    now: datetime = NOW,
    complete: Sequence[str] = ("employee", "colleague"),
    zone: str = ZONE,
    clerks: int = 0,
) -> World:
    """Make the town with its open quarter (submission 1 March to 10 April 2026, decisions to 20 April), and so many ``clerks`` more.

    Those in ``complete`` are ready to submit.
    """
    town = Town(route, now, zone, clerks)
    world = World(database, now, town.agency.id, town.other.id, town.members, town.units, town.positions, zone=zone)
    await database.transaction(town.write)
    hr = world.actor("hr")
    draft = CycleDraft(
        "Triwulan I 2026", CycleKind.QUARTERLY, FIRST_DAY, date(2026, 4, 1), date(2026, 3, 1), date(2026, 4, 11), date(2026, 4, 21)
    )
    planned = done(await plan_cycle(database, hr, draft))
    assert planned.value is not None
    world.cycle_id = planned.value
    done(await open_cycle(database, hr, world.cycle_id, 1))
    job = await database.read(lambda conn: job_of(conn, world.agency_id, world.cycle_id))
    assert job is not None
    await run_opening(database, job, now, hr.today)
    for row in await world.all("SELECT id, plan_id, employee_id FROM appraisal"):
        one = next(each for each in world.members.values() if str(each.employee_id) == str(row["employee_id"]))
        one.appraisal_id, one.plan_id = UUID(str(row["id"])), UUID(str(row["plan_id"]))
    for who in complete:
        await world.complete(who)
    return world
