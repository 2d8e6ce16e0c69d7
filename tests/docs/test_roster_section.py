"""The README's import of a roster, run as it stands there."""

from pathlib import Path

from tests.docs.pages import ROOT, blocks, section
from tests.docs.test_first_minutes import runs, typed


async def test_the_roster_is_imported(tmp_path: Path) -> None:
    """The accident: the first thing that an agency tries with its own data doesn't run as it is printed."""
    runs(tmp_path / ".venv" / "bin" / "kinerja", "server")
    found = blocks(section((ROOT / "README.md").read_text(encoding="utf-8"), "Your roster in five minutes"))
    assert [block.language for block in found] == ["sh"]
    again = ".venv/bin/kinerja import roster.csv --agency KOTA --language en\n"
    said = await typed(f"{found[0].text}\n{again}", tmp_path, stand_in=False)
    assert said.count("2 created") == 4
    assert (tmp_path / "var" / "kota.sqlite3").is_file()
    assert said.index("Dry run: nothing was saved.") < said.index("Saved.")
    assert "Nothing changes. 2 rows, 0 errors, 0 warnings; " in said[said.index("Saved.") :]
