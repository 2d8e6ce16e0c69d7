"""What a database says about itself, in the words of ``models.ddl``."""

import re

from models.database import Connection
from models.ddl import Column, ForeignKey, Key, Table


async def read_tables(conn: Connection) -> dict[str, Table]:
    """Read every table but the migrations' records, from ``pg_catalog`` or ``sqlite_master`` and its pragmas."""
    found = await (_postgres(conn) if conn.dialect == "postgres" else _sqlite(conn))
    found.pop("schema_migration")
    return found


async def primary_keys(conn: Connection) -> dict[str, str]:
    """Read each table's primary key as text, columns in order."""
    if conn.dialect == "postgres":
        sql = "SELECT conrelid::regclass::text AS tab, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE contype = 'p'"
        return {row["tab"].strip('"'): row["def"].replace('"', "") for row in await conn.fetch(sql)}
    sql = (
        "SELECT m.name AS tab, group_concat(c.name) AS cols FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND c.pk > 0 GROUP BY m.name"
    )
    return {row["tab"]: f"PRIMARY KEY ({row['cols']})" for row in await conn.fetch(sql)}


async def defaults(conn: Connection) -> list[str]:
    """Name the columns that have a default."""
    sql = (
        "SELECT adrelid::regclass::text AS col FROM pg_attrdef"
        if conn.dialect == "postgres"
        else "SELECT m.name || '.' || c.name AS col FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND c.dflt_value IS NOT NULL"
    )
    return [row["col"] for row in await conn.fetch(sql)]


async def triggers(conn: Connection) -> set[str]:
    """Name the triggers that are not the engine's own."""
    sql = (
        "SELECT tgname::text AS name FROM pg_trigger WHERE NOT tgisinternal"
        if conn.dialect == "postgres"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return {row["name"] for row in await conn.fetch(sql)}


async def _sqlite(conn: Connection) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for row in await conn.fetch("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        table = tables[row["name"]] = Table(row["name"])
        for column in await conn.fetch("SELECT * FROM pragma_table_info(:t)", {"t": table.name}):
            table.columns.append(Column(column["name"], column["type"], not column["notnull"]))
        # SQLite keeps the text of checks and the names of foreign keys nowhere but in the statement.
        table.checks = dict(re.findall(r'CONSTRAINT "(\w+)" CHECK \((.*?)\)(?:,?\n|, ")', row["sql"]))
        names = re.findall(r'CONSTRAINT "(\w+)" FOREIGN KEY', row["sql"])
        links = await conn.fetch("SELECT * FROM pragma_foreign_key_list(:t) ORDER BY id DESC, seq", {"t": table.name})
        for number, name in enumerate(names):
            parts = [link for link in links if link["id"] == len(names) - 1 - number]
            table.foreign_keys.append(ForeignKey(name, tuple(p["from"] for p in parts), parts[0]["table"], tuple(p["to"] for p in parts)))
        for index in await conn.fetch("SELECT * FROM pragma_index_list(:t) WHERE origin = 'c'", {"t": table.name}):
            columns = await conn.fetch("SELECT name FROM pragma_index_info(:i) ORDER BY seqno", {"i": index["name"]})
            text = await conn.fetch("SELECT sql FROM sqlite_master WHERE name = :i", {"i": index["name"]})
            where = text[0]["sql"].partition(" WHERE ")[2] or None
            table.keys.append(Key(index["name"], tuple(c["name"] for c in columns), bool(index["unique"]), where))
    return tables


async def _postgres(conn: Connection) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for row in await conn.fetch("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'"):
        table = tables[row["name"]] = Table(row["name"])
        of = {"t": f'"{table.name}"'}
        for column in await conn.fetch(
            "SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type, attnotnull FROM pg_attribute"
            " WHERE attrelid = to_regclass(:t) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            of,
        ):
            kind = column["type"].replace("timestamp with time zone", "timestamptz")
            table.columns.append(Column(column["name"], kind, not column["attnotnull"]))
        for rule in await conn.fetch(
            "SELECT conname::text AS name, contype::text AS kind, pg_get_constraintdef(oid) AS def, confrelid::regclass::text AS target,"
            " (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(conkey) WITH ORDINALITY AS k(num, n)"
            "  JOIN pg_attribute AS a ON a.attrelid = conrelid AND a.attnum = k.num) AS cols,"
            " (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(confkey) WITH ORDINALITY AS k(num, n)"
            "  JOIN pg_attribute AS a ON a.attrelid = confrelid AND a.attnum = k.num) AS target_cols"
            " FROM pg_constraint WHERE conrelid = to_regclass(:t)",
            of,
        ):
            if rule["kind"] == "c":
                table.checks[rule["name"]] = rule["def"]
            elif rule["kind"] == "f":
                target = rule["target"].strip('"')
                table.foreign_keys.append(ForeignKey(rule["name"], tuple(rule["cols"]), target, tuple(rule["target_cols"])))
        for index in await conn.fetch(
            "SELECT c.relname::text AS name, i.indisunique AS uniq, pg_get_expr(i.indpred, i.indrelid) AS pred,"
            " (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(num, n)"
            "  JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.num) AS cols"
            " FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE i.indrelid = to_regclass(:t) AND NOT i.indisprimary",
            of,
        ):
            table.keys.append(Key(index["name"], tuple(index["cols"]), index["uniq"], index["pred"]))
    return tables
