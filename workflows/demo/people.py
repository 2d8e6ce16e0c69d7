"""Who lives in the demo: one character for each post that is held, invented for a seed and a day, always the same."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import NAMESPACE_URL, uuid5

from models.vocabulary import EmploymentType, PositionKind
from workflows.demo.names import People
from workflows.demo.posts import TITLES, Title, contract_grades, grades
from workflows.demo.town import Office, Town

_CONTRACT_SHARE = {"class_teacher": 0.35, "subject_teacher": 0.3, "nurse": 0.3, "midwife": 0.25, "general": 0.2, "district": 0.15}
_WOMEN_SHARE = {"midwife": 1.0, "nurse": 0.75, "class_teacher": 0.7, "vehicle_tester": 0.15, "traffic": 0.1, "order": 0.15, "works": 0.2}


@dataclass(frozen=True, slots=True)
class Character:
    """One person of the demo with the post they hold; ``leads`` is the code of the unit's leading post that they hold or have as a duty."""

    key: str
    number: str | None
    code: str | None
    name: str
    email: str
    employment: EmploymentType
    grade: str | None
    siasn_id: str
    office: Office
    title: Title
    family: str
    leads: str | None = None
    additional: bool = False

    @property
    def position(self) -> str:
        """The code of the definitive post."""
        return self.leads if self.leads and not self.additional else f"{self.office.code}.{self.title.code}"


def leading_post(office: Office) -> str:
    """Give the code of a unit's leading post."""
    return f"{office.code}.KA"


def characters(town: Town, on: date) -> list[Character]:
    """Invent everybody of a town, unit by unit, heads first."""
    people = People(f"{town.code}|people|{on.year}")
    pick = Random(f"{town.code}|characters")
    found: list[Character] = []
    for office in town.offices:
        if not office.head.vacant:
            found.append(_head(town, office, people, pick, on))
        for family, count in office.staff:
            titles = TITLES[family]
            for number in range(count):
                # More people at the lower levels of a family than at its top.
                title = titles[min(number * len(titles) // count, len(titles) - 1)]
                found.append(_person(town, office, title, family, people, pick, on))
    return found


def _head(town: Town, office: Office, people: People, pick: Random, on: date) -> Character:
    head = office.head
    if head.additional:
        title = TITLES[head.additional][-1]
        family = "school_head" if head.additional == "school_head" else "unit_head"
        return _person(town, office, title, family, people, pick, on, leads=leading_post(office), additional=True, senior=True)
    title = Title("KA", head.name, head.kind)
    return _person(town, office, title, head.family, people, pick, on, leads=leading_post(office), senior=True)


def _person(
    town: Town,
    office: Office,
    title: Title,
    family: str,
    people: People,
    pick: Random,
    on: date,
    *,
    leads: str | None = None,
    additional: bool = False,
    senior: bool = False,
) -> Character:
    woman = pick.random() < _WOMEN_SHARE.get(family, 0.42)
    name = people.name(woman=woman)
    elected = title.kind is PositionKind.STATE_OFFICIAL
    contract = not leads and pick.random() < _CONTRACT_SHARE.get(family, 0.0)
    part_time = contract and family == "general" and pick.random() < 0.4
    employment = EmploymentType.PPPK if contract else EmploymentType.PNS
    number = None if elected else people.number(employment, woman=woman, on=on, senior=senior)
    code = f"{office.code}-01" if elected else None
    if elected:
        employment, grade = EmploymentType.NON_ASN, None
    elif contract:
        employment = EmploymentType.PPPK_PART_TIME if part_time else EmploymentType.PPPK
        grade = pick.choice(contract_grades(title.kind))
    else:
        grade = pick.choice(grades(title.kind, title.level))
    return Character(
        key=number or code or "",
        number=number,
        code=code,
        name=name,
        email=f"{_mail_name(name)}@{town.mail}",
        employment=employment,
        grade=grade,
        siasn_id=str(uuid5(NAMESPACE_URL, f"{town.code}/{number or code}")),
        office=office,
        title=title,
        family=family,
        leads=leads,
        additional=additional,
    )


def _mail_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().replace("'", "").split())
