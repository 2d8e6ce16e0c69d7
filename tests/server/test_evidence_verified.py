"""``kinerja verify`` reads every file of evidence again, wherever it is, and ``kinerja backup`` says that it holds none."""

from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database, Dialect
from server.failure import Failure
from tests.engines import Urls
from tests.schema.evidence.attaching import PDF, PNG, attaching_on
from tests.server.test_backups import kinerja


async def test_files_that_are_gone_or_changed_are_told(
    engine: Dialect, urls: Urls, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By their evidence, which names nobody, and with exit code 1; a storage that doesn't answer is told as that, not as missing files."""
    async with attaching_on(engine, urls, database, tmp_path) as town:
        settings = town.send.app.state.settings
        subject = town.world.appraisal("employee")
        whole = [await town.attached(subject, content=content) for content in (PDF, PDF + b"\n", PNG)]
        await town.attach("employee", subject, url="https://contoh.go.id/")
        removed = await town.attached(subject, content=PDF + b"\n\n")
        await town.remove("employee", removed)
        assert await kinerja(settings, "verify") == 0
        assert "files of evidence: 3, 0 missing or changed" in capsys.readouterr().out
        keys = {
            f"evd_{UUID(str(row['id']))}": UUID(str(row["file_key"]))
            for row in await town.world.all("SELECT id, file_key FROM evidence WHERE file_key IS NOT NULL")
        }
        (town.folder / str(keys[whole[0]["id"]])).unlink()
        (town.folder / str(keys[whole[1]["id"]])).write_bytes(PDF)
        assert await kinerja(settings, "verify") == 1
        told = capsys.readouterr()
        assert "files of evidence: 3, 2 missing or changed" in told.out
        assert sorted(told.err.splitlines()) == sorted(f"{one['id']}: its file is missing or changed" for one in whole[:2])
        if town.storage is not None:
            town.storage.failing = frozenset({"GET"})
            with pytest.raises(Failure, match="the store of evidence doesn't answer"):
                await kinerja(settings, "verify")
            return
        assert await kinerja(settings, "backup", str(tmp_path / "copy.sqlite3")) == 0
        assert f"the files of evidence aren't in it: copy {settings.evidence_place} after it" in capsys.readouterr().out
