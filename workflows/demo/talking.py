"""What people of the demo say to each other: feedback given and asked for, coaching, two workshops, and recognition.

Few of them, so each is the command that a person would give, at its own moment.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from models.database import Connection
from models.vocabulary import (
    Attendance,
    BehaviourValue,
    CoachingAction,
    EnrolmentAction,
    FeedbackAudience,
    FeedbackNoteAction,
    OpinionAudience,
    RecognitionAction,
    RecognitionVisibility,
    Role,
    TrainingAction,
    TrainingKind,
    TrainingSubject,
)
from workflows.actions.coaching import AgreementDraft, CoachingDraft, record_coaching_in
from workflows.actions.dialogue_records import CoachingRecord, FeedbackNoteRecord
from workflows.actions.enrolments import EnrolmentDraft, request_enrolment_in
from workflows.actions.feedback import FeedbackDraft, RequestDraft, ask_feedback_in, give_feedback_in
from workflows.actions.recognitions import RecognitionDraft, RecognitionRecord, give_recognition_in
from workflows.actions.training import TrainingDraft, add_training_in
from workflows.actions.training_needs import NeedDraft, state_need_in
from workflows.actions.training_opinions import OpinionDraft, give_opinion_in
from workflows.actions.training_records import EnrolmentRecord, TrainingRecord
from workflows.actor import Actor
from workflows.commands import Outcome
from workflows.demo.cast import Cast
from workflows.demo.world import World
from workflows.dialogue import DialogueInputs
from workflows.engine import Command, advance_in
from workflows.recognition import RecognitionInputs
from workflows.training import EnrolmentInputs, TrainingInputs

_PAIRS = (
    ("supervisor", "employee", "Antrean uji pada hari pasar tertata, dan setiap pemilik kendaraan mendapat penjelasan."),
    ("approver", "supervisor", "Laporan UPTD tiba tepat waktu tiga bulan berturut-turut, lengkap dengan penyebab yang belum tercapai."),
    ("leader", "approver", "Data lalu lintas pelabuhan dibuka kepada semua perangkat daerah. Itu mempercepat banyak keputusan."),
    ("personnel head", "hr", "Pembukaan penilaian triwulan ini tanpa satu pun nama yang tertinggal."),
    ("inspector", "auditor", "Temuan ditulis dengan bahasa yang dapat ditindaklanjuti oleh unit yang diperiksa."),
    ("hospital head", "stranger", "Pasien rawat inap merasa didengar, dan pergantian jaga selalu disertai catatan lengkap."),
)
"""Who talks with whom, from above, and what it is about."""


Moment = Callable[[date, int], datetime]
"""Gives an instant for a day and an hour in the agency's zone."""


class Talking:
    """Writes what is said in the weeks before a reference date; everybody of ``parts`` finds something of each kind."""

    def __init__(self, world: World, cast: Cast, today: date, moment: Moment) -> None:
        self.world, self.today, self.moment = world, today, moment
        characters = {
            "employee": cast.testers[0],
            "peer": cast.testers[1],
            "supervisor": cast.head("HUB-PKB"),
            "approver": cast.head("HUB"),
            "leader": cast.head("KTS"),
            "hr": cast.admin,
            "personnel head": cast.head("BKD"),
            "auditor": cast.auditor,
            "inspector": cast.head("INS"),
            "stranger": cast.stranger,
            "hospital head": cast.head("KES-RS"),
        }
        self.parts = {who: world.by_key[one.key].id for who, one in characters.items()}

    def _as(self, who: str, days_ago: int, hour: int, *roles: Role) -> Actor:
        return self.world.actor(self.parts[who], self.moment(self.today - timedelta(days=days_ago), hour), roles=roles)

    async def write(self, conn: Connection) -> None:
        """Write it all, in the caller's transaction."""
        await self._feedback(conn)
        await self._coaching(conn)
        await self._workshops(conn)
        await self._recognitions(conn)

    async def _feedback(self, conn: Connection) -> None:
        """Give everybody feedback from above, which they acknowledge or answer; some wait, and some was asked for."""
        record = FeedbackNoteRecord()
        for number, (author, receiver, text) in enumerate(_PAIRS):
            draft = FeedbackDraft(
                self.parts[receiver], text, FeedbackAudience.RECEIVER_AND_SUPERIOR, value=list(BehaviourValue)[number % len(BehaviourValue)]
            )
            note = _made(await give_feedback_in(conn, self._as(author, 30 - number, 10), draft))
            answer = DialogueInputs(text="Terima kasih. Akan saya teruskan bersama rekan satu tim.")
            acknowledged = number % 2 == 1
            action = FeedbackNoteAction.ACKNOWLEDGE if acknowledged else FeedbackNoteAction.ANSWER
            command = Command(note, action, 1, DialogueInputs() if acknowledged else answer)
            await advance_in(record, conn, self._as(receiver, 29 - number, 9), command)
        upwards = "Arah Bapak/Ibu pada rapat pengendalian jelas. Waktu untuk tanya jawab dapat ditambah."
        await give_feedback_in(conn, self._as("approver", 8, 14), FeedbackDraft(self.parts["leader"], upwards, FeedbackAudience.RECEIVER))
        waiting = "Catatan uji kemarin lengkap sehingga saya dapat melanjutkan tanpa bertanya lagi. Terima kasih."
        await give_feedback_in(conn, self._as("peer", 2, 15), FeedbackDraft(self.parts["employee"], waiting, FeedbackAudience.RECEIVER))
        asked = RequestDraft(self.parts["supervisor"], "Apakah penjelasan saya kepada pemilik kendaraan sudah cukup jelas?")
        request = _made(await ask_feedback_in(conn, self._as("employee", 21, 16), asked))
        said = "Sudah jelas. Tambahkan langkah yang harus dilakukan pemilik bila kendaraannya tidak lulus."
        given = FeedbackDraft(self.parts["employee"], said, FeedbackAudience.RECEIVER, request_id=request)
        await give_feedback_in(conn, self._as("supervisor", 20, 8), given)
        for who, asker, question in (
            ("supervisor", "peer", "Bagian mana dari rekapitulasi saya yang perlu diperbaiki lebih dahulu?"),
            ("approver", "supervisor", "Apakah laporan pekanan UPTD sudah memuat yang Bapak/Ibu perlukan?"),
            ("employee", "peer", "Bagaimana cara Anda mencatat hasil uji agar tidak ada yang terlewat?"),
        ):
            await ask_feedback_in(conn, self._as(asker, 1, 11), RequestDraft(self.parts[who], question))

    async def _coaching(self, conn: Connection) -> None:
        """Record a session of everybody with whoever leads them; half of them are confirmed, all have something agreed that is open."""
        for number, (coach, employee, _) in enumerate(_PAIRS):
            held = self.today - timedelta(days=16 + number)
            draft = CoachingDraft(
                self.parts[employee],
                "Kemajuan terhadap target triwulan",
                "Membahas capaian yang tertinggal, penyebabnya, dan bantuan yang diperlukan.",
                (
                    AgreementDraft("Melaporkan jumlah yang selesai setiap hari, bukan hanya kegiatannya.", held + timedelta(days=14)),
                    AgreementDraft("Membahas kembali pada akhir triwulan.", self.today + timedelta(days=20)),
                ),
            )
            session = _made(await record_coaching_in(conn, self._as(coach, 16 + number, 14), draft))
            if number % 2 == 0:
                confirm = Command(session, CoachingAction.CONFIRM, 1, DialogueInputs(text="Saya setuju dengan kesepakatan ini."))
                await advance_in(CoachingRecord(), conn, self._as(employee, 15 + number, 9), confirm)

    async def _workshops(self, conn: Connection) -> None:
        """Hold a workshop on planning, and take people for one on appraising, which is yet to come."""
        need = NeedDraft(
            self.parts["employee"],
            TrainingSubject.PLANNING,
            "Saya ingin menulis hasil, bukan kegiatan, dengan indikator yang dapat diukur.",
        )
        stated = _made(await state_need_in(conn, self._as("employee", 44, 9), need))
        held = await self._training(
            conn, "Lokakarya perencanaan kinerja: dari kegiatan ke hasil", TrainingSubject.PLANNING, self.today - timedelta(days=20)
        )
        for who in ("employee", "peer", "stranger", "approver"):
            await self._enrol(conn, who, held, stated if who == "employee" else None, over=True)
        done = Command(held, TrainingAction.HOLD_TRAINING, 2, TrainingInputs())
        await advance_in(TrainingRecord(), conn, self._as("hr", 20, 16, Role.AGENCY_ADMIN), done)
        to_come = await self._training(
            conn, "Lokakarya penilaian kinerja bagi pejabat penilai", TrainingSubject.APPRAISING, self.today + timedelta(days=12)
        )
        for who in ("supervisor", "auditor", "personnel head"):
            await self._enrol(conn, who, to_come, over=False)
        # These two wait for a place to be confirmed.
        for who in ("approver", "hr"):
            await request_enrolment_in(conn, self._as(who, 1, 10), EnrolmentDraft(to_come, self.parts[who]))

    async def _training(self, conn: Connection, title: str, subject: TrainingSubject, day: date) -> UUID:
        keeper = self._as("hr", 45, 8, Role.AGENCY_ADMIN)
        unit = self.world.unit_of("BKD").id
        kept: dict[str, str | None] = {"provider": "Badan Kepegawaian Daerah", "place": "Aula Balai Kota"}
        draft = TrainingDraft(unit, title, TrainingKind.WORKSHOP, subject, day, day, 6, 30, kept)
        training = _made(await add_training_in(conn, keeper, draft))
        await advance_in(TrainingRecord(), conn, keeper, Command(training, TrainingAction.OPEN_TRAINING, 1, TrainingInputs()))
        return training

    async def _enrol(self, conn: Connection, who: str, training: UUID, need: UUID | None = None, *, over: bool) -> None:
        """Give somebody a place; who was at the workshop that is over says what it was good for."""
        record = EnrolmentRecord()
        enrolment = _made(await request_enrolment_in(conn, self._as(who, 40, 9), EnrolmentDraft(training, self.parts[who], need)))
        confirm = Command(enrolment, EnrolmentAction.CONFIRM_ENROLMENT, 1, EnrolmentInputs())
        await advance_in(record, conn, self._as("hr", 38, 9, Role.AGENCY_ADMIN), confirm)
        if not over:
            return
        present = EnrolmentInputs(attendance=Attendance.PRESENT)
        attended = Command(enrolment, EnrolmentAction.RECORD_ATTENDANCE, 2, present)
        await advance_in(record, conn, self._as("hr", 20, 15, Role.AGENCY_ADMIN), attended)
        if who in _OPINIONS:
            usefulness, text = _OPINIONS[who]
            opinion = OpinionDraft(enrolment, usefulness, text, OpinionAudience.KEEPER_AND_SUPERIORS)
            await give_opinion_in(conn, self._as(who, 18, 10), opinion)

    async def _recognitions(self, conn: Connection) -> None:
        """Recognise everybody: accepted, and visible to their unit or the agency; the employee has one more, which waits for them."""
        record = RecognitionRecord()
        for number, (giver, receiver, text) in enumerate(_PAIRS):
            given = _made(await give_recognition_in(conn, self._as(giver, 12, 8 + number), RecognitionDraft(self.parts[receiver], text)))
            seen = RecognitionVisibility.UNIT if number % 2 else RecognitionVisibility.AGENCY
            accept = Command(given, RecognitionAction.ACCEPT_RECOGNITION, 1, RecognitionInputs(visibility=seen))
            await advance_in(record, conn, self._as(receiver, 11, 9), accept)
        thanks = "Terima kasih sudah menggantikan saya di lajur dua ketika anak saya sakit."
        await give_recognition_in(conn, self._as("peer", 1, 16), RecognitionDraft(self.parts["employee"], thanks))


_OPINIONS = {
    "employee": (5, "Contoh kalimat hasil langsung saya pakai pada SKP. Latihan menulis indikator sebaiknya lebih lama."),
    "stranger": (4, "Berguna, tetapi contoh dari rumah sakit masih sedikit."),
}
"""What two participants think of the workshop on planning."""


def _made(outcome: Outcome[UUID]) -> UUID:
    if outcome.value is None:
        raise TypeError("what was made has an id")
    return outcome.value
