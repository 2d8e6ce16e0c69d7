"""Imports in the histories: a file that renames one person, or one that transfers the stranger to the testing unit."""

from models.vocabulary import ActorKind, Role
from tests.faults.stateful.asks import Ask
from tests.faults.stateful.sending import Answer
from tests.faults.stateful.stage import Process
from tests.worlds import World
from workflows.actor import Actor, RoleHeld
from workflows.calendar import day_in_zone
from workflows.importing.files import ImportFile
from workflows.importing.running import run_import


async def import_file(process: Process, world: World, ask: Ask) -> Answer:
    """Import the file of a command, as ``kinerja import`` does; DONE, or UNCHANGED where everything was there before."""
    today = day_in_zone(world.now, world.zone)
    role = (RoleHeld(Role.AGENCY_ADMIN, None),)
    actor = Actor(ActorKind.IMPORT, world.agency_id, None, None, world.now, today, world.zone, "history-import", roles=role)
    assert process.database is not None
    try:
        outcome = await run_import(process.database, actor, [ImportFile("pegawai.csv", _text(world, ask).encode())], today)
    except Exception as failed:
        if type(failed).__name__ not in ("MachineFailed", "StatementFailure", "Unavailable"):
            raise
        return Answer("FAULT")
    assert outcome.written, outcome.problems
    return Answer("DONE" if outcome.items else "UNCHANGED")


def _text(world: World, ask: Ask) -> str:
    number = world.members[ask.of].number
    if ask.what == "IMPORT_NAME":
        return f"nip,nama,jenis_pegawai\n{number},{ask.text('name')},PNS\n"
    return f"nip,kode_jabatan,jenis_penugasan,tmt,nomor_sk\n{number},P-colleague,Definitif,{ask.day('since').isoformat()},SK 9\n"
