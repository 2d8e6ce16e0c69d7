"""What the pages name is there: files, links, targets of make, commands, settings, tests, and names in the code."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from server.cli import COMMANDS
from server.settings import FOR_TESTS, PREFIX, Settings
from tests.docs.pages import PAGES, ROOT, blocks, links, spans

TOP = "models|workflows|schema|server|tests|docs"
PATH = re.compile(rf"(?:{TOP})/[\w./*-]*|(?:README|CHANGELOG)\.md|\.ci/run|Makefile|pyproject\.toml|requirements[\w-]*\.lock")
DOTTED = re.compile(r"(?:models|workflows|schema|server)(?:\.\w+)+")
MAKE = re.compile(r"\bmake ([a-z][a-z-]+)")
KINERJA = re.compile(r"\bkinerja ((?:[a-z]+ ?)+)")
SETTING = re.compile(rf"\b{PREFIX}[A-Z_]+")
TEST = re.compile(r"test_\w+")


def code(page: Path) -> list[str]:
    """Give what a page shows as code: spans, and the blocks that are typed into a shell."""
    text = page.read_text(encoding="utf-8")
    return [*spans(text), *(block.text for block in blocks(text) if block.language in ("", "sh"))]


@cache
def known_tests() -> frozenset[str]:
    """Name all test functions and test files."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found.add(path.stem)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return frozenset(found)


def is_there(name: str) -> bool:
    """Tell whether a dotted name leads to a module or to something in one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def missing(page: Path) -> list[str]:
    """Name everything that a page names and that isn't there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = {command.name for command in COMMANDS}
    settings = {PREFIX + name.upper() for name in Settings.model_fields} | set(FOR_TESTS)
    lost = []
    for text in code(page):
        lost += [f"make {name}" for name in MAKE.findall(text) if name not in targets]
        lost += [f"kinerja {words}" for words in KINERJA.findall(text) if not _command(words.split(), commands)]
        lost += [name for name in SETTING.findall(text) if name not in settings]
        lost += [name for name in TEST.findall(text) if name not in known_tests()]
        if PATH.fullmatch(text) and not any(ROOT.glob(text.rstrip("/"))):
            lost.append(text)
        if DOTTED.fullmatch(text) and not is_there(text):
            lost.append(text)
    for target in links(page.read_text(encoding="utf-8")):
        if "://" not in target and not (page.parent / target.partition("#")[0]).exists():
            lost.append(target)
    return lost


def _command(words: list[str], commands: set[str]) -> bool:
    return bool(words) and (words[0] in commands or " ".join(words[:2]) in commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_everything_named_is_there(page: Path) -> None:
    """The accident: a file is renamed, and the page that leads newcomers to it goes on naming the old one."""
    assert missing(page) == []


def test_what_is_not_there_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "`make nothing` `kinerja nothing` `KINERJA_NOTHING` `models/nothing.py` `workflows.engine.nothing` `test_nothing` [x](nothing.md)\n"
        "`make run` `kinerja export history` `KINERJA_PORT` `models/migrations/*.sqlite.sql` `workflows.engine.advance` `workflows/`\n",
        encoding="utf-8",
    )
    assert missing(page) == [
        "make nothing",
        "kinerja nothing",
        "KINERJA_NOTHING",
        "models/nothing.py",
        "workflows.engine.nothing",
        "test_nothing",
        "nothing.md",
    ]
