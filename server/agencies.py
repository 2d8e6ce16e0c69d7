"""Which agency a command is about, and ``kinerja agency add``: a new agency with its first admin."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from models.database import Connection, new_id, open_database
from models.people import Agency
from models.vocabulary import ApprovalRoute, EmploymentType, NumberKind
from server.clock import system_clock
from server.failure import Failure
from server.settings import Settings
from workflows.actions.people_agencies import AdminDraft, AgencyDraft, create_agency
from workflows.importing.numbers import parse_number
from workflows.importing.problems import CellError
from workflows.messages import message
from workflows.refusals import Refused


@dataclass(frozen=True, slots=True)
class ChosenAgency:
    """The agency that a command is about."""

    id: UUID
    code: str
    zone: ZoneInfo


async def choose_agency(conn: Connection, code: str | None) -> ChosenAgency:
    """Find the agency with a code, or the only one there is.

    Raises:
        Failure: there is none, several, or none with this code.
    """
    rows = await conn.fetch("SELECT id, code, time_zone FROM agency ORDER BY code")
    found = [row for row in rows if code is None or row["code"] == code]
    if len(found) == 1:
        return ChosenAgency(conn.decode(Agency, "id", found[0]["id"]), found[0]["code"], ZoneInfo(found[0]["time_zone"]))
    if not rows:
        raise Failure("there is no agency in this database yet: kinerja agency add makes one")
    there = ", ".join(row["code"] for row in rows)
    raise Failure(f"--agency: which of {there}?" if code is None else f"--agency: there is no {code}, only {there}")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja agency add`` takes."""
    parser.add_argument("--code", required=True, help="the agency's code, unique in this database")
    parser.add_argument("--name", required=True, help="the agency's name")
    parser.add_argument(
        "--zone", default="Asia/Jakarta", help="its time zone: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT)"
    )
    routes = [route.value for route in (ApprovalRoute.SUPERIOR, ApprovalRoute.APPRAISER)]
    parser.add_argument("--route", default=routes[0], choices=routes, help="who fixes appraisals where a unit doesn't say otherwise")
    parser.add_argument("--admin-name", required=True, help="the first admin's name")
    parser.add_argument("--admin-nip", metavar="NIP", help="the first admin's NIP, 18 digits")
    parser.add_argument("--admin-code", metavar="CODE", help="the agency's own code of an admin without a NIP")
    types = [kind.value for kind in EmploymentType]
    parser.add_argument("--admin-type", default=EmploymentType.PNS.value, choices=types, help="the first admin's employment type")
    parser.add_argument("--admin-email", metavar="ADDRESS", help="the first admin's e-mail address")


def add(settings: Settings, args: Namespace) -> int:
    """Make an agency with its first admin; prints the agency's id."""
    if (args.admin_nip is None) == (args.admin_code is None):
        raise Failure("the first admin is known by --admin-nip or, without a NIP, by --admin-code: give one of them")
    employment = EmploymentType(args.admin_type)
    try:
        number = None if args.admin_nip is None else parse_number(args.admin_nip, NumberKind.NIP, employment)
    except CellError as wrong:
        raise Failure(f"--admin-nip: {message(f'import.{wrong.code.value}', 'en', wrong.params)}") from None
    kind = NumberKind.NONE if number is None else NumberKind.NIP
    admin = AdminDraft(args.admin_name, kind, number, args.admin_code, employment, args.admin_email)
    draft = AgencyDraft(args.code, args.name, args.zone, ApprovalRoute(args.route))
    sys.stdout.write(f"agy_{asyncio.run(_add(settings, draft, admin))}\n")
    return 0


async def _add(settings: Settings, draft: AgencyDraft, admin: AdminDraft) -> UUID:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        made = await create_agency(database, draft, admin, now=system_clock(), request_id=f"command-{new_id()}")
    except Refused as refused:
        lines = [
            f"{reason.path}: {message(f'reason.{reason.code.value}', 'en', reason.params)}"
            f" {message(f'reason.{reason.code.value}.fix', 'en', reason.params)}"
            for reason in refused.refusal.reasons
        ]
        raise Failure("; ".join(lines) or refused.refusal.code.value) from None
    finally:
        await database.close()
    return made.agency_id
