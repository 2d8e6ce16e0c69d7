"""Feedback, coaching and training among the people of a world, each by the real actions, so that there is something to read."""

from models.database import Database
from models.vocabulary import (
    Attendance,
    EnrolmentAction,
    FeedbackAudience,
    OpinionAudience,
    RecognitionAction,
    RecognitionVisibility,
    TrainingAction,
    TrainingKind,
    TrainingSubject,
)
from tests.worlds import NOW, World, done
from workflows.actions.coaching import CoachingDraft, record_coaching
from workflows.actions.enrolments import EnrolmentDraft, request_enrolment
from workflows.actions.feedback import FeedbackDraft, RequestDraft, ask_feedback, give_feedback
from workflows.actions.recognitions import RecognitionDraft, RecognitionRecord, give_recognition
from workflows.actions.training import TrainingDraft, add_training
from workflows.actions.training_needs import NeedDraft, state_need
from workflows.actions.training_opinions import OpinionDraft, give_opinion
from workflows.actions.training_records import EnrolmentRecord, TrainingRecord
from workflows.engine import Command, advance
from workflows.recognition import RecognitionInputs
from workflows.training import EnrolmentInputs, TrainingInputs


async def taught(database: Database, made: World) -> None:
    """Let people take part in trainings of two units, state needs, and say what they think for each audience."""
    for unit, keeper in (("planning", "planner"), ("testing", "supervisor")):
        draft = TrainingDraft(made.units[unit], "Lokakarya", TrainingKind.WORKSHOP, TrainingSubject.PLANNING, NOW.date(), NOW.date(), 6, 9)
        training = done(await add_training(database, made.actor(keeper), draft)).value
        assert training is not None
        moves = Command(training, TrainingAction.OPEN_TRAINING, 1, TrainingInputs())
        done(await advance(TrainingRecord(), database, made.actor(keeper), moves))
        for who, audience in (("employee", OpinionAudience.KEEPER), ("stranger", OpinionAudience.KEEPER_AND_SUPERIORS)):
            one = made.members[who].employee_id
            done(await state_need(database, made.actor(who), NeedDraft(one, TrainingSubject.PLANNING, "Menyusun hasil.")))
            asked = done(await request_enrolment(database, made.actor(who), EnrolmentDraft(training, one))).value
            assert asked is not None
            present = EnrolmentInputs(attendance=Attendance.PRESENT)
            for version, action in enumerate((EnrolmentAction.CONFIRM_ENROLMENT, EnrolmentAction.RECORD_ATTENDANCE), start=1):
                done(await advance(EnrolmentRecord(), database, made.actor(keeper), Command(asked, action, version, present)))
            done(await give_opinion(database, made.actor(who), OpinionDraft(asked, 4, None, audience)))


async def thanked(database: Database, made: World) -> None:
    """Let people recognise each other, and the receivers show it to nobody else, to their unit and to all."""
    for who, receiver in (("colleague", "employee"), ("hr", "stranger")):
        for visibility in RecognitionVisibility:
            draft = RecognitionDraft(made.members[receiver].employee_id, "Terima kasih.")
            given = done(await give_recognition(database, made.actor(who), draft)).value
            assert given is not None
            accepted = Command(given, RecognitionAction.ACCEPT_RECOGNITION, 1, RecognitionInputs(None, visibility))
            done(await advance(RecognitionRecord(), database, made.actor(receiver), accepted))


async def spoken(database: Database, made: World) -> None:
    """Let people give each other feedback for each audience, ask for it, and hold coaching sessions."""
    for audience in FeedbackAudience:
        for who, receiver in (("colleague", "employee"), ("employee", "supervisor"), ("hr", "stranger")):
            told = FeedbackDraft(made.members[receiver].employee_id, "Terima kasih.", audience)
            done(await give_feedback(database, made.actor(who), told))
    done(await ask_feedback(database, made.actor("employee"), RequestDraft(made.members["colleague"].employee_id, "Bagaimana?")))
    for who, coached in (("approver", "employee"), ("planner", "stranger")):
        held_today = CoachingDraft(made.members[coached].employee_id, "Laporan", "Kita bicara.")
        done(await record_coaching(database, made.actor(who), held_today))
