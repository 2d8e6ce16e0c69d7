"""The files, and parts of files, that are rendered from the code: written by ``kinerja render``, checked by ``kinerja render --check``."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Rendered:
    """Something rendered: the text that ``source`` (``module:function``, no arguments) gives.

    ``path`` is relative to the project's root. With ``part`` it is what stands in that file between the lines ``<!-- part -->`` and
    ``<!-- /part -->``; without, the whole file.
    """

    path: str
    source: str
    part: str | None = None


RENDERED: tuple[Rendered, ...] = (
    Rendered("README.md", "workflows.render:state_diagram", "states"),
    Rendered("README.md", "workflows.render:rights_table", "rights"),
    Rendered("README.md", "server.settings:settings_table", "settings"),
    Rendered("docs/workflow.md", "workflows.render:state_diagram", "states"),
    Rendered("docs/workflow.md", "workflows.render:action_table", "actions"),
    Rendered("docs/workflow.md", "workflows.render:parts_table", "parts"),
    Rendered("docs/workflow.md", "workflows.render:matrix_table", "predicates"),
    Rendered("docs/workflow.md", "workflows.render:cycle_diagram", "cycle"),
    Rendered("docs/workflow.md", "workflows.render:line_proposal_diagram", "line proposal"),
    Rendered("docs/workflow.md", "workflows.render:line_proposal_table", "line proposal actions"),
    Rendered("docs/working-day.md", "workflows.render:daily_activity_diagram", "daily activity"),
    Rendered("docs/working-day.md", "workflows.render:daily_activity_table", "daily activity actions"),
    Rendered("docs/workflow.md", "workflows.render:plan_diagram", "plan"),
    Rendered("docs/workflow.md", "workflows.render:plan_table", "plan actions"),
    Rendered("docs/workflow.md", "workflows.render:plan_parts_table", "plan parts"),
    Rendered("docs/working-day.md", "workflows.render:dialogue_table", "dialogue"),
    Rendered("docs/working-day.md", "workflows.render:evidence_table", "evidence actions"),
    Rendered("docs/working-day.md", "workflows.render:training_table", "training"),
    Rendered("docs/working-day.md", "workflows.render:recognition_table", "recognition"),
    Rendered("docs/errors.md", "workflows.render:refusal_table", "refusals"),
    Rendered("docs/errors.md", "workflows.render:reason_table", "reasons"),
    Rendered("docs/errors.md", "schema.errors:error_table", "requests"),
    Rendered("docs/errors.md", "schema.errors:status_table", "statuses"),
    Rendered("schema/schema.graphql", "schema.sdl:text"),
)


def render(*, check: bool, root: Path = ROOT, rendered: tuple[Rendered, ...] = RENDERED) -> list[str]:
    """Write what is out of date (with ``check``: nothing) and tell it as ``path`` or ``path (part)``.

    Raises:
        ValueError: a file lacks the lines between which its part stands.
    """
    stale = []
    for one in rendered:
        module, _, name = one.source.partition(":")
        source: Callable[[], str] = getattr(import_module(module), name)
        path = root / one.path
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        text = source().rstrip("\n") + "\n"
        after = text if one.part is None else _replaced(before, one, text)
        if after != before:
            stale.append(one.path if one.part is None else f"{one.path} ({one.part})")
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(after, encoding="utf-8")
    return stale


def _replaced(text: str, one: Rendered, part: str) -> str:
    opening, closing = f"<!-- {one.part} -->\n", f"<!-- /{one.part} -->\n"
    head, found, rest = text.partition(opening)
    _, ended, tail = rest.partition(closing)
    if not found or not ended:
        raise ValueError(f"{one.path} lacks the lines {opening.strip()} and {closing.strip()}")
    return f"{head}{opening}\n{part}\n{closing}{tail}"
