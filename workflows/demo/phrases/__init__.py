"""What people of the demo work at and how they write about it, per kind of post."""

from workflows.demo.phrases.administration import ADMINISTRATION
from workflows.demo.phrases.education import EDUCATION
from workflows.demo.phrases.field import FIELD
from workflows.demo.phrases.forms import Family, Measure, Planned
from workflows.demo.phrases.health import HEALTH
from workflows.demo.phrases.leading import LEADING
from workflows.demo.phrases.staff import STAFF
from workflows.demo.phrases.transport import TRANSPORT

FAMILIES: dict[str, Family] = {one.name: one for one in (*TRANSPORT, *EDUCATION, *HEALTH, *STAFF, *ADMINISTRATION, *FIELD, *LEADING)}
"""Every kind of post by name."""

__all__ = ["FAMILIES", "Family", "Measure", "Planned"]
