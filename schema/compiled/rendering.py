"""From a tree and the forms of a request's arguments to the text of a statement, for one kind of actor and one engine.

Every value is bound: an actor's by the names that conditions use, an argument's and an alias's by a number. Names of tables, columns,
orders and fields come from the declarations alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schema.compiled.arguments import Given, PageForm
from schema.compiled.forms import NEEDS, Form, Item
from schema.compiled.tree import (
    ColumnOut,
    ComputedOut,
    EdgesOut,
    Id,
    Level,
    ManyOut,
    Named,
    OneOut,
    Out,
    PageInfoOut,
    PageOut,
    Relation,
    TotalOut,
    nullable,
)
from schema.reads.fields import Key, Order, Value, Where
from schema.reads.keyset import VERSION, beyond, order_by, terms_of
from schema.reads.registry import Record, of_model
from schema.reads.statement import Statement, field_of, table
from workflows.access import FieldPolicy
from workflows.actor import Actor


@dataclass(frozen=True, slots=True)
class Argument:
    """Stands for a value that a request gives: the number of its field's slot, and its place there."""

    slot: int
    place: int


@dataclass(frozen=True, slots=True)
class Alias:
    """Stands for a key that a request chose."""

    key: str


Bound = Argument | Alias | str
"""What a parameter's value is: an argument's, an alias, or the ``keys`` of the rows that Python has."""


class Template(Statement):
    """A statement whose parameters are told by what they stand for."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(actor)
        self.bound: dict[str, Bound] = {}

    def bind(self, value: object) -> str:
        """Give the placeholder of a new parameter."""
        if not isinstance(value, Argument | Alias | str):
            raise TypeError("only what stands for a value is bound here")
        placeholder = super().bind(value)
        self.bound[placeholder[1:]] = value
        return placeholder


class RowPlace:
    """A row that the statement reads, whose values relations start from."""

    def __init__(self, statement: Statement, record: Record, alias: str, replaced: Mapping[str, str]) -> None:
        self._statement = statement
        self.record = record
        self.alias = alias
        self._replaced = replaced

    def value(self, value: Value, _: Any = None) -> str:
        """Give a value's SQL; some are replaced by those of the row that a relation came from."""
        return self._replaced.get(value.name) or self._statement.value(self.record, value, self.alias)


class KeyPlace:
    """A row that Python has: its values come as keys, each typed like the column it is compared with."""

    def __init__(self, form: Form, record: Record, places: Mapping[str, int]) -> None:
        self._form = form
        self.record = record
        self._places = places

    def value(self, value: Value, held: Any = None) -> str:
        """Give the key's SQL."""
        return self._form.key(self._places[value.name], held)


Place = RowPlace | KeyPlace


class Rendering:
    """The making of one statement; ``given`` holds the arguments' forms by the numbers of their slots."""

    def __init__(self, form: Form, actor: Actor, given: Sequence[Given | None]) -> None:
        self.form = form
        self.statement = Template(actor)
        self._given = given
        self._aliases = 0
        self.fragile = False

    def table(self) -> str:
        """Give a new alias for a table."""
        self._aliases += 1
        return f"t{self._aliases}"

    def items(self, level: Level, place: RowPlace) -> list[Item]:
        """Give the members of a level's objects."""
        made = [self._item(one, self._piece(level, one, place)) for one in level.outs]
        if level.computed or level.apart:
            needs = [self.form.scalar(self.statement, level.record, one, place.value(one)) for one in level.needs]
            made.append(Item(NEEDS, None, self.form.array(needs)))
        return made

    def relation(self, relation: Relation, place: Place) -> str:
        """Give the piece of a relation from a place."""
        match relation:
            case OneOut():
                return self.form.or_null(self._one(relation, place))
            case ManyOut():
                return self._many(relation, place)
            case PageOut():
                return self.page(relation, place)

    def page(self, relation: PageOut, place: Place | None) -> str:
        """Give the piece of a connection from a place, or of one that starts from nowhere."""
        declared = relation.declared
        if declared.column is None or place is None:
            return self._page(relation, None)
        target = of_model(declared.target)
        key = place.record.value(declared.key).guarded(declared.policy)
        sql = place.value(key, target.model._meta.fields_map[declared.column] if target.model else None)
        page = self._page(relation, sql)
        return (
            self.form.when(f"{sql} IS NOT NULL", page, self.form.null)
            if isinstance(place, KeyPlace) or nullable(place.record, key)
            else page
        )

    def _item(self, out: Out, piece: str) -> Item:
        return Item(out.key, self.statement.bind(Alias(out.key)) if out.alias else None, piece)

    def _piece(self, level: Level, out: Out, place: RowPlace) -> str:
        match out:
            case Named():
                return self.form.literal(out.name)
            case Id():
                return self.form.text(self._id(level.record, place))
            case ColumnOut():
                return self.form.scalar(self.statement, level.record, out.value, place.value(out.value))
            case ComputedOut():
                return self.form.null
            case OneOut() | ManyOut() | PageOut():
                return self.form.null if any(out is one for one in level.apart) else self.relation(out, place)
            case _:
                raise TypeError(f"{out} is no member of a row")

    def _id(self, record: Record, place: RowPlace) -> str:
        key = f"CAST({place.value(record.value('id'))} AS text)"
        if record.union is None:
            return f"'{record.prefix}_' || {key}"
        mark = place.value(record.value(record.union.mark))
        prefixes = " ".join(f"WHEN {part.mark} THEN '{part.prefix}_'" for part in record.union.parts)
        return f"CASE {mark} {prefixes} END || {key}"

    def _one(self, out: OneOut, place: Place) -> str:
        declared, target = out.declared, of_model(out.declared.target)
        alias = self.table()
        columns = {} if target.model is None else target.model._meta.fields_map
        key = place.value(place.record.value(declared.key).guarded(declared.policy), columns[declared.target_key])
        conditions = [self.statement.access(target, alias), f"{alias}.{declared.target_key} = {key}"]
        tail = ""
        if declared.where is not None and out.slot is not None:
            conditions.append(self._met(target, Where(declared.where), out.slot.place, 0, 1, alias))
            tail = f" ORDER BY {order_by(terms_of(self.statement, target, (*declared.order, Key('id')), alias))}"
        if declared.target_key != "id":
            tail += " LIMIT 1"
        replaced = {}
        for bound, own in declared.binds.items():
            replaced[bound] = place.value(place.record.value(own), field_of(target, target.value(bound))[2])
        items = self.items(out.level, RowPlace(self.statement, target, alias, replaced))
        return self.form.row(items, f"FROM {table(target)} {alias} WHERE {' AND '.join(conditions)}{tail}")

    def _many(self, out: ManyOut, place: Place) -> str:
        declared, target = out.declared, of_model(out.declared.target)
        alias = self.table()
        own = place.record.value(declared.key).guarded(declared.policy)
        columns = {} if target.model is None else target.model._meta.fields_map
        key = place.value(own, columns[declared.column])
        statement = self.statement
        access = statement.within_agency(declared.target, alias) if declared.implied else statement.access(target, alias)
        conditions = [access, f"{alias}.{declared.column} = {key}"]
        if declared.where is not None:
            conditions.append(statement.template(target, declared.where, alias))
        order = order_by(terms_of(statement, target, (*declared.order, Key("id")), alias))
        items = self.items(out.level, RowPlace(statement, target, alias, {}))
        piece = self.form.rows(items, f"FROM {table(target)} {alias} WHERE {' AND '.join(conditions)} ORDER BY {order}")
        if isinstance(place, KeyPlace) or not nullable(place.record, own):
            return piece
        if declared.policy is FieldPolicy.OPEN:
            # Published as never null: where the key is null after all, the reference executor makes the error.
            self.fragile = True
            return self.form.when(f"{key} IS NOT NULL", piece, self.form.missing)
        return self.form.when(f"{key} IS NOT NULL", piece, self.form.null)

    def met_slot(self, target: Record, where: Where, slot: int, alias: str) -> str:
        """Give the condition of a root field's only argument."""
        given = self._given[slot]
        return self._met(target, where, slot, 0, 0 if given is None else len(given.values), alias)

    def _met(self, target: Record, where: Where, slot: int, first: int, count: int, alias: str) -> str:
        placeholders = [self.statement.bind(Argument(slot, first + number)) for number in range(count)]
        return self.statement.met(target, where, placeholders, alias)

    def page_statement(self, out: PageOut) -> str:
        """Give the statement of a connection that starts from nowhere: one row, ``j``. Its rows come first, outside of everything else."""
        found, built = self._page_parts(out, None, apart=True)
        return f"WITH {', '.join(found)} SELECT {built} AS j" if found else f"SELECT {built} AS j"

    def _page(self, out: PageOut, key: str | None) -> str:
        found, built = self._page_parts(out, key, apart=False)
        return f"(WITH {', '.join(found)} SELECT {built})" if found else built

    def _page_parts(self, out: PageOut, key: str | None, *, apart: bool) -> tuple[list[str], str]:
        given = self._given[out.slot.place]
        if given is None or not isinstance(given.form, PageForm):
            raise TypeError("a page's arguments are read before its text is made")
        asked = given.form
        target = of_model(out.declared.target)
        order = out.declared.orders[asked.order]
        alias = self.table()
        edges = sum(isinstance(one, EdgesOut) for one in out.members)
        looks_around = apart or edges > 1 or any(isinstance(one, PageInfoOut) for one in out.members)
        tables: list[str] = []
        limited = found = f"p{self._aliases}"
        if edges or any(isinstance(one, PageInfoOut) for one in out.members):
            limited = self._limited(out, asked, target, order, key, alias, 1 if looks_around else 0)
            if looks_around:
                tables.append(f"{found} AS MATERIALIZED (SELECT {alias}.*, row_number() OVER () AS page_place FROM {limited} {alias})")
        items: list[Item] = []
        for number, one in enumerate(out.members):
            if isinstance(one, Named):
                piece = self.form.literal(one.name)
            elif isinstance(one, TotalOut):
                total = self._total(out, asked, target, key)
                if apart:
                    tables.append(f"c{number} AS ({total})")
                    total = f"SELECT n FROM c{number}"
                piece = self.form.number(f"({total})")
            elif isinstance(one, PageInfoOut):
                piece = self._page_info(one, out.slot.place, asked, target, order, found)
            elif looks_around:
                size = self.statement.bind(Argument(out.slot.place, 0))
                rest = f" WHERE page_place <= {size} ORDER BY page_place {'DESC' if asked.backwards else 'ASC'}"
                piece = self._edges(one, target, order, alias, (found, rest))
            else:
                rest = f" ORDER BY {order_by(terms_of(self.statement, target, order.all_keys, alias))}" if asked.backwards else ""
                piece = self._edges(one, target, order, alias, (limited, rest))
            items.append(self._item(one, piece))
        return tables, self.form.built(items)

    def _limited(self, out: PageOut, asked: PageForm, target: Record, order: Order, key: str | None, alias: str, size: int) -> str:
        terms = terms_of(self.statement, target, order.all_keys, alias)
        conditions, taken = self._conditions(out, asked, target, key, alias)
        place = 2
        for side, nulls in (("after", asked.after), ("before", asked.before)):
            if nulls is None:
                continue
            marks: list[Argument | None] = []
            for null in nulls:
                marks.append(None if null else Argument(out.slot.place, place))
                place += 0 if null else 1
            conditions.append(beyond(self.statement, terms, marks, after=side == "after"))
        if place != taken:
            raise TypeError("the cursors' values and the filters' don't meet")
        ordering = order_by(terms, backwards=asked.backwards)
        limit = self.statement.bind(Argument(out.slot.place, size))
        return f"(SELECT {alias}.* FROM {table(target)} {alias} WHERE {' AND '.join(conditions)} ORDER BY {ordering} LIMIT {limit})"

    def _conditions(self, out: PageOut, asked: PageForm, target: Record, key: str | None, alias: str) -> tuple[list[str], int]:
        declared, statement = out.declared, self.statement
        conditions = [statement.access(target, alias)]
        if key is not None:
            conditions.append(f"{alias}.{declared.column} = {key}")
        if declared.where is not None:
            conditions.append(statement.template(target, declared.where, alias))
        first = 2 + sum(not null for nulls in (asked.after, asked.before) for null in nulls or ())
        place = first
        for name, count in asked.filters:
            if declared.filters is None:
                raise TypeError("a filter of what has none")
            conditions.append(self._met(target, declared.filters.fields[name], out.slot.place, place, count, alias))
            place += count
        return conditions, first

    def _total(self, out: PageOut, asked: PageForm, target: Record, key: str | None) -> str:
        alias = self.table()
        conditions, _ = self._conditions(out, asked, target, key, alias)
        return f"SELECT count(*) AS n FROM {table(target)} {alias} WHERE {' AND '.join(conditions)}"

    def _edges(self, out: EdgesOut, target: Record, order: Order, alias: str, source: tuple[str, str]) -> str:
        items: list[Item] = []
        laterals: list[str] = []
        place = RowPlace(self.statement, target, alias, {})
        for member, name, level in out.members:
            if level is not None:
                piece, lateral = self.form.nested(self.items(level, place), f"n{self.table()}")
                laterals.append(lateral)
            elif name == "cursor":
                piece = self.form.text(self._cursor(target, order, place))
            else:
                piece = self.form.literal(f"{target.name}Edge")
            items.append(self._item(member, piece))
        return self.form.rows(items, f"FROM {source[0]} {alias}{''.join(laterals)}{source[1]}")

    def _cursor(self, target: Record, order: Order, place: RowPlace) -> str:
        parts = [self.form.cursor_part(target, target.value(key.value), place.value(target.value(key.value))) for key in order.all_keys]
        return " || '~' || ".join((f"'{VERSION}~{target.name}~{order.name}'", *parts))

    def _page_info(self, out: PageInfoOut, slot: int, asked: PageForm, target: Record, order: Order, found: str) -> str:
        items: list[Item] = []
        for member, name in out.members:
            match name:
                case "hasNextPage" | "hasPreviousPage":
                    if (name == "hasNextPage") is asked.backwards:
                        behind = asked.before if asked.backwards else asked.after
                        piece = self.form.truth("1 = 1" if behind is not None else "1 = 0")
                    else:
                        piece = self.form.truth(f"(SELECT count(*) FROM {found}) > {self.statement.bind(Argument(slot, 0))}")
                case "startCursor" | "endCursor":
                    alias = self.table()
                    cursor = self._cursor(target, order, RowPlace(self.statement, target, alias, {}))
                    first = (name == "startCursor") is not asked.backwards
                    size = self.statement.bind(Argument(slot, 0))
                    direction = "ASC" if first else "DESC"
                    piece = self.form.maybe_text(
                        f"(SELECT {cursor} FROM {found} {alias} WHERE page_place <= {size} ORDER BY page_place {direction} LIMIT 1)"
                    )
                case _:
                    piece = self.form.literal("PageInfo")
            items.append(self._item(member, piece))
        return self.form.built(items)
