"""Root fields that read trainings, needs, enrolments and opinions."""

import strawberry

from models.training import Enrolment, Training, TrainingNeed, TrainingOpinion
from schema.reads.declare import connection, filter_set
from schema.training.filters import (
    ENROLMENT_ORDERS,
    TRAINING_NEED_ORDERS,
    TRAINING_OPINION_ORDERS,
    TRAINING_ORDERS,
    EnrolmentFilter,
    TrainingFilter,
    TrainingNeedFilter,
    TrainingOpinionFilter,
)


@strawberry.type
class TrainingQueries:
    """The root fields of training."""

    trainings = connection(Training, "The catalogue of trainings.", TRAINING_ORDERS, filters=filter_set(TrainingFilter))
    training_needs = connection(
        TrainingNeed,
        "What people need to learn: your own, of those below you, and of those whom you administer.",
        TRAINING_NEED_ORDERS,
        filters=filter_set(TrainingNeedFilter),
    )
    enrolments = connection(
        Enrolment,
        "Enrolments: your own, of those below you, in trainings that you keep, and of those whom you administer.",
        ENROLMENT_ORDERS,
        filters=filter_set(EnrolmentFilter),
    )
    training_opinions = connection(
        TrainingOpinion,
        "What participants think: you yourself, those in trainings that you keep, and those below you who share it.",
        TRAINING_OPINION_ORDERS,
        filters=filter_set(TrainingOpinionFilter),
    )
