"""From a token to an actor; the demo's own tokens; how an agency begins; who a subject is linked to."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from joserfc import jwt

from models.database import Database, counting, new_id
from models.vocabulary import ApprovalRoute, AssignmentKind, EmploymentType, NumberKind, ReasonCode, Role
from tests.worlds import NOW, World, done, make_world
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_agencies import AdminDraft, AgencyDraft, create_agency
from workflows.actions.people_assignments import AssignmentDraft, start_assignment
from workflows.actor import Actor, AgencyKnown, RoleHeld
from workflows.development import AUDIENCE, ISSUER, DevelopmentIssuer, TokenExpired, TokenRefused, load_issuer, mark_demo
from workflows.identity import Choice, Request, Subject, UnknownPerson, UnknownPost, find_actor
from workflows.refusals import Refused

REQUEST = Request(NOW, "request-1", "127.0.0.1", "curl")
PLAIN = EmployeeCommand()
ADMIN = AdminDraft("Siti Aminah", NumberKind.NIP, "198501012010012001", None, EmploymentType.PNS)
TOWN = AgencyDraft("KAB", "Pemerintah Kabupaten Baru", "Asia/Makassar")


async def actor(world: World, who: str, acting_as: UUID | None = None, at: datetime = NOW) -> Actor:
    subject = Subject(person_id=world.members[who].person_id)
    choice = Choice(assignment_id=acting_as)
    return await world.database.read(lambda conn: find_actor(conn, subject, replace(REQUEST, now=at), choice))


async def test_an_actor_as_an_event_keeps_it(database: Database) -> None:
    world = await make_world(database)
    town = await world.one("SELECT code, name FROM agency WHERE id = :id", id=world.agency_id)
    expected = replace(
        world.actor("employee", request_id="request-1"),
        address="127.0.0.1",
        client="curl",
        agencies=(AgencyKnown(world.agency_id, town["code"], town["name"]),),
    )
    with counting() as tally:
        assert await actor(world, "employee") == expected
    assert tally.statements == 2


async def test_roles_and_people_without_a_post(database: Database) -> None:
    world = await make_world(database)
    auditor = await actor(world, "auditor")
    assert (auditor.assignment_id, auditor.unit_id, auditor.roles) == (None, None, (RoleHeld(Role.AUDITOR, None),))
    assert (await actor(world, "foreigner")).agency_id == world.other_agency_id
    assert (await actor(world, "hr")).roles == (RoleHeld(Role.AGENCY_ADMIN, None),)


async def test_a_chosen_post_must_be_held_today(database: Database) -> None:
    world = await make_world(database)
    colleague = world.members["colleague"]
    draft = AssignmentDraft(
        colleague.employee_id, world.positions["supervisor"], AssignmentKind.DAILY_ACTING, date(2026, 3, 10), date(2026, 3, 12)
    )
    made = done(await start_assignment(database, world.actor("hr"), draft, PLAIN)).value
    assert made is not None
    chosen = await actor(world, "colleague", made.row_id)
    assert (chosen.assignment_id, chosen.post_chosen) == (made.row_id, True)
    plain = await actor(world, "colleague")
    assert (plain.assignment_id, plain.post_chosen) == (colleague.assignment_id, False)
    # 12 March in Jakarta begins at 17:00 UTC of the 11th.
    assert (await actor(world, "colleague", made.row_id, datetime(2026, 3, 11, 16, 59, tzinfo=UTC))).post_chosen
    for post, at in (
        (made.row_id, datetime(2026, 3, 11, 17, 0, tzinfo=UTC)),
        (world.members["employee"].assignment_id, NOW),
        (new_id(), NOW),
    ):
        with pytest.raises(UnknownPost):
            await actor(world, "colleague", post, at)


async def test_nobody_is_an_unknown_person(database: Database) -> None:
    async def find(subject: Subject) -> Actor:
        return await database.read(lambda conn: find_actor(conn, subject, REQUEST))

    for subject in (Subject(person_id=new_id()), Subject(issuer="https://sso.example", subject="x")):
        with pytest.raises(UnknownPerson):
            await find(subject)


async def test_an_agency_begins_with_an_admin_who_can_act(database: Database) -> None:
    made = await create_agency(database, TOWN, ADMIN, now=NOW, request_id="cli")
    person = await database.read(
        lambda conn: conn.fetch("SELECT p.id FROM person p JOIN employee e ON e.person_id = p.id WHERE e.id = :id", {"id": made.admin_id})
    )
    found = await database.read(lambda conn: find_actor(conn, Subject(person_id=UUID(str(person[0]["id"]))), REQUEST))
    assert (found.agency_id, found.employee_id, found.zone) == (made.agency_id, made.admin_id, "Asia/Makassar")
    assert found.roles == (RoleHeld(Role.AGENCY_ADMIN, None),)
    events = await database.read(lambda conn: conn.fetch("SELECT subject_type, version, action, actor_kind FROM event ORDER BY id"))
    assert [tuple(row.values()) for row in events] == [(kind, 1, "CREATE", "SYSTEM") for kind in ("AGENCY", "PERSON", "EMPLOYEE")]


async def test_a_person_known_by_number_stays_one_person(database: Database) -> None:
    first = await create_agency(database, TOWN, ADMIN, now=NOW, request_id="cli")
    second = await create_agency(database, replace(TOWN, code="KAB2"), ADMIN, now=NOW, request_id="cli")
    rows = await database.read(lambda conn: conn.fetch("SELECT DISTINCT person_id FROM employee"))
    assert len(rows) == 1
    assert first.agency_id != second.agency_id


@pytest.mark.parametrize(
    ("draft", "admin", "path"),
    [
        (replace(TOWN, time_zone="Asia/Atlantis"), ADMIN, "input.timeZone"),
        (replace(TOWN, approval_route=ApprovalRoute.SOLE_AUTHORITY), ADMIN, "input.approvalRoute"),
        (replace(TOWN, name=" "), ADMIN, "input.name"),
        (TOWN, replace(ADMIN, number=None), "input.admin.number"),
        (TOWN, replace(ADMIN, number_kind=NumberKind.NONE, number=None), "input.admin.code"),
    ],
)
async def test_an_agency_that_is_refused_leaves_nothing(database: Database, draft: AgencyDraft, admin: AdminDraft, path: str) -> None:
    with pytest.raises(Refused) as refused:
        await create_agency(database, draft, admin, now=NOW, request_id="cli")
    assert path in [one.path for one in refused.value.refusal.reasons]
    assert await database.read(lambda conn: conn.fetch("SELECT id FROM agency")) == []


async def test_a_code_is_taken_once(database: Database) -> None:
    await create_agency(database, TOWN, ADMIN, now=NOW, request_id="cli")
    with pytest.raises(Refused) as refused:
        await create_agency(database, TOWN, ADMIN, now=NOW, request_id="cli")
    assert [one.code for one in refused.value.refusal.reasons] == [ReasonCode.DUPLICATE]


async def issuer(database: Database) -> DevelopmentIssuer:
    await database.transaction(mark_demo)
    made = await database.read(load_issuer)
    assert made is not None
    return made


async def test_a_database_that_is_no_demo_has_no_issuer(database: Database) -> None:
    assert await database.read(load_issuer) is None


async def test_a_token_speaks_of_its_person_until_its_end(database: Database) -> None:
    made, person_id = await issuer(database), new_id()
    token = made.issue(person_id, NOW, timedelta(hours=1))
    # Marking again keeps the key.
    assert (await issuer(database)).verify(token, NOW) == person_id
    assert made.verify(token, NOW + timedelta(minutes=59, seconds=59)) == person_id
    with pytest.raises(TokenExpired):
        made.verify(token, NOW + timedelta(hours=1))


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


async def test_forged_tokens_are_refused(database: Database) -> None:
    made, person_id = await issuer(database), new_id()
    token = made.issue(person_id, NOW)
    head, body, signature = token.split(".")
    other = DevelopmentIssuer(type(made.key).generate_key("Ed25519", private=True))
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(person_id), "iat": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 60}

    def signed(**changed: object) -> str:
        return jwt.encode({"alg": "Ed25519"}, {**claims, **changed}, made.key, algorithms=["Ed25519"])

    assert made.verify(signed(), NOW) == person_id
    public = made.key.as_pem(private=False)
    # The library refuses to make this one, so it is put together here: an HMAC with the public key for its secret.
    asked = f"{_base64(json.dumps({'alg': 'HS256'}).encode())}.{body}"
    forged = {
        "another key": other.issue(person_id, NOW),
        "another body": f"{head}.{other.issue(new_id(), NOW).split('.')[1]}.{signature}",
        "no signature": f"{head}.{body}.",
        "algorithm none": "eyJhbGciOiJub25lIn0." + body + ".",
        "public key as a secret": f"{asked}.{_base64(hmac.digest(public, asked.encode(), hashlib.sha256))}",
        "another audience": signed(aud="other"),
        "another issuer": signed(iss="https://sso.example"),
        "no person": signed(sub="siti"),
        "no end": jwt.encode({"alg": "Ed25519"}, {k: v for k, v in claims.items() if k != "exp"}, made.key, algorithms=["Ed25519"]),
        "from the future": signed(iat=int(NOW.timestamp()) + 3600, exp=int(NOW.timestamp()) + 7200),
        "no token": "x",
        "nothing": "",
    }
    for what, one in forged.items():
        try:
            made.verify(one, NOW)
        except TokenRefused:
            continue
        pytest.fail(f"{what} was taken")
