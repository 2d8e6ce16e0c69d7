"""Who may write what: transactions, states, rights, statements."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.rules import Source, dotted, rule

Found = Iterator[tuple[ast.AST | int, str]]

CONTROL = re.compile(r"\s*(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b(?!\s+(SELECT|RETURN|IF|RAISE|NEW))[^\n]{0,40}\s*")
SETS_STATE = re.compile(r"\bUPDATE\s+\"?(\w+)\"?(?:\s+AS\s+\w+|\s+\w+)?\s+SET\b[^;]*?\bstate\s*=", re.DOTALL)
JOBS = {"opening_job", "import_job"}  # how far a job is, no workflow's state
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY)\b")
ALSO_WRITES = {
    "server/migration.py": "what a start brings up to date: it belongs to no agency",
    "server/demonstration.py": "marks the database as a demo: the mark belongs to no agency",
}
UNBINDABLE = dict.fromkeys(
    ("workflows/database_guards.py", "workflows/plan_guards.py"),
    "triggers take no parameters, and all that is in them is declared in our tables",
)
FROM_REQUESTS = {
    "input",
    "arguments",
    "args",
    "kwargs",
    "request",
    "value",
    "values",
    "params",
    "variables",
    "header",
    "headers",
    "body",
    "text",
}


@rule(
    planted=[
        ("workflows/lines.py", "from tortoise.transactions import in_transaction"),
        ("workflows/lines.py", "async def f(conn):\n    await conn.execute('BEGIN IMMEDIATE')"),
        ("schema/http.py", "async def f(conn):\n    await conn.execute('ROLLBACK')"),
        ("models/people.py", "@atomic()\nasync def f(): ..."),
    ],
    innocent=[
        ("models/database/sqlite.py", "x = 'BEGIN IMMEDIATE'"),
        ("workflows/render.py", "x = 'BEGIN SELECT RAISE(ABORT, 1); END'"),
        ("workflows/lines.py", "x = 'BEGINNING'"),
    ],
)
def transactions_are_the_runners(source: Source) -> Found:
    """Only ``models.database`` opens, commits or rolls back.

    The accident: graphql-core cancels a sibling during BEGIN, the ORM's ``in_transaction`` leaks its lock, and after six such
    queries every write of the process waits for ever. The runner shields; whoever goes round it isn't shielded.
    """
    if source.within("models/database/", "models/migrations/", "tests/"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.alias | ast.Name | ast.Attribute):
            name = node.name if isinstance(node, ast.alias) else dotted(node)
            if name.rpartition(".")[2] in ("in_transaction", "_in_transaction", "atomic"):
                yield node, f"{name}: transactions are opened by Database.transaction alone"
    for text in source.texts():
        if CONTROL.fullmatch(str(text.value)):
            yield text, f"{text.value!r}: transactions are opened by Database.transaction alone"


@rule(
    planted=[("schema/appraisals/mutations.py", "async def f(info):\n    await info.context.database.transaction(g)")],
    innocent=[("workflows/engine.py", "async def f(database):\n    await database.transaction(g)")],
)
def only_workflows_write(source: Source) -> Found:
    """Outside ``workflows`` and ``models`` nobody starts a transaction.

    The accident: a resolver "just quickly" updates a row; no right is asked, no event is written, and the history is wrong for good.
    """
    if source.path in ALSO_WRITES or source.within("models/", "workflows/", "tests/"):
        return
    for call in source.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr == "transaction":
            yield call, "writes are the workflows' own"


@rule(
    planted=[
        ("workflows/actions/appraisals.py", "appraisal.state = AppraisalState.APPROVED"),
        ("workflows/actions/cycles.py", "await Cycle.filter(id=i).using_db(conn).update(state=x)"),
        ("workflows/demo/load.py", "SQL = 'UPDATE appraisal SET result_rating = :r, state = :s WHERE id = :i'"),
        ("schema/http.py", "setattr(appraisal, 'state', x)"),
    ],
    innocent=[
        ("workflows/engine.py", "appraisal.state = AppraisalState.APPROVED"),
        ("server/app.py", "app.state.database = database"),
        ("workflows/actions/cycles.py", "row = Appraisal(state=AppraisalState.DRAFT, version=1)"),
        ("workflows/actions/opening.py", "SQL = 'UPDATE opening_job SET state = :state'"),
    ],
)
def states_change_in_the_engine_alone(source: Source) -> Found:
    """A workflow's state is changed by ``workflows.engine`` alone (a new row's first state may be written by who makes the row).

    The accident: one of nine places that set a status forgets the guard, the event or the version; two approvals of one appraisal succeed.
    """
    if source.within("workflows/engine.py", "workflows/engine/", "models/migrations/", "tests/"):
        return
    for node in ast.walk(source.tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state" and dotted(target.value) != "self":
                yield node, f"{dotted(target)} is assigned outside the engine"
        if isinstance(node, ast.Call) and dotted(node.func).endswith(".update") and any(word.arg == "state" for word in node.keywords):
            yield node, "a state is updated outside the engine"
        if isinstance(node, ast.Call) and dotted(node.func) == "setattr" and "'state'" in map(ast.unparse, node.args):
            yield node, "a state is set outside the engine"
    for text in source.texts():
        for found in SETS_STATE.finditer(str(text.value)):
            if found[1] not in JOBS:
                yield text, "a statement sets a state outside the engine"


@rule(
    planted=[
        ("workflows/actions/people.py", "from workflows.access import Granted\ng = Granted(row, actor, token)"),
        ("workflows/actions/people.py", "import workflows.access as access\ng = access.Granted(row, actor, access._token)"),
        ("tests/test_x.py", "g = object.__new__(Granted)"),
    ],
    innocent=[
        ("workflows/access.py", "g = Granted(row, actor, _token)"),
        ("workflows/actions/people.py", "def f(row: Granted[Unit]) -> None: ..."),
    ],
)
def rights_are_granted_by_access_alone(source: Source) -> Found:
    """Only ``workflows.access`` makes a ``Granted``.

    The accident: a write that needs a checked right makes itself the proof, and a stranger's command goes through.
    """
    if source.within("workflows/access.py", "tests/workflows/test_access.py"):  # the second shows that making one is refused
        return
    for call in source.calls():
        made = [call.func, *call.args] if dotted(call.func).endswith("__new__") else [call.func]
        for one in made:
            if dotted(one).rpartition(".")[2] == "Granted":
                yield call, "Granted is made by workflows.access alone"


@rule(
    planted=[
        ("workflows/x.py", "from transitions.extensions.asyncio import AsyncMachine"),
        ("workflows/x.py", "m = Machine(model=None, states=s)"),
        ("workflows/x.py", "m = Machine(model=self, states=s, auto_transitions=False)"),
    ],
    innocent=[("workflows/definition.py", "m = Machine(model=None, states=s, auto_transitions=False)")],
)
def machines_only_judge(source: Source) -> Found:
    """The library's machine is synchronous, has no model and no automatic transitions.

    The accident: AsyncMachine swallows cancellation and runs guards at once; automatic transitions add ``to_APPROVED`` as a back door;
    registered models are never let go.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.alias) and node.name.rpartition(".")[2] == "AsyncMachine":
            yield node, "AsyncMachine swallows cancellation"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("transitions.extensions"):
            yield node, "extensions of transitions aren't used"
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "Machine":
            given = {word.arg: word.value for word in node.keywords}
            for name, wanted in (("model", None), ("auto_transitions", False)):
                value = given.get(name)
                if not isinstance(value, ast.Constant) or value.value is not wanted:
                    yield node, f"Machine needs {name}={wanted}"


@rule(
    planted=[
        ("workflows/lines.py", "sql = f\"SELECT id FROM employee WHERE name = '{name}'\""),
        ("schema/reads/lists.py", "sql = f'SELECT id FROM employee WHERE name = {value}'"),
        ("schema/reads/lists.py", "sql = 'SELECT id FROM employee WHERE name = ' + input.name"),
        ("schema/reads/lists.py", "sql = 'SELECT id FROM employee WHERE name = %s' % args['name']"),
        ("schema/reads/lists.py", "sql = 'SELECT id FROM employee WHERE name = {}'.format(request.query)"),
    ],
    innocent=[
        ("workflows/lines.py", "sql = f\"SELECT id FROM employee WHERE kind = '{PositionKind.STRUCTURAL.value}' AND {CONDITION}\""),
        ("schema/reads/lists.py", "sql = f'SELECT {columns} FROM {table} WHERE id = :id'"),
        ("schema/reads/lists.py", "sentence = f'nobody is called {value}'"),
    ],
)
def values_are_bound(source: Source) -> Found:
    """A statement is put together from our own constants; what comes from outside is bound by ``:name``.

    The accident: an employee called ``Ma'ruf`` breaks a search, and somebody less friendly reads another agency through it.
    """
    if source.path in UNBINDABLE or source.within("tests/"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            whole = "".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
            before = ""
            for one in node.values:
                if isinstance(one, ast.Constant):
                    before = str(one.value)
                elif isinstance(one, ast.FormattedValue) and SQL.search(whole):
                    if before.endswith("'") and not _constant(one.value):
                        yield node, f"{ast.unparse(one.value)} stands in quotes in a statement: bind it"
                    elif _outside(one.value):
                        yield node, f"{ast.unparse(one.value)} is put into a statement: bind it"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            if _sql(node.left) and any(_outside(one) for one in ast.walk(node.right)):
                yield node, f"{ast.unparse(node.right)} is put into a statement: bind it"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format" and _sql(node.func.value):
            given = [*node.args, *(word.value for word in node.keywords)]
            if any(_outside(one) for one in given):
                yield node, "a value is formatted into a statement: bind it"


def _sql(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SQL.search(node.value))


def _constant(node: ast.AST) -> bool:
    return dotted(node)[:1].isupper()


def _outside(node: ast.AST) -> bool:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name) and node.id in FROM_REQUESTS
