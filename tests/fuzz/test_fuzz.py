"""Generated queries and mutations of everybody: no fault, no row that isn't theirs to see, nothing written by what was refused.

hypothesis-graphql makes the documents from the published schema; ``aiming`` puts real ids of the reader's own and of the other agency, of
the right and of other types into them, with right and wrong versions, so that a fair share gets past validation.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from models.database import Dialect, open_database
from server.app import create_app
from tests.conftest import client_of
from tests.demo_agency import NOW
from tests.engines import Urls
from tests.faults.failing import start
from tests.fuzz.generating import SCHEMA, walked
from tests.fuzz.ledger import keep_ledger
from tests.fuzz.walk import Counts, Walk
from tests.schema.calling import TRUSTED_ISSUER
from workflows.verification import verify

DOCUMENTS, ROUND, OVER_A_PROCESS = 5_000, 500, 500
PLENTY = 1_000_000_000


@contextmanager
def errors_logged() -> Iterator[list[str]]:
    """Gather what is logged at error level or above."""
    found: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(str(record.msg))

    handler = Keeping(level=logging.ERROR)
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


def settings_over(folder: Path) -> dict[str, object]:
    """Give the settings under which a walk isn't stopped by its own speed."""
    return {"dev_issuer": True, "rate_points": PLENTY, "rate_refill": PLENTY, "uploads": str(folder / "uploads")}


@pytest.mark.proof
async def test_no_document_finds_a_fault_or_what_is_hidden(
    engine: Dialect,
    fresh_demo: Callable[[], Awaitable[Urls]],
    scaled: Callable[[int], int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Rounds of documents, each over a demo as new: whatever is sent, by whomever."""
    counts, whole = Counts(), scaled(DOCUMENTS)
    with errors_logged() as logged:
        for number, begins in enumerate(range(0, whole, ROUND)):
            urls = await fresh_demo()
            await keep_ledger(urls)
            app = create_app(urls.settings(**settings_over(tmp_path)), clock=lambda: NOW)
            app.state.issuers = frozenset((TRUSTED_ISSUER,))
            async with client_of(app) as client:
                walk = Walk(client, app.state.database, SCHEMA, counts)
                await walk.begin()
                await walked(walk, min(ROUND, whole - begins), number)
                assert (await verify(app.state.database)).faults == []
    assert counts.wrong == [], "\n\n".join(counts.wrong[:5])
    assert logged == []
    assert_fair(counts)
    with capsys.disabled():
        print(f"\nfuzzing on {engine}: {told(counts)}")  # noqa: T201 - the proof's line


@pytest.mark.proof
async def test_a_process_stands_it_too(
    engine: Dialect, demo: Urls, scaled: Callable[[int], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same over sockets, against a server as it runs, whose own log is read afterwards."""
    counts, log = Counts(), tmp_path / "server.log"
    await keep_ledger(demo)
    server = await start(demo, NOW, log=log, KINERJA_UPLOADS=str(tmp_path / "uploads"))
    database = await open_database(demo.serving)
    try:
        async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
            walk = Walk(client, database, SCHEMA, counts)
            await walk.begin()
            await walked(walk, scaled(OVER_A_PROCESS), ROUND)
        assert (await verify(database)).faults == []
    finally:
        await database.close()
        await server.end()
    assert counts.wrong == [], "\n\n".join(counts.wrong[:5])
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sum(line["event"] == "request" for line in lines) >= counts.sent
    assert [line for line in lines if line["level"] in ("error", "critical")] == []
    with capsys.disabled():
        print(f"\nfuzzing a process on {engine}: {told(counts)}")  # noqa: T201 - the proof's line


def assert_fair(counts: Counts) -> None:
    """Assert that a fair share got past validation, or nothing was tried."""
    # Some twenty queries of a short run may well be nobody's, or all with a wrong cursor: their share says nothing.
    assert counts.with_data >= (counts.queries * 0.3 if counts.queries >= 100 else 1)
    assert counts.outcomes["succeeded"] + counts.outcomes["refused"] >= 0.6 * sum(counts.outcomes.values())
    # So few of a short run are each of another kind, many about records of which there is none yet, that their share says nothing either.
    mutations = sum(counts.outcomes.values())
    assert counts.outcomes["succeeded"] >= (0.1 * mutations if mutations >= 500 else 1)


def told(counts: Counts) -> str:
    """Tell what was tried in one line."""
    mutations = sum(counts.outcomes.values())
    return (
        f"{counts.sent} documents; {counts.queries} queries, {counts.with_data} of them with data; {mutations} mutations:"
        f" {dict(counts.outcomes.most_common())}; {counts.ids} ids looked up; {len(counts.codes)} codes: {dict(counts.codes.most_common())}"
    )
