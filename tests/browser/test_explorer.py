"""The explorer as somebody uses it: with a mouse, with keys alone, on a phone, before it is built, without a demo."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import ViewportSize

from server.explorer import serving as explorer_serving
from server.explorer.operations import operations
from server.explorer.places import BUILT
from tests.browser.conftest import Opened, Watched, serving
from tests.engines import Urls

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("built")]

PHONE: ViewportSize = {"width": 320, "height": 640}
EDITORS = (".graphiql-query-editor .graphiql-editor", ".graphiql-editor-tool .graphiql-editor", ".result-window")
STORY = (("employee", "submit", "SUBMITTED"), ("supervisor", "review", "REVIEWED"))


@pytest.fixture
async def bare(urls: Urls) -> AsyncIterator[str]:
    """Where a database that is no demo is served, without the development issuer."""
    async with serving(urls.settings()) as made:
        yield made


async def choose(watched: Watched, box: str, value: str) -> None:
    """Choose in a list with the mouse's equal."""
    await watched.page.select_option(box, value)


async def test_submit_review_and_see_the_history(address: str, opened: Opened) -> None:
    seen = await opened(address)
    for who, operation, state in STORY:
        await choose(seen, "#persona", who)
        assert who in await seen.told("now")
        await choose(seen, "#ready", operation)
        await seen.told("loaded")
        await seen.page.click("#run")
        assert re.fullmatch(r"Selesai dalam \d+ ms\.", await seen.told("done"))
        await seen.shows(f'"state": "{state}"')
    await choose(seen, "#ready", "history")
    await seen.told("loaded")
    await seen.page.click("#run")
    await seen.told("done")
    await seen.shows('"action": "REVIEW"', '"from": "SUBMITTED"', '"to": "REVIEWED"')
    assert await seen.page.input_value("#persona") == "supervisor"


async def test_keys_alone_go_the_whole_way(address: str, opened: Opened) -> None:
    """No pointer is used. Tab must come out of every editor, and Ctrl+Enter runs from anywhere."""
    seen = await opened(address)
    keys = seen.page.keyboard

    async def focused(selector: str) -> bool:
        return bool(await seen.page.evaluate("selector => Boolean(document.activeElement?.closest(selector))", selector))

    async def reach(selector: str, key: str = "Tab") -> None:
        for _ in range(60):
            if await focused(selector):
                return
            await keys.press(key)
        raise AssertionError(f"{selector} can't be reached by {key}")

    for who, operation, state in STORY:
        await reach("#persona")
        await keys.type(who[:3])
        await seen.page.wait_for_function("who => document.getElementById('status').innerText.includes(who)", arg=f" {who}:")
        await reach("#ready")
        title = next(one.title["id"] for one in operations() if one.name == operation)
        await keys.type(title[:12])
        await seen.told("loaded")
        assert await seen.page.input_value("#ready") == operation
        await keys.press("Control+Enter")
        await seen.told("done")
        await seen.shows(f'"state": "{state}"')
        # Into each editor by Enter and out of it by Tab, then round to the beginning: the page has no trap.
        for editor in EDITORS:
            await reach(editor)
            await reach(f"{editor} .monaco-editor", "Enter")
            await keys.press("Tab")
            assert not await focused(f"{editor} .monaco-editor"), editor
        await reach("#docs")
    await reach("#ready")
    await keys.type("Riwayat")
    await seen.told("loaded")
    await reach("#run")
    await keys.press("Enter")
    await seen.told("done")
    await seen.shows('"from": "SUBMITTED"', '"to": "REVIEWED"')
    await reach("#docs")
    await keys.press("Enter")
    await seen.page.locator("dialog article h1").wait_for()
    await keys.press("Escape")
    await seen.page.locator("dialog").wait_for(state="detached")
    assert await seen.page.evaluate("document.activeElement.id") == "docs"
    # And by GraphiQL's own shortcut inside the editor.
    await reach(EDITORS[0])
    await reach(f"{EDITORS[0]} .monaco-editor", "Enter")
    await keys.press("Control+Enter")
    await seen.told("done")


async def test_what_has_focus_is_seen(address: str, opened: Opened) -> None:
    seen = await opened(address)
    for selector in ("#persona", "#ready", "#run", "#docs", "#language"):
        await seen.page.locator(selector).focus()
        await seen.page.keyboard.press("Shift+Tab")
        await seen.page.keyboard.press("Tab")
        style = await seen.page.locator(selector).evaluate(
            "one => [getComputedStyle(one).outlineStyle, getComputedStyle(one).outlineWidth]"
        )
        assert style == ["solid", "3px"], selector


@pytest.mark.parametrize("width", [320, 360, 390])
async def test_readable_on_a_phone(address: str, opened: Opened, width: int) -> None:
    seen = await opened(address, viewport={"width": width, "height": 640})
    await choose(seen, "#ready", "review")
    await seen.told("loaded")
    await well_laid_out(seen, width)
    await seen.page.click("#run")
    await seen.told("done")
    await seen.shows('"state": "REVIEWED"')
    shown = await seen.page.locator(".graphiql-response").evaluate("one => one.getBoundingClientRect().top")
    assert 0 <= shown < 320
    await well_laid_out(seen, width)
    await seen.page.click("#docs")
    await seen.page.locator("dialog article h1").wait_for()
    await well_laid_out(seen, width)


async def well_laid_out(seen: Watched, width: int) -> None:
    """Nothing is wider than the screen, no text is smaller than 14 pixels, nothing to be tapped is smaller than 44 by 40."""
    assert await seen.page.evaluate("document.documentElement.scrollWidth") <= width
    small = await seen.page.evaluate("""() => [...document.querySelectorAll('body *')]
        .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
        .filter(one => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && one.getBoundingClientRect().width > 1)
        .filter(one => parseFloat(getComputedStyle(one).fontSize) < 14)
        .map(one => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 30)}`)""")
    assert small == []
    narrow = await seen.page.evaluate("""() => [...document.querySelectorAll('button, select, main a[href], nav a[href]')]
        .filter(one => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
        .map(one => [one, one.getBoundingClientRect()])
        .filter(([one, box]) => box.width > 1 && (box.width < 44 || box.height < 40))
        .map(([one, box]) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 20)}: ${box.width}×${box.height}`)""")
    assert narrow == []


async def test_every_ready_operation_is_valid_as_it_is_loaded(address: str, opened: Opened) -> None:
    """The editors mark what the schema doesn't know; the accident: an example that is red before anybody has touched it."""
    seen = await opened(address)
    await seen.page.locator(".graphiql-query-editor .monaco-editor").wait_for()
    # What is wrong is marked: without this the rest would prove nothing.
    await choose(seen, "#ready", "viewer")
    await seen.told("loaded")
    await seen.page.locator(".graphiql-query-editor .monaco-editor").click()
    await seen.page.keyboard.press("Control+Home")
    await seen.page.keyboard.type("query { nobodyKnowsThis } ")
    await seen.page.locator(".graphiql-query-editor .squiggly-error").first.wait_for()
    for one in operations():
        await choose(seen, "#ready", one.name)
        await seen.page.wait_for_function("title => document.getElementById('status').innerText.startsWith(title)", arg=one.title["id"])
        # A function: an expression would be evaluated anew at each look, which the page's policy refuses from the second on.
        await seen.page.wait_for_function("() => !document.querySelector('.squiggly-error')")
        assert await seen.page.input_value("#persona") in one.personas


async def test_the_language_is_chosen_and_kept(address: str, opened: Opened) -> None:
    seen = await opened(address, locale="en-GB")
    assert await seen.page.inner_text("#run") == "Run"
    await choose(seen, "#language", "id")
    assert await seen.page.inner_text("#run") == "Jalankan"
    await choose(seen, "#ready", "refusal")
    await seen.told("loaded")
    await seen.page.click("#run")
    assert (await seen.told("refused")).startswith("Ditolak (BLOCKED): ")
    await seen.page.reload()
    await seen.page.locator("#ready:not([disabled])").wait_for()
    assert (await seen.page.inner_text("#run"), await seen.page.evaluate("document.documentElement.lang")) == ("Jalankan", "id")


async def test_queries_are_remembered_here_alone(address: str, opened: Opened) -> None:
    """What was asked is in the browser's own storage, and no token is ever in the one that stays."""
    seen = await opened(address)
    await choose(seen, "#ready", "viewer")
    await seen.told("loaded")
    await seen.page.click("#run")
    await seen.told("done")
    await seen.page.get_by_role("button", name="Show History").click()
    await seen.page.locator(".graphiql-history-item").filter(has_text="WhoAmI").first.wait_for()
    assert "WhoAmI" in (stored := await seen.page.evaluate("JSON.stringify(localStorage)"))
    assert "eyJ" not in stored
    assert "eyJ" not in await seen.page.evaluate("JSON.stringify(sessionStorage)")


async def test_a_token_is_pasted_where_there_is_no_demo(bare: str, opened: Opened) -> None:
    seen = await opened(bare, ready=False)
    await seen.page.locator("#token").fill("Bearer a.b.c")
    assert await seen.page.locator("#persona").count() == 0
    assert "/graphql" not in " ".join(seen.requests)
    await well_laid_out(seen, 1280)
    kept = "[Object.values(localStorage).join(), sessionStorage.getItem('kinerja.token')]"
    assert (await seen.page.evaluate(kept))[1] is None
    await seen.page.get_by_role("button", name="Pakai token").click()
    await seen.page.locator("#run").wait_for()
    local, tab = await seen.page.evaluate(kept)
    assert (tab, "a.b.c" in local) == ("a.b.c", False)
    await seen.page.get_by_role("button", name="Ganti token").click()
    await seen.page.locator("#token").wait_for()
    assert (await seen.page.evaluate(kept))[1] is None
    # The API refused this token with 401, which a browser always writes into its console.
    assert {line.split(":")[0] for line in seen.trouble} <= {"error"}
    assert all("401 (Unauthorized)" in line for line in seen.trouble)
    seen.trouble.clear()


async def test_works_before_it_is_built_and_comes_by_itself(address: str, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer_serving, "BUILT", BUILT.with_name("built.nowhere"))
    monkeypatch.setattr("server.explorer.waiting.building", lambda: True)
    seen = await opened(address, viewport=PHONE, ready=False)
    assert "sedang dibangun di latar belakang" in await seen.page.inner_text("[role=status]")
    await well_laid_out(seen, 320)
    monkeypatch.undo()
    await seen.page.locator("#ready:not([disabled])").wait_for()


async def test_the_built_page_asks_for_nothing_that_the_policy_refuses(address: str) -> None:
    """Read from the files and not from the browser: no script or style in the page, and only files of this server."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(address)
        named = re.findall(r"""(?:src|href)="([^"]*)\"""", answer.text)
        assert len(named) >= 3
        assert all(name.startswith("/explorer/assets/") for name in named)
        assert not re.search(r"<style|style=|<script(?![^>]*\ssrc=)|\son\w+=", answer.text)
        for name in named:
            assert (await client.get(address + name)).headers["Content-Security-Policy"] == answer.headers["Content-Security-Policy"]
    for sheet in BUILT.glob("assets/*.css"):
        assert not re.search(r"url\((?![\"']?/explorer/assets/)(?![\"']?data:image/)|@import", sheet.read_text(encoding="utf-8")), (
            sheet.name
        )


async def test_what_an_editor_gives_up_is_no_error(address: str, opened: Opened) -> None:
    """The accident: the console of whoever looks for the faults of their own query is full of the editor's own cancellations."""
    seen = await opened(address)
    reject = "name => { void Promise.reject(Object.assign(new Error(name), { name })); }"
    async with seen.page.expect_event("pageerror", lambda error: "Lost" in str(error)):
        for name in ("Canceled", "Lost"):
            await seen.page.evaluate(reject, name)
    assert [line for line in seen.trouble if "Canceled" in line] == []
    assert [line for line in seen.trouble if "Lost" in line] == ["thrown: Lost"]
    seen.trouble.clear()
