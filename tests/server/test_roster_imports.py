"""`importRoster` over HTTP: who may, what it does, what it tells, and that an import is whole or not there after any crash."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from models import limits
from models.database import Connection, Database, counting
from models.vocabulary import Role
from tests.engines import Urls
from tests.schema.evidence.attaching import PNG
from tests.server.uploading import WRONG, Sending, app_over, sending
from workflows import imports as running
from workflows.importing import jobs
from workflows.importing.jobs import mark
from workflows.importing.outcome import ImportOutcome
from workflows.importing.running import run_import

CREATED = [{"subject": "PERSON", "effect": "CREATED", "count": 2}, {"subject": "EMPLOYEE", "effect": "CREATED", "count": 2}]


@pytest.fixture
async def send(urls: Urls, database: Database, tmp_path: Path) -> AsyncIterator[Sending]:
    """A client of an app over a world."""
    async with sending(urls, database, tmp_path / "uploads") as made:
        yield made


async def kept(send: Sending) -> dict[str, list[str]]:
    """Give what the agency's people and history are made of."""
    tables = ("person", "employee", "assignment", "org_unit", "position", "event", "upload", "import_job", "outbox", "idempotency_record")
    return {name: sorted(map(str, await send.world.all(f"SELECT * FROM {name}"))) for name in tables}


async def test_a_roster_is_imported(send: Sending) -> None:
    people, events = await send.count("person"), await send.count("event")
    payload = await send.call("hr", await send.upload(), reason="Data bulan Maret", effective="2026-03-01")
    assert payload["refusal"] is None
    assert payload["event"] | {"id": ""} == {"id": "", "action": "IMPORT_ROSTER", "subjectType": "IMPORT", "reason": "Data bulan Maret"}
    assert payload["import"]["state"] in ("WAITING", "RUNNING", "DONE")
    assert payload["import"]["id"].startswith("imp_")
    await send.app.state.imports.idle()
    found = await send.look("hr", payload["import"]["id"])
    assert found is not None
    assert (found["state"], found["written"], found["dryRun"], found["rows"]) == ("DONE", True, False, "ALL")
    assert (found["rowCount"], found["rejected"], found["errorCount"], found["noticeCount"]) == (2, 0, 0, 0)
    assert found["counts"] == CREATED
    assert found["effective"] == "2026-03-01"
    assert found["files"][0]["name"] == "roster.csv"
    assert found["requestedBy"]["id"] == send.world.employee("hr")
    assert (found["reportUrl"], found["stopped"], found["problems"]["totalCount"]) == (None, None, 0)
    # Four aggregates and the import itself.
    assert (await send.count("person"), await send.count("event")) == (people + 2, events + 5)
    own = await send.world.all("SELECT actor_id, actor_kind FROM event WHERE request_id LIKE 'import-%'")
    assert {(str(row["actor_id"]), row["actor_kind"]) for row in own} == {(str(send.world.members["hr"].employee_id), "IMPORT")}
    again = await send.ended(await send.upload())
    assert (again["state"], again["counts"]) == ("DONE", [])


async def test_a_dry_run_tells_the_same_and_changes_nothing(send: Sending) -> None:
    upload = await send.upload()
    before = await kept(send)
    found = await send.ended(upload, dryRun=True)
    assert (found["state"], found["written"], found["dryRun"], found["counts"]) == ("DONE", False, True, CREATED)
    after = await kept(send)
    assert {name for name in before if before[name] != after[name]} == {"import_job", "event", "outbox"}
    assert len(after["event"]) == len(before["event"]) + 1
    assert (await send.ended(upload))["counts"] == CREATED


async def test_wrong_rows_are_told_and_given_back(send: Sending) -> None:
    people = await send.count("person")
    found = await send.ended(await send.upload(content=WRONG))
    assert (found["state"], found["written"], found["rowCount"], found["rejected"], found["errorCount"]) == ("REFUSED", False, 2, 1, 1)
    problem = found["problems"]["edges"][0]["node"]
    assert (problem["file"], problem["row"], problem["column"], problem["severity"]) == (0, 3, "nip", "ERROR")
    assert problem["message"]
    assert problem["howToFix"]
    assert await send.count("person") == people
    answer = await send.client.get(found["reportUrl"], headers=send.headers("hr"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["nip", "nama", "jenis_pegawai", "problem_code"]
    assert [row[0] for row in rows[1:]] == ["199001012015011001", "12345"]
    assert str(rows[2][3]).startswith(problem["code"])
    # Mended and sent again as it is.
    valid = await send.ended(await send.upload(content=WRONG), rows="VALID")
    assert (valid["state"], valid["written"], valid["rejected"], valid["rows"]) == ("DONE", True, 1, "VALID")
    assert await send.count("person") == people + 1


WHO = [
    ("hr", None),
    ("employee", "NOT_PERMITTED"),
    ("supervisor", "NOT_PERMITTED"),
    ("approver", "NOT_PERMITTED"),
    ("leader", "NOT_PERMITTED"),
    ("auditor", "NOT_PERMITTED"),
    ("operator", "NOT_PERMITTED"),
    ("stranger", "NOT_PERMITTED"),
    ("foreigner", None),
]


@pytest.mark.parametrize(("who", "code"), WHO)
async def test_who_may_import(send: Sending, who: str, code: str | None) -> None:
    """By the role; the admin of another agency imports into theirs, and nobody else sees it."""
    upload = await send.upload(who)
    before = await kept(send)
    payload = await send.call(who, upload, dryRun=True)
    assert (payload["refusal"] and payload["refusal"]["code"]) == code
    if code is not None:
        assert payload["import"] is payload["event"] is None
        assert await kept(send) == before
        return
    await send.app.state.imports.idle()
    job = payload["import"]["id"]
    report = f"/imports/{job}/report.xlsx"
    for other in (one for one, _ in WHO if one != who):
        assert await send.look(other, job) is None
        listed = await send.ask(other, "{ rosterImports { totalCount } }")
        assert listed["rosterImports"]["totalCount"] == 0
        assert (await send.client.get(report, headers=send.headers(other))).status_code == 404
    assert (await send.ask(who, "{ rosterImports { totalCount } }"))["rosterImports"]["totalCount"] == 1
    assert (await send.client.get(report, headers=send.headers(None))).status_code == 401


async def test_uploads_of_others_are_absent(send: Sending) -> None:
    """Of another agency's admin, of a person without a role, of another type of id, of nobody, expired: all answer alike."""
    own, theirs, staffs = await send.upload(), await send.upload("foreigner"), await send.upload("employee")
    absent = "upl_01930000-0000-7000-8000-000000000001"
    job = (await send.call("hr", own, dryRun=True))["import"]["id"]
    await send.app.state.imports.idle()
    before = await kept(send)
    refusals = [(await send.call("hr", own, one))["refusal"] for one in (theirs, staffs, absent, job)]
    send.world.now += timedelta(hours=limits.UPLOAD_HOURS)
    refusals.append((await send.call("hr", absent, own))["refusal"])
    assert all(one["code"] == "NOT_FOUND" for one in refusals)
    assert [one["reasons"] for one in refusals[:4]] == [refusals[0]["reasons"]] * 4
    assert [(one["code"], one["path"]) for one in refusals[0]["reasons"]] == [("UPLOAD_GONE", "input.uploadIds.1")]
    assert [one["path"] for one in refusals[4]["reasons"]] == ["input.uploadIds.0", "input.uploadIds.1"]
    assert await kept(send) == before


async def test_what_is_wrong_is_told_by_its_path(send: Sending) -> None:
    upload, picture = await send.upload(), await send.upload(content=PNG)
    before = await kept(send)
    tried: list[tuple[list[str], Mapping[str, Any], list[tuple[str, str]]]] = [
        ([], {}, [("VALUE_REQUIRED", "input.uploadIds")]),
        ([picture], {}, [("UPLOAD_NOT_IMPORTABLE", "input.uploadIds.0")]),
        ([upload], {"effective": "1999-12-31"}, [("DATE_OUT_OF_RANGE", "input.effective")]),
        ([upload], {"reason": "x" * (limits.REASON_CHARS + 1)}, [("TEXT_TOO_LONG", "input.reason")]),
    ]
    for uploads, given, reasons in tried:
        refusal = (await send.call("hr", *uploads, **given))["refusal"]
        assert refusal["code"] == "INVALID"
        assert [(one["code"], one["path"]) for one in refusal["reasons"]] == reasons
    assert await kept(send) == before


async def test_one_key_is_one_import(send: Sending) -> None:
    """Twice at once and once more; another command under the key is a conflict; a dry run's key says nothing of the import."""
    upload = await send.upload()
    dry = await send.call("hr", upload, dryRun=True, idempotencyKey="k")
    given = {"idempotencyKey": "key"}
    both = await asyncio.gather(*(send.call("hr", upload, **given) for _ in range(2)))
    both.append(await send.call("hr", upload, **given))
    assert len({one["import"]["id"] for one in both}) == len({one["event"]["id"] for one in both}) == 1
    assert sorted(one["replayed"] for one in both) == [False, True, True]
    other = await send.call("hr", upload, effective="2026-03-02", **given)
    assert (other["refusal"]["code"], other["refusal"]["reasons"][0]["code"]) == ("CONFLICT", "KEY_USED_OTHERWISE")
    assert (await send.call("hr", upload, idempotencyKey="k"))["refusal"]["code"] == "CONFLICT"
    assert (await send.call("hr", upload, dryRun=True, idempotencyKey="k"))["import"]["id"] == dry["import"]["id"]
    assert await send.count("import_job") == 2


async def test_imports_of_an_agency_wait_their_turn(send: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never two at once, in the order in which they were asked for, and only so many."""
    monkeypatch.setattr(limits, "IMPORTS_WAITING_ROWS", 3)
    begun, go, at_once, most = asyncio.Event(), asyncio.Event(), 0, 0
    order: list[str] = []

    async def held(database: Database, actor: Any, *args: Any, **more: Any) -> ImportOutcome:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        order.append(actor.request_id)
        begun.set()
        await go.wait()
        at_once -= 1
        return await run_import(database, actor, *args, **more)

    monkeypatch.setattr(running, "run_import", held)
    upload = await send.upload()
    jobs_ = [(await send.call("hr", upload, dryRun=True))["import"]["id"] for _ in range(3)]
    refusal = (await send.call("hr", upload, dryRun=True))["refusal"]
    assert (refusal["code"], refusal["reasons"][0]["code"]) == ("BLOCKED", "IMPORTS_WAITING")
    await begun.wait()
    states = [(await send.look("hr", one) or {})["state"] for one in jobs_]
    assert states == ["RUNNING", "WAITING", "WAITING"]
    early = await send.client.get(f"/imports/{jobs_[0]}/report.xlsx", headers=send.headers("hr"))
    assert (early.status_code, early.json()["errors"][0]["extensions"]["code"]) == (409, "REPORT_NOT_READY")
    go.set()
    await send.app.state.imports.idle()
    assert most == 1
    assert order == [one.replace("imp_", "import-") for one in jobs_]


class Crash(BaseException):
    """The process is gone."""


TOLD = "nip;nama;jenis_pegawai\n199001012015011001;Sari Dewi;PNS\n'198502022010012002;Made Wirawan;PNS\n12345;Rusak;PNS\n"
"""One row that is taken as it is, one whose number is mended and told, and one that is given back."""


@pytest.mark.parametrize("committed", [False, True])
async def test_a_crash_in_the_middle_is_gone_on_with(
    send: Sending, urls: Urls, monkeypatch: pytest.MonkeyPatch, *, committed: bool
) -> None:
    """Before the commit it is done anew; after it, it isn't done again, and counts, problems and report are there as without a crash."""
    people = await send.count("person")

    async def dies(*args: Any, **more: Any) -> ImportOutcome:
        if committed:
            await run_import(*args, **more)
        raise Crash

    monkeypatch.setattr(running, "run_import", dies)
    job = (await send.call("hr", await send.upload(content=TOLD), rows="VALID"))["import"]["id"]
    with pytest.raises(Crash):
        await send.app.state.imports.idle()
    left = await send.look("hr", job)
    assert left is not None
    assert (left["state"], await send.count("person") - people) == ("DONE" if committed else "RUNNING", 2 * committed)
    monkeypatch.setattr(running, "run_import", dies if committed else run_import)
    other = app_over(urls, send.world, send.folder)
    async with other.router.lifespan_context(other):
        # Its first look is at once: what runs now is what it took over.
        await asyncio.sleep(0)
        await other.state.imports.idle()
    found = await send.look("hr", job)
    assert found is not None
    assert (found["state"], found["written"], found["counts"]) == ("DONE", True, CREATED)
    assert (found["rowCount"], found["rejected"], found["errorCount"], found["noticeCount"]) == (3, 1, 1, 1)
    problems = [one["node"] for one in found["problems"]["edges"]]
    assert [(one["row"], one["code"]) for one in problems] == [(3, "NUMBER_CLEANED"), (4, "NIP_FORM")]
    answer = await send.client.get(found["reportUrl"], headers=send.headers("hr"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["nip", "12345"]
    assert await send.count("person") == people + 2
    events = await send.world.all("SELECT id FROM event WHERE request_id = :mark", mark=mark_of(job))
    assert len(events) == 4
    assert await send.count("import_problem") == 2


async def test_a_role_that_is_taken_away_while_the_import_waits_stops_it(send: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    """Granted and revoked through the API; the import before it, which had begun, isn't touched."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def held(*args: Any, **more: Any) -> ImportOutcome:
        begun.set()
        await go.wait()
        return await run_import(*args, **more)

    monkeypatch.setattr(running, "run_import", held)
    given = {"employeeId": send.world.employee("leader"), "role": "AGENCY_ADMIN", "validFrom": "2026-03-10"}
    document = "mutation ($input: {kind}!) {{ {field}(input: $input) {{ grant {{ id }} refusal {{ code }} }} }}"
    granting = document.format(kind="GrantRoleInput", field="grantRole")
    grant = (await send.ask("hr", granting, {"input": given}))["grantRole"]["grant"]["id"]
    leader = send.world.members["leader"]
    send.world.members["leader"] = replace(leader, roles=(*leader.roles, Role.AGENCY_ADMIN))
    first = (await send.call("hr", await send.upload(), dryRun=True))["import"]["id"]
    await begun.wait()
    second = await send.call("leader", await send.upload("leader"))
    assert (second["refusal"], second["import"]["state"]) == (None, "WAITING")
    revoking = document.format(kind="RevokeRoleInput", field="revokeRole")
    assert (await send.ask("hr", revoking, {"input": {"id": grant}}))["revokeRole"]["refusal"] is None
    before = await kept(send)
    go.set()
    await send.app.state.imports.idle()
    ended = await send.look("leader", second["import"]["id"])
    assert ended is not None
    assert (ended["state"], ended["written"], ended["stopped"]["code"]) == ("FAILED", False, "ROLE_REQUIRED")
    assert ((await send.look("hr", first)) or {})["state"] == "DONE"
    after = await kept(send)
    assert {name for name in before if before[name] != after[name]} == {"import_job"}


def mark_of(job: str) -> str:
    """Give the request id of an import's events."""
    return mark(UUID(job.removeprefix("imp_")))


async def test_what_fails_is_told_and_changes_nothing(send: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault, a role that was taken away, and a file that is gone."""
    people = await send.count("person")
    upload = await send.upload()

    async def fault(*_: Any, **__: Any) -> ImportOutcome:
        raise RuntimeError("planted")

    monkeypatch.setattr(running, "run_import", fault)
    found = await send.ended(upload)
    assert (found["state"], found["stopped"]["code"], found["written"]) == ("FAILED", "INTERRUPTED", False)
    assert found["stopped"]["message"]
    assert found["stopped"]["howToFix"]
    monkeypatch.undo()

    async def nobody(conn: Connection, job: Any, now: Any) -> None:
        return None

    monkeypatch.setattr(jobs, "importer", nobody)
    assert (await send.ended(upload))["stopped"]["code"] == "ROLE_REQUIRED"
    monkeypatch.undo()
    (send.folder / upload.removeprefix("upl_")).unlink()
    assert (await send.ended(upload))["stopped"]["code"] == "UPLOAD_GONE"
    assert await send.count("person") == people


async def test_an_import_that_takes_the_process_down_is_given_up(send: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dies(*_: Any, **__: Any) -> ImportOutcome:
        raise Crash

    monkeypatch.setattr(running, "run_import", dies)
    job = (await send.call("hr", await send.upload()))["import"]["id"]
    for _ in range(jobs.ATTEMPTS):
        with pytest.raises(Crash):
            await send.app.state.imports.idle()
        assert (await send.look("hr", job) or {})["state"] == "RUNNING"
        send.app.state.imports.begin()
    await send.app.state.imports.idle()
    assert (await send.look("hr", job) or {})["state"] == "FAILED"
    assert ((await send.look("hr", job) or {})["stopped"] or {})["code"] == "INTERRUPTED"


async def test_a_report_is_gone_after_a_day(send: Sending) -> None:
    found = await send.ended(await send.upload(content=WRONG), dryRun=True)
    assert (found["state"], found["written"]) == ("REFUSED", False)
    send.world.now += timedelta(hours=limits.UPLOAD_HOURS)
    answer = await send.client.get(found["reportUrl"], headers=send.headers("hr"))
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (410, "REPORT_GONE")
    assert "dryRun" in answer.json()["errors"][0]["message"]
    assert ((await send.look("hr", found["id"])) or {})["reportUrl"] is None
    for wrong in ("imp_1", "upl_01930000-0000-7000-8000-000000000001", "imp_01930000-0000-7000-8000-000000000001"):
        absent = await send.client.get(f"/imports/{wrong}/report.xlsx", headers=send.headers("hr"))
        assert (absent.status_code, absent.json()["errors"][0]["extensions"]["code"]) == (404, "REPORT_NOT_FOUND")


async def test_progress_is_told_while_the_import_holds_the_database(send: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process hears it too: it lies in the folder."""
    seen: list[dict[str, Any]] = []

    async def looked_at(*args: Any, **more: Any) -> ImportOutcome:
        outcome = await run_import(*args, **more)
        job = (await send.ask("hr", "{ rosterImports { edges { node { state progress { stage done total } } } } }"))["rosterImports"]
        seen.append(job["edges"][0]["node"])
        return outcome

    monkeypatch.setattr(running, "run_import", looked_at)
    found = await send.ended(await send.upload(), dryRun=True)
    assert seen[0]["state"] == "RUNNING"
    assert seen[0]["progress"]["stage"] in ("READING", "CHECKING", "APPLYING", "LINES")
    assert found["progress"]["stage"] is not None
    assert not [name for name in send.files() if name.endswith(".progress")]


async def test_more_imports_take_no_more_statements(send: Sending) -> None:
    document = (
        "{ rosterImports(first: 50) { edges { node { id state progress { done } counts { count } files { name } reportUrl"
        " requestedBy { id } problems(first: 5) { edges { node { message howToFix } } } } } } }"
    )
    numbers: list[int] = []
    edges: list[Any] = []
    for _ in range(2):
        for _ in range(1 + 3 * len(numbers)):
            await send.ended(await send.upload(content=WRONG), dryRun=True)
        with counting() as tally:
            edges = (await send.ask("hr", document))["rosterImports"]["edges"]
        assert all(one["node"]["problems"]["edges"] for one in edges)
        numbers.append(tally.statements)
    assert len(edges) == 5
    assert numbers[0] == numbers[1]
