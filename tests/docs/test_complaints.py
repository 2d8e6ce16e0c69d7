"""The page of complaints: all fifteen are there, each with what answers it or that it is open; every name in it is the schema's."""

import re
from functools import cache

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from schema.errors import REQUEST_ERROR_CODES
from schema.root import build
from tests.docs.pages import ROOT, links, spans

PAGE = ROOT / "docs" / "complaints.md"
COMPLAINTS = 15
"""As many as section 11 of the domain page numbers."""
HEADING = re.compile(r"^## (\d+)\. .+$", re.MULTILINE)
ELSEWHERE = re.compile(r"kinerja [a-z ]+|KINERJA_[A-Z_]+|tests/.+|is_skp_plt_plh_pjb|POST /uploads")
"""What isn't of the schema: commands, settings and files, which ``test_names.py`` looks up, a column of the export, and an address."""


@cache
def fields() -> dict[str, frozenset[str]]:
    """Give the names of the fields of each type and input of the schema."""
    kinds = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)
    return {name: frozenset(kind.fields) for name, kind in build().core.type_map.items() if isinstance(kind, kinds)}


@cache
def words() -> frozenset[str]:
    """Give the codes and words that an answer may hold."""
    kinds = [kind for kind in build().core.type_map.values() if isinstance(kind, GraphQLEnumType)]
    return frozenset(word for kind in kinds for word in kind.values) | frozenset(REQUEST_ERROR_CODES)


def of_the_schema(name: str) -> bool:
    """Tell whether a name is a query, a mutation, or ``Type.field`` of the schema; ``viewer.field`` is one of its own."""
    kind, dot, field = name.rpartition(".")
    if not dot:
        return name in fields()["Query"] | fields()["Mutation"]
    return field in fields().get("Viewer" if kind == "viewer" else kind, ())


def unknown(text: str) -> list[str]:
    """Name what stands as code in a text and is neither of the schema nor looked up elsewhere."""
    return [name for name in spans(text) if not (of_the_schema(name) or name in words() or ELSEWHERE.fullmatch(name))]


def faults(page: str) -> list[str]:
    """Say what is wrong with the page: a complaint that is missing, or says neither what answers it nor that it is open."""
    numbers = [int(number) for number in HEADING.findall(page)]
    found = [] if numbers == list(range(1, COMPLAINTS + 1)) else [f"complaints {numbers}"]
    for number, said in zip(numbers, HEADING.split(page)[2::2], strict=True):
        if "**Answered:**" not in said and "**Open:**" not in said:
            found.append(f"{number} says nothing")
        elif "**Answered:**" in said and not any(map(of_the_schema, spans(said.partition("**Open:**")[0]))):
            found.append(f"{number} names no operation")
    return found


def test_all_fifteen_are_there_and_every_name_in_them_is_of_the_schema() -> None:
    """The accident: an operation is renamed, or a complaint dropped that nobody wanted to answer."""
    page = PAGE.read_text(encoding="utf-8")
    assert faults(page) == []
    assert unknown(page) == []
    assert "docs/complaints.md" in links((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["mendAll", "Appraisal.colour", "Nothing.id", "viewer.wishes", "NEVER_SAID"])
def test_a_name_that_is_not_there_is_found(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert unknown(page + f"\nAlso `{name}`.\n") == [name]


def test_a_complaint_that_is_missing_or_unanswered_is_found() -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, third, fourth = page.partition("## 3. ")[0], page.partition("## 3. ")[2], "## 4. " + page.partition("## 4. ")[2]
    assert faults(head + fourth)[0].startswith("complaints [1, 2, 4,")
    assert faults(head + "## 3. " + third.partition("\n")[0] + "\n\nPerhaps.\n\n" + fourth) == ["3 says nothing"]
    assert faults(head + "## 3. Asked\n\n**Answered:** by itself.\n\n" + fourth) == ["3 names no operation"]
