"""Roles and accounts over HTTP: who may call each of their mutations, what an auditor's letter says, who sees what is held over them."""

from typing import Any

import pytest

from models.database import Database, new_id
from tests.schema.calling import Calls, codes
from tests.worlds import make_world

LETTER = {"role": "AUDITOR", "validFrom": "2026-03-10", "validTo": "2026-09-01", "documentNumber": "700/12/ST"}
ISSUER = "https://sso.example"
EVERYBODY = (
    *("mayor", "approver", "supervisor", "employee", "colleague", "planner", "stranger", "hr", "auditor", "leader", "operator"),
    "foreigner",
)
OVER_ME = "{ viewer { rolesOverMe { role documentNumber validFrom validTo unit { code } employee { name } } } }"


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town's people."""
    return Calls(await make_world(database))


def unit(calls: Calls, code: str) -> str:
    """Give the public id of a unit."""
    return f"unt_{calls.world.units[code]}"


def letter(calls: Calls, who: str, *units: str, **more: Any) -> dict[str, Any]:
    """Give the input of an auditor's grant over units."""
    return {**LETTER, "employeeId": calls.world.employee(who), "unitIds": [unit(calls, one) for one in units], **more}


# By hand: what each persona is answered by each mutation of this page about somebody else.
ADMIN_ONLY = dict.fromkeys(EVERYBODY, "NOT_PERMITTED") | {"hr": None, "foreigner": "NOT_FOUND"}
MAY_CALL: dict[str, dict[str, str | None]] = {
    "grantRole": ADMIN_ONLY,
    "grantRole by letter": ADMIN_ONLY,
    "revokeRole": ADMIN_ONLY,
    "revokeRole of a letter": ADMIN_ONLY,
    "linkIdentity": ADMIN_ONLY,
    "unlinkIdentity": ADMIN_ONLY,
}


async def test_who_may_call_each(calls: Calls) -> None:
    """Twelve people, six calls: allowed or the code; who is denied changes nothing, and the attempt is kept where somebody is told no."""
    target = calls.world.employee("stranger")
    granted = await calls.done("hr", "grantRole", letter(calls, "planner", "testing"))
    other = await calls.done("hr", "grantRole", {"employeeId": target, "role": "OPERATOR", "validFrom": "2026-03-10"})
    linked = await calls.done("hr", "linkIdentity", {"employeeId": calls.world.employee("planner"), "issuer": ISSUER, "subject": "planner"})
    given: dict[str, tuple[str, dict[str, Any]]] = {
        "grantRole": ("grantRole", {"employeeId": target, "role": "AGENCY_LEADER", "validFrom": "2026-03-10"}),
        "grantRole by letter": ("grantRole", letter(calls, "stranger", "testing", "planning")),
        "revokeRole": ("revokeRole", {"id": other["grant"]["id"]}),
        "revokeRole of a letter": ("revokeRole", {"id": granted["grant"]["id"], "wholeLetter": True}),
        "linkIdentity": ("linkIdentity", {"employeeId": target, "issuer": ISSUER, "subject": "stranger"}),
        "unlinkIdentity": ("unlinkIdentity", {"id": linked["identity"]["id"]}),
    }
    tried = 0
    for what, (field, asked) in given.items():
        before = await calls.stored()
        for who in sorted(EVERYBODY, key=lambda one: MAY_CALL[what][one] is None):
            payload = await calls.call(who, field, asked)
            refusal = payload["refusal"]
            assert (refusal and refusal["code"]) == MAY_CALL[what][who], (what, who)
            assert (await calls.stored() == before) is (refusal is not None), (what, who)
            tried += 1
    assert tried == 72
    kept = await calls.attempts()
    # The second one like the first within a minute is only counted.
    actions = ("GRANT_ROLE", "REVOKE_ROLE", "LINK_IDENTITY", "UNLINK_IDENTITY")
    assert sorted(kept) == sorted(
        (who, action, "NOT_PERMITTED") for who in EVERYBODY if who not in ("hr", "foreigner") for action in actions
    )


async def test_nobody_grants_revokes_links_or_unlinks_their_own(calls: Calls) -> None:
    """Nor does who may do it to everybody else."""
    own = calls.world.employee("hr")
    [grant] = await calls.world.all("SELECT id FROM role_grant WHERE employee_id = :id", id=calls.world.members["hr"].employee_id)
    before = await calls.stored()
    for field, given in (
        ("grantRole", letter(calls, "hr", "testing")),
        ("revokeRole", {"id": f"grt_{grant['id']}"}),
        ("linkIdentity", {"employeeId": own, "issuer": ISSUER, "subject": "hr"}),
    ):
        refusal = await calls.refused("hr", field, given)
        assert (refusal["code"], codes(refusal)) == ("NOT_PERMITTED", [("OWN_RECORD", None)]), field
    assert await calls.stored() == before


async def test_an_auditors_letter_is_asked_for(calls: Calls) -> None:
    """By hand: what is left out or contradicts itself, and the paths; other roles need none of it."""
    good = letter(calls, "stranger", "testing")
    whole = {name: value for name, value in good.items() if name != "unitIds"}
    wrong: dict[str, tuple[dict[str, Any], list[tuple[str, str | None]]]] = {
        "no letter": ({**good, "documentNumber": None}, [("TEXT_EMPTY", "input.documentNumber")]),
        "a blank letter": ({**good, "documentNumber": " \u200b"}, [("TEXT_EMPTY", "input.documentNumber")]),
        "no end": ({**good, "validTo": None}, [("DATE_REQUIRED", "input.validTo")]),
        "no units": (whole, [("UNITS_REQUIRED", "input.unitIds")]),
        "empty units": ({**good, "unitIds": []}, [("UNITS_REQUIRED", "input.unitIds")]),
        "units and everything": ({**good, "wholeAgency": True}, [("UNITS_REQUIRED", "input.unitIds")]),
        "an unknown unit": (
            {**good, "unitIds": [unit(calls, "testing"), f"unt_{new_id()}"]},
            [("UNKNOWN_REFERENCE", "input.unitIds.1")],
        ),
        "an unknown one": ({**whole, "unitId": f"unt_{new_id()}"}, [("UNKNOWN_REFERENCE", "input.unitId")]),
        "too many": (
            {**good, "unitIds": [f"unt_{new_id()}" for _ in range(51)]},
            [("TOO_MANY", "input.unitIds"), *(("UNKNOWN_REFERENCE", f"input.unitIds.{index}") for index in range(51))],
        ),
        "an end before the beginning": ({**good, "validTo": "2026-03-10"}, [("DATE_ORDER", "input.validTo")]),
        "nothing": (
            {"employeeId": good["employeeId"], "role": "AUDITOR", "validFrom": "2026-03-10"},
            [("TEXT_EMPTY", "input.documentNumber"), ("DATE_REQUIRED", "input.validTo"), ("UNITS_REQUIRED", "input.unitIds")],
        ),
    }
    before = await calls.stored()
    for what, (given, reasons) in wrong.items():
        refusal = await calls.refused("hr", "grantRole", given)
        assert refusal["code"] == "INVALID", what
        assert sorted(codes(refusal), key=str) == sorted(reasons, key=str), what
    for given in ({**good, "unitId": unit(calls, "planning")}, {**good, "unitIds": [unit(calls, "testing")] * 2}):
        body = await calls.answer("hr", "grantRole", given)
        assert [one["extensions"]["code"] for one in body["errors"]] == ["BAD_VALUE"]
    assert await calls.stored() == before
    await calls.done("hr", "grantRole", {"employeeId": good["employeeId"], "role": "AGENCY_LEADER", "validFrom": "2026-03-10"})
    await calls.done("hr", "grantRole", {**whole, "wholeAgency": True})


async def test_a_letter_over_several_units_is_granted_narrowed_and_revoked(calls: Calls) -> None:
    """One command and one event, a grant for each unit; one ends alone, the others with the letter; the same letter twice overlaps."""
    units = "{ employee { version grants { id validTo documentNumber unit { code } } } event { id action } grant { id } refusal { code } }"
    given = letter(calls, "stranger", "testing", "planning", "transport")

    async def held(body: dict[str, Any], field: str) -> list[tuple[str, str]]:
        return sorted((one["unit"]["code"], one["validTo"]) for one in body["data"][field]["employee"]["grants"])

    body = await calls.answer("hr", "grantRole", given, selection=units)
    assert await held(body, "grantRole") == [(code, "2026-09-01") for code in ("planning", "testing", "transport")]
    made = {one["unit"]["code"]: one["id"] for one in body["data"]["grantRole"]["employee"]["grants"]}
    assert body["data"]["grantRole"]["employee"]["version"] == 2
    assert body["data"]["grantRole"]["grant"]["id"] == made["testing"], "the first one named"
    twice = await calls.refused("hr", "grantRole", letter(calls, "stranger", "testing"))
    assert (twice["code"], codes(twice)) == ("INVALID", [("OVERLAP", "input.validFrom")])
    await calls.done("hr", "grantRole", letter(calls, "stranger", "city", documentNumber="700/13/ST"))
    body = await calls.answer("hr", "revokeRole", {"id": made["planning"], "validTo": "2026-04-01"}, selection=units)
    assert [end for code, end in await held(body, "revokeRole") if code == "planning"] == ["2026-04-01"]
    calls.world.now = calls.world.now.replace(month=5)
    body = await calls.answer("hr", "revokeRole", {"id": made["testing"], "wholeLetter": True}, selection=units)
    expected = [("city", "2026-09-01"), ("planning", "2026-04-01"), ("testing", "2026-05-10"), ("transport", "2026-05-10")]
    assert await held(body, "revokeRole") == expected


async def test_everybody_sees_who_holds_which_role_over_them(calls: Calls) -> None:
    """By hand: the letter over testing is told to whoever works there, with its number, unit and days; roles over the agency to all."""
    await calls.done("hr", "grantRole", letter(calls, "planner", "testing", "planning"))
    await calls.done("hr", "grantRole", letter(calls, "stranger", "testing", validFrom="2026-05-01", documentNumber="700/14/ST"))
    agency = ["AGENCY_ADMIN", "AGENCY_LEADER", "AUDITOR", "OPERATOR"]
    expected = dict.fromkeys(EVERYBODY[:-1], agency) | {
        **dict.fromkeys(("employee", "colleague", "supervisor", "planner", "stranger"), sorted([*agency, "AUDITOR"])),
        "foreigner": ["AGENCY_ADMIN"],
    }
    for who in EVERYBODY:
        body = await calls.post(who, OVER_ME)
        assert sorted(one["role"] for one in body["data"]["viewer"]["rolesOverMe"]) == expected[who], who
    body = await calls.post("employee", OVER_ME)
    [told] = [one for one in body["data"]["viewer"]["rolesOverMe"] if one["unit"] is not None]
    assert told == {
        "role": "AUDITOR",
        "documentNumber": "700/12/ST",
        "validFrom": "2026-03-10",
        "validTo": "2026-09-01",
        "unit": {"code": "testing"},
        "employee": {"name": calls.world.members["planner"].name},
    }
    calls.world.now = calls.world.now.replace(month=9)
    body = await calls.post("employee", OVER_ME)
    assert [one["unit"] for one in body["data"]["viewer"]["rolesOverMe"]] == [None] * 4, "the letter has ended on that day"
