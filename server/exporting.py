"""The workers of ``kinerja export``: an agency's history, and its results in the national columns, as CSV to a file or standard output."""

import asyncio
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TextIO
from uuid import UUID
from zoneinfo import ZoneInfo

from models.cycles import AppraisalCycle
from models.database import Connection, Database, open_database
from models.vocabulary import CycleState, SubjectType
from server.agencies import ChosenAgency, choose_agency
from server.clock import system_clock
from server.failure import Failure
from server.settings import Settings
from workflows.exports import everything
from workflows.exports_history import HistorySelection, history_csv
from workflows.exports_results import results_csv


class ExportRefused(Failure):
    """An export that can't be made as asked; its text is the one line that the person reads."""


Pieces = Callable[[Database, ChosenAgency, Namespace], Awaitable[AsyncIterator[str]]]


def history_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja export history`` takes."""
    _arguments(parser)
    parser.add_argument("--since", type=_moment, help="from this day (in the agency's zone) or moment on")
    parser.add_argument("--until", type=_moment, help="before this day or moment; not given: until now")
    parser.add_argument("--subject", type=_subject, metavar="TYPE:ID", help="only one subject, e.g. APPRAISAL:0193…")


def results_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja export results`` takes."""
    _arguments(parser)
    parser.add_argument("--cycle", metavar="NAME", help="name or id of the cycle; not given: the one closed last")


def export_history(settings: Settings, args: Namespace) -> int:
    """Write an agency's history as CSV; give the exit code.

    Whoever can run this holds the database, so no right is asked for beside that: all of the agency's is written, ratings that aren't
    delivered yet as well.

    Raises:
        ExportRefused: no such agency, or several and none named.
    """
    return asyncio.run(_export(settings, args, _history))


def export_results(settings: Settings, args: Namespace) -> int:
    """Write the approved appraisals of one cycle in the 13 national columns as CSV; give the exit code.

    Raises:
        ExportRefused: no such agency or cycle, or several agencies and none named.
    """
    return asyncio.run(_export(settings, args, _results))


async def _export(settings: Settings, args: Namespace, pieces: Pieces) -> int:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        agency = await database.read(lambda conn: choose_agency(conn, args.agency))
        made = await pieces(database, agency, args)
        with _target(args.output) as out:
            async for piece in made:
                out.write(piece)
            out.flush()
    except BrokenPipeError:
        # Whoever read standard output has gone, as `head` does; what Python still holds for it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        await database.close()
    return 0


async def _history(database: Database, agency: ChosenAgency, args: Namespace) -> AsyncIterator[str]:
    subject_type, subject_id = args.subject or (None, None)
    until = _in_zone(args.until, agency.zone) or system_clock()
    selection = HistorySelection(_in_zone(args.since, agency.zone), until, subject_type, subject_id)
    return history_csv(database, agency.id, selection, everything())


async def _results(database: Database, agency: ChosenAgency, args: Namespace) -> AsyncIterator[str]:
    cycle_id, name = await database.read(lambda conn: _cycle(conn, agency, args.cycle))
    sys.stderr.write(f"{name}\n")
    return results_csv(database, agency.id, cycle_id, everything())


async def _cycle(conn: Connection, agency: ChosenAgency, asked: str | None) -> tuple[UUID, str]:
    rows = await conn.fetch(
        "SELECT id, name, state FROM appraisal_cycle WHERE agency_id = :agency AND state <> 'PLANNED' ORDER BY ends_on DESC, id DESC",
        {"agency": agency.id},
    )
    cycles = [(conn.decode(AppraisalCycle, "id", row["id"]), str(row["name"]), row["state"]) for row in rows]
    if asked is None:
        found = [one for one in cycles if one[2] == CycleState.CLOSED.value][:1]
        if not found:
            raise ExportRefused("--cycle: none is closed yet, so name one" + _there(cycles))
    else:
        found = [one for one in cycles if asked in (one[1], str(one[0]))]
        if len(found) != 1:
            raise ExportRefused(f"--cycle: {len(found) or 'none'} of this agency is {asked!r}" + _there(cycles))
    return found[0][0], found[0][1]


def _there(cycles: list[tuple[UUID, str, str]]) -> str:
    return f"; there are: {', '.join(f'{name} ({cycle_id})' for cycle_id, name, _ in cycles)}" if cycles else "; there is none"


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Give standard output, or a file that takes its name only once it is whole."""
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr] # it is a TextIOWrapper in a command
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--agency", metavar="CODE", help="code of the agency; may be left out where there is only one")
    parser.add_argument("--output", type=Path, metavar="FILE", help="the file to write; not given: standard output")


def _moment(text: str) -> datetime | date:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is neither a day such as 2026-01-31 nor a moment such as 2026-01-31T16:00:00Z") from None


def _subject(text: str) -> tuple[SubjectType, UUID]:
    kind, _, subject_id = text.partition(":")
    try:
        return SubjectType(kind), UUID(subject_id)
    except ValueError:
        kinds = ", ".join(one.value for one in SubjectType)
        raise ArgumentTypeError(f"{text!r} is not TYPE:ID with an id and one of {kinds}") from None


def _in_zone(moment: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
