"""Imports of rosters: how far one is, what it did, and what was wrong with which row."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from models.people import Employee
from models.uploads import ImportJob, ImportProblem
from models.vocabulary import ImportEffect, ImportStage, ImportState, ReasonCode, SubjectType
from schema.context import Context
from schema.reads.declare import Orders, column, computed, connection, filter_set, filters, record, to_one, value, where
from schema.reads.fields import Key, Order, Value
from schema.reads.ids import make_id
from schema.reads.node import Node
from schema.reads.readfield import plain
from workflows.importing.outcome import Progress
from workflows.messages import message

REPORT_PATH = "/imports/{id}/report.xlsx"
"""Where the report of an import is."""


@value
class ImportedFile:
    """A file that an import reads."""

    name: str = plain("The name that its sender gave it.")
    size: int = plain("Its size in bytes.")
    sha256: str = plain("The SHA-256 of its content, in hex; the events of the import name it.")


@value
class ImportCount:
    """How many records of a kind an import touches in one way."""

    subject: SubjectType = plain("The kind of record.")
    effect: ImportEffect = plain("What happens to it.")
    count: int = plain("How many.")


@value
class ImportProgress:
    """How far an import is."""

    stage: ImportStage | None = plain("What it is doing, or did last; null before it began.")
    done: int = plain("How many rows, people or posts of the stage are done.")
    total: int | None = plain("How many the stage has; null where that isn't known.")


@value
class ImportStop:
    """Why an import went no further, where that isn't a matter of its rows."""

    code: ReasonCode = plain("The reason's code.")
    message: str = plain("The reason as a sentence in your language.")
    how_to_fix: str = plain("What to do next, in your language.")


async def _files(_: Context, rows: Sequence[Mapping[str, Any]], __: Mapping[str, Any]) -> list[list[ImportedFile]]:
    return [
        [ImportedFile(name=one["name"], size=one["size"], sha256=one["sha256"]) for one in json.loads(row["files_held"])] for row in rows
    ]


async def _counts(_: Context, rows: Sequence[Mapping[str, Any]], __: Mapping[str, Any]) -> list[list[ImportCount]]:
    return [
        [
            ImportCount(subject=SubjectType(one["subject"]), effect=ImportEffect(one["effect"]), count=one["count"])
            for one in json.loads(row["counts_held"])
        ]
        for row in rows
    ]


async def _progress(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[ImportProgress]:
    shown = []
    for row in rows:
        told: Progress | None = None
        if row["state"] == ImportState.RUNNING and context.imports is not None:
            told = await context.imports.turns.heard(row["id"])
        kept = row["stage_held"]
        shown.append(
            ImportProgress(stage=told.stage, done=told.done, total=told.total)
            if told is not None
            else ImportProgress(stage=None if kept is None else ImportStage(kept), done=row["done_held"], total=row["total_held"])
        )
    return shown


async def _stops(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[ImportStop | None]:
    return [None if row["stopped_held"] is None else _stop(ReasonCode(row["stopped_held"]), context.locale) for row in rows]


def _stop(code: ReasonCode, locale: str) -> ImportStop:
    key = f"reason.{code.value}"
    return ImportStop(code=code, message=message(key, locale, {}), how_to_fix=message(f"{key}.fix", locale, {}))


async def _reports(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[str | None]:
    now = context.actor.now
    return [
        REPORT_PATH.format(id=make_id("imp", row["id"])) if row["report_until"] is not None and row["report_until"] > now else None
        for row in rows
    ]


async def _messages(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[str]:
    return [_sentence(row, "", context.locale) for row in rows]


async def _fixes(context: Context, rows: Sequence[Mapping[str, Any]], _: Mapping[str, Any]) -> list[str]:
    return [_sentence(row, ".fix", context.locale) for row in rows]


def _sentence(row: Mapping[str, Any], part: str, locale: str) -> str:
    return message(f"import.{row['code']}{part}", locale, json.loads(row["params_held"]))


@record(
    ImportProblem,
    "ipr",
    name="RosterImportProblem",
    values=(Value("params_held", column="params"),),
)
class RosterImportProblem(Node):
    """One thing that an import found. The first thousand errors and the first thousand notices are kept."""

    file = column("The place of its file among the import's, from 0.")
    sheet = column("The sheet; null in a file that has none.")
    row = column("The row, as a spreadsheet counts them.", of="line")
    column_ = column("The header of the column; null where it is about the row or the file.", of="field", name="column")
    code = column("What is wrong; never changes with the language.")
    severity = column("Whether it stops the row or is only worth a look.")
    message: str = computed(_messages, "What is wrong, in your language.", needs=("code", "params_held"))
    how_to_fix: str = computed(_fixes, "What to do, in your language.", needs=("code", "params_held"))


PROBLEM_ORDERS = Orders("RosterImportProblemOrder", "Orders of problems.", Order("PLACE_ASC", "By place.", (Key("ordinal"),)))


@filters
class RosterImportProblemFilter:
    """Which problems; all given fields must hold."""

    codes: list[str] | None = where("{code} IN :value", "With one of these codes.")


@record(
    ImportJob,
    "imp",
    name="RosterImport",
    values=(
        Value("files_held", column="files"),
        Value("counts_held", column="counts"),
        Value("stage_held", column="stage"),
        Value("done_held", column="done"),
        Value("total_held", column="total"),
        Value("stopped_held", column="stopped_by"),
        Value("report_until", column="report_until"),
    ),
)
class RosterImport(Node):
    """An import of uploaded files; it goes on behind the requests. The agency's admins see it."""

    state = column("Where it stands. It has ended when this is `DONE`, `REFUSED` or `FAILED`; only with `DONE` anything was changed.")
    progress: ImportProgress = computed(_progress, "How far it is.", needs=("id", "state", "stage_held", "done_held", "total_held"))
    effective = column("The day from which changes hold where a row doesn't say its own.")
    dry_run = column("Whether it only checks: nothing is changed.")
    rows = column("Which rows it takes.", of="rows_taken")
    files: list[ImportedFile] = computed(_files, "The files, in the order in which they are read.", needs=("files_held",))
    written = column("Whether its changes were made.")
    row_count = column("How many rows were read.")
    rejected = column("How many rows have to be mended.")
    error_count = column("How many errors there are, also beyond those listed.", of="errors")
    notice_count = column("How many notices there are, also beyond those listed.", of="notices")
    counts: list[ImportCount] = computed(
        _counts, "What was or, in a dry run, would be created, changed and ended, by kind.", needs=("counts_held",)
    )
    locked_milliseconds = column("How long others had to wait to write, in milliseconds; null before that is known.", of="locked_ms")
    stopped: ImportStop | None = computed(_stops, "Why it failed; null where its problems say it.", needs=("stopped_held",))
    report_url: str | None = computed(
        _reports,
        "Where its rows with their problems are, as a spreadsheet to be mended and sent again: a path of this server, fetched with your"
        " token. Null where there is none: before the end, without problems, and a day later.",
        needs=("id", "report_until"),
    )
    problems = connection(
        ImportProblem,
        "What was found, by place.",
        PROBLEM_ORDERS,
        column="job_id",
        filters=filter_set(RosterImportProblemFilter),
    )
    requested_by = to_one(Employee, "requested_by_id", "Who asked for it.")
    requested_at = column("When it was asked for.")
    started_at = column("When it began; null while it waits for its turn.")
    finished_at = column("When it ended; null before.")
