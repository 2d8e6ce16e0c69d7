"""A workflow's table as data, checked when it is imported, and the machine that judges by it.

``transitions`` judges: one shared synchronous machine per workflow, without automatic transitions, callbacks or registered models, asked
with a throw-away token. The engine acts. A table that lets a record get stuck, or one person walk alone to a protected state, raises
``DefinitionError`` on import, so that the process does not start.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, get_type_hints

from transitions import Machine, MachineError

from models.vocabulary import ApprovalRoute, ReasonCode, Relation, Role, Word
from workflows.messages import LOCALES, has_message
from workflows.refusals import Reason

F = TypeVar("F")
ALL_ROUTES = frozenset(ApprovalRoute)


class DefinitionError(Exception):
    """A workflow's table contradicts itself or a rule that every table keeps."""


@dataclass(frozen=True, slots=True)
class Input:
    """An input that an action takes; ``type`` is the GraphQL type's name, ``min_length`` in characters of trimmed text."""

    name: str
    type: str
    required: bool
    min_length: int | None = None


@dataclass(frozen=True, slots=True)
class Guard(Generic[F]):
    """A condition of a step: a pure function over facts, and the reasons told when it doesn't hold.

    ``of_input`` marks conditions that the caller can meet by giving an input: they don't make an action unavailable.
    """

    holds: Callable[[F], bool]
    reasons: Callable[[F], Sequence[Reason]]
    of_input: bool = False

    @property
    def name(self) -> str:
        """The condition's name, as the definition's text and the docs show it."""
        return self.holds.__name__

    def against(self, facts: F) -> tuple[Reason, ...]:
        """Give the reasons why the condition doesn't hold; none when it does.

        Raises:
            DefinitionError: it doesn't hold and names no reason, which must not pass for a condition that holds.
        """
        if self.holds(facts):
            return ()
        reasons = tuple(self.reasons(facts))
        if not reasons:
            raise DefinitionError(f"guard {self.name} doesn't hold and gives no reason")
        return reasons


@dataclass(frozen=True, slots=True)
class Step(Generic[F]):
    """One row of the table: who may move a record from ``source`` to ``target`` by ``action``, on which routes, under which guards.

    ``not_own`` refuses whoever the record is about, ``not_for`` also whoever stands in one of these relations to it: what concerns oneself
    isn't decided by a role. ``apart_from`` names actions whose actor must be somebody else (by person).
    ``source is target`` for an action that records a fact and stays in the state.
    """

    action: Word
    source: Word
    target: Word
    who: Relation | Role
    guards: tuple[Guard[F], ...] = ()
    inputs: tuple[Input, ...] = ()
    routes: frozenset[ApprovalRoute] = ALL_ROUTES
    not_own: bool = False
    apart_from: tuple[Word, ...] = ()
    not_for: tuple[Relation, ...] = ()


class _Token:
    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@dataclass(frozen=True)
class Workflow(Generic[F]):
    """A table with its states: ``protected`` states are those that no path may reach by one person alone.

    ``probe`` is a sample of facts with which every guard is called once at import. ``begun_by`` is the action that makes a record, where
    who did it matters to the two-person rule. ``entries`` are the states beside ``initial`` in which a record may begin. ``titles`` names
    relations as sentences about this record call them, where their usual label would mean somebody else.
    """

    name: str
    states: tuple[Word, ...]
    initial: Word
    final: frozenset[Word]
    protected: frozenset[Word]
    steps: tuple[Step[F], ...]
    probe: F
    begun_by: Word | None = None
    entries: tuple[Word, ...] = ()
    titles: Mapping[Relation, str] = field(default_factory=dict, hash=False)
    machine: Machine = field(init=False, repr=False)
    text: str = field(init=False, repr=False)
    digest: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check the table, build its machine, and take the digest of its canonical text."""
        check(self)
        object.__setattr__(self, "machine", build_machine(self))
        object.__setattr__(self, "text", canonical_text(self))
        object.__setattr__(self, "digest", hashlib.sha256(self.text.encode()).hexdigest())

    @property
    def actions(self) -> tuple[Word, ...]:
        """All actions in the table's order."""
        return tuple(dict.fromkeys(step.action for step in self.steps))

    def called(self, who: Relation | Role) -> str:
        """Give the word by which sentences about this record name a row's ``who``."""
        return self.titles.get(who, who.value) if isinstance(who, Relation) else who.value

    def judge(self, action: Word, state: Word) -> Word | None:
        """Ask the machine where ``action`` leads from ``state``; None if it is no move of this state."""
        token = _Token(state.value)
        try:
            moved = self.machine.events[action.value].trigger(token)
        except (KeyError, MachineError):
            return None
        return type(state)(token.state) if moved else None

    def onward(self, state: Word, route: ApprovalRoute) -> tuple[Step[F], ...]:
        """Give the rows by which a record goes on from ``state`` towards a final state: those with fewer moves left after them.

        Rows of a role are left out: they are overrides, not the usual course.
        """
        left = dict.fromkeys(self.final, 0)
        while more := {
            step.source: left[step.target] + 1
            for step in self.steps
            if route in step.routes and step.target in left and step.source not in left
        }:
            left |= more
        return tuple(
            step
            for step in self.steps
            if step.source is state and route in step.routes and isinstance(step.who, Relation) and left[step.target] < left[state]
        )

    def rows(self, action: Word, state: Word | None, route: ApprovalRoute) -> tuple[Step[F], ...]:
        """Give the action's rows on ``route`` for ``state``; with no row there, all its rows on the route, and failing that, all."""
        of_action = tuple(step for step in self.steps if step.action is action)
        on_route = tuple(step for step in of_action if route in step.routes)
        here = tuple(step for step in on_route if step.source is state)
        return here or on_route or of_action


def build_machine(workflow: Workflow[F]) -> Machine:
    """Build the shared machine from the table: one transition per (action, source)."""
    moves = dict.fromkeys((step.action.value, step.source.value, step.target.value) for step in workflow.steps)
    return Machine(
        model=None,
        states=[state.value for state in workflow.states],
        transitions=[[action, source, target] for action, source, target in moves],
        initial=workflow.initial.value,
        auto_transitions=False,
    )


def canonical_text(workflow: Workflow[F]) -> str:
    """Write the table as canonical JSON (sorted keys, no white space): what an event's definition digest stands for."""
    rows = [
        {
            "action": step.action.value,
            "from": step.source.value,
            "to": step.target.value,
            "who": step.who.value,
            "routes": sorted(route.value for route in step.routes),
            "guards": [guard.name for guard in step.guards],
            "inputs": [
                {"name": one.name, "type": one.type, "required": str(one.required).lower(), "minLength": str(one.min_length or 0)}
                for one in step.inputs
            ],
            "notOwn": str(step.not_own).lower(),
            "apartFrom": [action.value for action in step.apart_from],
            **({"notFor": [relation.value for relation in step.not_for]} if step.not_for else {}),
        }
        for step in workflow.steps
    ]
    body = {
        "name": workflow.name,
        "states": [state.value for state in workflow.states],
        "initial": workflow.initial.value,
        "final": sorted(state.value for state in workflow.final),
        "protected": sorted(state.value for state in workflow.protected),
        "steps": rows,
        **({} if workflow.begun_by is None else {"begunBy": workflow.begun_by.value}),
        **({"entries": [state.value for state in workflow.entries]} if workflow.entries else {}),
    }
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def check(workflow: Workflow[F]) -> None:
    """Check everything that a table must keep.

    Raises:
        DefinitionError: naming the first thing that is wrong.
    """
    _check_moves(workflow)
    _check_reach(workflow)
    _check_guards(workflow)
    _check_messages(workflow)
    for path in (path for state in (workflow.initial, *workflow.entries) for path in _paths(workflow, state, ())):
        if path[-1].target in workflow.protected and _walkable_alone(workflow, path):
            steps = " → ".join(step.action.value for step in path)
            raise DefinitionError(f"{workflow.name}: one person alone could walk {steps} to {path[-1].target.value}")


def _check_moves(workflow: Workflow[F]) -> None:
    targets: dict[tuple[Word, Word], Word] = {}
    for step in workflow.steps:
        if step.source not in workflow.states or step.target not in workflow.states:
            raise DefinitionError(f"{workflow.name}: {step.action.value} uses a state that is not declared")
        if targets.setdefault((step.action, step.source), step.target) is not step.target:
            raise DefinitionError(f"{workflow.name}: {step.action.value} leads from {step.source.value} to two states")
        if not step.routes:
            raise DefinitionError(f"{workflow.name}: {step.action.value} is on no route")


def _check_reach(workflow: Workflow[F]) -> None:
    for route in sorted(set().union(*(step.routes for step in workflow.steps)), key=lambda one: one.value):
        steps = [step for step in workflow.steps if route in step.routes]
        reached = {workflow.initial, *workflow.entries}
        while more := {step.target for step in steps if step.source in reached} - reached:
            reached |= more
        for state in workflow.states:
            if state not in reached:
                raise DefinitionError(f"{workflow.name}: {state.value} can't be reached on route {route.value}")
        ending = set(workflow.final)
        while more := {step.source for step in steps if step.target in ending} - ending:
            ending |= more
        for state in workflow.states:
            if state not in ending:
                raise DefinitionError(f"{workflow.name}: {state.value} has no way to a final state on route {route.value}")


def _check_guards(workflow: Workflow[F]) -> None:
    for guard in dict.fromkeys(guard for step in workflow.steps for guard in step.guards):
        if get_type_hints(guard.holds).get("return") is not bool:
            raise DefinitionError(f"{workflow.name}: guard {guard.name} is not declared to return bool")
        if not isinstance(guard.holds(workflow.probe), bool):
            raise DefinitionError(f"{workflow.name}: guard {guard.name} returned something that is no bool")
        guard.reasons(workflow.probe)


def _check_messages(workflow: Workflow[F]) -> None:
    for locale in LOCALES:
        for action in workflow.actions:
            if not has_message(f"action.{workflow.name}.{action.value}", locale):
                raise DefinitionError(f"{workflow.name}: {action.value} has no message in {locale}")
        for title in workflow.titles.values():
            if not has_message(f"word.Relation.{title}", locale):
                raise DefinitionError(f"{workflow.name}: {title} has no message in {locale}")
        for code in ReasonCode:
            if not has_message(f"reason.{code.value}", locale):
                raise DefinitionError(f"{workflow.name}: reason {code.value} has no message in {locale}")


def _paths(workflow: Workflow[F], state: Word, walked: tuple[Step[F], ...]) -> Iterator[tuple[Step[F], ...]]:
    for step in workflow.steps:
        if step.source is not state or step.source is step.target or any(step.target in (one.source, one.target) for one in walked):
            continue
        if (step.target is workflow.initial and step.source not in workflow.entries) or (walked and not walked[0].routes & step.routes):
            continue
        yield (*walked, step)
        yield from _paths(workflow, step.target, (*walked, step))


def _walkable_alone(workflow: Workflow[F], path: Sequence[Step[F]]) -> bool:
    about = any(step.who is Relation.EMPLOYEE for step in path)
    for index, step in enumerate(path):
        if step.not_own and about:
            return False
        if workflow.begun_by in step.apart_from or any(before.action in step.apart_from for before in path[:index]):
            return False
    return True
