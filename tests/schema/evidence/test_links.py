"""Links to evidence: checked by their form alone, and never fetched."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models import limits
from models.database import Database
from tests.engines import Urls
from tests.schema.evidence.attaching import Attaching, attaching, outcome


@pytest.fixture
async def town(urls: Urls, database: Database, tmp_path: Path) -> AsyncIterator[Attaching]:
    """The town with its open quarter."""
    async with attaching(urls, database, tmp_path) as made:
        yield made


LINKS: dict[str, str | None] = {
    "https://contoh.go.id/berita?id=1#a": None,
    "https://drive.google.com/file/d/abc/view": None,
    "https://contoh.go.id:443/": None,
    "https://dokumen.kotacontoh.go.id./x": None,
    "https://1.1.1.1/x": None,
    "http://contoh.go.id/": "LINK_NOT_HTTPS",
    "ftp://contoh.go.id/": "LINK_NOT_HTTPS",
    "javascript:alert(1)": "LINK_NOT_HTTPS",
    "contoh.go.id": "LINK_NOT_HTTPS",
    "//contoh.go.id/": "LINK_NOT_HTTPS",
    "https:///x": "LINK_MALFORMED",
    "https://user:secret@contoh.go.id/": "LINK_MALFORMED",
    "https://contoh.go.id@10.0.0.1/": "LINK_MALFORMED",
    "https://contoh.go.id:8443/": "LINK_MALFORMED",
    "https://contoh.go.id:x/": "LINK_MALFORMED",
    "https://contoh .go.id/": "LINK_MALFORMED",
    "https://contoh.go.id\\@evil.example/": "LINK_MALFORMED",
    "https://-a.go.id/": "LINK_MALFORMED",
    "https://a..go.id/": "LINK_MALFORMED",
    "https://[::1": "LINK_MALFORMED",
    "https://localhost/": "LINK_NOT_PUBLIC",
    "https://intranet/": "LINK_NOT_PUBLIC",
    "https://berkas.local/": "LINK_NOT_PUBLIC",
    "https://127.0.0.1/": "LINK_NOT_PUBLIC",
    "https://127.1/": "LINK_NOT_PUBLIC",
    "https://2130706433/": "LINK_NOT_PUBLIC",
    "https://0x7f000001/": "LINK_NOT_PUBLIC",
    "https://10.20.30.40/": "LINK_NOT_PUBLIC",
    "https://169.254.169.254/latest/meta-data": "LINK_NOT_PUBLIC",
    "https://192.168.1.10/": "LINK_NOT_PUBLIC",
    "https://[::1]/": "LINK_NOT_PUBLIC",
    "https://[fd00::1]/": "LINK_NOT_PUBLIC",
    "https://[::ffff:10.0.0.1]/": "LINK_NOT_PUBLIC",
    "https://contoh.go.id/" + "a" * limits.URL_CHARS: "TEXT_TOO_LONG",
}


async def test_links_by_their_form(town: Attaching) -> None:
    subject = town.world.appraisal("employee")
    for url, code in LINKS.items():
        payload = await town.attach("employee", subject, url=url)
        assert outcome(payload) == (("DONE", None) if code is None else ("INVALID", code)), url
        if code is None:
            assert (payload["evidence"]["url"], payload["evidence"]["fileUrl"]) == (url, None)
            assert (await town.get("supervisor", payload["evidence"])).status_code == 404
    assert await town.left() == (5, 0)
