"""Walking a connection gives every row once, in one order, forwards and backwards, whatever the page's size and whatever comes between."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database import Database
from models.vocabulary import AppraisalState
from tests.engines import Urls
from tests.schema.conftest import unguard
from tests.schema.world import Api, World, app_of, public_id, town

ORDERS = (
    "OPENED_ASC",
    "OPENED_DESC",
    "UPDATED_AT_ASC",
    "UPDATED_AT_DESC",
    "STATE_SINCE_ASC",
    "EMPLOYEE_NAME_ASC",
    "PREDICATE_ASC",
)
STATES = (AppraisalState.DRAFT, AppraisalState.REVIEWED, AppraisalState.SUBMITTED, AppraisalState.APPROVED)
ROWS = 17
PAGE = """query($order: AppraisalOrder!, $first: Int, $after: String, $last: Int, $before: String) {
  appraisals(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { id updatedAt } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


def fill(world: World, count: int, *, named: str = "clerk", cycle: str = "quarter") -> None:
    """Give the section so many clerks with an appraisal each: all states, three moments of change, few different names."""
    for number in range(count):
        name = f"{named} {number:02d}"
        world.hire(name, "section").name = f"Name {number % 5}"
        world.line(name, "chief", "head")
        world.appraise(name, cycle, "section", STATES[number % 4], after=number % 3)


@pytest.fixture
async def many(urls: Urls, database: Database) -> World:
    """Seventeen appraisals, all of which ``head`` sees."""
    await unguard(urls)
    made = town(database)
    fill(made, ROWS)
    await made.save()
    return made


async def page(api: Api, who: str, order: str, **window: Any) -> Any:
    return (await api.data(who, PAGE, order=order, **window))["appraisals"]


def ids(found: Any) -> list[str]:
    return [edge["node"]["id"] for edge in found["edges"]]


async def walk(api: Api, who: str, order: str, size: int, *, backwards: bool) -> list[str]:
    """Walk to the end from one side; give the ids in the connection's order."""
    seen: list[str] = []
    cursor = None
    while True:
        window = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        found = await page(api, who, order, **window)
        assert found["totalCount"] == ROWS
        seen = ids(found) + seen if backwards else seen + ids(found)
        info = found["pageInfo"]
        assert info["startCursor"] == found["edges"][0]["cursor"]
        assert info["endCursor"] == found["edges"][-1]["cursor"]
        if not info["hasPreviousPage" if backwards else "hasNextPage"]:
            return seen
        cursor = info["startCursor" if backwards else "endCursor"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.sampled_from(ORDERS), size=st.integers(1, ROWS + 1), backwards=st.booleans())
async def test_a_walk_gives_every_row_once_in_one_order(many: World, order: str, size: int, backwards: bool) -> None:
    api = Api(app_of(many))
    whole = ids(await page(api, "head", order, first=100))
    assert sorted(whole) == sorted(public_id("apr", one.id) for one in many.appraisals.values())
    assert await walk(api, "head", order, size, backwards=backwards) == whole


async def test_the_orders_are_those_that_their_names_say(many: World) -> None:
    api = Api(app_of(many))
    keys = {public_id("apr", one.id): (one.updated_at, str(one.id)) for one in many.appraisals.values()}
    opened = sorted(keys, key=lambda one: keys[one][1])
    assert ids(await page(api, "head", "OPENED_ASC", first=100)) == opened
    assert ids(await page(api, "head", "OPENED_DESC", first=100)) == opened[::-1]
    changed = sorted(keys, key=lambda one: keys[one])
    assert ids(await page(api, "head", "UPDATED_AT_ASC", first=100)) == changed
    assert ids(await page(api, "head", "UPDATED_AT_DESC", first=100)) == changed[::-1]
    rated = {public_id("apr", one.id) for one in many.appraisals.values() if one.predicate is not None}
    by_predicate = ids(await page(api, "head", "PREDICATE_ASC", first=100))
    assert set(by_predicate[: len(rated)]) == rated


@pytest.mark.parametrize("order", ["OPENED_ASC", "UPDATED_AT_ASC", "PREDICATE_ASC"])
async def test_rows_that_come_between_two_pages_shift_nothing(many: World, order: str) -> None:
    api = Api(app_of(many))
    before = ids(await page(api, "head", order, first=100))
    first = await page(api, "head", order, first=5)
    fill(many, 6, named="newcomer")
    await many.save()
    rest = await page(api, "head", order, first=100, after=first["pageInfo"]["endCursor"])
    assert [one for one in ids(first) + ids(rest) if one in set(before)] == before
    assert len(set(ids(first) + ids(rest))) == len(ids(first)) + len(ids(rest))


async def test_after_and_before_enclose(many: World) -> None:
    api = Api(app_of(many))
    whole = await page(api, "head", "EMPLOYEE_NAME_ASC", first=100)
    cursors = [edge["cursor"] for edge in whole["edges"]]
    between = await page(api, "head", "EMPLOYEE_NAME_ASC", first=100, after=cursors[2], before=cursors[6])
    assert ids(between) == ids(whole)[3:6]
    tail = await page(api, "head", "EMPLOYEE_NAME_ASC", last=2, after=cursors[2], before=cursors[6])
    assert ids(tail) == ids(whole)[4:6]


async def test_neither_first_nor_last_is_twenty(many: World) -> None:
    fill(many, 8, named="more")
    await many.save()
    found = await page(Api(app_of(many)), "head", "OPENED_ASC")
    assert (len(found["edges"]), found["totalCount"], found["pageInfo"]["hasNextPage"]) == (20, 25, True)


@pytest.mark.parametrize("window", [{"first": 101}, {"last": 101}, {"first": -1}, {"first": 1, "last": 1}])
async def test_a_page_out_of_bounds_is_refused_and_never_clamped(world: World, api: Api, window: dict[str, int]) -> None:
    answer = await api.answer("chief", PAGE, order="OPENED_ASC", **window)
    assert answer["data"] == {"appraisals": None}
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("BAD_PAGE", ["appraisals"])


FOREIGN = "1~Employee~NAME_ASC~=a~=018f0000-0000-7000-8000-000000000000"
BAD_CURSORS = (
    "",
    "x",
    "2~Appraisal~OPENED_ASC~=018f0000-0000-7000-8000-000000000000",
    "1~Appraisal~OPENED_DESC~=018f0000-0000-7000-8000-000000000000",
    "1~Appraisal~OPENED_ASC~=018F0000-0000-7000-8000-000000000000",
    "1~Appraisal~OPENED_ASC~018f0000-0000-7000-8000-000000000000",
    "1~Appraisal~OPENED_ASC",
    "1~Appraisal~OPENED_ASC~=1~=018f0000-0000-7000-8000-000000000000",
    "1~Appraisal~OPENED_ASC~=' OR 1=1 --",
    "1~Appraisal~OPENED_ASC~=\x00",
    FOREIGN,
)


@pytest.mark.parametrize("cursor", BAD_CURSORS)
async def test_a_malformed_or_foreign_cursor_is_a_request_error(world: World, api: Api, cursor: str) -> None:
    answer = await api.answer("chief", PAGE, order="OPENED_ASC", first=1, after=cursor)
    [error] = answer["errors"]
    assert (error["extensions"], error["path"]) == ({"code": "BAD_CURSOR", "argument": "after"}, ["appraisals"])


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("selection", ["totalCount", "pageInfo { hasNextPage }", "edges { cursor }", "__typename"])
async def test_a_wrong_cursor_is_told_whatever_is_asked_of_the_page(world: World, api: Api, argument: str, selection: str) -> None:
    """The accident: a client that only counts goes on with a cursor of another list, and learns of it pages later."""
    page = f"({argument}: $cursor) {{ {selection} }}"
    document = f"query($cursor: String) {{ appraisals{page} viewer {{ inbox{page} }} }}"
    answer = await api.answer("chief", document, cursor=FOREIGN)
    told = [(one["extensions"], one["path"]) for one in answer["errors"]]
    assert sorted(told, key=str) == [
        ({"code": "BAD_CURSOR", "argument": argument}, ["appraisals"]),
        ({"code": "BAD_CURSOR", "argument": argument}, ["viewer", "inbox"]),
    ]


async def test_pages_inside_rows_are_pages_of_each_row(urls: Urls, database: Database) -> None:
    await unguard(urls)
    world = town(database)
    world.plan_cycle("empty", "town")
    fill(world, 4)
    world.plan_cycle("second", "town")
    fill(world, 3, named="other", cycle="second")
    await world.save()
    query = """{ appraisalCycles { edges { node { name appraisals(first: 2, orderBy: OPENED_DESC) {
      totalCount edges { node { id cycle { name } } } pageInfo { hasNextPage hasPreviousPage } } } } } }"""
    found = (await Api(app_of(world)).data("head", query))["appraisalCycles"]["edges"]
    told = {
        edge["node"]["name"]: (
            edge["node"]["appraisals"]["totalCount"],
            [each["node"]["cycle"]["name"] for each in edge["node"]["appraisals"]["edges"]],
            edge["node"]["appraisals"]["pageInfo"]["hasNextPage"],
        )
        for edge in found
    }
    assert told == {"quarter": (4, ["quarter"] * 2, True), "second": (3, ["second"] * 2, True), "empty": (0, [], False)}
