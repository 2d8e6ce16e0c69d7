"""The workers of ``kinerja figures``: the maintained summary of weeks is checked against a recount, or written anew from one."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from uuid import UUID

from models.database import Connection, open_database
from server.agencies import choose_agency
from server.settings import Settings
from workflows.figures.weeks import differing, rebuild

Work = Callable[[Connection, UUID], Awaitable[int]]


def figures_arguments(parser: ArgumentParser) -> None:
    """Declare what ``kinerja figures rebuild`` and ``kinerja figures check`` take."""
    parser.add_argument("--agency", metavar="CODE", help="code or id of the agency; may be left out where there is one")


def check_figures(settings: Settings, args: Namespace) -> int:
    """Print in how many units and weeks the summary isn't what a recount gives; 1 if there are any.

    Raises:
        Failure: no such agency, or several and none named.
    """
    differs = asyncio.run(_work(settings, args, differing, writes=False))
    sys.stdout.write(f"{differs}\n")
    return 1 if differs else 0


def rebuild_figures(settings: Settings, args: Namespace) -> int:
    """Write the summary anew; print in how many units and weeks it was wrong. Writers of daily activities wait meanwhile.

    Raises:
        Failure: no such agency, or several and none named.
    """
    sys.stdout.write(f"{asyncio.run(_work(settings, args, rebuild, writes=True))}\n")
    return 0


async def _work(settings: Settings, args: Namespace, work: Work, *, writes: bool) -> int:
    database = await open_database(settings.database_url, limits=settings.limits)
    try:
        agency = await database.read(lambda conn: choose_agency(conn, args.agency))
        within = database.transaction if writes else database.read
        return await within(lambda conn: work(conn, agency.id))
    finally:
        await database.close()
