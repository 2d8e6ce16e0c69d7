"""Every rule holds in every file, and finds what was planted for it."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.architecture.rules import RULES, Rule, Source, sources

for path in sorted(Path(__file__).parent.glob("rules_*.py")):
    import_module(f"{__package__}.{path.stem}")  # enters its rules

pytestmark = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def test_holds(rule: Rule) -> None:
    broken = [one for source in sources() for one in rule.broken_in(source)]
    assert not broken, "\n".join([*broken, "", str(rule.find.__doc__)])


def test_finds_what_is_planted(rule: Rule) -> None:
    missed = [code for path, code in rule.planted if not rule.broken_in(Source.of(path, code))]
    assert not missed


def test_leaves_the_innocent_alone(rule: Rule) -> None:
    blamed = [found for path, code in rule.innocent for found in rule.broken_in(Source.of(path, code))]
    assert not blamed
