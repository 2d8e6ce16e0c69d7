"""``docs/evidence.md`` is what an independent verifier is written from: its code and its example are run here."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.event_vectors import VECTORS, read_vector
from workflows import evidence
from workflows.canonical import FORMAT

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text()


def _block(language: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def _opens() -> Callable[[str, str, str, str], bool]:
    names: dict[str, Any] = {}
    exec(_block("python"), names)  # noqa: S102 - the page's own code
    opens: Callable[[str, str, str, str], bool] = names["opens"]
    return opens


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_pages_code_opens_every_commitment_and_no_other_value(path: Path) -> None:
    vector, opens = read_vector(path.stem), _opens()
    for one in vector["values"]:
        assert opens(vector["canonical"], one["slot"], one["salt"], one["value"])
        assert not opens(vector["canonical"], one["slot"], one["salt"], one["value"] + " ")
        assert not opens(vector["canonical"], one["slot"], "ff" * 16, one["value"])


def test_the_pages_example_is_the_vector() -> None:
    vector = read_vector("review")
    text = _block("text").replace("\n", "")
    assert text == vector["canonical"]
    assert f"`{hashlib.sha256(text.encode()).hexdigest()}`" in PAGE
    slot, value, salt = re.search(r"value of slot `(.*?)` is `(.*?)` under the salt `(.*?)`", PAGE).groups()  # type: ignore[union-attr]
    assert _opens()(text, slot, salt, value)


def test_the_page_names_the_format_and_every_key() -> None:
    assert f"`{FORMAT}`" in PAGE
    keys = set(re.findall(r'"([A-Za-z0-9-]+)":', read_vector("on-behalf")["canonical"])) - {"fileSha256", "fileName", "row"}
    assert [key for key in sorted(keys) if f"`{key}`" not in PAGE and f'"{key}"' not in PAGE] == []


def _places(place: str, node: object) -> Iterator[str]:
    yield re.sub(r"\.\d+\.", ".<n>.", place)
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _places(f"{place}.{key}" if place else str(key), child)


def test_the_page_lists_the_slots_that_are_accepted() -> None:
    """Of all places that the vectors' texts have, exactly the listed ones may hold a commitment."""
    listed = re.search(r"and no others:\n\n(.*?)\n\n", PAGE, re.DOTALL).group(1).split()  # type: ignore[union-attr]
    places = {place for path in VECTORS for place in _places("", json.loads(read_vector(path.stem)["canonical"]))}
    assert len(places) > 40
    assert sorted(place for place in places if evidence._SLOTS.fullmatch(place.replace("<n>", "0"))) == sorted(listed)
