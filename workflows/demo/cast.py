"""The demo's special parts: who acts for whom, who is transferred, absent, exempt, appraised by delegation, and who has which role."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary import EmploymentType
from workflows.demo.people import Character


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody of the town with the parts that some of them play beside their post."""

    everybody: tuple[Character, ...]

    def head(self, unit: str) -> Character:
        """Give who leads a unit; LookupError where nobody does."""
        return next(one for one in self.everybody if one.office.code == unit and one.leads)

    def staff(self, unit: str, family: str) -> list[Character]:
        """Give a unit's civil servants (PNS) of a family who don't lead it, in a fixed order."""
        return [
            one
            for one in self.everybody
            if one.office.code == unit and one.family == family and not one.leads and one.employment is EmploymentType.PNS
        ]

    @property
    def testers(self) -> list[Character]:
        """Vehicle testers of the transport office: the first is the persona ``employee``."""
        return self.staff("HUB-PKB", "vehicle_tester")

    @property
    def shown(self) -> tuple[Character, ...]:
        """Whose newest daily activities are what a reader should find: one that waits, one asked about, one returned, one praised."""
        return self.testers[0], self.head("HUB-PKB"), *self.reporting_alone

    @property
    def reporting_alone(self) -> tuple[Character, ...]:
        """Personas of offices that don't report yet, who try it out by themselves."""
        return self.admin, self.auditor, self.stranger

    @property
    def admin(self) -> Character:
        """The personnel officer who is the agency's admin: the persona ``hr``."""
        return self.staff("BKD", "personnel")[0]

    @property
    def auditor(self) -> Character:
        """The internal auditor who may read the agency's history: the persona ``auditor``."""
        return self.staff("INS", "auditor")[0]

    @property
    def stranger(self) -> Character:
        """A nurse of the hospital, who has nothing to do with the transport office."""
        return self.staff("KES-RS", "nurse")[0]

    @property
    def acting_head(self) -> Character:
        """The head of the planning board, who is acting (Plt) head of public works, a vacant post."""
        return self.head("BAP")

    @property
    def interim_head(self) -> Character:
        """A district officer who is interim (Pj) head of a ward without one."""
        return self.staff("KEC-S", "district")[-1]

    @property
    def daily_head(self) -> Character:
        """The head of a ward who is daily acting (Plh) head of the district while its head is on leave."""
        return self.head("KEC-S1")

    @property
    def transferred(self) -> Character:
        """A clerk of the planning board who moves to the transport office in the middle of the open quarter."""
        return self.staff("BAP", "general")[-1]

    @property
    def delegated(self) -> tuple[Character, Character]:
        """A nurse appraised by written delegation, and the doctor who appraises her."""
        return self.staff("KES-P1", "nurse")[0], self.staff("KES-P1", "doctor")[0]

    @property
    def exempt(self) -> dict[str, str]:
        """People whose legal status exempts them, by key: three who study, one on unpaid leave."""
        students = (self.staff("KES-RS", "doctor")[1], self.staff("BAP-DT", "data_analyst")[1], self.staff("INS", "auditor")[3])
        return {**{one.key: "STUDY_ASSIGNMENT" for one in students}, self.staff("DIK", "finance")[1].key: "UNPAID_LEAVE"}

    @property
    def absent_head(self) -> Character:
        """The head of the public transport division, who is ill while nobody acts for them."""
        return self.head("HUB-AK")


REPORTING = ("HUB", "BAP")
"""The offices that report their days, by the beginning of their units' codes: the transport office and the planning board."""

TRANSFERRED_TO = "HUB-SK.PAD"
ACTING_POST, INTERIM_POST, DAILY_POST = "PUR.KA", "KEC-S2.KA", "KEC-S.KA"


def plans_of(people: Sequence[Character]) -> list[tuple[str, str, str, str]]:
    """Give (key, post, family, unit's short name) of everybody's plan in the definitive post, the mayor's too: others support it."""
    return [(one.key, one.position, one.family, one.office.short) for one in people]
