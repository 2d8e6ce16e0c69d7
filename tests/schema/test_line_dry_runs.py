"""Lines in bulk asked for as a dry run: who would be set for whom, and what would be refused, with nothing written."""

from typing import Any

import pytest

from models.database import Database
from tests.schema.calling import REFUSAL, Calls, codes
from tests.worlds import make_world

SELECTION = (
    "{ results { employee { id version } line { id } event { id } replayed preview { version }"
    f" linePreview {{ version changes appraiser {{ id }} approver {{ id }} }} {REFUSAL} }} }}"
)
SET = {"appraiserId", "approverId", "assignmentId", "documentNumber", "validFrom"}


@pytest.fixture
async def calls(database: Database) -> Calls:
    """The town, in which the appraiser of ``employee`` and ``colleague`` has left today."""
    made = Calls(await make_world(database))
    given = {"id": f"asg_{made.world.members['supervisor'].assignment_id}", "validTo": "2026-03-10"}
    await made.done("hr", "endAssignment", given)
    return made


async def asked(calls: Calls, who: str, field: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Call a bulk command and give its results."""
    body = await calls.answer(who, field, given, selection=SELECTION)
    assert "errors" not in body, body["errors"]
    results: list[dict[str, Any]] = body["data"][field]["results"]
    return results


async def test_what_would_be_set_for_a_unit(calls: Calls) -> None:
    """Each line with whom it would name; nothing is written, and the real command then does the same."""
    world = calls.world
    given = {"unitId": f"unt_{world.units['transport']}", "documentNumber": "SPT 3/2026"}
    before = await calls.stored(but=frozenset())
    told = await asked(calls, "hr", "setSuggestedLines", {**given, "dryRun": True})
    assert await calls.stored(but=frozenset()) == before
    people = {world.employee("employee"), world.employee("colleague")}
    assert {one["employee"]["id"] for one in told} == people
    for one in told:
        assert (one["refusal"], one["line"], one["event"], one["replayed"], one["preview"]) == (None, None, None, False, None)
        preview = one["linePreview"]
        assert (preview["appraiser"], preview["approver"]) == ({"id": world.employee("approver")}, None)
        assert preview["version"] == one["employee"]["version"] + 1
        assert {path.rpartition(".")[2] for path in preview["changes"]} == SET - {"approverId"}
    done = await asked(calls, "hr", "setSuggestedLines", given)
    assert {one["employee"]["id"]: one["employee"]["version"] for one in done} == {
        one["employee"]["id"]: one["linePreview"]["version"] for one in told
    }
    assert all(one["event"] and one["line"] and one["linePreview"] is None for one in done)
    assert await asked(calls, "hr", "setSuggestedLines", {**given, "dryRun": True}) == []


async def test_a_dry_run_is_refused_as_the_command_is(calls: Calls) -> None:
    """Item by item, without a trace: no attempt is kept, and a key is neither used nor looked up."""
    world = calls.world
    line = {"validFrom": "2026-03-10", "documentNumber": "SPT 4/2026", "approverId": world.employee("mayor")}
    items = [
        {**line, "assignmentId": f"asg_{world.members['employee'].assignment_id}", "appraiserId": world.employee("approver")},
        {**line, "assignmentId": f"asg_{world.members['colleague'].assignment_id}", "appraiserId": world.employee("colleague")},
        {**line, "assignmentId": f"asg_{world.members['hr'].assignment_id}", "appraiserId": world.employee("approver")},
    ]
    before = await calls.stored(but=frozenset())
    told = await asked(calls, "hr", "setLines", {"items": items, "dryRun": True, "idempotencyKey": "garis"})
    assert told[0]["linePreview"]["approver"] == {"id": world.employee("mayor")}
    assert {path.rpartition(".")[2] for path in told[0]["linePreview"]["changes"]} == SET
    assert [one["refusal"] and (one["refusal"]["code"], codes(one["refusal"])) for one in told] == [
        None,
        ("INVALID", [("NOT_ANOTHER_PERSON", "input.appraiserId")]),
        ("NOT_PERMITTED", [("OWN_RECORD", None)]),
    ]
    assert [one["linePreview"] is None for one in told] == [False, True, True]
    for who in ("approver", "auditor"):
        [one] = await asked(calls, who, "setLines", {"items": items[:1], "dryRun": True})
        assert one["refusal"]["code"] == "NOT_PERMITTED"
        [one] = await asked(
            calls, who, "setSuggestedLines", {"unitId": f"unt_{world.units['city']}", "documentNumber": "SPT", "dryRun": True}
        )
        assert one["refusal"]["code"] == "NOT_PERMITTED"
    assert await calls.stored(but=frozenset()) == before
    done = await asked(calls, "hr", "setLines", {"items": items[:1], "idempotencyKey": "garis"})
    again = await asked(calls, "hr", "setLines", {"items": items[:1], "dryRun": True, "idempotencyKey": "garis"})
    assert (done[0]["refusal"], done[0]["replayed"]) == (None, False)
    assert (again[0]["replayed"], codes(again[0]["refusal"])) == (False, [("DUPLICATE", "input.validFrom")])
