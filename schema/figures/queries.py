"""Root fields of the pages of figures."""

import strawberry

from models.limits import PAGE_ROWS, TEAM_ROWS
from schema.figures.boards import UNIT as BOARD_UNIT
from schema.figures.boards import WEEKS, UnitBoard, unit_board
from schema.figures.own import DAY, YEAR, MyDay, MyYear, my_day, my_year
from schema.figures.teams import AFTER, FIRST, UNIT, WHOSE, TeamDay, TeamProgress, team_day, team_progress
from schema.reads.declare import computed


@strawberry.type
class FigureQueries:
    """The pages of figures."""

    my_day: MyDay | None = computed(my_day, "Your day: reports, what waits for you, progress by it.", arguments=(DAY,), reads=PAGE_ROWS)
    my_year: MyYear | None = computed(my_year, "Your year: reports, targets, answers by month.", arguments=(YEAR,), reads=PAGE_ROWS)
    team_day: TeamDay | None = computed(
        team_day,
        "A team's day: who reported, who is away, what waits for an answer, who may need help. A unit's is null unless you lead it or one"
        f" above it, or are admin or auditor over it. {WHOSE}",
        arguments=(UNIT, DAY, FIRST, AFTER),
        reads=3 * TEAM_ROWS,
    )
    team_progress: TeamProgress | None = computed(
        team_progress,
        "A team's progress against its targets. A unit's is null unless you lead it or one above it, or are admin, auditor or leader of the"
        f" agency over it. {WHOSE}",
        arguments=(UNIT, YEAR, FIRST, AFTER),
        reads=10 * TEAM_ROWS,
    )
    unit_board: UnitBoard | None = computed(
        unit_board,
        "A unit's board: plans, progress by unit and result, appraisals, the trend by week, where it is stuck and with whom. Null unless"
        " you lead it or a unit above it, or are admin, auditor or leader of the agency over it.",
        arguments=(BOARD_UNIT, YEAR, WEEKS),
        reads=10 * TEAM_ROWS,
    )
