"""The ready operations, read from ``schema/explorer/operations``: a head of comments, the operation, and what finds its variables.

    # group: people
    # personas: supervisor approver       the first is whom it is meant for; with the others it works too
    # id: …                               its title in Indonesian
    # en: …                               and in English
    # variables: {"input": {"id": "=appraisals.edges.0.node.id"}}
    mutation Review(…) { … }
    # prepare:
    query Waiting { … }

A text ``=path`` among the variables is replaced by what the preparing query answers there, so that each runs without an edit.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from server.explorer.places import EXPLORER

GROUPS = ("people", "frontend", "audit")
PREPARE = "# prepare:\n"
HEAD = ("group", "personas", "id", "en", "variables")


@dataclass(frozen=True, slots=True)
class ReadyOperation:
    """One operation to begin with; ``title`` by language, ``prepare`` None where the variables need nothing found."""

    name: str
    group: str
    personas: tuple[str, ...]
    title: dict[str, str]
    variables: dict[str, Any]
    query: str
    prepare: str | None


def read_operation(path: Path) -> ReadyOperation:
    """Read one file.

    Raises:
        ValueError: its head isn't as this module says.
    """
    operation, _, prepare = path.read_text(encoding="utf-8").partition(PREPARE)
    lines = operation.splitlines(keepends=True)
    head = dict(line.removeprefix("# ").strip().split(": ", 1) for line in lines if line.startswith("# "))
    if tuple(head) != HEAD or head["group"] not in GROUPS:
        raise ValueError(f"{path.name}: the head must have {', '.join(HEAD)} in this order, and a group of {', '.join(GROUPS)}")
    return ReadyOperation(
        name=path.stem.partition("-")[2],
        group=head["group"],
        personas=tuple(head["personas"].split()),
        title={locale: head[locale] for locale in ("id", "en")},
        variables=json.loads(head["variables"]),
        query="".join(lines[len(HEAD) :]),
        prepare=prepare or None,
    )


@cache
def operations() -> tuple[ReadyOperation, ...]:
    """Give the ready operations in the order in which they are offered."""
    return tuple(read_operation(path) for path in sorted(EXPLORER.joinpath("operations").glob("*.graphql")))
