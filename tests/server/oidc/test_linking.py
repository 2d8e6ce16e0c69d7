"""Who a token is: linked by an admin, by the operator, by a claim at the first sign-in; in which agency; and gone at the next request."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from dataclasses import replace
from typing import Any

import httpx
import pytest

from models.database import Connection, Database, new_id
from models.people import Employee
from models.vocabulary import EmploymentType, EventAction, Role, SubjectType
from server.app import create_app
from server.logs import set_up_logs
from tests.conftest import client_of
from tests.engines import Urls
from tests.schema.calling import TRUSTED_ISSUER, Calls, codes
from tests.server.oidc.conftest import SignIns
from tests.server.oidc.issuer import Issuer
from tests.town import FIRST_DAY
from tests.worlds import World, done
from workflows import events
from workflows.actions.people import EmployeeCommand
from workflows.actions.people_assignments import end_assignment
from workflows.actions.people_identities import IdentityDraft, link_identity
from workflows.actions.people_roles import GrantDraft, RoleEnd, grant_role, revoke_role
from workflows.actor import Actor, RoleHeld

PLAIN = EmployeeCommand()
AGENCIES = "{ viewer { employee { name } agency { code } roles { role } agencies { id code name } } }"
SEEN = "{ viewer { roles { role unit { code } } assignments { id } } appraisals { totalCount } }"


@pytest.fixture
async def calls(world: World) -> Calls:
    """The town's people by tokens of the tests' own."""
    return Calls(world)


def account(calls: Calls, who: str, subject: str = "account", issuer: str = TRUSTED_ISSUER) -> dict[str, Any]:
    """Give the input that links ``who``."""
    return {"employeeId": calls.world.employee(who), "issuer": issuer, "subject": subject}


async def links(world: World) -> list[tuple[str, str, bool]]:
    """Give every link: agency, subject, whether it holds."""
    rows = await world.all(
        "SELECT g.code, i.subject, i.recorded_to FROM employee_identity i JOIN agency g ON g.id = i.agency_id ORDER BY i.id"
    )
    return [(row["code"], row["subject"], row["recorded_to"] is None) for row in rows]


async def test_an_account_is_linked_and_unlinked(calls: Calls) -> None:
    """One event each on the employee; the same key answers the same event; what is unlinked can be linked anew, to another too."""
    linked = await calls.done("hr", "linkIdentity", {**account(calls, "stranger"), "idempotencyKey": "one", "expectedVersion": 1})
    assert (linked["identity"]["subject"], linked["event"]["action"], linked["employee"]["version"]) == ("account", "LINK_IDENTITY", 2)
    again = await calls.done("hr", "linkIdentity", {**account(calls, "stranger"), "idempotencyKey": "one", "expectedVersion": 1})
    assert (again["replayed"], again["identity"], again["event"]) == (True, linked["identity"], linked["event"])
    unlinked = await calls.done("hr", "unlinkIdentity", {"id": linked["identity"]["id"], "reason": "Akun dicuri."})
    assert (unlinked["identity"], unlinked["event"]["action"], unlinked["employee"]["version"]) == (None, "UNLINK_IDENTITY", 3)
    await calls.done("hr", "linkIdentity", account(calls, "colleague"))
    assert [held for _, _, held in await links(calls.world)] == [False, True]


# By hand: what is asked, and the code with the reasons and paths that it is refused with.
async def refusals(calls: Calls, linked: str) -> dict[str, tuple[str, str, dict[str, Any], str, list[tuple[str, str | None]]]]:
    """Give who asks for what, and the refusal."""
    own: list[tuple[str, str | None]] = [("OWN_RECORD", None)]
    role: list[tuple[str, str | None]] = [("ROLE_REQUIRED", None)]
    old = {**account(calls, "employee", "x"), "expectedVersion": 1}
    return {
        "oneself": ("hr", "linkIdentity", account(calls, "hr", "other"), "NOT_PERMITTED", own),
        "oneself, unlinked": ("hr", "unlinkIdentity", {"id": linked}, "NOT_PERMITTED", own),
        "the account again": ("hr", "linkIdentity", account(calls, "colleague", "hr"), "INVALID", [("DUPLICATE", "input.subject")]),
        "a second account": ("hr", "linkIdentity", account(calls, "employee", "x"), "INVALID", [("ACCOUNT_LINKED", "input.employeeId")]),
        "nothing": (
            "hr",
            "linkIdentity",
            account(calls, "colleague", " ", "\u200b"),
            "INVALID",
            [("TEXT_EMPTY", "input.issuer"), ("TEXT_EMPTY", "input.subject")],
        ),
        "too much": ("hr", "linkIdentity", account(calls, "colleague", "x" * 401), "INVALID", [("TEXT_TOO_LONG", "input.subject")]),
        "an issuer that nobody set up": (
            "hr",
            "linkIdentity",
            account(calls, "colleague", "x", "https://sso.example.org"),
            "INVALID",
            [("ISSUER_NOT_TRUSTED", "input.issuer")],
        ),
        "almost the issuer": (
            "hr",
            "linkIdentity",
            account(calls, "employee", "x", f"{TRUSTED_ISSUER}/"),
            "INVALID",
            [("ISSUER_NOT_TRUSTED", "input.issuer")],
        ),
        "an old version": ("hr", "linkIdentity", old, "STALE", [("VERSION_CHANGED", "input.expectedVersion")]),
        "nobody": ("hr", "linkIdentity", {**account(calls, "hr"), "employeeId": f"emp_{new_id()}"}, "NOT_FOUND", []),
        "no link": ("hr", "unlinkIdentity", {"id": f"idn_{new_id()}"}, "NOT_FOUND", []),
        "from outside": ("foreigner", "linkIdentity", account(calls, "colleague", "x"), "NOT_FOUND", []),
        "from outside, unlinked": ("foreigner", "unlinkIdentity", {"id": linked}, "NOT_FOUND", []),
        "an auditor": ("auditor", "linkIdentity", account(calls, "colleague", "x"), "NOT_PERMITTED", role),
        "a leader": ("supervisor", "linkIdentity", account(calls, "colleague", "x"), "NOT_PERMITTED", role),
    }


async def test_each_refused_link(calls: Calls) -> None:
    """By hand, and nothing is changed by any."""
    await calls.done("hr", "linkIdentity", account(calls, "employee", "hers"))
    other = replace(calls.world.actor("planner"), roles=(RoleHeld(Role.AGENCY_ADMIN, None),))
    draft = IdentityDraft(calls.world.members["hr"].employee_id, TRUSTED_ISSUER, "hr")
    made = done(await link_identity(calls.world.database, other, draft, PLAIN, trusted=(TRUSTED_ISSUER,))).value
    assert made is not None
    before = await calls.stored()
    asked = await refusals(calls, f"idn_{made.row_id}")
    for what, (who, field, given, code, reasons) in asked.items():
        refusal = await calls.refused(who, field, given)
        assert (refusal["code"], codes(refusal)) == (code, reasons), what
    assert len(asked) == 15
    assert await calls.stored() == before


async def test_an_admin_of_a_unit_links_nobody(world: World) -> None:
    """Would she, she could link an account of hers to the admin of the whole agency who has a post in her unit."""
    actor = replace(world.actor("stranger"), roles=(RoleHeld(Role.AGENCY_ADMIN, world.units["testing"]),))
    before = await Calls(world).stored()
    outcome = await link_identity(world.database, actor, IdentityDraft(world.members["employee"].employee_id, "i", "s"), PLAIN, trusted="i")
    assert outcome.refusal is not None
    assert outcome.refusal.code.value == "NOT_PERMITTED"
    assert await Calls(world).stored() == before


async def test_accounts_are_the_persons_own_affair(calls: Calls) -> None:
    """They themselves, admins and auditors see them; a neighbour, a superior and another agency don't."""
    await calls.done("hr", "linkIdentity", account(calls, "employee"))
    document = "query ($id: ID!) { node(id: $id) { ... on Employee { identities { issuer subject } } } }"
    shown = {}
    for who in ("employee", "hr", "auditor", "colleague", "supervisor", "mayor", "foreigner"):
        body = await calls.post(who, document, {"id": calls.world.employee("employee")})
        shown[who] = len(body["data"]["node"]["identities"]) if body["data"]["node"] else None
    assert shown == {"employee": 1, "hr": 1, "auditor": 1, "colleague": 0, "supervisor": 0, "mayor": 0, "foreigner": None}


async def join(world: World, who: str, employment: EmploymentType = EmploymentType.EXTERNAL) -> Employee:
    """Make ``who`` an employee of the other agency too, as its import would."""
    row = Employee(
        id=new_id(),
        agency_id=world.other_agency_id,
        person_id=world.members[who].person_id,
        name=f"{who} elsewhere",
        employment_type=employment,
        version=1,
    )

    async def write(conn: Connection) -> None:
        await events.record(
            conn, actor=world.actor("foreigner"), subject_type=SubjectType.EMPLOYEE, subject_id=row.id, version=1, action=EventAction.CREATE
        )
        await conn.insert([row])

    await world.database.transaction(write)
    return row


async def grant_audit(world: World, by: Actor, employee: Employee | Any, *units: str, until: Any = None) -> Any:
    """Let ``by`` grant an auditor's letter."""
    draft = GrantDraft(
        employee.id if isinstance(employee, Employee) else employee,
        Role.AUDITOR,
        tuple(world.units[unit] for unit in units),
        FIRST_DAY,
        until or FIRST_DAY.replace(year=FIRST_DAY.year + 1),
        "700/12/ST",
        whole_agency=not units,
    )
    made = done(await grant_role(world.database, by, draft, PLAIN)).value
    assert made is not None
    return made.row_id


async def test_one_agencys_link_opens_no_other(sign_ins: SignIns, world: World) -> None:
    """The accident: an admin imports the NIP of another agency's mayor, links an account of her own to it, and signs in over there."""
    there = await join(world, "mayor")
    foreign = world.actor("foreigner")
    draft = IdentityDraft(there.id, sign_ins.issuer.address, "sock")
    done(await link_identity(world.database, foreign, draft, PLAIN, trusted=(draft.issuer,)))
    asked = await sign_ins.ask(sign_ins.token("sock"), AGENCIES)
    assert (asked.viewer["employee"]["name"], len(asked.viewer["agencies"])) == ("mayor elsewhere", 1)
    town = {"Kinerja-Agency": f"agy_{world.agency_id}"}
    refused = await sign_ins.ask(sign_ins.token("sock"), **town)
    assert (refused.status, refused.code) == (403, "UNKNOWN_AGENCY")
    post = {"Kinerja-Acting-As": f"asg_{world.members['mayor'].assignment_id}"}
    assert (await sign_ins.ask(sign_ins.token("sock"), **post)).code == "UNKNOWN_POST"


async def test_an_auditor_of_several_agencies_chooses_one(sign_ins: SignIns, world: World) -> None:
    """One account, an employee and a letter in each; roles never cross; a token bound to one agency counts in that one alone."""
    there = await join(world, "auditor")
    await grant_audit(world, world.actor("foreigner"), there)
    await sign_ins.link("auditor", "bpk")
    draft = IdentityDraft(there.id, sign_ins.issuer.address, "bpk")
    done(await link_identity(world.database, world.actor("foreigner"), draft, PLAIN, trusted=(draft.issuer,)))
    codes_of = {row["id"]: row["code"] for row in await world.all("SELECT id, code FROM agency")}
    [here_code] = [code for key, code in codes_of.items() if str(key) == str(world.agency_id)]
    [there_code] = [code for key, code in codes_of.items() if str(key) == str(world.other_agency_id)]
    token = sign_ins.token("bpk")
    plain = await sign_ins.ask(token, AGENCIES)
    assert sorted(one["code"] for one in plain.viewer["agencies"]) == sorted([here_code, there_code])
    for one in plain.viewer["agencies"]:
        chosen = await sign_ins.ask(token, AGENCIES, **{"Kinerja-Agency": one["id"]})
        assert (chosen.viewer["agency"]["code"], chosen.viewer["roles"]) == (one["code"], [{"role": "AUDITOR"}])
    for wrong in (f"agy_{new_id()}", "agy_7", world.cycle, ""):
        asked = await sign_ins.ask(token, **{"Kinerja-Agency": wrong})
        assert (asked.status, asked.code) == (403, "UNKNOWN_AGENCY"), wrong
    for bound in (there_code, [there_code], [there_code, "NOWHERE"]):
        asked = await sign_ins.ask(sign_ins.token("bpk", agency=bound), AGENCIES)
        assert (asked.viewer["agency"]["code"], [one["code"] for one in asked.viewer["agencies"]]) == (there_code, [there_code])
        asked = await sign_ins.ask(sign_ins.token("bpk", agency=bound), **{"Kinerja-Agency": f"agy_{world.agency_id}"})
        assert (asked.status, asked.code) == (403, "UNKNOWN_AGENCY")
    both = await sign_ins.ask(sign_ins.token("bpk", agency=[here_code, there_code]), AGENCIES)
    assert len(both.viewer["agencies"]) == 2


async def test_a_role_that_ends_is_gone_at_the_next_request(sign_ins: SignIns, world: World) -> None:
    """The same token, remembered as verified: with the letter, without it, with it again, and without the account."""
    await sign_ins.link("stranger")
    token = sign_ins.token("stranger")
    hr = world.actor("hr")

    async def seen() -> tuple[list[dict[str, Any]], int]:
        answer = await sign_ins.client.post("/graphql", json={"query": SEEN}, headers={"Authorization": f"Bearer {token}"})
        data = answer.json()["data"]
        return data["viewer"]["roles"], data["appraisals"]["totalCount"]

    assert await seen() == ([], 1), "one's own"
    letter = await grant_audit(world, hr, world.members["stranger"].employee_id, "testing")
    assert await seen() == ([{"role": "AUDITOR", "unit": {"code": "testing"}}], 4)
    done(await revoke_role(world.database, hr, RoleEnd(letter), PLAIN))
    assert await seen() == ([], 1)
    assignment = world.members["stranger"].assignment_id
    assert assignment is not None
    post = {"Kinerja-Acting-As": f"asg_{assignment}"}
    assert (await sign_ins.ask(token, **post)).status == 200
    done(await end_assignment(world.database, hr, assignment, world.now.date(), PLAIN))
    assert ((await sign_ins.ask(token, **post)).status, (await sign_ins.ask(token, **post)).code) == (403, "UNKNOWN_POST")
    body = await sign_ins.client.post("/graphql", json={"query": SEEN}, headers={"Authorization": f"Bearer {token}"})
    assert body.json()["data"]["viewer"]["assignments"] == []
    row = await world.one("SELECT id FROM employee_identity WHERE subject = 'stranger'")
    await Calls(world).done("hr", "unlinkIdentity", {"id": f"idn_{row['id']}"})
    assert ((await sign_ins.ask(token)).status, (await sign_ins.ask(token)).code) == (403, "IDENTITY_NOT_LINKED")
    assert sign_ins.tokens.verifications == 1


async def test_a_first_sign_in_links_once(sign_ins: SignIns, world: World) -> None:
    """By the NIP claim: one event by the person; not what was unlinked, not a second account, not without the whole number."""
    nip = world.members["colleague"].number
    assert nip is not None
    for wrong in (None, "", nip[:-1], nip + "0", f"{nip[:-1]}x", 198001012005011001, [nip], "000000000000000000"):
        asked = await sign_ins.ask(sign_ins.token("new", nip=wrong))
        assert (asked.status, asked.code) == (403, "IDENTITY_NOT_LINKED"), wrong
    before = await world.one("SELECT version FROM employee WHERE id = :id", id=world.members["colleague"].employee_id)
    spaced = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    tokens = [sign_ins.token("new", nip=spaced, jti=str(number)) for number in range(5)]
    assert {asked.status for asked in await asyncio.gather(*(sign_ins.ask(token) for token in tokens))} == {200}
    after = await world.one("SELECT version FROM employee WHERE id = :id", id=world.members["colleague"].employee_id)
    assert after["version"] == before["version"] + 1
    [event] = await world.all(
        "SELECT actor_kind, actor_id FROM event WHERE action = 'LINK_IDENTITY' AND subject_id = :id",
        id=world.members["colleague"].employee_id,
    )
    assert (event["actor_kind"], str(event["actor_id"])) == ("PERSON", str(world.members["colleague"].employee_id))
    assert (await sign_ins.ask(sign_ins.token("second", nip=nip))).code == "IDENTITY_NOT_LINKED", "another account with the same NIP"
    row = await world.one("SELECT id FROM employee_identity WHERE subject = 'new'")
    await Calls(world).done("hr", "unlinkIdentity", {"id": f"idn_{row['id']}"})
    for subject in ("new", "second"):
        assert (await sign_ins.ask(sign_ins.token(subject, nip=nip))).code == "IDENTITY_NOT_LINKED", "an admin decides now"
    assert (await sign_ins.ask(sign_ins.token("employee", nip=nip))).viewer["employee"]["name"] == "Pegawai Employee", "who is linked stays"
    taken = world.members["employee"].number
    assert (await sign_ins.ask(sign_ins.token("third", nip=taken))).code == "IDENTITY_NOT_LINKED", "she has an account"


async def test_a_first_sign_in_links_in_each_agency(sign_ins: SignIns, world: World) -> None:
    """The issuer vouches for the person, wherever they are employed; a token that is bound links in its agency alone."""
    await join(world, "planner")
    codes_of = {str(row["id"]): row["code"] for row in await world.all("SELECT id, code FROM agency")}
    there = codes_of[str(world.other_agency_id)]
    nip = world.members["planner"].number
    asked = await sign_ins.ask(sign_ins.token("p", nip=nip, agency=there), AGENCIES)
    assert [one["code"] for one in asked.viewer["agencies"]] == [there]
    assert [(code, subject) for code, subject, _ in await links(world) if subject == "p"] == [(there, "p")]
    town = {"Kinerja-Agency": f"agy_{world.agency_id}"}
    asked = await sign_ins.ask(sign_ins.token("p", nip=nip), AGENCIES, **town)
    assert sorted(one["code"] for one in asked.viewer["agencies"]) == sorted(codes_of.values())


async def test_no_claim_links_where_it_isnt_set(urls: Urls, world: World, issuer: Issuer) -> None:
    """Off unless a setting names the claim: at some providers people write their own attributes."""
    made = SignIns(world, issuer)
    async with client_of(made.app(urls, link=None)) as client:
        made.client = client
        asked = await made.ask(made.token("new", nip=world.members["colleague"].number))
    assert (asked.status, asked.code) == (403, "IDENTITY_NOT_LINKED")
    assert await links(world) == []


async def test_the_operator_lets_the_first_admin_in(urls: Urls, database: Database, world: World, sign_ins: SignIns) -> None:
    """By the command line; wrong ones are one line, and change nothing."""
    hr = world.members["hr"]
    [town] = await world.all("SELECT code FROM agency WHERE id = :id", id=world.agency_id)
    environment = os.environ | {"KINERJA_DATABASE_URL": urls.serving}

    async def run(*arguments: str) -> tuple[int | None, str, str]:
        command = (sys.executable, "-m", "server", "identity", "link", "--agency", town["code"], *arguments)
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE, stderr=PIPE)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, out.decode(), err.decode()

    assert hr.number is not None
    known = ("--nip", hr.number, "--issuer", sign_ins.issuer.address, "--subject", "sari")
    before = await links(world)
    for wrong in (known[:4], ("--subject", "x", "--nip", "1"), ("--nip", "198001012005019999", *known[2:]), (*known, "--code", "X")):
        code, out, err = await run(*wrong)
        assert (code, out) in ((1, ""), (2, "")), wrong
        assert err
    assert await links(world) == before
    code, out, err = await run(*known)
    assert (code, out[:4], err) == (0, "idn_", "")
    assert await sign_ins.name(sign_ins.token("sari")) == hr.name
    code, out, err = await run(*known)
    assert (code, out, err.count("\n")) == (1, "", 1)
    event = await world.one("SELECT actor_kind FROM event WHERE subject_id = :id AND version = 2", id=hr.employee_id)
    assert event["actor_kind"] == "SYSTEM"


async def test_no_token_and_no_claim_is_ever_logged(sign_ins: SignIns, world: World, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither by a request that succeeds, nor one that is refused, nor an issuer that fails, at the lowest level."""
    set_up_logs("DEBUG")
    try:
        good = sign_ins.token("employee", email="siti@kota.example")
        bad = sign_ins.token("nobody-here", nip=world.members["approver"].number)
        for token in (good, bad[:-3], sign_ins.token("ghost"), "x" * 9_000):
            await sign_ins.ask(token)
        sign_ins.issuer.fault = "garbage"
        sign_ins.pass_time(4_000)
        await sign_ins.ask(good)
    finally:
        set_up_logs("CRITICAL")
    written = capfd.readouterr().err
    assert written.count('"event":"request"') == 5
    assert "identity_provider_unavailable" in written
    nip = world.members["approver"].number
    assert nip is not None
    for secret in (*good.split("."), *bad.split("."), "siti@kota", "nobody-here", "ghost", nip, sign_ins.issuer.address, "x" * 50):
        assert secret not in written


async def test_the_issuer_of_the_settings_signs_in(urls: Urls, world: World, issuer: Issuer) -> None:
    """The whole way, from the settings alone."""
    made = SignIns(world, issuer)
    await made.link("employee")
    settings = urls.settings(oidc_issuer=issuer.address, oidc_audience="kinerja")
    async with client_of(create_app(settings, clock=lambda: world.now)) as client:
        made.client = client
        assert await made.name(made.token("employee")) == "Pegawai Employee"
        assert (await made.ask(made.token("employee", aud="other"))).code == "UNAUTHENTICATED"
        assert isinstance(client, httpx.AsyncClient)
