"""Imports by two servers whose clocks are set in the middle: each is done once, in the order in which it was asked for.

The turn is a lock that the kernel keeps, so no clock can tell a live process from a dead one wrongly.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.failing import Server
from tests.faults.shifted import Setting
from tests.faults.shifting import HOUR, RIGHT, YEAR, tokens_of
from tests.faults.test_import_kill import CREATED, DOCUMENT, PEOPLE, WRITING, Sender, roster
from tests.server.uploading import ENDED
from tests.worlds import NOW, World, make_world
from workflows.development import load_issuer
from workflows.importing.turns import Turns
from workflows.verification import verify

IMPORTS = 20
# Where the second server is while the first one imports, and where the first one is set to, or whether it is killed.
KINDS = (("set a year on", YEAR, YEAR), ("killed", -HOUR, RIGHT), ("set an hour back", YEAR, -HOUR), ("killed a year on", RIGHT, YEAR))


async def made(urls: Urls) -> tuple[World, Sender]:
    """Make a town, and its admin as a sender whose token holds by every clock."""
    database = await open_database(urls.serving)
    world = await make_world(database, complete=())
    token = (await tokens_of(world, ["hr"]))["hr"]
    issuer = await database.read(load_issuer)
    assert issuer is not None
    await database.close()
    sender = Sender(issuer, world.members["hr"].person_id)
    sender.headers = {"Authorization": f"Bearer {token}"}
    return world, sender


@pytest.mark.proof
async def test_an_import_is_done_once_whatever_the_clocks_say(
    urls: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty imports whose server's clock is set, or which is killed, while another one, whose clock is wrong, is asked for the same."""
    world, sender = await made(urls)
    settings = [Setting(tmp_path, "first"), Setting(tmp_path, "second")]
    done, here, turns = Counter[str](), Counter[str](), max(2, scaled(IMPORTS))
    jobs: dict[str, str] = {}

    async def begun(place: int) -> Server:
        folder = str(tmp_path / "uploads")
        return await settings[place].start(urls, NOW, log=tmp_path / "server.log", KINERJA_UPLOADS=folder, KINERJA_DEV_ISSUER="1")

    first, second = await asyncio.gather(begun(0), begun(1))
    await _in_order(urls, world, sender, settings[1], (first, second), tmp_path / "uploads")
    for turn in range(turns):
        kind, theirs, own = KINDS[turn % len(KINDS)]
        settings[0].set(own if kind.startswith("killed") else RIGHT)
        settings[1].set(RIGHT)
        uploads = await sender.upload(first, *roster(turn))
        job = (await sender.begin(first, turn, uploads))["import"]["id"]
        await sender.until(first, job, lambda one: one["state"] in ENDED or (one["progress"] or {}).get("stage") in WRITING)
        settings[1].set(theirs)
        if kind.startswith("killed"):
            assert await first.end() == -signal.SIGKILL
        else:
            settings[0].set(own)
        # Whoever is asked for another import looks for what there is to do: a live process has the turn, a dead one hasn't.
        tried = await sender.upload(second, "kode_unor,nama_unor,jenis_unor\nX,Dicoba,dinas\n")
        asked = await sender.ask(second, DOCUMENT, input={"uploadIds": tried, "dryRun": True})
        assert asked["importRoster"]["refusal"] is None
        found = await sender.until(second, job, lambda one: one["state"] in ENDED)
        assert (found["state"], found["written"], found["stopped"]) == ("DONE", True, None)
        assert {(one["subject"], one["count"]) for one in found["counts"]} == CREATED
        await sender.until(second, asked["importRoster"]["import"]["id"], lambda one: one["state"] == "DONE")
        done[kind] += 1
        jobs[job] = kind
        if kind.startswith("killed") and turn + 1 < turns:
            first = await begun(0)
    for server in (first, second):
        if server.process.returncode is not None:
            continue
        assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    database = await open_database(urls.serving)
    assert (await verify(database)).faults == []
    [row] = await database.read(lambda conn: conn.fetch("SELECT COUNT(*) AS n FROM event WHERE request_id LIKE 'import-%'"))
    rows = await database.read(lambda conn: conn.fetch("SELECT id, attempts FROM import_job"))
    await database.close()
    # Beside them the unit of the two that waited: made by one, renamed by the other.
    assert int(row["n"]) == turns * sum(count for _, count in CREATED) + 2, "each aggregate has one event"
    attempts = {f"imp_{one['id']}": int(one["attempts"]) for one in rows}
    for job, kind in jobs.items():
        # Taken over only from a process that is dead; begun once more only if it had not ended by then.
        here["taken over"] += attempts[job] > 1
        assert attempts[job] <= (2 if kind.startswith("killed") else 1)
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nimports under wrong clocks on {urls.dialect}: {turns} ({dict(done)}), {here['taken over']} taken over from a dead process,"
            f" none from a live one; {turns * PEOPLE} people, each made once"
        )


async def _in_order(urls: Urls, world: World, sender: Sender, setting: Setting, servers: Sequence[Server], folder: Path) -> None:
    """The second import is asked of a server an hour behind, whose keys are smaller; what it says of the unit is said last."""
    setting.set(-HOUR)
    asked = []
    # Nobody imports as long as the turn is ours.
    with Turns(folder).of(world.agency_id) as taken:
        assert taken
        for turn, server in enumerate(servers):
            uploads = await sender.upload(server, f"kode_unor,nama_unor,jenis_unor\nU1,Nama ke-{turn + 1},dinas\n")
            asked.append((server, -1 - turn, uploads, (await sender.begin(server, -1 - turn, uploads))["import"]["id"]))
    for server, turn, uploads, job in asked:
        assert (await sender.begin(server, turn, uploads))["replayed"]
        assert (await sender.until(server, job, lambda one: one["state"] in ENDED))["state"] == "DONE"
    database = await open_database(urls.serving)
    [row] = await database.read(lambda conn: conn.fetch("SELECT name FROM org_unit WHERE code = 'U1'"))
    await database.close()
    assert row["name"] == "Nama ke-2", "imports wait in the order in which they were asked for"
    setting.set(RIGHT)
