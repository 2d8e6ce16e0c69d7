"""A small town hall for the tables of reporting lines: short names for ids, and lines read back as short names."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from models.vocabulary import ApprovalRoute, AssignmentKind, LinePart
from workflows.lines.computing import compute_lines
from workflows.lines.structure import Away, HandSet, Holder, Leadership, Line, Placement, Post, Route, Structure

D = AssignmentKind.DEFINITIVE
BEGIN = date(2026, 1, 1)


def ident(name: str) -> UUID:
    """Give the id that stands for a short name of at most 16 ASCII characters."""
    return UUID(bytes=name.encode().ljust(16, b"\0"))


def short(one: UUID | None) -> str | None:
    """Give the short name behind an id."""
    return None if one is None else one.bytes.rstrip(b"\0").decode()


def day(text: str | None) -> date | None:
    """Read ``MM-DD`` as a day of 2026."""
    return None if text is None else date.fromisoformat(f"2026-{text}")


@dataclass
class Town:
    """Units, posts and people by short names; days are ``MM-DD`` of 2026, and without a day rows begin on 1 January 2026."""

    route: ApprovalRoute = ApprovalRoute.SUPERIOR
    placements: list[Placement] = field(default_factory=list)
    leaderships: list[Leadership] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)
    aways: list[Away] = field(default_factory=list)
    by_hand: list[HandSet] = field(default_factory=list)

    def unit(self, unit: str, parent: str | None, leader: str | None, start: str = "01-01", end: str | None = None) -> "Town":
        """Place a unit, with its leader's post if it has one."""
        self.placements.append(Placement(ident(unit), None if parent is None else ident(parent), _from(start), day(end)))
        if leader is not None:
            self.posts.append(Post(ident(leader), ident(unit)))
            self.leaderships.append(Leadership(ident(unit), ident(leader), _from(start), day(end)))
        return self

    def post(self, post: str, unit: str) -> "Town":
        """Add a post that leads nothing."""
        self.posts.append(Post(ident(post), ident(unit)))
        return self

    def holds(
        self, who: str, post: str, kind: AssignmentKind = D, start: str = "01-01", end: str | None = None, name: str | None = None
    ) -> "Town":
        """Let somebody hold a post; the assignment is called ``who/post`` unless named."""
        self.holders.append(Holder(ident(name or f"{who}/{post}"), ident(who), ident(post), kind, _from(start), day(end)))
        return self

    def away(self, who: str, start: str, end: str | None) -> "Town":
        """Let somebody be away."""
        self.aways.append(Away(ident(who), _from(start), day(end)))
        return self

    def has_route(self, unit: str, route: ApprovalRoute, start: str = "01-01", end: str | None = None) -> "Town":
        """Give a unit a route of its own."""
        self.routes.append(Route(ident(unit), route, _from(start), day(end)))
        return self

    def set_line(self, assignment: str, appraiser: str, approver: str | None, start: str = "01-01", end: str | None = None) -> "Town":
        """Set a line by hand."""
        above = None if approver is None else ident(approver)
        self.by_hand.append(HandSet(ident("h/" + assignment), ident(assignment), ident(appraiser), above, _from(start), day(end)))
        return self

    def structure(self) -> Structure:
        """Give the structure that the lines are computed from."""
        return Structure(
            self.route,
            tuple(self.placements),
            tuple(self.leaderships),
            tuple(self.routes),
            tuple(self.posts),
            tuple(self.holders),
            tuple(self.aways),
            tuple(self.by_hand),
        )

    def lines(self, assignment: str) -> list[Line]:
        """Compute the lines of one assignment."""
        return compute_lines(self.structure(), {ident(assignment)})

    def table(self, assignment: str) -> list[str]:
        """Give the lines of one assignment as ``from appraiser approver route rule``, with ``-`` for nobody."""
        return [
            f"{line.valid_from:%m-%d} {short(line.verdict.appraiser_id) or '-'} {short(line.verdict.approver_id) or '-'}"
            f" {line.verdict.route.value} {line.verdict.rule.value}"
            for line in self.lines(assignment)
        ]

    def why(self, assignment: str, on: str, part: LinePart = LinePart.APPRAISER) -> list[str]:
        """Give the steps of the explanation on a day as ``STEP unit post employee``, what a step hasn't left out."""
        asked = _from(on)
        line = next(one for one in self.lines(assignment) if one.valid_from <= asked and (one.valid_to is None or asked < one.valid_to))
        return [
            " ".join([step.step.value, *(name for one in (step.unit_id, step.position_id, step.employee_id) if (name := short(one)))])
            for step in line.verdict.because
            if step.part is part
        ]


def _from(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def town() -> Town:
    """A mayor over a transport office with two divisions, and a school under the education office.

    hall (mayor: ana) > transport (head: bram) > testing (chief: cici), planning (chief: dodi);
    hall > education (head: eka) > school (headship: fani by additional duty, herself a teacher there).
    """
    return (
        Town()
        .unit("hall", None, "mayor")
        .unit("transport", "hall", "head")
        .unit("testing", "transport", "chief")
        .unit("planning", "transport", "chief2")
        .unit("education", "hall", "eduhead")
        .unit("school", "education", "headship")
        .post("clerk", "testing")
        .post("clerk2", "planning")
        .post("aide", "hall")
        .post("teacher", "school")
        .post("teacher2", "school")
        .holds("ana", "mayor")
        .holds("bram", "head")
        .holds("cici", "chief")
        .holds("dodi", "chief2")
        .holds("eka", "eduhead")
        .holds("fani", "teacher")
        .holds("fani", "headship", AssignmentKind.ADDITIONAL)
        .holds("gita", "teacher2")
        .holds("hari", "clerk")
    )
