"""The migration files: found, named, hashed, split into statements."""

import hashlib
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from models.database import Dialect

DIRECTORY = Path(__file__).parent

_FILE = re.compile(r"(?P<name>\d{4}_[a-z0-9_]+)\.(?P<dialect>sqlite|postgres)\.sql")
_PIECE = re.compile(
    r"'(?:[^']|'')*' | \"(?:[^\"]|\"\")*\" | --[^\n]* | /\*.*?\*/ | \$(\w*)\$.*?\$\1\$ | ; | [^'\"\-/$;]+ | .", re.VERBOSE | re.DOTALL
)


@dataclass(frozen=True)
class Migration:
    """One file: ``name`` is its number and title, ``checksum`` the SHA-256 of its bytes in hex."""

    name: str
    checksum: str
    text: str


def migrations(dialect: Dialect, directory: Path = DIRECTORY) -> list[Migration]:
    """Give the migrations of a dialect in order; ValueError for a number used twice."""
    found: dict[str, Migration] = {}
    for path in sorted(directory.glob(f"*.{dialect}.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None:
            raise ValueError(f"{path.name} isn't named like 0001_title.{dialect}.sql")
        name, data = match["name"], path.read_bytes()
        if name[:4] in found:
            raise ValueError(f"two migrations have the number {name[:4]}")
        found[name[:4]] = Migration(name, hashlib.sha256(data).hexdigest(), data.decode())
    return list(found.values())


def statements(text: str, dialect: Dialect) -> list[str]:
    """Split SQL at the semicolons that end statements, not at those in quotes, comments, dollar quotes or trigger bodies."""
    parts: list[str] = []
    current = ""
    for piece in _PIECE.finditer(text):
        current += piece[0]
        if piece[0] == ";" and (dialect == "postgres" or sqlite3.complete_statement(current)):
            parts.append(current[:-1].strip())
            current = ""
    parts.append(current.strip())
    return [part for part in parts if _says_something(part)]


def _says_something(part: str) -> bool:
    return any(not piece[0].isspace() and not piece[0].startswith(("--", "/*")) for piece in _PIECE.finditer(part))
