"""The search for people in what the programs wrote can fail, and tells the place and not the person."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.leaks import remember, search

NIP = "198001012005011001"
NEEDLES = (
    ("name", "Dr. Budi Santoso, S.T."),
    ("name", "Siti"),
    ("number", NIP),
    ("number", "71234567"),
    ("number", "12"),
    ("text", "Tepat waktu, dan rapi sekali\nseterusnya"),
    ("text", "Baik."),
)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ('{"event": "dr. budi  SANTOSO, s.t. came"}', ["name"]),
        ('{"event": "Budi Santoso came"}', []),
        ('{"event": "Siti"}', []),
        (f'{{"nip":"{NIP}"}}', ["NIP"]),
        ("GET /198501012010012001", ["NIP"]),
        ("sum 0.198001012005011001", []),
        ("1980010120050110011", []),
        ("NRP 71234567.", []),
        ("NRP 71234567 ", ["number"]),
        ("port 12, 654321", []),
        ('"said": "tepat waktu, dan\\trapi sekali', []),
        ('"said": "tepat waktu, dan rapi sekali', ["text"]),
        ("Baik. Baik.", []),
        ("budi.s@kota.example", ["e-mail"]),
        ("Bearer eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiIxIn0.abc-_", ["token"]),
        ("server.py:123 run @cache", []),
    ],
)
def test_each_kind_is_found_and_told_by_its_place(tmp_path: Path, line: str, kinds: list[str]) -> None:
    remember(tmp_path, NEEDLES)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "logs.txt").write_text(f"first\n{line}\n")
    (tmp_path / "metrics.txt").write_text("a 1\nb 2\nc 3\n")
    searched = search(tmp_path)
    assert [str(leak) for leak in searched.leaks] == [f"one/logs.txt:2: {kind}" for kind in kinds]
    assert (dict(searched.lines), searched.needles) == ({"logs": 2, "metrics": 3}, 4)
    assert str(searched).startswith("people: 5 lines searched (logs 2, metrics 3) for 4 names, numbers and texts")


PLANTED = f'''
import asyncio, logging, subprocess, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from asyncio.subprocess import PIPE
from prometheus_client import Counter
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from httpx import ASGITransport, AsyncClient
from server.metrics import Metrics
from server.requests import Requests

async def asked(metrics, status, text):
    async def answer(request):
        return PlainTextResponse(text, status)
    routes = [Route("/", answer)]
    app = Starlette(routes=routes, middleware=[Middleware(Requests, metrics=metrics, routes=routes)])
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/")).status_code == status

async def test_log():
    logging.getLogger("anything").info("no such employee: {NIP}")

async def test_process():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import sys; sys.stderr.write('{NIP}')", stderr=PIPE)
    await process.communicate()

async def test_metrics():
    metrics = Metrics()
    Counter("kinerja_planted", "x", ("who",), registry=metrics.registry).labels("{NIP}").inc()
    await asked(metrics, 200, "{NIP}")

async def test_fault():
    await asked(Metrics(), 500, "{NIP}")

async def test_refusal():
    await asked(Metrics(), 422, "{NIP}")

def test_child():
    subprocess.run([sys.executable, "-c", "import sys; sys.stderr.write('{NIP}')"], capture_output=True, check=True)

class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/metrics" else 409)
        self.send_header("X-Request-Id", "a-request")
        self.end_headers()
        self.wfile.write(b'kinerja_planted{{who="{NIP}"}} 1')

    def log_message(self, *_):
        pass

async def fetched(path):
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.handle_request, daemon=True).start()
        async with AsyncClient() as client:
            await client.get(f"http://127.0.0.1:{{server.server_port}}{{path}}")

async def test_metrics_of_a_process():
    await fetched("/metrics")

async def test_refusal_of_a_process():
    await fetched("/graphql")
'''


def session(folder: Path, tests: str, *options: str) -> tuple[int, str]:
    """Run a session of tests that gathers as ours does; give its exit code and what it said."""
    (folder / "conftest.py").write_text("from tests.conftest import pytest_configure\n")
    (folder / "test_planted.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "-o", "asyncio_mode=auto", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    done = subprocess.run([*command, str(folder)], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_planted_leak_of_each_source_fails_the_session(tmp_path: Path) -> None:
    """All tests pass, and the session doesn't."""
    code, said = session(tmp_path, PLANTED, "-n", "1")
    assert (code, "8 passed" in said) == (1, True), said
    leaks = Counter(line.partition(":")[0].partition("/")[2] for line in said.splitlines() if line.endswith(": NIP"))
    # A counter is two lines of metrics, its value and when it was made.
    assert leaks == {"errors.txt": 3, "logs.txt": 1, "metrics.txt": 3, "processes.txt": 2}, said
    assert NIP not in said
    assert len(list(tmp_path.glob("kinerja-gathered-*"))) == 1


def test_the_same_session_passes_without_a_leak(tmp_path: Path) -> None:
    code, said = session(tmp_path, PLANTED.replace(NIP, "1980"))
    assert (code, "8 passed" in said, ": 0 found" in said) == (0, True, True), said
    assert not list(tmp_path.glob("kinerja-gathered-*"))
