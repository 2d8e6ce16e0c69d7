"""A server in a process of its own whose machine's time is set while it works.

``python -m tests.faults.shifted MOMENT going|standing FILE``.

Its time is MOMENT and, where it is ``going``, what has passed since; and the seconds that stand in FILE, read whenever anything asks for
the time: the clock that the app is given as well as ``time.time`` and ``time.time_ns``, of which keys are made. What only goes forward
(``time.monotonic``) goes on as on a machine whose time is set.
"""

import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.app import create_app
from server.logs import set_up_logs
from server.serving import Announcing, configured, spare_collections
from server.settings import read_settings
from tests.engines import Urls
from tests.faults.failing import Server, launch

SECOND = 1_000_000_000


class Setting:
    """The clock of one server, to be set from outside: ``shift`` is by how much it is wrong."""

    def __init__(self, folder: Path, name: str = "clock") -> None:
        self.path = folder / f"{name}.shift"
        self.shift = timedelta()
        self.set(self.shift)

    def set(self, shift: timedelta) -> None:
        """Set the clock: whatever reads it from now on reads it so."""
        self.shift = shift
        fresh = self.path.with_suffix(".fresh")
        fresh.write_text(str(shift // timedelta(seconds=1)), encoding="ascii")
        fresh.replace(self.path)

    async def start(self, urls: Urls, moment: datetime, *, going: bool = True, log: Path | None = None, **more: str) -> Server:
        """Start a server by this clock; ``more`` are settings."""
        kind = "going" if going else "standing"
        return await launch(urls, "tests.faults.shifted", (moment.isoformat(), kind, str(self.path)), log=log, **more)


class _Time:
    def __init__(self, moment: datetime, *, going: bool, path: Path) -> None:
        self._moment = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1_000
        self._going, self._path = going, path
        self._begun = time.monotonic_ns()

    def nanoseconds(self) -> int:
        passed = time.monotonic_ns() - self._begun if self._going else 0
        return self._moment + passed + int(self._path.read_text(encoding="ascii")) * SECOND

    def seconds(self) -> float:
        return self.nanoseconds() / SECOND

    def clock(self) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.nanoseconds() // 1_000)


def _main(moment: str, kind: str, path: str) -> None:
    now = _Time(datetime.fromisoformat(moment), going=kind == "going", path=Path(path))
    time.time_ns, time.time = now.nanoseconds, now.seconds
    settings = read_settings()
    set_up_logs(settings.log_level)
    app = create_app(settings, clock=now.clock)
    spare_collections()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Announcing(configured(app, settings), f"http://127.0.0.1:{listening.getsockname()[1]}\n").run([listening])


if __name__ == "__main__":
    _main(*sys.argv[1:])
