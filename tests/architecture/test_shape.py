"""What is at the top of the project, and that the rules see all of it."""

from pathlib import Path

from tests.architecture import test_rules  # noqa: F401 - enters the rules
from tests.architecture.rules import PACKAGES, ROOT, RULES, sources


def importable(root: Path) -> set[str]:
    """Give what ``import`` finds at the top of ``root``."""
    files = {path.stem for path in root.glob("*.py")}
    folders = {path.parent.name for path in root.glob("*/*.py") if not path.parent.name.startswith(".")}
    return files | folders


def test_there_is_no_other_top_level_name(tmp_path: Path) -> None:
    """The accident: a sixth place grows beside the layers, and imports run through it in circles."""
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "__init__.py").touch()
    (tmp_path / "scripts.py").touch()
    assert importable(tmp_path) - set(PACKAGES) == {"scripts"}
    assert importable(ROOT) == set(PACKAGES)


def test_the_rules_see_the_whole_source() -> None:
    """The accident: a folder is renamed, the rules look at nothing, and all of them hold."""
    seen = {source.path.partition("/")[0] for source in sources()}
    assert seen == set(PACKAGES)
    assert len(sources()) > 40
    assert len(RULES) >= 12
