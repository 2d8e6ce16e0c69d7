"""Each ready operation runs as it stands, over HTTP, as every persona that it names."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.explorer.operations import GROUPS, ReadyOperation, operations, read_operation
from server.explorer.words import personas_said
from tests.conftest import client_of
from tests.demo_agency import NOW
from tests.engines import Urls

REFUSED = {"refusal": {"RATING_MISSING": 2, "FEEDBACK_MISSING": 1}}
"""The one operation that is there to show a refusal, with the reasons that it shows."""


@pytest.fixture
async def explorer(demo: Urls) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app over a demo with its issuer on."""
    async with client_of(create_app(demo.settings(dev_issuer=True), clock=lambda: NOW)) as made:
        yield made


async def token_of(client: httpx.AsyncClient, who: str) -> str:
    """Become a persona as the page does."""
    answer = await client.post("/explorer/token", json={"persona": who})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


async def asked(client: httpx.AsyncClient, token: str, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask the API; errors fail the test."""
    body = {"query": query, "variables": variables or {}}
    answer = (await client.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"})).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


def found_at(data: Any, path: str) -> Any:
    """Follow a path of names and positions; KeyError or IndexError where it leads nowhere."""
    for step in path.split("."):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def filled(value: Any, data: Any) -> Any:
    """Fill variables as the page does."""
    match value:
        case dict():
            return {key: filled(one, data) for key, one in value.items()}
        case list():
            return [filled(one, data) for one in value]
        case str() if value.startswith("="):
            return found_at(data, value.removeprefix("="))
    return value


async def run(client: httpx.AsyncClient, operation: ReadyOperation, who: str) -> dict[str, Any]:
    """Run an operation as a persona."""
    token = await token_of(client, who)
    prepared = await asked(client, token, operation.prepare) if operation.prepare else {}
    return await asked(client, token, operation.query, filled(operation.variables, prepared))


async def test_each_runs_without_an_edit(explorer: httpx.AsyncClient) -> None:
    """The accident: the first thing that somebody tries is an example of last year."""
    ran = 0
    for operation in operations():
        for who in operation.personas:
            data = await run(explorer, operation, who)
            ran += 1
            assert None not in data.values(), (operation.name, who, data)
            for payload in data.values():
                if isinstance(payload, dict) and "refusal" in payload:
                    refusal = payload["refusal"]
                    reasons = Counter(one["code"] for one in refusal["reasons"]) if refusal else Counter()
                    assert reasons == REFUSED.get(operation.name, {}), (operation.name, who, refusal)
    assert (len(operations()), ran) == (29, 72)


async def test_the_four_moves_are_one_story(explorer: httpx.AsyncClient) -> None:
    """What the employee submits is what the supervisor reviews, the approver approves and the history shows, each by its own example."""
    by_name = {one.name: one for one in operations()}
    ids = []
    for name, who, field, state in (
        ("submit", "employee", "submitAppraisal", "SUBMITTED"),
        ("review", "supervisor", "reviewAppraisal", "REVIEWED"),
        ("approve", "approver", "approveAppraisal", "APPROVED"),
    ):
        moved = (await run(explorer, by_name[name], who))[field]["appraisal"]
        assert moved["state"] == state
        ids.append(moved["id"])
    history = await run(explorer, by_name["history"], "employee")
    assert set(ids) == {history["appraisal"]["id"]}
    actions = [edge["node"]["action"] for edge in history["historyEvents"]["edges"]]
    assert actions[:3] == ["APPROVE", "REVIEW", "SUBMIT"]


async def test_the_page_is_told_all_of_them(explorer: httpx.AsyncClient) -> None:
    english = (await explorer.get("/explorer/start", headers={"Accept-Language": "en"})).json()
    other = (await explorer.get("/explorer/start", headers={"Accept-Language": "fr"})).json()
    assert (english["locale"], other["locale"]) == ("en", "id")
    assert english["personas"] == ["employee", "supervisor", "approver", "leader", "hr", "auditor", "stranger", "foreigner"]
    assert [one["name"] for one in english["operations"]] == [one.name for one in operations()]
    assert {one["group"] for one in english["operations"]} == set(GROUPS)
    assert english["docs"][0] == {"name": "README.md", "title": "Kinerja"}


def test_each_names_personas_and_both_titles() -> None:
    for one in operations():
        assert one.personas, one.name
        assert set(one.personas) <= personas_said("id").keys(), one.name
        assert all(one.title.values()), one.name
    assert len({one.name for one in operations()}) == len(operations())


@pytest.mark.parametrize("head", ["# group: nobody\n# personas: a\n# id: a\n# en: a\n# variables: {}\n", "# group: people\n", ""])
def test_a_file_with_another_head_is_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "10-x.graphql"
    path.write_text(f"{head}query X {{ viewer {{ roles {{ role }} }} }}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the head must have group, personas, id, en, variables"):
        read_operation(path)
