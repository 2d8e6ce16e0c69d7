"""``kinerja identity link``: an account of the identity provider linked to an employee by whoever holds the command line.

An agency's first admin signs in this way; everybody after that is linked by an admin, or by their NIP at their first sign-in.
"""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from uuid import UUID

from models.database import Connection, new_id, open_database
from models.people import Employee
from models.vocabulary import ActorKind, NumberKind
from server.agencies import choose_agency
from server.clock import system_clock
from server.failure import Failure
from server.settings import PREFIX, Settings
from workflows.actions.people_identities import IdentityDraft, link_identity_by_operator
from workflows.actor import Actor
from workflows.calendar import day_in_zone
from workflows.messages import message
from workflows.refusals import Refused


def link_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja identity link`` takes."""
    parser.add_argument("--agency", metavar="CODE", help="the agency's code; not needed if there is only one")
    parser.add_argument("--nip", metavar="NIP", help="the employee's NIP, 18 digits")
    parser.add_argument("--code", metavar="CODE", help="the agency's own code of an employee without a NIP")
    parser.add_argument("--subject", required=True, help="the account, as the issuer's tokens name it in sub")
    parser.add_argument("--issuer", help=f"the issuer, as its tokens name it in iss; {PREFIX}OIDC_ISSUER if not given")


def link(settings: Settings, args: Namespace) -> int:
    """Link an account; prints the link's id."""
    if (args.nip is None) == (args.code is None):
        raise Failure("the employee is known by --nip or, without a NIP, by --code: give one of them")
    issuer = args.issuer or settings.oidc_issuer
    if issuer is None:
        raise Failure(f"--issuer: give it, or set {PREFIX}OIDC_ISSUER")
    sys.stdout.write(f"idn_{asyncio.run(_link(settings, args, issuer))}\n")
    return 0


async def _link(settings: Settings, args: Namespace, issuer: str) -> UUID:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        agency = await database.read(lambda conn: choose_agency(conn, args.agency))
        employee_id = await database.read(lambda conn: _employee(conn, agency.id, args))
        now = system_clock()
        actor = Actor(
            kind=ActorKind.SYSTEM,
            agency_id=agency.id,
            person_id=None,
            employee_id=None,
            now=now,
            today=day_in_zone(now, agency.zone.key),
            zone=agency.zone.key,
            request_id=f"command-{new_id()}",
        )
        return await link_identity_by_operator(database, actor, IdentityDraft(employee_id, issuer, args.subject))
    except Refused as refused:
        said = [
            f"{message(f'reason.{one.code.value}', 'en', one.params)} {message(f'reason.{one.code.value}.fix', 'en', one.params)}"
            for one in refused.refusal.reasons
        ]
        raise Failure(" ".join(said) or refused.refusal.code.value) from None
    finally:
        await database.close()


async def _employee(conn: Connection, agency_id: UUID, args: Namespace) -> UUID:
    rows = await conn.fetch(
        "SELECT e.id FROM employee e JOIN person p ON p.id = e.person_id WHERE e.agency_id = :agency"
        " AND ((p.number = :nip AND p.number_kind = :kind) OR e.code = :code)",
        {"agency": agency_id, "nip": args.nip, "kind": NumberKind.NIP, "code": args.code},
    )
    if len(rows) != 1:
        raise Failure("--nip: there is no such employee in this agency" if args.nip else "--code: there is no such employee in this agency")
    found: UUID = conn.decode(Employee, "id", rows[0]["id"])
    return found
