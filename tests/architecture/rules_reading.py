"""What comes from the surroundings, and what goes out of them: environment, clock, logs."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.rules import Source, dotted, parts, rule

Found = Iterator[tuple[ast.AST | int, str]]

CLOCKS = re.compile(r"(^|\.)(datetime|date|dt)\.(now|utcnow|today)$|^time\.(time|time_ns|localtime|gmtime)$")
SQL_CLOCKS = re.compile(r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\bnow\(\)|\bclock_timestamp\(|\b(datetime|date|julianday|strftime)\([^)]*'now'")
# Where this moment may be read, and why.
MAY_READ_THE_CLOCK = {
    "server/clock.py": "the one reading, passed in from there",
    "models/ids.py": "a key's leading digits; keys order inserts and tell no fact",
    "models/migrations/running.py": "when a migration was applied, a note beside any agency's data",
}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
PERSONAL = {
    "name",
    "names",
    "nip",
    "number",
    "token",
    "email",
    "mail",
    "text",
    "reason",
    "comment",
    "feedback",
    "title",
    "address",
    "password",
    "url",
}


@rule(
    planted=[
        ("workflows/demo/load.py", "import os\nx = os.environ['HOME']"),
        ("models/database/opening.py", "from os import getenv"),
        ("schema/http.py", "import os\nx = os.getenv('KINERJA_HOST')"),
    ],
    innocent=[("server/settings.py", "import os\nx = os.environ"), ("workflows/x.py", "environment = 1")],
)
def the_environment_is_read_by_settings_alone(source: Source) -> Found:
    """Only ``server.settings`` reads the environment (tests read their own two variables).

    The accident: a variable that no table of settings names changes how rights are checked, on one machine of three.
    """
    if source.within("server/settings.py", "tests/"):
        return
    for node in ast.walk(source.tree):
        names = [node.name] if isinstance(node, ast.alias) else [dotted(node)] if isinstance(node, ast.Attribute) else []
        for name in names:
            if name.rpartition(".")[2] in ("environ", "environb", "getenv", "getenvb") or name in ("dotenv", "load_dotenv"):
                yield node, f"{name}: settings are arguments"


@rule(
    planted=[
        ("workflows/cycle.py", "from datetime import datetime, UTC\nx = datetime.now(UTC)"),
        ("workflows/cycle.py", "import datetime\nx = datetime.date.today()"),
        ("schema/http.py", "import time\nx = time.time()"),
        ("workflows/facts.py", "SQL = 'SELECT id FROM cycle WHERE until > CURRENT_TIMESTAMP'"),
        ("workflows/facts.py", "SQL = \"SELECT date('now')\""),
    ],
    innocent=[
        ("server/clock.py", "from datetime import datetime, UTC\nx = datetime.now(UTC)"),
        ("server/requests.py", "from time import perf_counter\nx = perf_counter()"),
        ("workflows/cycle.py", "x = actor.now"),
    ],
)
def the_clock_is_passed_in(source: Source) -> Found:
    """One reading of the clock a command, by the server, passed down as ``actor.now`` and ``actor.today``.

    The accident: a command that begins at 23:59:59.9 checks the window on one day and writes its event on the next; and no test
    can stand at a midnight.
    """
    if source.path in MAY_READ_THE_CLOCK or source.within("tests/"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and CLOCKS.search(dotted(node)):
            yield node, f"{dotted(node)}: the moment is an argument"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for name in node.names:
                if name.name in ("time", "time_ns"):
                    yield node, f"time.{name.name}: the moment is an argument"
    for text in source.texts():
        if SQL_CLOCKS.search(str(text.value)):
            yield text, "the database's clock is another clock: bind the moment"


@rule(
    planted=[
        ("workflows/identity.py", "log.info(f'signed in {person.name}')"),
        ("server/requests.py", "log.warning('refused', token=token)"),
        ("workflows/x.py", "log.info('appraised', employee_name=row.name)"),
        ("workflows/x.py", "log.info('refused %s', reason)"),
    ],
    innocent=[("server/requests.py", "log.info('request', route=route, milliseconds=3)"), ("workflows/x.py", "error = math.log(x)")],
)
def logs_hold_no_person(source: Source) -> Found:
    """A log line is a constant sentence with ids and figures: never a NIP, a name, a token or what somebody wrote.

    The accident: the log of a province, kept for years and sent to a third party, is a list of who was judged how.
    """
    for call in source.calls():
        func = call.func
        if not (isinstance(func, ast.Attribute) and func.attr in LEVELS and dotted(func.value) in ("log", "logger", "self.log")):
            continue
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant):
            yield call, "a log line's sentence is one constant text"
        for word in call.keywords:
            if word.arg and parts(word.arg) & PERSONAL:
                yield call, f"{word.arg} may tell a person"
