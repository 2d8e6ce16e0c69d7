"""Random operations that fit the schema: aliases, fragments, switches, variables, paging, filters, ids and cursors.

What earlier answers brought, ids and cursors above all, is given back in later operations, now and then where it doesn't belong.
"""

import random
import re
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
    validate,
)

ID = re.compile(r"^[a-z]{3}_[0-9a-f-]{36}$")
CURSOR = re.compile(r"^1~[A-Za-z]+~[A-Z_]+~")
UNKNOWN = "emp_01890000-0000-7000-8000-000000000000"
HOSTILE = ("'", '"', "\\", "%", "~", "Robert'); DROP TABLE appraisal;--", "\u00e9\U0001f600", "a\nb", "", "_", "{a}", ":value", ":p0", "$1")
DAYS = ("2026-01-01", "2026-03-10", "2024-02-29", "2030-12-31")
MOMENTS = ("2026-03-10T02:00:00.000000Z", "2026-03-10T09:00:00+07:00", "2020-01-01T00:00:00Z")
NAMES = ("a", "b", "nama", "order", "select", "_", "__x", "o", "j", "t1", "n", "zz" * 40)


@dataclass
class Generator:
    """Writes operations; ``ids`` and ``cursors`` are what answers brought."""

    schema: GraphQLSchema
    random: random.Random
    ids: list[str] = field(default_factory=list)
    cursors: dict[str, list[str]] = field(default_factory=dict)
    _variables: dict[str, tuple[str, Any, str | None]] = field(default_factory=dict)
    _fragments: list[str] = field(default_factory=list)

    def operation(self) -> tuple[str, dict[str, Any]]:
        """Write a query with its variables' values, which the schema accepts but for values that turn out wrong."""
        while True:
            text, given = self._tried()
            if not validate(self.schema, parse(text), max_errors=1):
                return text, given

    def _tried(self) -> tuple[str, dict[str, Any]]:
        self._variables, self._fragments = {}, []
        chosen = self._selection(self.schema.query_type, self.random.randint(3, 7), roots=True)
        declared = ", ".join(
            f"${name}: {kind}{'' if default is None else f' = {default}'}" for name, (kind, _, default) in self._variables.items()
        )
        text = f"query Q{f'({declared})' if declared else ''} {chosen}" + "".join(f"\n{one}" for one in self._fragments)
        given = {name: value for name, (kind, value, default) in self._variables.items() if value is not ...}
        return text, given

    def learn(self, held: Any) -> None:
        """Keep the ids and cursors of an answer."""
        match held:
            case dict():
                for one in held.values():
                    self.learn(one)
            case list():
                for one in held:
                    self.learn(one)
            case str() if ID.match(held):
                self._keep(self.ids, held)
            case str() if CURSOR.match(held):
                _, kind, order, _ = held.split("~", 3)
                self._keep(self.cursors.setdefault(f"{kind}~{order}", []), held)
            case _:
                pass

    def _keep(self, pool: list[str], held: str) -> None:
        if len(pool) < 400:
            pool.append(held)
        else:
            pool[self.random.randrange(400)] = held

    def _selection(self, kind: Any, depth: int, *, roots: bool = False) -> str:
        parts = [self._field(kind, depth) for _ in range(self.random.choice((1, 1, 2, 3) if roots else (1, 2, 3, 5)))]
        parts = [one for one in parts if one]
        if self.random.random() < 0.1 or not parts:
            parts.append(f"{self._alias()}__typename" if not roots or self.random.random() < 0.2 or not parts else "")
        if self.random.random() < 0.15:
            parts.insert(self.random.randrange(len(parts) + 1), self._fragment(kind, depth))
        return "{ " + " ".join(parts) + " }"

    def _fragment(self, kind: Any, depth: int) -> str:
        conditions = [kind.name, *(one.name for one in getattr(kind, "interfaces", ()))]
        target = self.schema.type_map[self.random.choice(conditions)]
        if isinstance(kind, GraphQLInterfaceType):
            target = self.random.choice([kind, *self.schema.get_possible_types(kind)])
        inner = self._selection(target, depth) if not isinstance(target, GraphQLInterfaceType) else "{ id __typename }"
        if self.random.random() < 0.5:
            return f"... {'' if target is kind and self.random.random() < 0.3 else f'on {target.name} '}{self._switch()}{inner}"
        name = f"F{len(self._fragments)}"
        self._fragments.append("")
        self._fragments[int(name[1:])] = f"fragment {name} on {target.name} {inner}"
        return f"...{name} {self._switch()}"

    def _field(self, kind: Any, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            return self._fragment(kind, depth - 1) if depth > 0 and self.random.random() < 0.8 else "id"
        fields: dict[str, GraphQLField] = kind.fields
        names = [name for name, one in fields.items() if depth > 0 or is_leaf_type(get_named_type(one.type))]
        if not names:
            return ""
        deep = [name for name in names if not is_leaf_type(get_named_type(fields[name].type))]
        name = self.random.choice(deep) if deep and self.random.random() < 0.5 else self.random.choice(names)
        one = fields[name]
        target = get_named_type(one.type)
        inner = "" if is_leaf_type(target) else " " + self._selection(target, depth - 1)
        return f"{self._alias()}{name}{self._arguments(one, target)} {self._switch()}{inner}"

    def _alias(self) -> str:
        if self.random.random() > 0.12:
            return ""
        name = self.random.choice(NAMES)
        return f"{name}{self.random.randrange(50)}: "

    def _switch(self) -> str:
        if self.random.random() > 0.06:
            return ""
        name, held = self.random.choice(("skip", "include")), self.random.random() < 0.5
        given = self._variable("Boolean!", held, None) if self.random.random() < 0.6 else str(held).lower()
        return f"@{name}(if: {given}) "

    def _variable(self, kind: str, value: Any, default: str | None) -> str:
        name = f"v{len(self._variables)}"
        self._variables[name] = (kind, value, default)
        return f"${name}"

    def _arguments(self, held: GraphQLField, target: Any) -> str:
        parts: list[str] = []
        paged = target.name.endswith("Connection") and "first" in held.args
        order = None
        for name, one in sorted(held.args.items(), key=lambda one: one[0] != "orderBy"):
            required = is_required_argument(one)
            if not required and self.random.random() > (0.35 if paged else 0.5):
                continue
            if name in ("first", "last"):
                value: Any = self.random.choice((0, 1, 20, 100, 101, -1) if self.random.random() < 0.05 else (1, 2, 3, 5))
                if name == "last" and any(one.startswith("first") for one in parts) and self.random.random() < 0.95:
                    continue
            elif name in ("after", "before"):
                if not self._cursors_of(target.name.removesuffix("Connection"), order) and self.random.random() < 0.95:
                    continue
                value = self._cursor(target.name.removesuffix("Connection"), order)
            else:
                value = self._value(one.type)
            if name == "orderBy":
                order = value
            parts.append(f"{name}: {self._written(one.type, value)}")
        return f"({', '.join(parts)})" if parts else ""

    def _cursors_of(self, kind: str, order: Any) -> list[list[str]]:
        return [pool for key, pool in self.cursors.items() if key.startswith(f"{kind}~") and (order is None or key.endswith(f"~{order}"))]

    def _cursor(self, kind: str, order: Any) -> str:
        pools = self._cursors_of(kind, order)
        if self.random.random() < 0.03 or not pools:
            pools = list(self.cursors.values())
        return self.random.choice(self.random.choice(pools)) if pools and self.random.random() > 0.03 else self.random.choice(HOSTILE)

    def _value(self, kind: GraphQLInputType, depth: int = 0) -> Any:
        match kind:
            case GraphQLNonNull():
                return self._value(kind.of_type, depth)
            case GraphQLList():
                return [self._value(kind.of_type, depth + 1) for _ in range(self.random.choice((0, 1, 1, 2, 3)))]
            case GraphQLEnumType():
                return Name(self.random.choice(list(kind.values)))
            case GraphQLInputObjectType():
                chosen = {}
                for name, one in kind.fields.items():
                    if isinstance(one.type, GraphQLNonNull) or self.random.random() < 0.25:
                        chosen[name] = (
                            None if self.random.random() < 0.06 and not isinstance(one.type, GraphQLNonNull) else self._value(one.type)
                        )
                return chosen
            case GraphQLScalarType():
                return self._scalar(kind.name)
            case _:
                raise TypeError(str(kind))

    def _scalar(self, name: str) -> Any:
        match name:
            case "ID":
                return (
                    self.random.choice(self.ids)
                    if self.ids and self.random.random() > 0.05
                    else self.random.choice((UNKNOWN, "x", "emp_1"))
                )
            case "Int":
                return self.random.choice((0, 1, 2, 3, 2026, -1))
            case "Boolean":
                return self.random.random() < 0.5
            case "Date":
                return self.random.choice(DAYS)
            case "DateTime":
                return self.random.choice(MOMENTS)
            case "Decimal":
                return self.random.choice(("0", "1.5", "-2", "100"))
            case "UUID":
                return (self.random.choice(self.ids) if self.ids else UNKNOWN)[4:]
            case _:
                return self.random.choice((*HOSTILE, "a", "clerk", "Vehicles"))

    def _written(self, kind: GraphQLInputType, value: Any) -> str:
        if self.random.random() < 0.3:
            nullable = not isinstance(kind, GraphQLNonNull)
            sent = ... if nullable and self.random.random() < 0.2 else None if nullable and self.random.random() < 0.1 else plain(value)
            default = literal(value) if nullable and self.random.random() < 0.2 else None
            return self._variable(str(kind), sent, default)
        return literal(value)


class Name(str):
    """An enum's value."""


def plain(value: Any) -> Any:
    """Give a value as JSON has it."""
    match value:
        case dict():
            return {name: plain(one) for name, one in value.items()}
        case list():
            return [plain(one) for one in value]
        case Name():
            return str(value)
        case _:
            return value


def literal(value: Any) -> str:
    """Write a value as GraphQL has it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case Name():
            return str(value)
        case str():
            return '"' + "".join(f"\\u{ord(one):04x}" if one in '"\\\n' else one for one in value) + '"'
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return "{" + ", ".join(f"{name}: {literal(one)}" for name, one in value.items()) + "}"
        case _:
            return str(value)
