"""Files that are rendered from the code."""

from pathlib import Path

import pytest

from server.rendering import RENDERED, ROOT, Rendered, render

# Figures of a run, which no second run gives again: written by `make bench`.
MEASURED = {("docs/benchmarks/README.md", "figures")}


def sentence() -> str:
    """Give what is rendered in these tests."""
    return "| a |"


HERE = f"{__name__}:sentence"


def test_a_part_is_written_between_its_lines_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- x -->\nold\n<!-- /x -->\nafter\n<!-- y -->\n<!-- /y -->\n", encoding="utf-8")
    assert render(check=False, root=tmp_path, rendered=(Rendered("page.md", HERE, "x"),)) == ["page.md (x)"]
    assert page.read_text(encoding="utf-8") == "before\n<!-- x -->\n\n| a |\n\n<!-- /x -->\nafter\n<!-- y -->\n<!-- /y -->\n"
    assert render(check=True, root=tmp_path, rendered=(Rendered("page.md", HERE, "x"),)) == []


def test_a_whole_file_is_written_where_there_was_none(tmp_path: Path) -> None:
    assert render(check=False, root=tmp_path, rendered=(Rendered("a/b.txt", HERE),)) == ["a/b.txt"]
    assert (tmp_path / "a/b.txt").read_text(encoding="utf-8") == "| a |\n"


def test_checking_tells_what_is_stale_and_writes_nothing(tmp_path: Path) -> None:
    assert render(check=True, root=tmp_path, rendered=(Rendered("a/b.txt", HERE),)) == ["a/b.txt"]
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_the_lines_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md lacks the lines <!-- x -->"):
        render(check=True, root=tmp_path, rendered=(Rendered("page.md", HERE, "x"),))


def test_every_part_in_a_page_is_entered() -> None:
    """The accident: a page has the lines of a part that nothing renders, and its table stays as it was once."""
    entered = {(one.path, one.part) for one in RENDERED}
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        path = page.relative_to(ROOT).as_posix()
        lines = page.read_text(encoding="utf-8").splitlines()
        closed = {line.removeprefix("<!-- /").removesuffix(" -->") for line in lines if line.startswith("<!-- /")}
        assert {(path, part) for part in closed} - MEASURED <= entered
