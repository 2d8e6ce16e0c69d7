"""Judging an answer: no fault, nothing shown that is hidden, nothing written by what was refused, versions that rise with their events."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from models.database import Connection
from schema.errors import REQUEST_ERROR_CODES
from tests.fuzz.ledger import Written
from tests.fuzz.sight import ID, drafts_of_others, undelivered, unseen
from workflows.access import Actor
from workflows.verification import RECORDS

RATINGS = frozenset({"behaviourRating", "feedback", "predicate", "recommendation", "resultRating", "fzRating"})
"""What a person doesn't see of their own appraisal before it is delivered."""
SELF_APPRAISAL = frozenset({"realisations", "selfAppraisal", "fzSaid"})
"""What nobody else sees of an appraisal in DRAFT."""
FAULT_TEXT = re.compile(r"Traceback|sqlite3|asyncpg|IntegrityError|OperationalError|\.py\b|SELECT .* FROM|site-packages")
KINDS = {str(model._meta.db_table): kind.value for model, kind in RECORDS.items()}
"""The kind of subject that each table with versions holds."""
SEVERAL = frozenset({"decideLine", "setLines", "setSuggestedLines", "importRoster", "openCycle", "closeCycle", "grantRole", "revokeRole"})
"""Mutations that may write more than one record, or begin what goes on behind them."""


@dataclass
class Judged:
    """What came of one request; ``wrong`` tells everything that shouldn't be, empty when all is well."""

    outcome: str
    codes: list[str] = field(default_factory=list)
    ids: int = 0
    wrong: list[str] = field(default_factory=list)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Give every object in an answer, at any depth."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from objects(one)
    elif isinstance(value, list):
        for one in value:
            yield from objects(one)


def judge_answer(response: httpx.Response) -> tuple[dict[str, Any], Judged]:
    """Judge the form of an answer: a status and codes that are documented, no text of an exception."""
    judged = Judged("errors")
    try:
        body: dict[str, Any] = response.json()
    except ValueError:
        return {}, Judged("none", wrong=[f"no JSON: {response.status_code}"])
    if response.status_code >= 500:
        judged.wrong.append(f"status {response.status_code}")
    for error in body.get("errors", ()):
        code = error.get("extensions", {}).get("code")
        judged.codes.append(str(code))
        if code not in REQUEST_ERROR_CODES or code == "INTERNAL":
            judged.wrong.append(f"error {code}")
        if FAULT_TEXT.search(str(error.get("message"))):
            judged.wrong.append("an exception's text")
    if body.get("data") and any(value is not None for value in body["data"].values()):
        judged.outcome = "data"
    return body, judged


async def judge_sight(conn: Connection, actors: Sequence[Actor], body: Mapping[str, Any], shown: str) -> tuple[int, list[str]]:
    """Judge what an answer shows: give how many ids it does, and what of it none of ``actors``, the reader before and after, may see."""
    ids = {f"{prefix}_{key}" for prefix, key in ID.findall(shown)}
    hidden = set(ids)
    wrong: list[str] = []
    for actor in actors:
        hidden &= set(await unseen(conn, actor, hidden))
    wrong += [f"shows {one}" for one in sorted(hidden)]
    actor = actors[-1]
    own = {f"apr_{key}" for key in await undelivered(conn, actor)}
    drafts = {f"apr_{key}" for key in await drafts_of_others(conn, actor)}
    for one in objects(body.get("data")):
        closed = (RATINGS if one.get("fzId") in own else frozenset()) | (SELF_APPRAISAL if one.get("fzId") in drafts else frozenset())
        # A field that is asked for twice has the generator's alias: its name, an underline and a type.
        wrong += [
            f"tells {name} of {one['fzId']}" for name, value in one.items() if name.split("_")[0] in closed and value not in (None, [])
        ]
        if one.get("fzType") == "HistoryEvent":
            wrong += await _told_by_history(conn, one, own, drafts)
    return len(ids), wrong


async def _told_by_history(conn: Connection, event: Mapping[str, Any], own: set[str], drafts: set[str]) -> list[str]:
    changes = [one for name, value in event.items() if name.split("_")[0] == "changes" for one in value or ()]
    if not changes:
        return []
    rows = await conn.fetch("SELECT subject_id FROM event WHERE id = :id", {"id": UUID(str(event["fzId"]).partition("_")[2])})
    subject = f"apr_{rows[0]['subject_id']}" if rows else ""
    closed = (RATINGS if subject in own else frozenset()) | (SELF_APPRAISAL if subject in drafts else frozenset())
    return [
        f"the history tells {one['path']} of {subject}"
        for one in changes
        if str(one.get("path", "")).split(".")[0] in closed and (one.get("old") or one.get("new"))
    ]


async def judge_writes(conn: Connection, name: str | None, payloads: Sequence[Mapping[str, Any]], written: Sequence[Written]) -> list[str]:
    """Judge what a request wrote against what it answered; ``payloads`` are those of the mutation ``name``, none for a query."""
    done = [one for one in payloads if one.get("fzRefusal") is None and one.get("fzEvent") and not one.get("fzReplayed")]
    if not done:
        return [f"refused, but wrote {sorted({one.table for one in written})}"] if written else []
    wrong = []
    rises = {(KINDS[one.table], one.key, one.became) for one in written if one.table in KINDS and one.was != one.became}
    wrong += [
        f"{one.table} from {one.was} to {one.became}"
        for one in written
        if one.table in KINDS and one.was and one.became != one.was + 1 and one.became != one.was
    ]
    keys = [UUID(one.key) for one in written if one.table == "event"]
    rows = await conn.fetch("SELECT id, subject_type, subject_id, version FROM event WHERE id IN :ids", {"ids": keys}) if keys else []
    events = {(str(row["subject_type"]), str(row["subject_id"]), row["version"]) for row in rows}
    unversioned = {one for one in events if one[0] not in KINDS.values()}
    if rises != events - unversioned:
        wrong.append(f"versions {rises ^ (events - unversioned)} without their events, or events without")
    told = {str(one["fzEvent"]["id"]).partition("_")[2] for one in done}
    if not told <= {str(row["id"]) for row in rows}:
        wrong.append("answers with an event that wasn't written")
    if name not in SEVERAL and len(rows) != len(done):
        wrong.append(f"{len(done)} done, {len(rows)} events")
    return wrong
