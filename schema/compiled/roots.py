"""The root fields of a query, each with the statement that answers it; and the statements for objects that Python made."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from models.database import Dialect
from schema.compiled.arguments import Given
from schema.compiled.forms import FORMS
from schema.compiled.rendering import Bound, KeyPlace, Rendering, RowPlace
from schema.compiled.tree import Level, PageOut, Relation, Slot, keys_of
from schema.reads.fields import Lookup
from schema.reads.registry import Record, of_model
from schema.reads.statement import table
from workflows.actor import Actor

_numbers = count()


@dataclass(frozen=True, slots=True)
class Text:
    """A statement's text for one kind of actor and form of arguments, and what its parameters stand for.

    ``fragile``: see ``Form.missing``.
    """

    sql: str
    bound: Mapping[str, Bound]
    fragile: bool


class Unit:
    """What one statement answers; ``slots`` are the arguments that it takes."""

    def __init__(self, slots: Sequence[Slot], render: Callable[[Rendering], str]) -> None:
        self.number = next(_numbers)
        self.slots = tuple(slots)
        self._render = render

    def text(self, dialect: Dialect, actor: Actor, given: Sequence[Given | None]) -> Text:
        """Make the text for this kind of actor and these forms."""
        rendering = Rendering(FORMS[dialect], actor, given)
        sql = self._render(rendering)
        return Text(sql, dict(rendering.statement.bound), rendering.fragile)


def page_unit(relation: PageOut, slots: Sequence[Slot]) -> Unit:
    """Answer a connection that starts from nowhere: one row, ``j``."""
    return Unit(slots, lambda rendering: rendering.page_statement(relation))


def lookup_unit(declared: Lookup, slot: Slot, level: Level, slots: Sequence[Slot]) -> Unit:
    """Answer what an argument finds: one row a match, two at most."""

    def render(rendering: Rendering) -> str:
        target = of_model(declared.target)
        alias = rendering.table()
        statement = rendering.statement
        found = rendering.met_slot(target, declared.where, slot.place, alias)
        rows = f"(SELECT {alias}.* FROM {table(target)} {alias} WHERE {statement.access(target, alias)} AND {found} LIMIT 2)"
        piece, lateral = rendering.form.nested(rendering.items(level, RowPlace(statement, target, alias, {})), "n")
        return f"SELECT {piece} AS j FROM {rows} {alias}{lateral}"

    return Unit(slots, render)


def node_unit(record: Record, level: Level, slots: Sequence[Slot]) -> Unit:
    """Answer rows of one record by their ids: ``id`` and ``j``, and a union's ``mark``."""

    def render(rendering: Rendering) -> str:
        alias = rendering.table()
        statement = rendering.statement
        piece, lateral = rendering.form.nested(rendering.items(level, RowPlace(statement, record, alias, {})), "n")
        mark = "" if record.union is None else f", {alias}.{record.union.mark} AS mark"
        keys = statement.bind("keys")
        return (
            f"SELECT {alias}.id AS id{mark}, {piece} AS j FROM {table(record)} {alias}{lateral}"
            f" WHERE {statement.access(record, alias)} AND {alias}.id IN {keys}"
        )

    return Unit(slots, render)


def relation_unit(record: Record, relation: Relation, slots: Sequence[Slot]) -> Unit:
    """Answer a relation from rows that Python has: ``n``, the number of the row's keys, and ``j``; of a page without keys one row."""
    if isinstance(relation, PageOut) and relation.declared.column is None:
        return page_unit(relation, slots)

    def render(rendering: Rendering) -> str:
        form = rendering.form
        places = {value.name: place for place, value in enumerate(keys_of(relation, record), 1)}
        keys = form.keys(rendering.statement.bind("keys"))
        piece = rendering.relation(relation, KeyPlace(form, record, places))
        return f"SELECT {form.key(0, None)} AS n, {piece} AS j FROM {keys}"

    return Unit(slots, render)


Shape = Hashable


def shape_of(actor: Actor) -> Shape:
    """Give what a statement's text depends on of who asks: the roles and whether over all, and whether in one chosen post."""
    return (frozenset((one.role, one.unit_id is None) for one in actor.roles), actor.post_chosen)
