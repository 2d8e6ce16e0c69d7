"""Root fields of the pages of figures."""

import strawberry

from models.limits import PAGE_ROWS
from schema.figures.own import DAY, YEAR, MyDay, MyYear, my_day, my_year
from schema.reads.declare import computed


@strawberry.type
class FigureQueries:
    """The pages of figures."""

    my_day: MyDay | None = computed(my_day, "Your day: reports, what waits for you, progress by it.", arguments=(DAY,), reads=PAGE_ROWS)
    my_year: MyYear | None = computed(my_year, "Your year: reports, targets, answers by month.", arguments=(YEAR,), reads=PAGE_ROWS)
