"""A server over a fresh demo, a Chromium, and a page whose every request, console line and policy violation is kept."""

import asyncio
import os
import shutil
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.async_api import Browser, ConsoleMessage, Page, Playwright, Request, ViewportSize, async_playwright

from server.app import create_app
from server.explorer.building import up_to_date
from server.serving import configured
from server.settings import Settings
from tests.demo_agency import NOW
from tests.engines import Urls

GIVEN = "KINERJA_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = f"no Chromium: set {GIVEN} to one, or install it, e.g. apt-get install chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PATIENCE = 60_000
"""Milliseconds for what should take one second, on a machine that is busy."""


def chromium() -> str:
    """Find the browser, or end the run with how to get one."""
    found = os.environ.get(GIVEN) or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or not Path(found).exists():
        pytest.exit(HOW if found is None else f"{GIVEN}: there is no {found}; {HOW}", returncode=1)
    return found


@dataclass
class Watched:
    """A page and what was seen of it."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def strangers(self) -> list[str]:
        """The requests that left this machine."""
        return [url for url in self.requests if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and not url.startswith(self.address)]

    async def told(self, status: str) -> str:
        """Wait until the page's one line is of a kind (``done``, ``loaded``, …); give it."""
        line = self.page.locator(f"#status.{status}")
        await line.wait_for()
        return await line.inner_text()

    async def answer(self) -> str:
        """Give what the answer's editor shows, with plain spaces."""
        return (await self.page.locator(".result-window .view-lines").inner_text()).replace("\xa0", " ")

    async def shows(self, *texts: str) -> None:
        """Wait until the answer shows all of these."""
        for text in texts:
            await self.page.wait_for_function(
                "text => document.querySelector('.result-window .view-lines')?.innerText.replaceAll('\\u00a0', ' ').includes(text)",
                arg=text,
            )


Opened = Callable[..., Awaitable[Watched]]
SEEN = Counter[str]()
"""What this run's pages did: how many there were, and how many requests they sent."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was watched."""
    if SEEN["pages"]:
        terminalreporter.write_line(
            f"explorer: {SEEN['pages']} pages watched sent {SEEN['requests']} requests, {SEEN['strangers']} of them to another machine;"
            f" {SEEN['trouble']} errors and warnings in the console, failed requests and breaches of the policy"
        )


@pytest.fixture(scope="session")
def built() -> None:
    """The explorer as it is built from what is here; `make test-browser` builds it first."""
    assert up_to_date(), "build the explorer first: make explorer"


@pytest.fixture
def engine() -> str:
    """One engine: the explorer asks the API as anybody does, and what the API does on which engine is for the other tests."""
    return "sqlite"


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[str]:
    """Serve over HTTP in this process; give the address."""
    app = create_app(settings, clock=lambda: NOW)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(configured(app, settings))
        running = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.fixture
async def address(demo: Urls) -> AsyncIterator[str]:
    """Where a demo of the test's own is served, as `make run` serves it."""
    async with serving(demo.settings(dev_issuer=True)) as made:
        yield made


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    """The driver."""
    async with async_playwright() as made:
        yield made


@pytest.fixture
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    """A browser with an empty profile of its own."""
    made = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield made
    await made.close()


@pytest.fixture
async def opened(browser: Browser) -> AsyncIterator[Opened]:
    """Opens an address in a window of a size and a language; in the end nothing left the machine, failed or was complained about."""
    seen: list[Watched] = []

    async def open_page(address: str, *, viewport: ViewportSize = DESKTOP, locale: str = "id-ID", ready: bool = True) -> Watched:
        context = await browser.new_context(viewport=viewport, locale=locale)
        context.set_default_timeout(PATIENCE)
        watched = Watched(await context.new_page(), address)
        seen.append(watched)
        context.on("request", lambda request: watched.requests.append(request.url))
        context.on("requestfailed", lambda request: _failure(request, watched.trouble))
        watched.page.on("console", lambda said: _complaint(said, watched.trouble))
        watched.page.on("pageerror", lambda error: watched.trouble.append(f"thrown: {error}"))
        # Told before the page's own scripts run, so that none is missed.
        await watched.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('policy:', e.violatedDirective, e.blockedURI))"
        )
        await watched.page.goto(address)
        if ready:
            await watched.page.locator("#ready:not([disabled])").wait_for()
            await watched.page.locator(".result-window .monaco-editor").wait_for()
        return watched

    yield open_page
    for watched in seen:
        await watched.page.context.close()
        SEEN.update(pages=1, requests=len(watched.requests), strangers=len(watched.strangers), trouble=len(watched.trouble))
        assert watched.trouble == []
        assert watched.strangers == []
        assert watched.requests


def _failure(request: Request, trouble: list[str]) -> None:
    # What a page gives up because it is reloaded or closed (a worker still on its way) is aborted by the page itself. What the policy
    # or the server refuses is told otherwise: by `csp`, ERR_BLOCKED_BY_…, ERR_CONNECTION_….
    if request.failure != "net::ERR_ABORTED":
        trouble.append(f"failed: {request.url} {request.failure}")


def _complaint(said: ConsoleMessage, trouble: list[str]) -> None:
    if said.type in {"error", "warning"}:
        trouble.append(f"{said.type}: {said.text}")
