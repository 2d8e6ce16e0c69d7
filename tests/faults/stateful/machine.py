"""The histories as a state machine of hypothesis: which step comes next, and what is compared after it."""

from collections import Counter
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.faults.stateful.asks import Ask, ask
from tests.faults.stateful.breaking import chosen_point
from tests.faults.stateful.choosing import Chooser
from tests.faults.stateful.play import Play
from tests.faults.stateful.staffing import judge
from tests.faults.stateful.stage import Stage
from tests.faults.stateful.town import PEOPLE, UNITS
from workflows.verification import verify

OF_APPRAISAL = ("move", "move", "move", "edit", "edit", "edit_plan")
OF_ALL = (*OF_APPRAISAL, "cycle", "plan", "extend", "set_line", "legal_status", "absence", "act", "end")
OF_FAILURES = (*OF_ALL, "set_line", "legal_status", "absence", "act", "end")
"""Those with many statements come twice: they have more points at which a machine can fail."""
SEEDS = st.integers(0, 2**32 - 1)
HOURS = (-1, -1, 1, 6, 24, 24, 48, 96, 240, 480)
EVERY = 10
"""After how many steps everything that is stored is compared, beside the end."""


class Histories(RuleBasedStateMachine):
    """Steps that people, machines and clocks take; ``stage`` and ``tried`` are set by whoever runs it."""

    stage: ClassVar[Stage]
    tried: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        town, ids = self.stage.run(self.stage.begin())
        self.play = Play(self.stage, town, ids, self.tried)
        self.steps = 0
        self.sound = True

    def _step(self, work: Any) -> None:
        try:
            self.stage.run(work)
            self.steps += 1
            if self.steps % EVERY == 0:
                self.stage.run(self.play.compare())
        except BaseException:
            self.sound = False
            raise

    def _chance(self, seed: int) -> Random:
        # The engines play histories of their own; a number that is drawn again means something else.
        return Random(f"{self.stage.beginning.dialect} {self.stage.town.route} {seed} {self.steps}")

    def _chosen(self, seed: int, kinds: tuple[str, ...] = OF_APPRAISAL) -> tuple[Random, Ask]:
        chance = self._chance(seed)
        chooser = Chooser(self.play.town, chance)
        return chance, chooser.sensible(*kinds) if chance.random() < 0.8 else chooser.any(*kinds)

    def _process(self, chance: Random) -> str:
        return chance.choice(("first", "first", "second"))

    @rule(seed=SEEDS)
    def somebody_moves_or_edits(self, seed: int) -> None:
        """An appraisal or a plan."""
        chance, chosen = self._chosen(seed)
        self._step(self.play.ask(self.play.keyed(chosen) if chance.random() < 0.3 else chosen, self._process(chance)))

    @rule(seed=SEEDS)
    def somebody_moves(self, seed: int) -> None:
        """An appraisal."""
        chance, chosen = self._chosen(seed, ("move",))
        self._step(self.play.ask(chosen, self._process(chance)))

    @rule(seed=SEEDS)
    def somebody_is_late(self, seed: int) -> None:
        """The version that is known is an old one, or the command is only tried."""
        chance, chosen = self._chosen(seed, ("move", "edit", "edit_plan", "cycle"))
        dry = chance.random() < 0.3 and chosen.what not in ("EDIT", "EDIT_PLAN")
        version = chosen.version if dry or chosen.version is None else chosen.version - 1
        self._step(self.play.ask(Ask(chosen.what, chosen.who, chosen.of, version, chosen.args, None, dry), self._process(chance)))

    @rule(seed=SEEDS)
    def the_admin_governs(self, seed: int) -> None:
        """The cycle, other cycles, windows."""
        chance, chosen = self._chosen(seed, ("cycle", "plan", "extend"))
        self._step(self.play.ask(self.play.keyed(chosen), self._process(chance)))

    @rule(seed=SEEDS)
    def people_come_and_go(self, seed: int) -> None:
        """Absences, acting officers, statuses, lines by hand; now and then a file that changes something, or was there before."""
        chance, chosen = self._chosen(seed, ("set_line", "legal_status", "absence", "act", "end", "end"))
        if chance.random() < 0.15:
            chosen = self._file(chance)
        self._step(self.play.ask(self.play.keyed(chosen), self._process(chance)))

    def _file(self, chance: Random) -> Ask:
        who = chance.choice(list(UNITS))
        if chance.random() < 0.3:
            return ask("IMPORT_MOVE", "", "stranger", since=self.play.town.moved_on or self.play.town.today)
        return ask("IMPORT_NAME", "", who, name=f"Pegawai {chance.choice(('Satu', 'Dua', 'Tiga'))}")

    @rule(seed=SEEDS)
    def the_clock_moves(self, seed: int) -> None:
        """Forward, or an hour back."""
        self.play.pass_time(self._chance(seed).choice(HOURS))

    @rule(seed=SEEDS)
    def somebody_looks(self, seed: int) -> None:
        """At an appraisal."""
        chance = self._chance(seed)
        subject = chance.choice([*self.play.town.appraisals])
        who = subject if subject in PEOPLE and chance.random() < 0.3 else chance.choice(PEOPLE)
        self._step(self.play.look(who, subject, self._process(chance)))

    @rule(seed=SEEDS)
    def a_key_is_used_again(self, seed: int) -> None:
        """For the same, or for something else."""
        chance, chosen = self._chosen(seed, OF_ALL)
        if chance.random() < 0.5:
            self._step(self.play.again(chance.randrange(1_000), self._process(chance)))
        else:
            self._step(self.play.other_input(chosen, chance.randrange(1_000)))

    @rule(seed=SEEDS)
    def a_machine_fails(self, seed: int) -> None:
        """Between two statements, or after the commit."""
        self._fails(seed, "statement", "statement", "statement", "statement", "commit")

    @rule(seed=SEEDS)
    def whoever_asked_goes_away(self, seed: int) -> None:
        """At a statement."""
        self._fails(seed, "cancel")

    @rule(seed=SEEDS)
    def a_connection_is_lost(self, seed: int) -> None:
        """To PostgreSQL, at a statement; SQLite has none to lose, there the machine fails."""
        self._fails(seed, "cut" if self.stage.beginning.dialect == "postgres" else "statement")

    def _fails(self, seed: int, *kinds: str) -> None:
        chance, chosen = self._chosen(seed, OF_FAILURES)
        if chance.random() < 0.1:
            chosen = self._file(chance)
        point = chosen_point(chance, chance.choice(kinds), chosen.what, judge(self.play.town, chosen)[0])
        self._step(self.play.broken(chosen, point, self._process(chance)))

    @rule(seed=SEEDS)
    def two_ask_at_once(self, seed: int) -> None:
        """The same under one key, two different things, or one while another writes."""
        chance, chosen = self._chosen(seed, OF_ALL)
        kind = chance.random()
        if kind < 0.4:
            self._step(self.play.twice(chosen))
            return
        chooser = Chooser(self.play.town, chance)
        if kind < 0.8:
            self._step(
                self.play.race(chooser.sensible("move", "edit", "edit_plan"), chooser.sensible("move", "edit", "edit_plan", "cycle"))
            )
            return
        one = chooser.sensible("move", "edit")
        who = one.who if one.who != "foreigner" else "employee"
        self._step(self.play.locked(Ask(one.what, who, one.of, one.version, one.args)))

    def teardown(self) -> None:
        """Compare everything once more, and check that every event and record is sound."""
        try:
            if self.sound:
                self.stage.run(self.play.compare())
                verdict = self.stage.run(verify(self.stage.world.database))
                assert verdict.faults == [], verdict.faults
                self.tried["histories"] += 1
        finally:
            self.stage.run(self.stage.end())
