"""Rights have one definition: the list that ``visible`` gives is the rows that ``can(READ)`` allows, for every model and kind of actor."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from models.appraisals import Appraisal
from models.base import Row
from models.cycles import Extension
from models.database import Connection, Database, new_id
from models.history import Event, RefusedAttempt
from models.people import Absence, Employee, EmployeeGrade, EmployeeIdentity, HandSetLine, LegalStatus, RoleGrant
from models.uploads import ImportJob, ImportProblem
from models.vocabulary import (
    AbsenceKind,
    AppraisalAction,
    AppraisalState,
    EvidenceSubject,
    ExtensionKind,
    ExtensionScope,
    ImportState,
    LegalStatusKind,
    ProblemSeverity,
    Role,
    RowsTaken,
)
from tests.town import FIRST_DAY
from tests.workflows.readable_rows import spoken, taught, thanked
from tests.worlds import NOW, World, done, make_world
from workflows.access import Actor, FieldPolicy, Granted, Permission, RoleHeld, can, field_visible, grantees_of, held, require, visible
from workflows.actions.activity_content import ActivityDraft
from workflows.actions.activity_templates import ActivityTemplateDraft, create_activity_template
from workflows.actions.daily_activities import record_activities
from workflows.actions.evidence import EvidenceDraft, attach_evidence
from workflows.actions.line_proposals import LineProposalDraft, propose_line
from workflows.actions.plan_dialogues import DialogueContent, record_dialogue
from workflows.conditions import DIRECTORY, READERS
from workflows.refusals import Refused

EVERYBODY = (
    *("mayor", "approver", "supervisor", "employee", "colleague", "planner", "stranger", "hr", "auditor", "leader", "operator"),
    "foreigner",
)

UNTIL = date(2026, 7, 1)

# By hand: whose appraisals of employee, colleague, supervisor, approver, planner, stranger and hr each person sees.
SEES: Mapping[str, set[str]] = {
    "mayor": {"employee", "colleague", "supervisor", "approver", "planner", "stranger", "hr"},
    "approver": {"employee", "colleague", "supervisor", "approver"},
    "supervisor": {"employee", "colleague", "supervisor"},
    "employee": {"employee"},
    "colleague": {"colleague"},
    "planner": {"planner", "stranger"},
    "stranger": {"stranger"},
    "hr": {"employee", "colleague", "supervisor", "approver", "planner", "stranger", "hr"},
    "auditor": {"employee", "colleague", "supervisor", "approver", "planner", "stranger", "hr"},
    "leader": {"employee", "colleague", "supervisor", "approver", "planner", "stranger", "hr"},
    "operator": set(),
    "foreigner": set(),
}


@pytest.fixture
async def world(database: Database) -> World:
    """The town with rows in every table that has readers of its own."""
    made = await make_world(database)
    one = made.members["employee"]
    await made.bring("employee", AppraisalState.REVIEWED)
    await made.act("employee", "employee", AppraisalAction.APPROVE)
    scope = {"agency_id": made.agency_id, "employee_id": one.employee_id, "valid_from": FIRST_DAY, "recorded_from": NOW}

    async def write(conn: Connection) -> None:
        await conn.insert([Absence(kind=AbsenceKind.SICK, **scope)])
        await conn.insert([LegalStatus(status=LegalStatusKind.ACTIVE, **scope)])
        await conn.insert([EmployeeGrade(grade="III/a", **scope)])
        mine = {"agency_id": made.agency_id, "employee_id": one.employee_id, "recorded_from": NOW}
        await conn.insert([EmployeeIdentity(issuer="https://sso.example", subject="account", **mine)])
        await conn.insert(letters(made))
        line = {
            "appraiser_id": made.members["planner"].employee_id,
            "document_number": "SP 1",
            "valid_from": FIRST_DAY,
            "recorded_from": NOW,
        }
        await conn.insert([HandSetLine(agency_id=made.agency_id, assignment_id=one.assignment_id, **line)])
        extension = {
            "agency_id": made.agency_id,
            "cycle_id": made.cycle_id,
            "kind": ExtensionKind.SUBMISSION,
            "until": date(2026, 5, 1),
            "granted_by_id": made.members["hr"].employee_id,
            "granted_at": NOW,
        }
        await conn.insert(
            [
                Extension(scope=ExtensionScope.APPRAISAL, appraisal_id=one.appraisal_id, **extension),
                Extension(scope=ExtensionScope.UNIT, unit_id=made.units["planning"], **extension),
                Extension(scope=ExtensionScope.CYCLE, **extension),
            ]
        )

        job = import_job(made)
        await conn.insert([job])
        found = {"ordinal": 1, "file": 0, "line": 2, "code": "REQUIRED", "severity": ProblemSeverity.ERROR, "params": "{}"}
        await conn.insert([ImportProblem(agency_id=made.agency_id, job_id=job.id, **found)])

    await database.transaction(write)
    stranger = made.members["stranger"]
    assert stranger.assignment_id is not None
    draft = LineProposalDraft(stranger.assignment_id, made.members["approver"].employee_id, "Dinilai pejabat yang keliru.")
    done(await propose_line(database, made.actor("stranger"), draft))
    for who in ("employee", "stranger", "supervisor", "hr"):
        report = ActivityDraft(new_id(), NOW.date(), "Menguji 12 kendaraan.")
        done((await record_activities(database, made.actor(who), [(report, None)]))[0])
        link = EvidenceDraft(EvidenceSubject.DAILY_ACTIVITY, report.id, "Berita acara", url="https://contoh.go.id/")
        done(await attach_evidence(database, None, None, made.actor(who), link))
        done(await create_activity_template(database, made.actor(who), ActivityTemplateDraft("Pagi", "Menguji kendaraan.")))
    assert one.plan_id is not None
    said = DialogueContent({"held_on": FIRST_DAY, "points": "Perlu dua alat uji."})
    done(await record_dialogue(database, made.actor("employee"), one.plan_id, said))
    await spoken(database, made)
    await taught(database, made)
    await thanked(database, made)
    return made


def import_job(made: World) -> ImportJob:
    """Give an import that the agency's admin asked for."""
    return ImportJob(
        id=new_id(),
        agency_id=made.agency_id,
        requested_by_id=made.members["hr"].employee_id,
        actor="{}",
        request_id="request",
        locale="id",
        files="[]",
        effective=FIRST_DAY,
        dry_run=True,
        rows_taken=RowsTaken.ALL,
        state=ImportState.WAITING,
        done=0,
        attempts=0,
        written=False,
        row_count=0,
        rejected=0,
        errors=0,
        notices=0,
        counts="[]",
        requested_at=NOW,
    )


def letters(made: World) -> list[RoleGrant]:
    """Give the grants of an auditor's letter over two units, one that has ended, and one that hasn't begun; the planner holds them."""
    spans = {"testing": (FIRST_DAY, UNTIL), "planning": (FIRST_DAY, UNTIL), "transport": (FIRST_DAY, NOW.date()), "city": (UNTIL, None)}
    return [
        RoleGrant(
            agency_id=made.agency_id,
            employee_id=made.members["planner"].employee_id,
            role=Role.AUDITOR,
            unit_id=made.units[unit],
            valid_from=begins,
            valid_to=ends,
            document_number=f"ST {unit}",
            recorded_from=NOW,
        )
        for unit, (begins, ends) in spans.items()
    ]


def actors(world: World) -> dict[str, Actor]:
    """Give every kind of actor, also one in a chosen post and auditors over one unit."""
    found = {who: world.actor(who) for who in EVERYBODY}
    found["supervisor in the post"] = world.actor("supervisor", post=world.members["supervisor"].assignment_id)
    found["supervisor in another post"] = world.actor("supervisor", post=UUID(int=1))
    for units in (("testing",), ("planning",), ("testing", "planning"), ("transport", "testing")):
        roles = tuple(RoleHeld(Role.AUDITOR, world.units[unit]) for unit in units)
        found[f"auditor of {' and '.join(units)}"] = replace(world.actor("auditor"), roles=roles)
    # An auditor of several agencies has no post in any of them, and a role in the one that the request is for.
    found["auditor without a post"] = replace(
        found["auditor of testing and planning"], assignment_id=None, position=None, unit=None, unit_id=None
    )
    found["auditor whose letter has ended"] = replace(world.actor("auditor"), roles=())
    return found


async def ids(database: Database, model: type[Row], actor: Actor) -> set[str]:
    """List a table by ``visible``."""
    condition = visible(actor, model, "t")
    rows = await database.read(
        lambda conn: conn.fetch(f"SELECT t.id FROM {model._meta.db_table} t WHERE {condition.sql}", condition.params)
    )
    return {str(row["id"]) for row in rows}


async def test_visible_is_the_filter_by_can(database: Database, world: World) -> None:
    """Were they two definitions, a list could show what a single read denies; so every row of every model is asked both ways."""
    asked = 0
    for model in READERS:
        for who, actor in actors(world).items():
            columns = grantees_of(actor, model, "t")
            rows = await database.read(
                lambda conn, model=model, columns=columns: conn.fetch(  # type: ignore[misc]
                    f"SELECT t.id, t.agency_id, {columns.sql} FROM {model._meta.db_table} t", columns.params
                )
            )
            assert rows, f"{model.__name__} has rows"
            allowed = {
                str(row["id"])
                for row in rows
                if str(row["agency_id"]) == str(actor.agency_id) and can(actor, Permission.READ, held(row), model).allowed
            }
            assert await ids(database, model, actor) == allowed, f"{model.__name__} for {who}"
            asked += len(rows)
    assert asked > 200


async def test_who_sees_whose_appraisal(database: Database, world: World) -> None:
    """The list by hand: the line, leaders above, roles; never a neighbour, an operator or another agency."""
    by_id = {str(one.appraisal_id): who for who, one in world.members.items() if one.appraisal_id}
    for who in EVERYBODY:
        assert {by_id[one] for one in await ids(database, Appraisal, world.actor(who))} == SEES[who], who
    narrowed = {who: {by_id[one] for one in await ids(database, Appraisal, actor)} for who, actor in actors(world).items()}
    assert narrowed["supervisor in the post"] == SEES["supervisor"]
    assert narrowed["supervisor in another post"] == {"supervisor", "employee"}, "one's own, and what is pinned to the person"
    assert narrowed["auditor of testing"] == {"employee", "colleague", "supervisor"}
    assert narrowed["auditor of planning"] == {"planner", "stranger"}
    assert narrowed["auditor of testing and planning"] == {"employee", "colleague", "supervisor", "planner", "stranger"}
    assert narrowed["auditor without a post"] == narrowed["auditor of testing and planning"]
    assert narrowed["auditor of transport and testing"] == {"employee", "colleague", "supervisor", "approver"}
    assert narrowed["auditor whose letter has ended"] == set()


async def test_who_sees_a_role_that_is_held_over_them(database: Database, world: World) -> None:
    """Today's grants over one's own post, the holder's own ones whenever they hold, and all for admins and agency auditors: by hand."""
    rows = await world.all("SELECT id, document_number FROM role_grant WHERE document_number IS NOT NULL")
    names = {str(row["id"]): row["document_number"].removeprefix("ST ") for row in rows}
    every = {"testing", "planning", "transport", "city"}
    expected = {
        **{who: {"testing"} for who in ("employee", "colleague", "supervisor")},
        **dict.fromkeys(("planner", "hr", "auditor"), every),
        "stranger": {"planning"},
        # Leading a unit above isn't standing in a role's scope.
        **{who: set() for who in ("mayor", "approver", "leader", "operator", "foreigner")},
    }
    for who in EVERYBODY:
        seen = await ids(database, RoleGrant, world.actor(who))
        assert {names[one] for one in seen if one in names} == expected[who], who
    whole = {str(row["id"]) for row in await world.all("SELECT id FROM role_grant WHERE unit_id IS NULL") if str(row["id"]) not in names}
    for who in EVERYBODY[:-1]:
        mine = {str(row["id"]) for row in await world.all("SELECT id FROM role_grant WHERE agency_id = :a", a=world.agency_id)}
        assert whole & mine <= await ids(database, RoleGrant, world.actor(who)), who


async def test_the_directory_ends_at_the_agency(database: Database, world: World) -> None:
    """Names, posts and units are open inside the agency, and only there."""
    for model in DIRECTORY:
        seen = {who: await ids(database, model, world.actor(who)) for who in EVERYBODY}
        assert not seen["employee"] & seen["foreigner"], model.__name__
        assert seen["stranger"] == seen["employee"] == seen["auditor"], model.__name__


async def test_who_sees_which_extension(database: Database, world: World) -> None:
    """Of one appraisal: whoever sees that. Of a unit or of all: everybody in the agency, since it tells nothing about a person."""
    for who in EVERYBODY:
        actor = world.actor(who)
        rows = await world.all("SELECT id, scope FROM extension")
        seen = await ids(database, Extension, actor)
        shown = {str(row["scope"]) for row in rows if str(row["id"]) in seen}
        expected = set() if who == "foreigner" else {"UNIT", "CYCLE"} | ({"APPRAISAL"} if "employee" in SEES[who] else set())
        assert shown == expected, who


async def test_evidence_follows_its_subject(database: Database, world: World) -> None:
    """Events are for whoever sees the appraisal; refused attempts for who made them, admins and auditors, but not about one's own."""
    key = str(world.members["employee"].appraisal_id)
    events = await world.all("SELECT id FROM event WHERE subject_id = :key", key=world.members["employee"].appraisal_id)
    assert len(events) == 4, "opened, edited, submitted, reviewed"
    mine = {str(row["id"]) for row in events}
    for who in EVERYBODY:
        assert bool(mine & await ids(database, Event, world.actor(who))) is ("employee" in SEES[who]), (who, key)
    attempts = {who: len(await ids(database, RefusedAttempt, world.actor(who))) for who in EVERYBODY}
    expected = dict.fromkeys(EVERYBODY, 0) | {"employee": 1, "hr": 1, "auditor": 1}
    assert attempts == expected


async def test_hidden_fields_are_null_before_delivery(database: Database, world: World) -> None:
    """A rating is hidden from whom it is about until delivery, whatever role they hold; a draft self-appraisal is its writer's."""

    async def shown(who: str, policy: FieldPolicy, of: str, roles: tuple[RoleHeld, ...] = ()) -> bool:
        base = world.actor(who)
        actor = Actor(**{name: getattr(base, name) for name in base.__dataclass_fields__ if name != "roles"}, roles=roles or base.roles)
        condition = field_visible(actor, Appraisal, policy, "t")
        rows = await database.read(
            lambda conn: conn.fetch(
                f"SELECT CASE WHEN {condition.sql} THEN 1 ELSE 0 END AS shown FROM appraisal t WHERE t.id = :key",
                {**condition.params, "key": world.members[of].appraisal_id},
            )
        )
        return bool(rows[0]["shown"])

    assert not await shown("employee", FieldPolicy.RATING, "employee")
    assert not await shown("employee", FieldPolicy.RATING, "employee", (RoleHeld(Role.AUDITOR, None), RoleHeld(Role.AGENCY_ADMIN, None)))
    for who in ("supervisor", "approver", "hr", "auditor"):
        assert await shown(who, FieldPolicy.RATING, "employee"), who
    done(await world.act("approver", "employee", AppraisalAction.APPROVE))
    assert await shown("employee", FieldPolicy.RATING, "employee"), "delivered by approval"
    assert await shown("colleague", FieldPolicy.SELF_APPRAISAL, "colleague")
    assert not await shown("supervisor", FieldPolicy.SELF_APPRAISAL, "colleague"), "a draft"
    assert await shown("supervisor", FieldPolicy.SELF_APPRAISAL, "employee"), "submitted"


async def test_numbers_and_personal_fields(database: Database, world: World) -> None:
    """An employee number is for its owner, their line both ways, leaders above, admins and auditors; a neighbour sees the name alone."""

    async def shown(who: str, of: str, policy: FieldPolicy) -> bool:
        condition = field_visible(world.actor(who), Employee, policy, "t")
        rows = await database.read(
            lambda conn: conn.fetch(
                f"SELECT CASE WHEN {condition.sql} THEN 1 ELSE 0 END AS shown FROM employee t WHERE t.id = :key",
                {**condition.params, "key": world.members[of].employee_id},
            )
        )
        return bool(rows[0]["shown"])

    for who, of, number, personal in (
        ("employee", "employee", True, True),
        ("employee", "supervisor", True, False),
        ("employee", "approver", True, False),
        ("employee", "colleague", False, False),
        ("supervisor", "employee", True, True),
        ("approver", "employee", True, True),
        ("mayor", "employee", True, True),
        ("stranger", "employee", False, False),
        ("hr", "employee", True, True),
        ("auditor", "employee", True, True),
        ("leader", "employee", False, False),
        ("operator", "employee", False, False),
    ):
        assert await shown(who, of, FieldPolicy.EMPLOYEE_NUMBER) is number, (who, of)
        assert await shown(who, of, FieldPolicy.PERSONAL) is personal, (who, of)


def test_permissions_by_role(world: World) -> None:
    """What no table names is for admins, over the whole agency; the export of history for auditors too."""
    for permission in Permission:
        if permission is Permission.READ:
            continue
        allowed = {who for who in EVERYBODY if can(world.actor(who), permission).allowed}
        expected = {"hr", "foreigner"} | ({"auditor"} if permission is Permission.EXPORT_HISTORY else set())
        assert allowed == expected, permission
        with pytest.raises(Refused):
            require(world.actor("stranger"), permission, None)


def test_granted_is_made_in_one_place() -> None:
    """A write that makes its own proof of a right has none."""
    with pytest.raises(TypeError):
        Granted("row", None, object())  # type: ignore[arg-type]
