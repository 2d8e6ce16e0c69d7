"""Reading the pages: their sections, fenced blocks, code spans and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and whether nothing but blank lines stands between it and the block before."""

    language: str
    text: str
    follows: bool


def section(page: str, heading: str) -> str:
    """Give what stands under a heading of the second level, down to the next one."""
    head = f"## {heading}\n"
    assert head in page, f"no section {heading!r}"
    return page.partition(head)[2].partition("\n## ")[0]


def blocks(page: str) -> list[Block]:
    """Give the fenced blocks in their order."""
    found: list[Block] = []
    end = -1
    for match in _BLOCK.finditer(page):
        found.append(Block(match[1], match[2], end >= 0 and not page[end : match.start()].strip()))
        end = match.end()
    return found


def spans(page: str) -> Iterator[str]:
    """Give the code spans outside fenced blocks."""
    return (match[1] for match in _SPAN.finditer(_BLOCK.sub("", page)))


def links(page: str) -> Iterator[str]:
    """Give the targets of links outside fenced blocks."""
    return (match[1] for match in _LINK.finditer(_BLOCK.sub("", page)))
