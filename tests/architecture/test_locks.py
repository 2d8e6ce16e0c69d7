"""What is installed is what was chosen: every version locked with hashes, and no place named where it comes from."""

import re
import subprocess
import tomllib
from collections.abc import Iterator

from packaging.requirements import Requirement

from tests.architecture.rules import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
ENTRY = re.compile(r"^([a-z0-9-]+)==(\S+)((?:.*\\\n)(?:\s+--hash=sha256:[0-9a-f]{64}.*\n)+)", re.MULTILINE)


def locked(text: str) -> dict[str, str]:
    """Give the versions that a lock holds with at least one hash."""
    return {name: version for name, version, _ in ENTRY.findall(text)}


def places(text: str) -> Iterator[str]:
    """Give each line that names where packages come from."""
    return (line for line in text.splitlines() if re.search(r"://|--(extra-)?index-url|--find-links|@ file", line))


def test_every_version_has_a_hash() -> None:
    """The accident: a version without one is installed unchecked, and pip then checks none."""
    assert locked("a==1\nb==2 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via c\n") == {"b": "2"}
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert len(locked(text)) == len(re.findall(r"^[^\s#]", text, re.MULTILINE)) > 30, name


def test_the_locks_name_no_place() -> None:
    """The accident: a machine that has another mirror, or none, can't install."""
    assert list(places("a==1 \\\n--index-url x\nb @ https://example.org/b.whl\n")) == ["--index-url x", "b @ https://example.org/b.whl"]
    for name in LOCKS:
        assert not list(places((ROOT / name).read_text(encoding="utf-8"))), name


def test_no_committed_file_names_a_registry() -> None:
    """The accident: the same, by way of a script or a page."""
    hosts = re.compile(r"pypi[.]|python[h]osted|registry[.]npm|crates[.]io")
    assert hosts.search("files.python" + "hosted.org")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")  # noqa: S607 - the git that made the clone
    found = []
    for name in filter(None, tracked):
        path = ROOT / name
        if path.is_file() and hosts.search(path.read_text(encoding="utf-8", errors="replace")):
            found.append(name)
    assert not found


def test_what_is_named_is_what_is_locked() -> None:
    """The accident: a dependency is added on one machine and missing on every other; or a range is raised and the old version stays."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, development = (locked((ROOT / name).read_text(encoding="utf-8")) for name in LOCKS)
    for wanted, versions in ((project["project"]["dependencies"], runtime), (project["dependency-groups"]["dev"], development)):
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(versions[requirement.name]), requirement
    both = runtime.keys() & development.keys()
    assert {name: runtime[name] for name in both} == {name: development[name] for name in both}
