"""The worker of ``kinerja report``: a unit's board as a workbook."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from models.database import Connection, open_database
from models.limits import TREND_DEFAULT_WEEKS, YEAR_FIRST, YEAR_LAST
from models.people import OrgUnit
from models.vocabulary import ActorKind, Role
from server.agencies import ChosenAgency, choose_agency
from server.clock import system_clock
from server.failure import Failure
from server.settings import Settings
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.figures.board import unit_board
from workflows.figures.workbook import Sheet, names_of, sheets, write_workbook


def report_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja report`` takes."""
    parser.add_argument("unit", metavar="UNIT", help="code of the unit")
    parser.add_argument("--agency", metavar="CODE", help="code of the agency; may be left out where there is only one")
    parser.add_argument("--year", type=int, help="the year of plans and results; this one if not given")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the file to write; not given: UNIT-YEAR.xlsx")
    parser.add_argument("--language", choices=("id", "en"), default="id", help="of headings and words")


def report(settings: Settings, args: Namespace) -> int:
    """Write a unit's board as a workbook; print the file's name.

    Whoever can run this holds the database: it shows what the agency's admin and auditor would see on the page.

    Raises:
        Failure: no such agency or unit, several agencies and none named, a year outside of the limits, or a file that can't be written.
    """
    if args.year is not None and not YEAR_FIRST <= args.year <= YEAR_LAST:
        raise Failure(f"--year: from {YEAR_FIRST} to {YEAR_LAST}")
    made, year = asyncio.run(_made(settings, args))
    out: Path = args.out or Path(f"{''.join(char if char.isalnum() else '-' for char in args.unit)}-{year}.xlsx")
    part = out.with_name(f"{out.name}.part")
    try:
        write_workbook(part, made, args.language)
        part.replace(out)
    except OSError as failed:
        raise Failure(f"--out: {out} can't be written: {failed.strerror}") from None
    finally:
        # Where the folder isn't one, there is nothing to remove either.
        with suppress(OSError):
            part.unlink()
    sys.stdout.write(f"{out}\n")
    return 0


async def _made(settings: Settings, args: Namespace) -> tuple[list[Sheet], int]:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        agency = await database.read(lambda conn: choose_agency(conn, args.agency))
        actor = _reader(agency)
        year = args.year or actor.today.year

        async def work(conn: Connection) -> list[Sheet]:
            board = await unit_board(conn, actor, await _unit(conn, agency, args.unit), year, TREND_DEFAULT_WEEKS)
            if board is None:
                raise Failure(f"UNIT: there is no {args.unit} in {agency.code}")
            return sheets(board, await names_of(conn, actor, board), actor, args.language)

        return await database.read(work), year
    finally:
        await database.close()


def _reader(agency: ChosenAgency) -> Actor:
    now, zone = system_clock(), agency.zone.key
    roles = (RoleHeld(Role.AGENCY_ADMIN, None), RoleHeld(Role.AUDITOR, None))
    return Actor(ActorKind.SYSTEM, agency.id, None, None, now, day_in_zone(now, zone), zone, "command-report", roles=roles)


async def _unit(conn: Connection, agency: ChosenAgency, code: str) -> UUID:
    rows = await conn.fetch("SELECT id FROM org_unit WHERE agency_id = :agency AND code = :code", {"agency": agency.id, "code": code})
    if not rows:
        raise Failure(f"UNIT: there is no {code} in {agency.code}")
    found: UUID = conn.decode(OrgUnit, "id", rows[0]["id"])
    return found
