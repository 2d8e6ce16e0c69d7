"""Running one quarter of the demo: planned, opened, its stories told and played, and closed."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from models.appraisals import Appraisal
from models.database import Connection, Database
from models.plans import Indicator, PlannedResult
from models.vocabulary import CycleAction, CycleKind, Role
from workflows.actions.cycles import CycleDraft, Population, plan_cycle_in
from workflows.actions.opening import job_of, open_chunk, open_cycle_in
from workflows.cycle import CycleInputs, CycleRecord
from workflows.demo.planning import results_for
from workflows.demo.playing import Player
from workflows.demo.quarters import Quarter
from workflows.demo.story import Case, Fate, Part, script
from workflows.demo.world import World
from workflows.engine import Command, advance_in
from workflows.importing.known import chunks, rows_of

Moment = Callable[[date, int], datetime]
"""Gives an instant for a day and an hour in the agency's zone."""

Families = Mapping[tuple[str, str], tuple[str, str]]
"""By (employee's key, post's code): the family whose phrases a plan is made of, and its unit's short name."""

CLOSING_REASON = "Masa penilaian berakhir; yang belum diputuskan dibahas tersendiri oleh tim penilai kinerja."


async def open_quarter(database: Database, world: World, admin_id: UUID, quarter: Quarter, moment: Moment, units: tuple[UUID, ...]) -> UUID:
    """Plan a quarter's cycle for these units (none: all) and open it; give the cycle's id."""
    actor = world.actor(admin_id, moment(quarter.opened_on, 7), roles=(Role.AGENCY_ADMIN,))

    async def begin(conn: Connection) -> UUID:
        draft = CycleDraft(
            quarter.name,
            CycleKind.QUARTERLY,
            quarter.starts_on,
            quarter.ends_on,
            quarter.submission_from,
            quarter.submission_to,
            quarter.decision_to,
            Population(units=units),
        )
        cycle_id = (await plan_cycle_in(conn, actor, draft)).value
        if cycle_id is None:
            raise TypeError("planning gives the cycle's id")
        await open_cycle_in(conn, actor, Command(cycle_id, CycleAction.OPEN, 1, CycleInputs()))
        return cycle_id

    cycle_id = await database.transaction(begin)

    async def chunk(conn: Connection) -> bool:
        job_id = await job_of(conn, world.agency_id, cycle_id)
        return job_id is not None and await open_chunk(conn, job_id, actor.now, actor.today)

    while await database.transaction(chunk):
        pass
    return cycle_id


async def close_quarter(database: Database, world: World, admin_id: UUID, quarter: Quarter, cycle_id: UUID, moment: Moment) -> None:
    """Close a quarter's cycle on its day."""
    if quarter.closed_on is None:
        return
    actor = world.actor(admin_id, moment(quarter.closed_on, 15), roles=(Role.AGENCY_ADMIN,))
    command = Command(cycle_id, CycleAction.CLOSE, 2, CycleInputs(reason=CLOSING_REASON))
    await database.transaction(lambda conn: advance_in(CycleRecord(), conn, actor, command))


async def tell_and_play(
    database: Database,
    world: World,
    player: Player,
    quarter: Quarter,
    cycle_id: UUID,
    families: Families,
    fate_of: Callable[[Case], Fate],
    today: date,
) -> None:
    """Write the story of every appraisal of a cycle and play them all, in the order of time."""
    cases = await database.read(lambda conn: _cases(conn, world, cycle_id, quarter, families))
    moves = [move for case in cases for move in script(case, quarter, fate_of(case), today, world.zone)]
    await player.play(database, moves)


async def _cases(conn: Connection, world: World, cycle_id: UUID, quarter: Quarter, families: Families) -> list[Case]:
    scope: dict[str, object] = {"agency": world.agency_id, "cycle": cycle_id}
    appraisals = await rows_of(conn, Appraisal, "agency_id = :agency AND cycle_id = :cycle", scope)
    results: dict[UUID, list[PlannedResult]] = defaultdict(list)
    indicators: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    for part in chunks([one.opening_revision_id for one in appraisals]):
        of_revision = "agency_id = :agency AND revision_id IN :ids"
        for row in await rows_of(conn, PlannedResult, of_revision, {**scope, "ids": part}):
            results[row.revision_id].append(row)
        for one in await rows_of(conn, Indicator, of_revision, {**scope, "ids": part}):
            indicators[one.result_id][one.title] = one.lineage_id
    found = []
    for appraisal in appraisals:
        employee = world.employees[appraisal.employee_id]
        key = world.persons[employee.person_id].number or employee.code or ""
        post = world.positions[world.assignments[appraisal.assignment_id].position_id].code
        family, unit = families[key, post]
        stored = {row.title: row for row in results[appraisal.opening_revision_id]}
        parts = tuple(
            Part(one, kept.lineage_id, tuple(indicators[kept.id][target.measure.title] for target in one.targets))
            for one in results_for(key, family, unit, quarter.year)
            if (kept := stored.get(one.title)) is not None
        )
        found.append(Case(appraisal.id, appraisal.assignment_id, employee.id, f"{key}|{post}", family, parts))
    return sorted(found, key=lambda case: case.seed)
