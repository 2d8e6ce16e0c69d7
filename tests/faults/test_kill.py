"""``kill -9`` of the server under writing load: each acknowledged write is there once with its event, none is half there.

Some kills come from outside at any moment, some at a fault point between two statements, some between COMMIT and the answer. The same key
sent again gives the same event.
"""

import random
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from models.database import open_database
from tests.engines import Urls
from tests.faults.failing import Server, start
from tests.faults.load import Writer, acknowledged, all_there_once, write_once, write_until, writers_of
from tests.worlds import World, make_world

KILLS, BETWEEN, WRITERS = 10, 500, 12
# The statements of an edit, a submit or a withdrawal, so that a fault falls before each of them in turn.
STATEMENTS = 9


@pytest.mark.proof
async def test_what_was_acknowledged_survives_kill_9(
    urls: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten kills, five hundred acknowledgements between two; in `make test` one of each kind, ten between two."""
    chance = random.Random(20)
    names = [f"clerk-{number}" for number in range(WRITERS)]
    database = await open_database(urls.serving)
    world = await make_world(database, complete=names, clerks=WRITERS)
    writers = await writers_of(world, names)
    await database.close()
    places = ["-", f"statement:{chance.randint(1, STATEMENTS)}", f"commit:{chance.randint(1, WRITERS)}"]
    whole = max(len(places), scaled(KILLS))
    kills, unanswered, resent, looked, waled = Counter[str](), 0, 0, 0, 0
    for turn in range(whole):
        kind = places[turn % len(places)].partition(":")[0]
        place = kind if kind == "-" else f"{kind}:{chance.randint(1, STATEMENTS if kind == 'statement' else WRITERS)}"
        server = await start(urls, world.now, place, log=tmp_path / "server.log")
        await write_until(writers, server.address, until_killed(server, writers, acknowledged(writers) + scaled(BETWEEN), place))
        assert await server.ended() == -signal.SIGKILL
        kills[kind] += 1
        waled += left_behind(urls)
        await check(urls, world, writers)
        waiting = [one for one in writers if one.unanswered is not None]
        # What had no answer is sent again under its key: done before, it is the same event; not done, it is done now.
        server = await start(urls, world.now, log=tmp_path / "server.log")
        replays = sum(one.replayed for one in writers)
        await write_once(waiting, server.address)
        assert all(one.unanswered is None for one in waiting)
        resent += sum(one.replayed for one in writers) - replays
        unanswered += len(waiting)
        assert await server.end(signal.SIGTERM) in (0, -signal.SIGTERM)
        looked = await check(urls, world, writers)
    assert looked >= whole * scaled(BETWEEN)
    assert kills["commit"] <= resent <= unanswered
    assert waled == (whole if urls.dialect == "sqlite" else 0)
    with capsys.disabled():
        print(  # noqa: T201 - the proof's line
            f"\nkill -9 on {urls.dialect}: {whole} kills ({dict(kills)}), {looked} acknowledged writes, each there once with its event;"
            f" {unanswered} without an answer, {resent} of them done and answered with the same event when sent again"
        )


def until_killed(server: Server, writers: Sequence[Writer], goal: int, place: str) -> Callable[[], bool]:
    """Never enough: at ``goal`` acknowledgements the server dies at once, or at its place, while everybody goes on writing."""
    told = False

    def enough() -> bool:
        nonlocal told
        if acknowledged(writers) >= goal and not told:
            told = True
            server.tell(signal.SIGKILL if place == "-" else signal.SIGUSR1)
        return False

    return enough


async def check(urls: Urls, world: World, writers: Sequence[Writer]) -> int:
    """Open what the dead server left, and look for everything that was acknowledged."""
    database = await open_database(urls.serving)
    try:
        return await all_there_once(database, world, writers)
    finally:
        await database.close()


def left_behind(urls: Urls) -> bool:
    """Tell whether the crash left a ``-wal`` that holds something; on PostgreSQL there is none."""
    wal = Path(urls.serving.removeprefix("sqlite://") + "-wal")
    return urls.dialect == "sqlite" and wal.stat().st_size > 0
