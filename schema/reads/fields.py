"""What a field can be, as data: a column, a relation, a connection, a lookup, or a computation in Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from models.base import Row
from workflows.access import FieldPolicy

USUAL_ROWS = 5
"""How many rows a list without pages is taken to have unless its field says better: posts of a person, say. One may have more."""


@dataclass(frozen=True, slots=True)
class Like:
    """Whose type an SQL expression's value has: that of ``model``'s ``column``."""

    model: type[Row]
    column: str


@dataclass(frozen=True, slots=True)
class Through:
    """Access by another row: whoever sees the row of ``model`` that ``column`` points at, and there what ``policy`` guards."""

    column: str
    model: type[Row]
    policy: FieldPolicy = FieldPolicy.OPEN


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a row in SQL, under a policy.

    ``sql`` is an expression over ``{a}``, the row's alias, and ``{other_value}``, another value of the record with its own policy; without
    it, the value is the column ``column`` (``name`` if not given) of the record's model. ``like`` gives the expression's type. It may name
    the parameters ``:acc_agency``, ``:acc_me``, ``:acc_today`` and ``:now``. With ``through`` the value is null, too, where the row pointed
    at hides what its policy guards; without such a row it isn't.
    """

    name: str
    sql: str | None = None
    like: Like | None = None
    policy: FieldPolicy = FieldPolicy.OPEN
    column: str | None = None
    through: Through | None = None

    def guarded(self, policy: FieldPolicy) -> "Value":
        """Give this value under ``policy``, by a name of its own, since the row may carry the open one too."""
        if policy is self.policy or policy is FieldPolicy.OPEN:
            return self
        if self.policy is not FieldPolicy.OPEN:
            raise TypeError(f"{self.name} has the policy {self.policy.value} already")
        return replace(self, name=f"{self.name}__{policy.value.lower()}", column=self.column or self.name, policy=policy)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order: a value's name and its direction; nulls come last when ascending and when descending."""

    value: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of rows; the row's id is always the last key, in the direction of the first."""

    name: str
    description: str
    keys: tuple[Key, ...]

    @property
    def all_keys(self) -> tuple[Key, ...]:
        """The keys with the id behind them."""
        return (*self.keys, Key("id", self.keys[0].descending if self.keys else False))


@dataclass(frozen=True, slots=True)
class Where:
    """The condition that an argument or a filter's field sets.

    ``sql`` is a template over ``{a}``, ``{value_name}`` and ``:value``. ``id_of`` says that the argument is an id with one of
    these prefixes: ``:value`` is then its UUID and ``:prefix`` its prefix, and an id of another type matches nothing.
    """

    sql: str
    id_of: tuple[str, ...] = ()
    like_pattern: bool = False


@dataclass(frozen=True, slots=True)
class FilterSet:
    """A filter's input type: its fields by Python name, all joined by AND."""

    name: str
    fields: Mapping[str, Where]
    input: type


@dataclass(frozen=True, slots=True)
class Column:
    """A field whose value the row has; ``required`` says that an expression is never null."""

    value: Value
    required: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """A relation to one: the target whose ``target_key`` equals this row's value ``key``; null if the target is invisible.

    ``where``, a template over ``{a}`` and ``:value``, and ``order`` choose one of several: ``:value`` is the argument ``on``, the agency's
    today if it isn't given. ``key`` stands under ``policy``. ``binds`` replaces values of the target's row by values of this row: a plan
    shown by an appraisal shows the revision the appraisal stands on.
    """

    target: type[Row]
    key: str
    binds: Mapping[str, str] = field(default_factory=dict)
    target_key: str = "id"
    policy: FieldPolicy = FieldPolicy.OPEN
    where: str | None = None
    order: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """A relation to a short list: the targets whose ``column`` equals the value ``key``, in the order ``order``.

    ``usual`` is how many rows it usually has, for its price. ``implied`` says that who sees this row and field may see those rows too, so
    that their own condition isn't asked again.
    """

    target: type[Row]
    column: str
    key: str
    order: tuple[Key, ...]
    where: str | None = None
    implied: bool = False
    policy: FieldPolicy = FieldPolicy.OPEN
    usual: int = USUAL_ROWS


@dataclass(frozen=True, slots=True)
class Page:
    """A connection: the targets whose ``column`` equals the value ``key`` (all visible ones without a column), by keyset pages."""

    target: type[Row]
    orders: Mapping[str, Order]
    default: str
    column: str | None = None
    key: str = "id"
    where: str | None = None
    filters: FilterSet | None = None
    policy: FieldPolicy = FieldPolicy.OPEN


@dataclass(frozen=True, slots=True)
class Lookup:
    """One row found by an argument."""

    target: type[Row]
    argument: str
    where: Where


@dataclass(frozen=True, slots=True)
class NodeLookup:
    """Rows of any type found by their ids; ``many`` for a list in the order asked for."""

    many: bool


@dataclass(frozen=True, slots=True)
class Computed:
    """A field computed in Python from the values ``needs`` of its row.

    ``function(context, rows, arguments)`` is asynchronous and answers one value a row, for all rows of a level at once; its statements
    don't grow with the rows. A row is a mapping of the values it needs, which stand under their own policies already; ``policy`` is what
    the published description says about who sees the field. ``reads`` is how many rows it usually reads for each, ``usual`` how many
    objects a list of it usually has, both for its price.
    """

    function: Callable[..., Any]
    needs: tuple[str, ...]
    policy: FieldPolicy = FieldPolicy.OPEN
    reads: int = 0
    usual: int = USUAL_ROWS


@dataclass(frozen=True, slots=True)
class Inherited:
    """A field of a value that Python made: who sees the value sees the field."""


@dataclass(frozen=True, slots=True)
class Command:
    """A mutation: the workflow decides for each call who may, and answers with a refusal."""


Field = Column | One | Many | Page | Lookup | NodeLookup | Computed | Inherited | Command


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of row in a union: ``mark`` is what the union's mark column holds, ``prefix`` begins its ids."""

    mark: int
    model: type[Row]
    prefix: str


@dataclass(frozen=True, slots=True)
class Union:
    """Rows of several models shown as one type: ``sql`` is the table expression, ``mark`` the column that tells them apart."""

    sql: str
    mark: str
    parts: tuple[Part, ...]
