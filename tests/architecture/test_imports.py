"""The contracts of import directions in pyproject.toml see what they are for."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules import ROOT

PLANTED = {
    "Imports run one way": ("models/x.py", "import workflows.y"),
    "What is stored and what may happen know nothing": ("workflows/x.py", "import starlette"),
    "The schema decides nothing": ("schema/x.py", "import transitions"),
    "Nobody imports the server": ("workflows/x.py", "import server.y"),
    "No cycles among siblings": ("workflows/x.py", "import workflows.y"),
}


def judged(root: Path) -> dict[str, bool]:
    """Run the contracts over the packages in ``root``; tell for each by name whether it is kept."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    out = subprocess.run(
        command, cwd=root, env={"PYTHONPATH": str(root), "COLUMNS": "200"}, capture_output=True, text=True, check=False
    ).stdout
    return {line.rpartition(" ")[0]: line.endswith(" KEPT") for line in out.splitlines() if line.endswith((" KEPT", " BROKEN"))}


def plant(root: Path, path: str | None = None, code: str = "") -> Path:
    """Make four packages without a violation, but for ``code`` in ``path``."""
    for package in ("models", "workflows", "schema", "server"):
        (root / package).mkdir()
        (root / package / "__init__.py").touch()
        (root / package / "x.py").touch()
        (root / package / "y.py").write_text(f"import {package}.x\n", encoding="utf-8")
    if path is not None:
        (root / path).write_text(code + "\n", encoding="utf-8")
    return root


def test_a_clean_tree_keeps_all_contracts(tmp_path: Path) -> None:
    kept = judged(plant(tmp_path))
    assert len(kept) == len(PLANTED)
    assert all(kept.values()), kept


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, contract: str) -> None:
    """The accident: a contract that names a package by an old name holds for ever."""
    kept = judged(plant(tmp_path, *PLANTED[contract]))
    assert [name for name, holds in kept.items() if name.startswith(contract)] != []
    assert not any(holds for name, holds in kept.items() if name.startswith(contract))
