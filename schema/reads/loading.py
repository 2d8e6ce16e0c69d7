"""The statements of the reference executor: what each kind of relation sends for a whole cohort, and how rows go back to their parents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo

from models.database import Connection as Session
from models.limits import NODES_ROWS
from schema.context import Context
from schema.errors import RequestError
from schema.reads.cohort import Cohort, Picker
from schema.reads.fields import Key, Lookup, Many, NodeLookup, One, Order, Page, Value, Where
from schema.reads.ids import parse_id
from schema.reads.keyset import beyond, make_cursor, order_by, parse_cursor, terms_of
from schema.reads.paging import Connection, Edge, PageInfo, Window, window
from schema.reads.registry import Record, of_model, of_prefix
from schema.reads.selection import Selected, selected, types_of, values_for
from schema.reads.statement import Statement, field_of, table

PARENT = "parent_key"
Rows = list[dict[str, Any]]


async def fetch(context: Context, statement: Statement, sql: str, record: Record, values: Iterable[Value]) -> Rows:
    """Send one statement and give its rows as Python values by name; columns that aren't ``values`` come as the driver gave them."""
    forms = {one.name: field_of(record, one)[2].to_python_value for one in values}

    async def work(session: Session) -> Rows:
        found = await session.fetch(sql, statement.params)
        return [{name: forms[name](held) if name in forms else held for name, held in row.items()} for row in found]

    return await context.database.read(work)


async def read_one(cohort: Cohort, declared: One, info: GraphQLResolveInfo[Any], arguments: Mapping[str, Any]) -> Picker:
    """Read the targets of a relation to one."""
    target = of_model(declared.target)
    key_name = cohort.record.value(declared.key).guarded(declared.policy).name
    values = values_for(target, selected(info, info.field_nodes, types_of(target)))
    values.setdefault(declared.target_key, target.value(declared.target_key))
    keys = _distinct(cohort, key_name)
    found: dict[Any, dict[str, Any]] = {}
    for row in await _by_keys(cohort, target, declared.target_key, keys, values, declared, arguments):
        found.setdefault(row[declared.target_key], row)
    shown = Cohort(cohort.context, target)
    made: dict[tuple[Any, ...], Any] = {}
    own_names = tuple(declared.binds.values())

    def identity(held: Mapping[str, Any]) -> tuple[Any, ...]:
        return (held[key_name], *(held[name] for name in own_names))

    for parent in cohort.rows:
        place = identity(parent.values)
        if place[0] in found and place not in made:
            bound = {name: parent.values[own] for name, own in declared.binds.items()}
            made[place] = shown.add({**found[place[0]], **bound})
    return lambda loaded: made.get(identity(loaded.values))


async def read_many(cohort: Cohort, declared: Many, info: GraphQLResolveInfo[Any]) -> Picker:
    """Read the lists of a relation to many."""
    target = of_model(declared.target)
    key_name = cohort.record.value(declared.key).guarded(declared.policy).name
    values = values_for(target, selected(info, info.field_nodes, types_of(target)))
    parent = Value(PARENT, column=declared.column)
    statement = Statement(cohort.context.actor)
    access = statement.within_agency(declared.target, "t") if declared.implied else statement.access(target, "t")
    conditions = [access, f"t.{declared.column} IN {statement.bind(_distinct(cohort, key_name))}"]
    if declared.where is not None:
        conditions.append(statement.template(target, declared.where, "t"))
    order = order_by(terms_of(statement, target, (*declared.order, Key("id")), "t"))
    chosen = [*values.values(), parent]
    sql = f"SELECT {statement.select(target, chosen, 't')} FROM {table(target)} t WHERE {' AND '.join(conditions)} ORDER BY {order}"
    shown = Cohort(cohort.context, target)
    lists: dict[Any, list[Any]] = defaultdict(list)
    for row in await fetch(cohort.context, statement, sql, target, chosen):
        lists[row[PARENT]].append(shown.add(row))
    return lambda loaded: lists.get(loaded.values[key_name], [])


async def read_lookup(cohort: Cohort, declared: Lookup, info: GraphQLResolveInfo[Any], arguments: Mapping[str, Any]) -> Picker:
    """Read the one row that an argument names; none or several visible ones are null."""
    target = of_model(declared.target)
    values = values_for(target, selected(info, info.field_nodes, types_of(target)))
    statement = Statement(cohort.context.actor)
    matches = statement.matches(target, declared.where, arguments[declared.argument], declared.argument, "t")
    if matches == "1 = 0":
        return lambda _: None
    sql = (
        f"SELECT {statement.select(target, values.values(), 't')} FROM {table(target)} t"
        f" WHERE {statement.access(target, 't')} AND {matches} LIMIT 2"
    )
    rows = await fetch(cohort.context, statement, sql, target, values.values())
    shown = Cohort(cohort.context, target).add(rows[0]) if len(rows) == 1 else None
    return lambda _: shown


async def read_nodes(cohort: Cohort, declared: NodeLookup, info: GraphQLResolveInfo[Any], arguments: Mapping[str, Any]) -> Picker:
    """Read rows of any type by their ids: one statement a type."""
    asked = arguments["ids"] if declared.many else [arguments["id"]]
    if len(asked) > NODES_ROWS:
        raise RequestError("TOO_MANY_IDS", path="ids", params={"max": NODES_ROWS})
    places = [parse_id(str(one), f"ids.{number}" if declared.many else "id") for number, one in enumerate(asked)]
    by_prefix: dict[str, list[UUID]] = defaultdict(list)
    for prefix, key in places:
        by_prefix[prefix].append(key)
    found: dict[tuple[str, UUID], Any] = {}
    for prefix, keys in by_prefix.items():
        target = of_prefix(prefix)
        if target is None or target.model is None:
            continue
        values = values_for(target, selected(info, info.field_nodes, types_of(target)))
        shown = Cohort(cohort.context, target)
        for row in await _by_keys(cohort, target, "id", list(dict.fromkeys(keys)), values):
            if target.prefix_of(row) == prefix:
                found[prefix, row["id"]] = shown.add(row)
    answers = [found.get(place) for place in places]
    return lambda _: answers if declared.many else answers[0]


async def _by_keys(
    cohort: Cohort,
    target: Record,
    column: str,
    keys: Sequence[Any],
    values: Mapping[str, Value],
    chosen: One | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Rows:
    if not keys or target.model is None:
        return []
    actor = cohort.context.actor
    statement = Statement(actor)
    conditions = [statement.access(target, "t"), f"t.{column} IN {statement.bind(keys)}"]
    order = ""
    if chosen is not None and chosen.where is not None:
        on = (arguments or {}).get("on") or actor.today
        conditions.append(statement.matches(target, Where(chosen.where), on, "on", "t"))
        order = f" ORDER BY {order_by(terms_of(statement, target, (*chosen.order, Key('id')), 't'))}"
    sql = f"SELECT {statement.select(target, values.values(), 't')} FROM {table(target)} t WHERE {' AND '.join(conditions)}{order}"
    return await fetch(cohort.context, statement, sql, target, values.values())


async def read_page(cohort: Cohort, declared: Page, info: GraphQLResolveInfo[Any], arguments: Mapping[str, Any]) -> Picker:
    """Read one page for each object of the cohort in one statement, and, only if asked for, the total counts in another."""
    asked = window(arguments)
    target = of_model(declared.target)
    chosen_order = arguments.get("order_by")
    order = declared.orders[declared.default if chosen_order is None else chosen_order.value]
    # Whatever is asked of the page: a wrong cursor is told at once, not only to who asks for the rows.
    given = {"after": asked.after, "before": asked.before}
    marked = {name: parse_cursor(target, order, text, name) for name, text in given.items() if text is not None}
    chosen = selected(info, info.field_nodes, frozenset((f"{target.name}Connection",)))
    key_name = None if declared.column is None else cohort.record.value(declared.key).guarded(declared.policy).name
    keys = None if key_name is None else _distinct(cohort, key_name)
    rows: dict[Any, Rows] = {}
    if "edges" in chosen or "pageInfo" in chosen:
        values = _node_values(info, target, order, chosen)
        rows = await _page_rows(cohort, declared, order, asked, marked, keys, values, arguments.get("filter"))
    totals = await _totals(cohort, declared, keys, arguments.get("filter")) if "totalCount" in chosen else None
    shown = Cohort(cohort.context, target)
    pages: dict[Any, Any] = {}
    for key in [None] if keys is None else keys:
        total = None if totals is None else totals.get(key, 0)
        pages[key] = _page(shown, target, order, asked, rows.get(key, []), total)
    return lambda loaded: pages[None if key_name is None else loaded.values[key_name]]


def _node_values(info: GraphQLResolveInfo[Any], target: Record, order: Order, chosen: Selected) -> dict[str, Value]:
    edges = selected(info, chosen.get("edges", ()), frozenset((f"{target.name}Edge",)))
    values = values_for(target, selected(info, edges.get("node", ()), types_of(target)))
    for key in order.all_keys:
        values.setdefault(key.value, target.value(key.value))
    return values


def _conditions(statement: Statement, declared: Page, target: Record, keys: Sequence[Any] | None, given: object) -> list[str]:
    conditions = [statement.access(target, "t")]
    if keys is not None:
        conditions.append(f"t.{declared.column} IN {statement.bind(keys)}")
    if declared.where is not None:
        conditions.append(statement.template(target, declared.where, "t"))
    if declared.filters is not None and given is not None:
        conditions.extend(statement.filtered(target, declared.filters, given, "t"))
    return conditions


async def _page_rows(
    cohort: Cohort,
    declared: Page,
    order: Order,
    asked: Window,
    marked: Mapping[str, Sequence[object]],
    keys: Sequence[Any] | None,
    values: dict[str, Value],
    given: object,
) -> dict[Any, Rows]:
    target = of_model(declared.target)
    statement = Statement(cohort.context.actor)
    conditions = _conditions(statement, declared, target, keys, given)
    terms = terms_of(statement, target, order.all_keys, "t")
    conditions += [beyond(statement, terms, place, after=name == "after") for name, place in marked.items()]
    listed = list(values.values())
    limit = statement.bind(asked.size + 1)
    ordering = order_by(terms, backwards=asked.backwards)
    source = f"FROM {table(target)} t WHERE {' AND '.join(conditions)}"
    if declared.column is not None:
        listed.append(Value(PARENT, column=declared.column))
    if keys is None or len(keys) == 1:
        sql = f"SELECT {statement.select(target, listed, 't')} {source} ORDER BY {ordering} LIMIT {limit}"
    else:
        sql = (
            f"SELECT * FROM (SELECT {statement.select(target, listed, 't')}, row_number() OVER (PARTITION BY t.{declared.column}"
            f" ORDER BY {ordering}) AS place {source}) q WHERE place <= {limit} ORDER BY place"
        )
    grouped: dict[Any, Rows] = defaultdict(list)
    for row in await fetch(cohort.context, statement, sql, target, listed):
        grouped[row.get(PARENT)].append(row)
    return grouped


async def _totals(cohort: Cohort, declared: Page, keys: Sequence[Any] | None, given: object) -> dict[Any, int]:
    target = of_model(declared.target)
    statement = Statement(cohort.context.actor)
    source = f"FROM {table(target)} t WHERE {' AND '.join(_conditions(statement, declared, target, keys, given))}"
    if declared.column is None:
        rows = await fetch(cohort.context, statement, f"SELECT count(*) AS total {source}", target, ())
        return {None: int(rows[0]["total"])}
    parent = Value(PARENT, column=declared.column)
    sql = f"SELECT {statement.select(target, (parent,), 't')}, count(*) AS total {source} GROUP BY t.{declared.column}"
    return {row[PARENT]: int(row["total"]) for row in await fetch(cohort.context, statement, sql, target, (parent,))}


def _page(shown: Cohort, target: Record, order: Order, asked: Window, rows: Rows, total: int | None) -> Any:
    more = len(rows) > asked.size
    kept = rows[: asked.size]
    if asked.backwards:
        kept.reverse()
    edges = [Edge(cursor=make_cursor(target, order, row), node=shown.add(row)) for row in kept]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=asked.before is not None if asked.backwards else more,
            has_previous_page=more if asked.backwards else asked.after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        total_count=total,
    )


def _distinct(cohort: Cohort, key_name: str) -> list[Any]:
    return list(dict.fromkeys(held for one in cohort.rows if (held := one.values[key_name]) is not None))
