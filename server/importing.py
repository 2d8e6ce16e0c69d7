"""The worker of ``kinerja import``: rosters and plans from files into one agency, all or nothing."""

import asyncio
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path

from models.database import new_id, open_database
from models.vocabulary import ActorKind, Role
from server.agencies import choose_agency
from server.clock import system_clock
from server.failure import Failure
from server.settings import Settings
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.importing.files import ImportFile
from workflows.importing.outcome import ImportOutcome
from workflows.importing.report import report
from workflows.importing.running import run_import
from workflows.messages import DEFAULT_LOCALE, LOCALES


def import_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja import`` takes."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or XLSX files; what each holds is known by its header")
    parser.add_argument("--agency", metavar="CODE", help="code of the agency; may be left out where there is only one")
    parser.add_argument("--effective", type=_day, metavar="DATE", help="the day from which changes hold; not given: today")
    parser.add_argument("--dry-run", action="store_true", help="tell what would be created, changed and ended; save nothing")
    parser.add_argument("--language", default=DEFAULT_LOCALE, choices=LOCALES, help="of the report")


def import_files(settings: Settings, args: Namespace) -> int:
    """Import the files and print the report; 1 if anything has to be mended first, and then nothing is changed.

    Whoever can run this holds the database, so no right is asked for beside that.
    """
    files = [ImportFile(path.name, path) for path in args.files]
    try:
        for file in files:
            file.open().close()
    except OSError as error:
        raise Failure(f"{error.filename}: {error.strerror}") from None
    outcome = asyncio.run(_import(settings, args, files))
    for line in report(outcome, args.language, dry_run=args.dry_run):
        sys.stdout.write(f"{line}\n")
    return 1 if outcome.stopped else 0


async def _import(settings: Settings, args: Namespace, files: list[ImportFile]) -> ImportOutcome:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        agency = await database.read(lambda conn: choose_agency(conn, args.agency))
        now = system_clock()
        today = day_in_zone(now, agency.zone.key)
        actor = Actor(
            kind=ActorKind.IMPORT,
            agency_id=agency.id,
            person_id=None,
            employee_id=None,
            now=now,
            today=today,
            zone=agency.zone.key,
            request_id=f"import-{new_id()}",
            roles=(RoleHeld(Role.AGENCY_ADMIN, None),),
        )
        return await run_import(database, actor, files, args.effective or today, dry_run=args.dry_run)
    finally:
        await database.close()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2026-01-31") from None
