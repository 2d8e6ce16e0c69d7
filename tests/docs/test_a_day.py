"""docs/a-day.md, run as it stands there: each operation as the person it names, in its order, against the demo of one day."""

import re

import httpx
import pytest

from server.app import create_app
from tests.conftest import client_of
from tests.demo_agency import NOW
from tests.docs.pages import ROOT, blocks
from tests.engines import Urls

PAGE = ROOT / "docs" / "a-day.md"
_WHO = re.compile(r"\A# ([a-z]+)\n")
_ID = re.compile(r"\b[a-z]{3}_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_MOMENT = re.compile(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z")


def steps(page: str) -> list[tuple[str, str, object]]:
    """Give each operation with who asks it and the answer that is shown right after it."""
    shown = blocks(page)
    assert len(shown) % 2 == 0
    found = []
    for operation, answer in zip(shown[::2], shown[1::2], strict=True):
        assert (operation.language, answer.language, answer.follows) == ("graphql", "json", True)
        who = _WHO.match(operation.text)
        assert who, operation.text
        found.append((who[1], operation.text, httpx.Response(200, text=answer.text).json()))
    return found


def differing(shown: object, got: object, known: dict[str, str], path: str = "data") -> list[str]:
    """Compare an answer with what is shown: each id of the page stands for one id of this demo, from where it is met first.

    Moments are only there; the order of names in an object isn't compared.
    """
    match shown, got:
        case dict(), dict() if shown.keys() == got.keys():
            return [one for name in shown for one in differing(shown[name], got[name], known, f"{path}.{name}")]
        case list(), list() if len(shown) == len(got):
            return [one for index, pair in enumerate(zip(shown, got, strict=True)) for one in differing(*pair, known, f"{path}.{index}")]
        case str(), str() if _ID.fullmatch(shown) and _ID.fullmatch(got) and shown[:4] == got[:4]:
            taken = got in known.values() and known.get(shown) != got
            return [f"{path}: {shown} is another one here"] if taken or known.setdefault(shown, got) != got else []
        case str(), str() if _MOMENT.match(shown) and _MOMENT.match(got):
            return []
    return [] if (type(shown), shown) == (type(got), got) else [f"{path}: shown {shown!r}, answered {got!r}"]


async def test_a_day_of_employee_and_superior(demo: Urls) -> None:
    """The accident: the page that people learn from shows a day that nobody has."""
    tried = steps(PAGE.read_text(encoding="utf-8"))
    known: dict[str, str] = {}
    async with client_of(create_app(demo.settings(dev_issuer=True), clock=lambda: NOW)) as client:
        tokens: dict[str, str] = {}
        for who, operation, shown in tried:
            if who not in tokens:
                tokens[who] = (await client.post("/explorer/token", json={"persona": who})).json()["token"]
            query = _ID.sub(lambda met: known.get(met[0], met[0]), operation)
            answer = await client.post("/graphql", json={"query": query}, headers={"Authorization": f"Bearer {tokens[who]}"})
            body = answer.json()
            body.pop("extensions", None)
            assert differing(shown, body, known) == [], operation
    assert {who for who, _, _ in tried} == {"employee", "supervisor"}
    assert len(tried) >= 12


@pytest.mark.parametrize(
    ("shown", "got", "differs"),
    [
        ({"a": "dac_01930000-0000-7000-8000-000000000001"}, {"a": "dac_01930000-0000-7000-8000-000000000009"}, False),
        ({"a": "dac_01930000-0000-7000-8000-000000000001"}, {"a": "apr_01930000-0000-7000-8000-000000000009"}, True),
        (["dac_01930000-0000-7000-8000-000000000001"] * 2, [f"dac_01930000-0000-7000-8000-00000000000{last}" for last in "12"], True),
        ([f"dac_01930000-0000-7000-8000-00000000000{last}" for last in "12"], ["dac_01930000-0000-7000-8000-000000000001"] * 2, True),
        ({"a": "2026-01-02T03:04:05.000000Z"}, {"a": "2026-02-03T04:05:06.000000Z"}, False),
        ({"a": 1}, {"a": True}, True),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ([1, 2], [1], True),
        ({"a": "ASK"}, {"a": "PRAISE"}, True),
    ],
)
def test_what_is_compared(shown: object, got: object, differs: bool) -> None:
    assert bool(differing(shown, got, {})) is differs
