"""What somebody asks of the system, in the model's words."""

from dataclasses import dataclass, field, replace
from datetime import date

Value = str | int | bool | date | None


@dataclass(frozen=True)
class Ask:
    """One command: ``what`` of ``of`` (a subject, a person, a unit or a dated row) by ``who``.

    ``version`` None isn't compared, or isn't taken; ``key`` is the idempotency key, which a dry run ignores.
    """

    what: str
    who: str
    of: str = ""
    version: int | None = None
    args: tuple[tuple[str, Value], ...] = field(default=())
    key: str | None = None
    dry: bool = False

    def arg(self, name: str) -> Value:
        """Give an argument; None if it isn't given."""
        return dict(self.args).get(name)

    def day(self, name: str) -> date:
        """Give an argument that is a day."""
        value = self.arg(name)
        assert isinstance(value, date), f"{name} of {self}"
        return value

    def text(self, name: str) -> str:
        """Give an argument that is a text."""
        value = self.arg(name)
        assert isinstance(value, str), f"{name} of {self}"
        return value

    def known_as(self) -> object:
        """Give what makes it the same command under a key."""
        return replace(self, key=None, dry=False)


def ask(what: str, who: str, of: str = "", version: int | None = None, **args: Value) -> Ask:
    """Make a command."""
    return Ask(what, who, of, version, tuple(sorted(args.items())))
