"""Loading the demo into an empty database: imports, cycles and stories in the order of time, then the personas."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from models.database import Connection, Database, new_id
from models.history import Installation
from models.vocabulary import AbsenceKind, ActorKind, ApprovalRoute, Role
from workflows.actions.line_proposals import LineProposalDraft, propose_line_in
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_standing import AbsenceDraft, record_absence_in
from workflows.appraisal_record import AppraisalRecord
from workflows.calendar import load_calendar
from workflows.demo import files
from workflows.demo.cascading import link_plans
from workflows.demo.cast import ACTING_POST, DAILY_POST, INTERIM_POST, REPORTING, TRANSFERRED_TO, Cast, plans_of
from workflows.demo.cycles import Families, close_quarter, open_quarter, tell_and_play
from workflows.demo.files import File
from workflows.demo.founding import found_agency, grant_roles, operator
from workflows.demo.people import Character, characters
from workflows.demo.personas import keep_personas, special_fates
from workflows.demo.phrases import FAMILIES
from workflows.demo.playing import Player
from workflows.demo.quarters import Quarter, quarters
from workflows.demo.reporting import Reporting
from workflows.demo.story import CLOSED_FATES, OPEN_FATES, Case, Fate, choose_fate
from workflows.demo.talking import Talking
from workflows.demo.town import SUMBER_JATI, TELUK_SERAYA, Town
from workflows.demo.world import World, load_world
from workflows.importing.files import ImportFile
from workflows.importing.known import covering
from workflows.importing.running import run_import


class DemoRefused(Exception):
    """The demo isn't loaded: the database holds something already, or a file of the demo isn't accepted."""


async def load_demo(database: Database, today: date) -> None:
    """Load both agencies as they stand on a reference date; the same date gives the same content.

    Raises:
        DemoRefused: the database isn't empty; nothing is changed then.
    """
    if await database.read(_occupied):
        raise DemoRefused("the demo is loaded into an empty database only")
    # Marked first: what a load that is interrupted leaves behind must not be taken for an agency's data.
    await database.transaction(lambda conn: conn.insert([Installation(id=new_id(), name="demo", value=f"{today.isoformat()} loading")]))
    plan = quarters(today)
    foreigner = await _Agency(database, SUMBER_JATI, plan[-1:], today).load_small()
    await _Agency(database, TELUK_SERAYA, plan, today).load_town(foreigner)


async def _occupied(conn: Connection) -> bool:
    rows = await conn.fetch("SELECT (SELECT COUNT(*) FROM agency) + (SELECT COUNT(*) FROM installation WHERE name = 'demo') AS found")
    return int(rows[0]["found"]) > 0


class _Agency:
    """Loads one agency; ``everybody`` is invented for the day on which its roster was first imported."""

    def __init__(self, database: Database, town: Town, plan: Sequence[Quarter], today: date) -> None:
        self.database, self.town, self.plan, self.today = database, town, plan, today
        self.begins = date(plan[0].year, 1, 1)
        self.everybody = tuple(characters(town, self.begins))
        self.families: dict[tuple[str, str], tuple[str, str]] = {}
        self.agency_id = new_id()

    def moment(self, day: date, hour: int) -> datetime:
        """Give an instant for a day and an hour in the agency's zone."""
        return datetime.combine(day, time(hour), ZoneInfo(self.town.zone)).astimezone(UTC)

    async def load_small(self) -> UUID:
        """Load the second agency: one open quarter of a dozen people; give the persona ``foreigner``."""
        people = self.everybody
        admin = next(one for one in people if one.family == "personnel")
        foreigner = next(one for one in people if one.family == "vehicle_tester")
        await self._begin(admin, {}, [], [])
        world = await self._world()
        await self._quarter(world, self.plan[0], admin, self.families, {}, ())
        return world.by_key[foreigner.key].id

    async def load_town(self, foreigner: UUID) -> None:
        """Load the town: rosters, four closed quarters of the transport office, one of everybody, and the open one."""
        cast = Cast(self.everybody)
        nurse, doctor = cast.delegated
        acting = [
            (cast.acting_head, ACTING_POST, "office_head", "Dinas Pekerjaan Umum"),
            (cast.interim_head, INTERIM_POST, "unit_head", "Kelurahan Pantai Indah"),
        ]
        extra: list[tuple[object, ...]] = [
            (cast.acting_head.number, None, ACTING_POST, "Plt", None, None, "800.1.11/017/Plt", None, None),
            (cast.interim_head.number, None, INTERIM_POST, "Pj", None, None, "800.1.11/023/Pj", None, None),
        ]
        plans = [(one.key, post, family, unit) for one, post, family, unit in acting]
        await self._begin(cast.admin, cast.exempt, plans, extra, {nurse.key: doctor.key})
        world = await self._world()
        mayor = cast.head("KTS")
        await self._grant(world, [(cast.auditor, Role.AUDITOR), (mayor, Role.AGENCY_LEADER)])
        years = {self.begins.year}
        *earlier, last, present = self.plan
        for quarter in (*earlier, last):
            await self._plans_of_year(quarter.year, years)
            units = () if quarter is last else (world.unit_of("HUB").id,)
            await self._quarter(world, quarter, cast.admin, self.families, {}, units)
        await self._plans_of_year(present.year, years)
        await self._changes(cast, present)
        world = await self._world()
        await self._absences(world, cast, present)
        world = await self._world()
        await self._quarter(world, present, cast.admin, self.families, special_fates(cast), ())
        await self._life(world, cast, present)
        await self._proposal(world, cast)
        await self.database.transaction(lambda conn: keep_personas(conn, world, cast, foreigner, self.today))

    async def _begin(
        self,
        admin: Character,
        statuses: dict[str, str],
        acting: Sequence[tuple[str, str, str, str]],
        extra: Sequence[tuple[object, ...]],
        delegated: dict[str, str] | None = None,
    ) -> None:
        now = self.moment(self.begins, 8)
        years = sorted({quarter.year for quarter in self.plan} | {self.today.year})
        self.agency_id = await self.database.transaction(lambda conn: found_agency(conn, self.town, admin, now, years))
        self._remember([*plans_of(self.everybody), *acting])
        rows = [*files.assignment_rows(self.everybody), *extra]
        rows = [self._delegated(row, delegated or {}) for row in rows]
        await self._import(
            [
                files.unit_file(self.town),
                files.position_file(self.town),
                files.employee_file(self.everybody, statuses),
                files.csv_file("penugasan.csv", files.ASSIGNMENT_HEADER, rows),
                *self._plan_files(self.begins.year, [*plans_of(self.everybody), *acting]),
            ],
            self.begins,
            now,
        )

    def _delegated(self, row: tuple[object, ...], delegated: dict[str, str]) -> tuple[object, ...]:
        if row[0] not in delegated:
            return row
        return (*row[:-2], delegated[str(row[0])], "800.1.13/044/Delegasi")

    def _remember(self, plans: Sequence[tuple[str, str, str, str]]) -> None:
        self.families.update({(key, post): (family, unit) for key, post, family, unit in plans})

    def _plan_files(self, year: int, plans: Sequence[tuple[str, str, str, str]]) -> list[File]:
        results = [row for key, post, family, unit in plans for row in files.result_rows(key, key, post, family, unit, year)]
        expectations = [row for key, post, _, _ in plans for row in files.expectation_rows(key, key, post, year)]
        return [
            files.csv_file(f"rhk-{year}.csv", files.RESULT_HEADER, results),
            files.csv_file(f"ekspektasi-{year}.csv", files.EXPECTATION_HEADER, expectations),
        ]

    async def _plans_of_year(self, year: int, done: set[int]) -> None:
        """Import a later year's plans at its beginning."""
        if year in done:
            return
        done.add(year)
        plans = [(key, post, family, unit) for (key, post), (family, unit) in self.families.items()]
        day = date(year, 1, 2)
        await self._import(self._plan_files(year, plans), day, self.moment(day, 8))

    async def _changes(self, cast: Cast, present: Quarter) -> None:
        """Import what changes in the open quarter: a transfer in its middle with a plan for the new post, and a Plh."""
        moved, daily = cast.transferred, cast.daily_head
        transfer = present.starts_on + timedelta(days=max(1, (self.today - present.starts_on).days // 2))
        known = min(transfer, present.opened_on) - timedelta(days=1)
        rows: list[tuple[object, ...]] = [
            (moved.number, None, TRANSFERRED_TO, "Definitif", transfer, None, "800.1.3/1201/SK", None, None),
            (
                daily.number,
                None,
                DAILY_POST,
                "Plh",
                self.today - timedelta(days=3),
                self.today + timedelta(days=4),
                "800.1.11/058/Plh",
                None,
                None,
            ),
        ]
        plans = [(moved.key, TRANSFERRED_TO, moved.family, "Sekretariat Dinas")]
        self._remember(plans)
        await self._import(
            [files.csv_file("perubahan.csv", files.ASSIGNMENT_HEADER, rows), *self._plan_files(present.year, plans)],
            transfer,
            self.moment(known, 10),
        )

    async def _absences(self, world: World, cast: Cast, present: Quarter) -> None:
        """Record an ill head for whom nobody acts, and a head on leave for whom somebody does."""
        ill, leave = world.by_key[cast.absent_head.key].id, world.by_key[cast.head("KEC-S").key].id
        sick_from, leave_from = present.submission_from + timedelta(days=2), self.today - timedelta(days=3)
        drafts = (
            (AbsenceDraft(ill, AbsenceKind.SICK, sick_from, self.today + timedelta(days=25), "812/Sakit"), sick_from),
            (AbsenceDraft(leave, AbsenceKind.LEAVE, leave_from, self.today + timedelta(days=4), "851/Cuti"), leave_from),
        )
        admin_id = world.by_key[cast.admin.key].id
        for draft, day in drafts:
            actor = world.actor(admin_id, self.moment(day, 8), roles=(Role.AGENCY_ADMIN,))

            async def record(conn: Connection, draft: AbsenceDraft = draft, actor: object = actor) -> None:
                await record_absence_in(conn, actor, draft, EmployeeCommand())  # type: ignore[arg-type]

            await self.database.transaction(record)

    async def _life(self, world: World, cast: Cast, present: Quarter) -> None:
        """Let the plans be linked, two offices report their days, and people talk with each other."""
        doings: dict[tuple[UUID, UUID], dict[str, str]] = {}
        for (key, post), (family, unit) in self.families.items():
            employee = world.by_key[key]
            [assignment] = [one for one in world.held[employee.id] if world.positions[one.position_id].code == post][:1]
            doings[employee.id, assignment.id] = {one.title.format(unit=unit): one.done for one in FAMILIES[family].results}
        reporting = Reporting(world, doings, self.today, present.starts_on, [world.by_key[one.key].id for one in cast.shown])
        admin = world.actor(world.by_key[cast.admin.key].id, self.moment(self.today - timedelta(days=1), 9))
        units: dict[str, list[tuple[str, UUID]]] = defaultdict(list)
        for one in self.everybody:
            if one.number and one.key not in cast.exempt and one.office.code.startswith(REPORTING):
                units[one.office.code].append((one.key, world.by_key[one.key].id))
        alone = [(one.key, world.by_key[one.key].id) for one in cast.reporting_alone]
        heads = [(one.key, world.by_key[one.key].id) for one in self.everybody if one.leads and one.number and one.office.code not in units]
        for people in (heads, *units.values(), alone):
            await self.database.transaction(partial(link_plans, world=world, actor=admin, people=people))
        for people in (*units.values(), alone):
            await self.database.transaction(partial(reporting.write, people=people))
        await self.database.transaction(Talking(world, cast, self.today, self.moment).write)

    async def _proposal(self, world: World, cast: Cast) -> None:
        """Let ``employee`` say, this morning, that somebody else should appraise; nobody has decided it yet."""
        employee, head = world.by_key[cast.testers[0].key], world.by_key[cast.head("HUB").key]
        now = self.moment(self.today, 8)
        [post] = [one for one in world.held[employee.id] if covering([one], self.today)]
        reason = "Sejak bulan ini saya bekerja langsung di bawah kepala dinas untuk penataan arsip pengujian."
        draft = LineProposalDraft(post.id, head.id, reason, document_number="800.1.11/071/ST")
        await self.database.transaction(lambda conn: propose_line_in(conn, world.actor(employee.id, now), draft))

    async def _world(self) -> World:
        return await self.database.read(lambda conn: load_world(conn, self.agency_id, self.town.zone))

    async def _grant(self, world: World, grants: Sequence[tuple[Character, Role]]) -> None:
        actor = operator(self.agency_id, self.town.zone, self.moment(self.begins, 9))
        told = [(world.by_key[one.key].id, role) for one, role in grants]
        await self.database.transaction(lambda conn: grant_roles(conn, actor, told, self.begins, date(self.today.year + 2, 1, 1)))

    async def _quarter(
        self, world: World, quarter: Quarter, admin: Character, families: Families, fates: dict[str, Fate], units: tuple[UUID, ...]
    ) -> None:
        admin_id = world.by_key[admin.key].id
        calendar = await self.database.read(lambda conn: load_calendar(conn, self.agency_id))
        player = Player(world, AppraisalRecord(calendar), admin_id)
        cycle_id = await open_quarter(self.database, world, admin_id, quarter, self.moment, units)
        drawn = CLOSED_FATES if quarter.closed_on else OPEN_FATES

        def fate_of(case: Case) -> Fate:
            fate = fates.get(case.seed.partition("|")[0]) or choose_fate(f"{case.seed}|{quarter.name}", drawn)
            line = world.line(case.assignment_id, quarter.submission_from)
            # Only a superior's approval can send a review back; elsewhere the appraiser recalls it.
            by_superior = line is not None and line.route is ApprovalRoute.SUPERIOR
            return Fate.RECALLED if fate is Fate.SENT_BACK and not by_superior else fate

        await tell_and_play(self.database, world, player, quarter, cycle_id, families, fate_of, self.today)
        await close_quarter(self.database, world, admin_id, quarter, cycle_id, self.moment)

    async def _import(self, given: Sequence[File], effective: date, now: datetime) -> None:
        actor = operator(self.agency_id, self.town.zone, now, ActorKind.IMPORT)
        outcome = await run_import(self.database, actor, [ImportFile(*one) for one in given], effective)
        if outcome.stopped:
            first = next(problem for problem in outcome.problems if problem.stops)
            raise DemoRefused(f"{given[first.place.file][0]}, row {first.place.row}: {first.code}")
