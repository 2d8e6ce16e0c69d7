"""A local server of object storage over a folder, for whatever is tested on it: it keeps what was asked, and can be told to fail."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path

from localbucket import S3Handler

BUCKET, PREFIX, KEY_ID, SECRET = "bukti", "kota/kinerja", "kunci-kinerja", "rahasia-sekali"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Storage:
    """A running server: its folder, what was asked, and the methods that it answers with 500 from now on."""

    folder: Path
    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    failing: frozenset[str] = frozenset()

    @property
    def objects(self) -> Path:
        """Where the objects under the prefix are."""
        return self.folder / BUCKET / PREFIX

    @property
    def settings(self) -> dict[str, object]:
        """The settings of a program that keeps its evidence here."""
        return {
            "evidence": f"s3://{BUCKET}/{PREFIX}",
            "evidence_endpoint": self.address,
            "evidence_key_id": KEY_ID,
            "evidence_secret": SECRET,
        }


@contextmanager
def storing(folder: Path) -> Iterator[Storage]:
    """Serve an empty bucket on a free port."""
    (folder / BUCKET).mkdir(parents=True)
    storage = Storage(folder)

    class Keeping(S3Handler):  # type: ignore[misc]
        data_root = folder

        def parse_request(self) -> bool:
            if not super().parse_request():
                return False
            storage.asked.append(Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}))
            if self.command in storage.failing:
                self.send_error(500)
                return False
            return True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Keeping)
    storage.address = f"http://{LOOPBACK}:{server.server_port}"
    turning = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    turning.start()
    try:
        yield storage
    finally:
        server.shutdown()
        server.server_close()
        turning.join()
