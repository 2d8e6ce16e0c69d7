"""The page of regressions names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_page_names_is_there() -> None:
    """A page that names a test which was renamed away tells that something is watched when nothing is."""
    page = (ROOT / "docs/regressions.md").read_text()
    asked = 0
    for row in (line for line in page.splitlines() if line.startswith("| ") and "`tests/" in line):
        path = ""
        for found, name in re.findall(r"`(tests/[a-z_/]+\.py|…)(?:::(test_\w+))?`", row):
            path = path if found == "…" else found
            text = (ROOT / path).read_text()
            assert not name or f"def {name}(" in text, f"{path}::{name}"
            asked += 1
    assert asked >= 25
