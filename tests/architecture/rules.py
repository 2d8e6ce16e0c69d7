"""How a rule about the code is written down: what it finds, what must be found, what must not."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("models", "workflows", "schema", "server", "tests")

Find = Callable[["Source"], Iterator[tuple[ast.AST | int, str]]]


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the project's root, with ``/``, and its syntax tree."""

    path: str
    text: str
    tree: ast.Module = field(repr=False)

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        """Parse ``text`` as if it stood in ``path``."""
        return cls(path, text, ast.parse(text))

    def within(self, *places: str) -> bool:
        """Tell whether this is one of the files, or in one of the folders (ending in ``/``), named."""
        return any(self.path.startswith(place) if place.endswith("/") else self.path == place for place in places)

    def calls(self) -> Iterator[ast.Call]:
        """Give every call."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def texts(self) -> Iterator[ast.Constant]:
        """Give every text in the code, the pieces of f-strings too, docstrings not."""
        told = {
            id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }  # a text that stands alone is a docstring
        return (
            node for node in ast.walk(self.tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        )


@dataclass(frozen=True)
class Rule:
    """A rule: ``find`` gives each violation in a file; ``planted`` are violations, ``innocent`` look like some, by path."""

    find: Find
    planted: tuple[tuple[str, str], ...]
    innocent: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """The rule in words of code."""
        return self.find.__name__

    def broken_in(self, source: Source) -> list[str]:
        """Give every violation as ``path:line what``."""
        return [
            f"{source.path}:{where if isinstance(where, int) else getattr(where, 'lineno', 1)} {what}" for where, what in self.find(source)
        ]


RULES: list[Rule] = []


def rule(*, planted: Mapping[str, str] | list[tuple[str, str]], innocent: list[tuple[str, str]]) -> Callable[[Find], Find]:
    """Enter a rule; without planted violations and innocent look-alikes there is no rule."""

    def enter(find: Find) -> Find:
        assert find.__doc__, f"{find.__name__}: which accident does it prevent?"
        assert planted, f"{find.__name__}: what would break it?"
        pairs = planted.items() if isinstance(planted, Mapping) else planted
        RULES.append(Rule(find, tuple(pairs), tuple(innocent)))
        return find

    return enter


@cache
def sources() -> tuple[Source, ...]:
    """Give every Python file of ours."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(Source.of(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


def dotted(node: ast.AST) -> str:
    """Give ``a.b.c`` for names and attributes, ``.c`` for an attribute of anything else, ``""`` for the rest."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def parts(name: str) -> set[str]:
    """Give the words of a snake_case or CamelCase name, in small letters."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}
