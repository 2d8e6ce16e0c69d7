"""What the compiled executor sends: one text for all values of a form, and nothing in it that a request brings."""

import random
import re
from typing import Any

import pytest

from models.database import Connection, Database
from schema.root import build
from tests.engines import Urls
from tests.schema.compiled.generating import HOSTILE, Generator
from tests.schema.test_statements import grown
from tests.schema.world import Api, World, app_of

MARK = "zqx9"
ALIASES = f"""query ($first: Int, $name: String) {{
  {MARK}: employees(first: $first, filter: {{name: $name}}) {{ {MARK}e: edges {{ {MARK}n: node {{
    {MARK}i: id {MARK}a: name {MARK}u: unit {{ {MARK}k: name }} {MARK}l: assignments {{ {MARK}m: id }} }} }} }} }}"""
PAGE = """query ($first: Int, $after: String, $filter: AppraisalFilter, $order: AppraisalOrder!) {
  appraisals(first: $first, after: $after, filter: $filter, orderBy: $order) { edges { cursor node { id employee { name } } } } }"""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of all statements that were sent."""
    texts: list[str] = []
    fetch = Connection.fetch

    async def told(self: Connection, sql: str, params: Any = None) -> Any:
        texts.append(sql)
        return await fetch(self, sql, params)

    monkeypatch.setattr(Connection, "fetch", told)
    return texts


async def test_no_text_holds_what_a_request_brings(world: World, api: Api, sent: list[str]) -> None:
    for hostile in HOSTILE:
        answer = await api.answer("admin", ALIASES, first=3, name=f"{MARK}{hostile}")
        assert "errors" not in answer, (hostile, answer)
        assert answer["data"] == {MARK: {f"{MARK}e": []}}
    named = await api.data("admin", ALIASES, first=3, name="a")
    assert {f"{MARK}i", f"{MARK}a", f"{MARK}u", f"{MARK}l"} == set(named[MARK][f"{MARK}e"][0][f"{MARK}n"])
    assert len(sent) == len(HOSTILE) + 1
    assert [one for one in sent if MARK in one.lower()] == []
    assert len(set(sent)) == 1, "one text for whatever is looked for"


async def test_random_operations_bring_nothing_into_a_text(urls: Urls, database: Database, sent: list[str]) -> None:
    """Whatever is quoted in a text is of the schema: names, marks and words that the declarations have."""
    api = Api(app_of(await grown(urls, database, 3)))
    generator = Generator(build().core, random.Random(7))
    literals: set[str] = set()
    for _ in range(60):
        text, variables = generator.operation()
        generator.learn((await api.answer("auditor", text, **variables)).get("data"))
    for one in sent:
        literals.update(re.findall(r"'((?:[^']|'')*)'", one))
    assert literals
    brought = {*HOSTILE, *generator.ids} - {"%", "~", "", "_", "\\"}
    assert literals & brought == set()
    assert [one for one in literals if re.search(r"zz{10}|DROP TABLE|[0-9a-f]{8}-[0-9a-f]{4}", one)] == []


async def test_a_plan_is_made_once_whatever_the_values(world: World, api: Api, sent: list[str]) -> None:
    cursor = None
    for name in ("staff", "chief", "x"):
        for order in ("UPDATED_AT_DESC", "EMPLOYEE_NAME_ASC"):
            found = await api.data("head", PAGE, first=2, order=order, after=None, filter={"updatedSince": "2026-01-01T00:00:00Z"})
            cursor = found["appraisals"]["edges"][0]["cursor"]
            await api.data("head", PAGE, first=len(name), order=order, after=cursor, filter=None)
    # Two orders, from the front with a filter and from a cursor without.
    assert len(set(sent)) == 4
