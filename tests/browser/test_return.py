"""Whoever comes back finds what they left: the same tabs with the same operations, and no blank one beside them."""

import json
from typing import Any

import pytest

from tests.browser.conftest import Opened, Watched

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("built")]

TABS = ".graphiql-tab"
SHOWN = "one => one.innerText.replaceAll('\\u00a0', ' ')"


async def tabs(seen: Watched) -> list[str]:
    """Give the names of the tabs that are shown."""
    return [name.strip() for name in await seen.page.locator(f"{TABS} .graphiql-tab-button").all_inner_texts()]


async def stored(seen: Watched) -> dict[str, Any]:
    """Give the tabs as the browser keeps them."""
    kept = await seen.page.evaluate("localStorage.getItem('graphiql:tabState')")
    found: dict[str, Any] = json.loads(kept) if kept else {"tabs": []}
    return found


async def written(seen: Watched, *names: str) -> None:
    """Wait until the browser keeps these tabs, the last one in front: it is written a while after it is shown."""
    await seen.page.wait_for_function(
        "names => { const kept = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{\"tabs\": []}');"
        " return JSON.stringify(kept.tabs.map(one => one.operationName)) === JSON.stringify(names)"
        " && kept.tabs.every(one => one.query && one.variables) && kept.activeTabIndex === names.length - 1; }",
        arg=list(names),
    )


async def back(seen: Watched) -> None:
    """Come back to the page."""
    await seen.page.reload()
    await seen.page.locator("#ready:not([disabled])").wait_for()
    await seen.page.locator(".result-window .monaco-editor").wait_for()


async def load(seen: Watched, operation: str) -> None:
    """Load a ready operation."""
    await seen.page.select_option("#ready", operation)
    await seen.told("loaded")


async def test_nothing_is_added_by_coming_back(address: str, opened: Opened) -> None:
    """Three times, having only looked; then with an operation whose variables were filled in."""
    seen = await opened(address)
    first = await tabs(seen)
    assert len(first) == 1 or first == []
    for _ in range(3):
        await back(seen)
        assert await tabs(seen) == first
    await load(seen, "review")
    await written(seen, "Review")
    for _ in range(3):
        await back(seen)
        assert [one["operationName"] for one in (await stored(seen))["tabs"]] == ["Review"]
        query = await seen.page.locator(".graphiql-query-editor .view-lines").evaluate(SHOWN)
        assert "mutation Review(" in query


async def test_the_tab_in_front_stays_in_front(address: str, opened: Opened) -> None:
    """The second of two, with its own query and variables; what is run then is what is seen."""
    seen = await opened(address)
    await load(seen, "inbox")
    await written(seen, "MyInbox")
    await seen.page.locator(".graphiql-tab-add").click()
    await load(seen, "review")
    await written(seen, "MyInbox", "Review")
    for _ in range(2):
        await back(seen)
        assert len(await tabs(seen)) == 2
        editors = [
            await seen.page.locator(f"{box} .view-lines").evaluate(SHOWN)
            for box in (".graphiql-query-editor", ".graphiql-editor-tool .graphiql-editor:not(.hidden)")
        ]
        assert "mutation Review(" in editors[0]
        assert "expectedVersion" in editors[1]
    await seen.page.click("#run")
    await seen.told("done")
    await seen.shows('"state": "REVIEWED"')
