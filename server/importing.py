"""The worker of ``kinerja import``: rosters and plans from files into one agency, all or nothing or the valid rows alone."""

import asyncio
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from models.database import new_id, open_database
from models.vocabulary import ActorKind, Role
from server.agencies import choose_agency
from server.clock import system_clock
from server.failure import Failure
from server.settings import Settings
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.importing.files import ImportFile
from workflows.importing.outcome import ImportOutcome, Progress, RowsTaken, Stage
from workflows.importing.report import report
from workflows.importing.returned import write_report
from workflows.importing.running import run_import
from workflows.messages import DEFAULT_LOCALE, LOCALES


def import_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja import`` takes."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV or XLSX; what each holds is known by its header")
    parser.add_argument("--agency", metavar="CODE", help="code of the agency; may be left out where there is only one")
    parser.add_argument("--effective", type=_day, metavar="DATE", help="the day from which changes hold; not given: today")
    parser.add_argument("--dry-run", action="store_true", help="tell what would be created, changed and ended; save nothing")
    parser.add_argument("--valid-rows", action="store_true", help="take the valid rows, leave out the rest and what depends on them")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the rows with what is wrong beside them, to be mended (XLSX)")
    parser.add_argument("--language", default=DEFAULT_LOCALE, choices=LOCALES, help="of the report")


DONE, STOPPED, SOME_LEFT_OUT = 0, 1, 3
"""Exit codes: everything was taken, nothing was changed, valid rows were taken and others weren't. 2 is an argument that isn't known."""


def import_files(settings: Settings, args: Namespace) -> int:
    """Import the files, print the report, give the exit code.

    Whoever can run this holds the database, so no right is asked for beside that.
    """
    files = [ImportFile(path.name, path) for path in args.files]
    try:
        for file in files:
            file.open().close()
    except OSError as error:
        raise Failure(f"{error.filename}: {error.strerror}") from None
    with _Bar() as bar:
        outcome = asyncio.run(_import(settings, args, files, bar.tell))
    for line in report(outcome, args.language, dry_run=args.dry_run):
        sys.stdout.write(f"{line}\n")
    if args.report is not None:
        write_report(outcome, files, args.report, args.language)
    if outcome.findings is not None:
        outcome.findings.close()
    if outcome.stopped:
        return STOPPED
    return SOME_LEFT_OUT if outcome.rejected else DONE


class _Bar:
    """A bar on standard error for each stage, where that is a terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._stages: dict[Stage, TaskID] = {}

    def __enter__(self) -> "_Bar":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def tell(self, progress: Progress) -> None:
        if progress.stage not in self._stages:
            self._stages[progress.stage] = self._bars.add_task(progress.stage.value.lower(), total=progress.total)
        self._bars.update(self._stages[progress.stage], completed=progress.done, total=progress.total)


async def _import(settings: Settings, args: Namespace, files: list[ImportFile], tell: Callable[[Progress], None]) -> ImportOutcome:
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
        taken = RowsTaken.VALID if args.valid_rows else RowsTaken.ALL
        return await run_import(database, actor, files, args.effective or today, dry_run=args.dry_run, rows=taken, progress=tell)
    finally:
        await database.close()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2026-01-31") from None
