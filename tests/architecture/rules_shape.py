"""How files are cut and named, and that tests can fail."""

import ast
from collections.abc import Iterator

from tests.architecture.rules import Source, dotted, parts, rule, sources

Found = Iterator[tuple[ast.AST | int, str]]

Function = ast.FunctionDef | ast.AsyncFunctionDef

LINES = 400
EMPTY_NAMES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "service",
    "services",
    "repository",
    "repositories",
}


@rule(
    planted=[("workflows/long.py", "x = 1\n" * (LINES + 1))],
    innocent=[("workflows/long.py", "x = 1\n" * LINES)],
)
def files_are_short(source: Source) -> Found:
    """No file has more than 400 lines.

    The accident: a rule file of two thousand lines, in which nobody finds the second place that decides the same thing.
    """
    length = len(source.text.splitlines())
    if length > LINES:
        yield LINES + 1, f"{length} lines, {LINES} at most: what are the two things in it?"


@rule(
    planted=[
        ("workflows/utils.py", ""),
        ("schema/common/types.py", ""),
        ("workflows/x.py", "class AppraisalManager: ..."),
        ("workflows/x.py", "class LineService: ..."),
        ("models/employee_repository.py", ""),
    ],
    innocent=[("workflows/x.py", "class Civilservants: ..."), ("workflows/x.py", "from contextlib import asynccontextmanager")],
)
def names_say_something(source: Source) -> Found:
    """No folder, file or class is called utils, helpers, common, manager, service or repository.

    The accident: such a name fits everything, so everything is put there, and the layers grow together inside it.
    """
    for part in source.path.removesuffix(".py").split("/"):
        if parts(part) & EMPTY_NAMES:
            yield 1, f"{part} says nothing about what is in it"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and parts(node.name) & EMPTY_NAMES:
            yield node, f"{node.name} says nothing about what it is"


@rule(
    planted=[
        ("tests/test_x.py", "def test_runs():\n    advance()"),
        ("tests/test_x.py", "def advance(): ...\ndef test_runs():\n    advance()"),
        ("tests/test_x.py", "async def test_is_true():\n    assert True"),
        ("tests/test_x.py", "def test_is_true():\n    if False:\n        def inner():\n            assert x == 1"),
    ],
    innocent=[
        ("tests/test_x.py", "def test_refuses():\n    with pytest.raises(Refused):\n        advance()"),
        ("tests/test_x.py", "def test_is():\n    assert advance() == 1"),
        ("tests/test_x.py", "def denied(x):\n    assert not x\ndef test_is():\n    denied(advance)"),
        ("tests/test_x.py", "async def test_is(database):\n    async def work(conn):\n        assert conn\n    await database.read(work)"),
        ("workflows/x.py", "def test_runs():\n    advance()"),
    ],
)
def tests_can_fail(source: Source) -> Found:
    """Every test asserts something that isn't a constant.

    The accident: a test that only runs the code stays green when the rule behind it is gone.
    """
    if not source.within("tests/"):
        return
    asserting = _asserting(source)
    for node in ast.walk(source.tree):
        if isinstance(node, Function) and node.name.startswith("test_") and not _asserts(node, asserting):
            yield node, f"{node.name} can't fail"


def _asserting(source: Source, depth: int = 3) -> frozenset[str]:
    """Give the functions of a file, and those that it takes from other tests' files, that assert."""
    known: frozenset[str] = frozenset()
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.") and depth:
            for other in sources():
                if other.path.removesuffix(".py").replace("/", ".") == node.module:
                    known |= _asserting(other, depth - 1) & {name.name for name in node.names}
    functions = [node for node in ast.walk(source.tree) if isinstance(node, Function)]
    while found := {node.name for node in functions if _asserts(node, known)} - known:
        known |= found
    return known


def _asserts(function: ast.FunctionDef | ast.AsyncFunctionDef, asserting: frozenset[str]) -> bool:
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    if used & asserting:
        return True  # called, or given to what calls it
    left: list[ast.AST] = list(function.body)
    while left:
        node = left.pop()
        if isinstance(node, Function | ast.ClassDef) and node.name not in used:
            continue  # defined, never run
        if isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant):
            return True
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            if name in {"raises", "fail", "warns"} | asserting:
                return True
        left.extend(ast.iter_child_nodes(node))
    return False
