"""What is rendered from the tables: state diagrams, the table of actions, who may write which part, rights, codes of refusals."""

from collections.abc import Sequence
from typing import Any

from models.vocabulary import ApprovalRoute, ReasonCode, RefusalCode
from workflows.access import PERMISSIONS
from workflows.appraisal import APPRAISAL, MATRIX
from workflows.conditions import DIRECTORY, READERS, Grantee, Through
from workflows.cycle import CYCLE
from workflows.daily_activity import DAILY_ACTIVITY
from workflows.definition import ALL_ROUTES, Step, Workflow
from workflows.dialogue import COACHING, FEEDBACK_NOTE, FEEDBACK_REQUEST
from workflows.evidence_life import EVIDENCE
from workflows.line_proposal import LINE_PROPOSAL
from workflows.messages import message
from workflows.parts import PARTS
from workflows.plan import PLAN, PLAN_PARTS
from workflows.recognition import RECOGNITION
from workflows.training import ENROLMENT, TRAINING, TRAINING_NEED


def state_diagram() -> str:
    """Render the appraisal's table as a Mermaid state diagram."""
    return _diagram(APPRAISAL)


def cycle_diagram() -> str:
    """Render the cycle's table as a Mermaid state diagram."""
    return _diagram(CYCLE)


def line_proposal_diagram() -> str:
    """Render the line proposal's table as a Mermaid state diagram."""
    return _diagram(LINE_PROPOSAL)


def daily_activity_diagram() -> str:
    """Render the daily activity's table as a Mermaid state diagram."""
    return _diagram(DAILY_ACTIVITY)


def plan_diagram() -> str:
    """Render the plan's table as a Mermaid state diagram."""
    return _diagram(PLAN)


def plan_table() -> str:
    """Render the rows of the plan's table with their guards and inputs."""
    return _actions(PLAN)


def plan_parts_table() -> str:
    """Render who may write which part of a plan that has a life of its own, and in which states."""
    rows = [
        (f"`{part.name}`", ", ".join(one.value for one in part.writers), ", ".join(state.value for state in part.states))
        for part in PLAN_PARTS.values()
    ]
    return table(("part", "writer", "while"), rows)


def _diagram(workflow: Workflow[Any]) -> str:
    begins = [f"    [*] --> {state.value}" for state in (workflow.initial, *workflow.entries)]
    lines = ["```mermaid", "stateDiagram-v2", *begins]
    for step in workflow.steps:
        label = f"{step.action.value} ({_who(step)})"
        lines.append(f"    {step.source.value} --> {step.target.value}: {label}")
    lines += [f"    {state.value} --> [*]" for state in workflow.states if state in workflow.final]
    return "\n".join((*dict.fromkeys(lines), "```"))


def _who(step: Step[Any]) -> str:
    routes = "" if step.routes == ALL_ROUTES else ", route " + " or ".join(route.value for route in ApprovalRoute if route in step.routes)
    return f"{step.who.value}{routes}"


def action_table() -> str:
    """Render the rows of the appraisal's table with their guards and inputs."""
    return _actions(APPRAISAL)


def line_proposal_table() -> str:
    """Render the rows of the line proposal's table with their guards and inputs."""
    return _actions(LINE_PROPOSAL)


def daily_activity_table() -> str:
    """Render the rows of the daily activity's table with their guards and inputs."""
    return _actions(DAILY_ACTIVITY)


def evidence_table() -> str:
    """Render the rows of the table of evidence with their guards and inputs."""
    return _actions(EVIDENCE)


def _actions(workflow: Workflow[Any]) -> str:
    rows = []
    for step in workflow.steps:
        apart = ", ".join(action.value for action in step.apart_from)
        guards = ", ".join(guard.name.replace("_", " ") for guard in step.guards)
        inputs = ", ".join(one.name + ("" if one.required else "?") for one in step.inputs)
        rows.append(
            (
                step.action.value,
                f"{step.source.value} → {step.target.value}" if step.source is not step.target else f"stays in {step.source.value}",
                _who(step),
                guards,
                inputs or "–",
                ("not one's own" if step.not_own else "–")
                + "".join(f", nor by who is {relation.value}" for relation in step.not_for)
                + (f"; another person than did {apart}" if apart else ""),
            )
        )
    return table(("action", "from → to", "who", "guards", "inputs", "two-person rule"), rows)


def dialogue_table() -> str:
    """Render the rows of the tables of feedback, of requests for it, and of coaching."""
    return "\n\n".join(f"**{one.name.replace('_', ' ')}**\n\n{_actions(one)}" for one in (FEEDBACK_NOTE, FEEDBACK_REQUEST, COACHING))


def training_table() -> str:
    """Render the rows of the tables of trainings, of needs, and of enrolments."""
    return "\n\n".join(f"**{one.name.replace('_', ' ')}**\n\n{_actions(one)}" for one in (TRAINING, TRAINING_NEED, ENROLMENT))


def recognition_table() -> str:
    """Render the rows of the recognition's table."""
    return _actions(RECOGNITION)


def parts_table() -> str:
    """Render who may write which part in which state."""
    return table(("part", "writer", "while"), [(f"`{part.name}`", part.writer.value, part.state.value) for part in PARTS.values()])


def matrix_table() -> str:
    """Render the predicate by the two ratings."""
    rows = [(results.value, behaviour.value, outcome.value) for (results, behaviour), outcome in MATRIX.items()]
    return table(("results", "behaviour", "predicate"), rows)


def rights_table() -> str:
    """Render who may read what, and who may do what no workflow's table names."""
    rows = [("read " + model._meta.db_table, "everybody in the agency") for model in DIRECTORY]
    rows += [("read " + model._meta.db_table, _names(readers)) for model, readers in READERS.items()]
    rows += [(permission.value.lower().replace("_", " "), _names(who)) for permission, who in PERMISSIONS.items()]
    return table(("right", "who"), rows)


_THROUGH = {
    Through.APPRAISAL: "whoever reads its appraisal",
    Through.CYCLE: "everybody in the agency where it isn't of one appraisal",
    Through.SCOPE: "whoever stands in its scope today",
    Through.AUDIENCE: "whom its author chose",
    Through.SUBJECT: "whoever reads what it belongs to",
    Through.SHOWN: "whom its receiver lets see it",
    Through.SHARED: "the superiors where its participant shares it",
}


def _names(grantees: Sequence[Grantee]) -> str:
    return ", ".join(_THROUGH[one] if isinstance(one, Through) else one.value for one in grantees)


def refusal_table() -> str:
    """Render the refusal codes with their sentences."""
    return table(("code", "English", "Indonesian"), [(f"`{c.value}`", *_said(f"refusal.{c.value}")) for c in RefusalCode])


def reason_table() -> str:
    """Render the reason codes with what is wrong and what to do."""
    rows = [(f"`{c.value}`", _said(f"reason.{c.value}")[0], _said(f"reason.{c.value}.fix")[0]) for c in ReasonCode]
    return table(("code", "what is wrong", "what to do"), rows)


def _said(key: str) -> tuple[str, str]:
    return message(key, "en"), message(key, "id")


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Render a Markdown table; a bar inside a cell is escaped."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
