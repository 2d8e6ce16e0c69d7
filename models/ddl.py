"""The whole schema, declared once: from the models' columns and ``models.catalogue`` to tables, keys, checks and indexes.

Migrations are drafted from here, and the test of the catalogue compares a migrated database with it. Names of constraints
are the same on both engines and at most 63 characters long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from tortoise import fields as orm

from models import catalogue
from models.base import AgencyRow, Instant, Reference, Row
from models.database.columns import Dialect, storage_type
from models.database.orm import MODEL_MODULES

AGENCY = "agency_id"


@dataclass(frozen=True)
class Column:
    """A column; no column has a default, since the application writes every value."""

    name: str
    type: str
    nullable: bool


@dataclass(frozen=True)
class ForeignKey:
    """``columns`` point at the same number of columns of ``target``."""

    name: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Key:
    """A unique rule (``unique``) or a plain index; with ``where`` it covers only the rows for which that holds."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    where: str | None = None


@dataclass
class Table:
    """A table of one dialect; its primary key is ``id``."""

    name: str
    columns: list[Column] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    checks: dict[str, str] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)


def row_models() -> list[type[Row]]:
    """Give the model of every table, by table name."""
    found = {
        value
        for module in MODEL_MODULES
        for value in vars(import_module(module)).values()
        if isinstance(value, type) and issubclass(value, Row) and not value._meta.abstract
    }
    return sorted(found, key=lambda model: str(model._meta.db_table))


def words_of(kind: orm.Field[Any]) -> tuple[str, ...] | None:
    """Give the words that a column may hold, as they are stored; None for a column that doesn't hold words."""
    words = getattr(kind, "enum_type", None)
    return None if words is None else tuple(str(word.value) for word in words)


def declared_tables(dialect: Dialect) -> list[Table]:
    """Declare every table of the schema, by name; ValueError for a name too long or a rule about an unknown table or column."""
    models = row_models()
    parents = {reference.target for model in models for _, reference in _references(model) if reference.within_agency}
    tables = [_table(model, dialect, parents) for model in models]
    known = {table.name for table in tables}
    for rule in (*catalogue.UNIQUES, *catalogue.CHECKS, *catalogue.INDEXES):
        if rule.table not in known:
            raise ValueError(f"the catalogue names an unknown table: {rule.table}")
    return tables


def render(dialect: Dialect, tables: Sequence[Table]) -> list[str]:
    """Give the statements that make tables with all that belongs to them, in order, without semicolons."""
    statements = [_create(table, dialect) for table in tables]
    statements += [create_key(table, key) for table in tables for key in table.keys]
    if dialect == "postgres":
        # After all tables and unique indexes, which they point at.
        statements += [f'ALTER TABLE "{table.name}" ADD {_foreign(key)}' for table in tables for key in table.foreign_keys]
    return statements


def _table(model: type[Row], dialect: Dialect, parents: set[str]) -> Table:
    name = str(model._meta.db_table)
    lead = (AGENCY,) if issubclass(model, AgencyRow) else ()
    table = Table(name)
    for column, kind in model._meta.fields_map.items():
        table.columns.append(Column(column, storage_type(kind, dialect), kind.null))
        for label, condition in _column_checks(column, kind, dialect):
            table.checks[_name(name, label, "check")] = condition
    for label, condition in _table_checks(name, {column.name for column in table.columns}):
        table.checks[_name(name, label, "check")] = condition
    for column, reference in _references(model):
        inside = lead if reference.within_agency else ()
        target = (AGENCY, "id") if inside else ("id",)
        table.foreign_keys.append(ForeignKey(_name(name, column, "fkey"), (*inside, column), reference.target, target))
    table.keys = list(_keys(name, lead, model, parents))
    names = {column.name for column in table.columns}
    for key in table.keys:
        if unknown := set(key.columns) - names:
            raise ValueError(f"{key.name} names unknown columns: {sorted(unknown)}")
    return table


def _keys(name: str, lead: tuple[str, ...], model: type[Row], parents: set[str]) -> Iterator[Key]:
    keys: list[Key] = []
    if name in parents:
        keys.append(Key(_name(name, "agency_id", "key"), (AGENCY, "id"), True))
    for rule in catalogue.UNIQUES:
        if rule.table == name:
            label = rule.label or "_".join(_short(column) for column in rule.columns)
            keys.append(Key(_name(name, label, "key"), (*lead, *rule.columns), True, rule.where))
    for index in catalogue.INDEXES:
        if index.table == name:
            label = index.label or "_".join(_short(column) for column in index.columns)
            columns = (*(() if index.across_agencies else lead), *index.columns)
            keys.append(Key(_name(name, label, "idx"), columns, False, index.where))
    for column, reference in _references(model):
        columns = (*lead, column)
        served = any(key.where is None and key.columns[: len(columns)] == columns for key in keys)
        if reference.indexed and not served:
            keys.append(Key(_name(name, _short(column), "idx"), columns, False))
    yield from keys


def _references(model: type[Row]) -> list[tuple[str, Reference]]:
    return [(name, kind) for name, kind in model._meta.fields_map.items() if isinstance(kind, Reference)]


def _column_checks(column: str, kind: orm.Field[Any], dialect: Dialect) -> Iterator[tuple[str, str]]:
    # Words are held by guards, which are rendered anew: a check would have to be migrated for each new word.
    if isinstance(kind, orm.CharField) and words_of(kind) is None:
        yield column, f"length({column}) <= {kind.max_length}"
    if column in ("version", "ordinal"):
        yield column, f"{column} >= 1"
    if dialect == "postgres":
        return
    if isinstance(kind, orm.BooleanField):
        yield column, f"{column} IN (0, 1)"
    elif isinstance(kind, orm.UUIDField):
        yield column, f"length({column}) = 36 AND {column} NOT GLOB '*[^0-9a-f-]*'"
    elif isinstance(kind, Instant):
        yield column, f"{column} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].{'[0-9]' * 6}Z'"
    elif isinstance(kind, orm.DateField):
        # The modifier makes SQLite compute: without one it gives 30 February back as it came.
        yield column, f"{column} IS date({column}, '+0 days')"
    elif isinstance(kind, orm.DecimalField):
        yield column, f"{column} GLOB '*[0-9].{'[0-9]' * kind.decimal_places}' AND {column} NOT GLOB '*[^0-9.-]*'"


def _table_checks(table: str, columns: set[str]) -> Iterator[tuple[str, str]]:
    if {"valid_from", "valid_to"} <= columns:
        yield "validity", "valid_to IS NULL OR valid_from < valid_to"
    if {"recorded_from", "recorded_to"} <= columns:
        # Not a strict order: one command has one clock reading, and may correct what it just recorded.
        yield "recorded", "recorded_to IS NULL OR recorded_from <= recorded_to"
    for check in catalogue.CHECKS:
        if check.table == table:
            yield f"rule_{check.label}", check.condition


def _short(column: str) -> str:
    return column.removesuffix("_id")


def _name(table: str, label: str, suffix: str) -> str:
    name = f"{table}_{label}_{suffix}"
    if len(name) > 63:
        raise ValueError(f"{name} is longer than PostgreSQL's 63 characters")
    return name


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _create(table: Table, dialect: Dialect) -> str:
    lines = [f'"{column.name}" {column.type}{"" if column.nullable else " NOT NULL"}' for column in table.columns]
    lines.append(f'CONSTRAINT "{table.name}_pkey" PRIMARY KEY ("id")')
    lines += [f'CONSTRAINT "{name}" CHECK ({condition})' for name, condition in table.checks.items()]
    if dialect == "sqlite":
        lines += [_foreign(key) for key in table.foreign_keys]
    body = ",\n  ".join(lines)
    return f'CREATE TABLE "{table.name}" (\n  {body}\n){" STRICT" if dialect == "sqlite" else ""}'


def new_column(table: Table, column: Column, dialect: Dialect) -> str:
    """Give the statement that adds a column to a table that has rows; ValueError for one that needs a value or points at a table."""
    if not column.nullable or any(column.name in key.columns for key in table.foreign_keys):
        raise ValueError(f"{table.name}.{column.name}: a column added later is nullable and points at no table; make a table of its own")
    name = _name(table.name, column.name, "check")
    rule = f' CONSTRAINT "{name}" CHECK ({table.checks[name]})' if name in table.checks else ""
    return f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {column.type}{rule}'


def _foreign(key: ForeignKey) -> str:
    return f'CONSTRAINT "{key.name}" FOREIGN KEY ({_quoted(key.columns)}) REFERENCES "{key.target}" ({_quoted(key.target_columns)})'


def create_key(table: Table, key: Key) -> str:
    """Give the statement that makes a key or an index."""
    where = f" WHERE {key.where}" if key.where else ""
    return f'CREATE {"UNIQUE " if key.unique else ""}INDEX "{key.name}" ON "{table.name}" ({_quoted(key.columns)}){where}'
