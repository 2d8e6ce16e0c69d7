"""The catalogues hold every sentence that a code needs, in both languages alike, and nothing that no code needs."""

import ast
import re
import string
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from itertools import chain
from pathlib import Path

import pytest

import workflows
from models import vocabulary
from models.vocabulary import (
    ActivityAction,
    AppraisalAction,
    AppraisalState,
    BehaviourValue,
    CoachingAction,
    CycleAction,
    EnrolmentAction,
    EventAction,
    EvidenceAction,
    FeedbackNoteAction,
    FeedbackRequestAction,
    GuidanceTopic,
    LineProposalAction,
    LineStep,
    PlanAction,
    ReasonCode,
    RecognitionAction,
    RefusalCode,
    TemplateAction,
    TrainingAction,
    TrainingNeedAction,
    Word,
)
from schema.errors import REQUEST_ERROR_CODES
from schema.errors import SENTENCES as SENTENCES_OF_ERRORS
from schema.limits.bounds import RequestLimits
from workflows import messages
from workflows.checks.plan import message_keys as check_keys
from workflows.definitions import WORKFLOWS
from workflows.figures.workbook import HEADINGS
from workflows.importing.problems import ProblemCode
from workflows.messages import LOCALES, has_message, keys, label, message, negotiate
from workflows.messages.parameters import SHOWN_AS

CATALOGUES = Path(messages.__file__).parent
ROOT = Path(workflows.__file__).parent.parent
ENUMS = [one for one in vars(vocabulary).values() if isinstance(one, type) and issubclass(one, Word) and one is not Word]
UNDER_ANOTHER_KEY = (
    AppraisalAction,
    CycleAction,
    LineProposalAction,
    ActivityAction,
    EvidenceAction,
    PlanAction,
    FeedbackNoteAction,
    FeedbackRequestAction,
    CoachingAction,
    TrainingAction,
    TrainingNeedAction,
    EnrolmentAction,
    RecognitionAction,
    EventAction,
    TemplateAction,
)
SENTENCES = ("check.", "guidance.", "reason.", "refusal.", "error.", "import.", "behaviour.", "line.")
UNNAMED_LIMITS = ("body_bytes", "cost", "cost_told", "introspection")


def needed() -> set[str]:
    found = {f"word.{enum.__name__}.{one.value}" for enum in ENUMS if enum not in UNDER_ANOTHER_KEY for one in enum}
    found |= {f"action.appraisal.{one.value}" for one in AppraisalAction} | {f"action.cycle.{one.value}" for one in CycleAction}
    found |= {f"action.line_proposal.{one.value}" for one in LineProposalAction}
    found |= {f"action.daily_activity.{one.value}" for one in ActivityAction}
    found |= {f"action.evidence.{one.value}" for one in EvidenceAction}
    found |= {f"action.template.{one.value}" for one in TemplateAction}
    found |= {f"action.plan.{one.value}" for one in PlanAction}
    found |= {f"action.feedback_note.{one.value}" for one in FeedbackNoteAction}
    found |= {f"action.feedback_request.{one.value}" for one in FeedbackRequestAction}
    found |= {f"action.coaching.{one.value}" for one in CoachingAction}
    found |= {f"action.training.{one.value}" for one in TrainingAction}
    found |= {f"action.training_need.{one.value}" for one in TrainingNeedAction}
    found |= {f"action.recognition.{one.value}" for one in RecognitionAction}
    found |= {f"action.enrolment.{one.value}" for one in EnrolmentAction}
    found |= {f"event.{one.value}" for one in EventAction}
    found |= {f"refusal.{one.value}" for one in RefusalCode}
    found |= {f"reason.{one.value}{end}" for one in ReasonCode for end in ("", ".fix")}
    found |= {f"import.{one.value}{end}" for one in ProblemCode for end in ("", ".fix")}
    found |= {f"line.{one.value}" for one in LineStep}
    found |= {f"error.{code}" for code in REQUEST_ERROR_CODES}
    found |= {f"error.{code}.{why}" for code, whys in SENTENCES_OF_ERRORS.items() for why in whys}
    found |= {f"limit.{one.name}" for one in fields(RequestLimits) if one.name not in UNNAMED_LIMITS}
    found |= {f"behaviour.{one.value}.guide.{number}" for one in BehaviourValue for number in (1, 2, 3)}
    found |= set(check_keys())
    found |= {f"guidance.{one.value}" for one in GuidanceTopic}
    found |= {f"missing.{name}" for name in SHOWN_AS}
    found |= {f"report.{one}" for one in ("without_plan", *chain.from_iterable(HEADINGS.values()))}
    found |= {f"report.sheet.{one}" for one in HEADINGS}
    found |= {f"word.Relation.{title}" for table in WORKFLOWS for title in table.titles.values()}
    return found | {"none"}


def text(key: str, locale: str) -> str:
    return messages._catalogue(locale)[key]


def placeholders(key: str, locale: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text(key, locale)) if name is not None}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_holds_what_codes_need_and_nothing_else(locale: str) -> None:
    assert keys(locale) - needed() == set(), "nothing uses these"
    assert needed() - keys(locale) == set(), "these are missing"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_key_is_written_twice(locale: str) -> None:
    written = re.findall(r'^msgid "(.+)"$', (CATALOGUES / f"{locale}.po").read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key, times in Counter(written).items() if times > 1] == []
    assert set(written) == keys(locale)


def test_both_languages_take_the_same_parameters() -> None:
    assert {key: placeholders(key, "id") for key in keys("id")} == {key: placeholders(key, "en") for key in keys("en")}


def test_every_parameter_is_declared_and_every_declared_one_is_used() -> None:
    assert set().union(*(placeholders(key, "en") for key in keys("en"))) == set(SHOWN_AS)


def test_the_head_of_the_english_catalogue_lists_the_parameters_of_each_code() -> None:
    head = (CATALOGUES / "en.po").read_text(encoding="utf-8").split("msgid", 1)[0]
    listed = {key: set(re.findall(r"\{(\w+)\}", rest)) for key, rest in re.findall(r"^#   (\S+) (\{.*)$", head, re.MULTILINE)}
    taken: dict[str, set[str]] = {}
    for key in keys("en"):
        if names := placeholders(key, "en"):
            taken.setdefault(key.removesuffix(".fix"), set()).update(names)
    assert listed == taken


GIVERS = {"Reason": "reason", "_one": "reason", "wrong": "reason", "Problem": "import", "CellError": "import", "fault": "import"}


def given_parameters() -> Iterator[tuple[str, str, set[str]]]:
    """Give each place in the source that names a code in a call: where, the code's key, the parameters that it gives."""
    for path in sorted((*ROOT.glob("workflows/**/*.py"), *ROOT.glob("schema/**/*.py"), *ROOT.glob("server/**/*.py"))):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            callee = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            key = None
            for one in call.args[:2]:
                if callee in GIVERS and isinstance(one, ast.Attribute) and ast.unparse(one.value) in ("ReasonCode", "ProblemCode"):
                    key = f"{GIVERS[callee]}.{one.attr}"
                elif callee == "RequestError" and one is call.args[0] and isinstance(one, ast.Constant) and isinstance(one.value, str):
                    why = next(
                        (ast.literal_eval(kw.value) for kw in call.keywords if kw.arg == "why" and isinstance(kw.value, ast.Constant)), None
                    )
                    key = f"error.{one.value}" if why is None else f"error.{one.value}.{why}"
            if key is None or any(
                one.arg is None or (one.arg == "params" and not isinstance(one.value, ast.Dict)) for one in call.keywords
            ):
                continue
            names = {one.arg for one in call.keywords if one.arg}
            for one in (*call.args, *(keyword.value for keyword in call.keywords)):
                if isinstance(one, ast.Dict):
                    names |= {str(name.value) for name in one.keys if isinstance(name, ast.Constant)}
            yield f"{path.relative_to(ROOT)}:{call.lineno}", key, names


def test_who_names_a_code_gives_what_its_sentence_takes() -> None:
    places = list(given_parameters())
    assert len(places) > 40
    assert any(key == "reason.WINDOW_CLOSED" and names >= {"until"} for _, key, names in places)
    lacking = {}
    for where, key, names in places:
        assert has_message(key, "en"), f"{where}: {key} has no sentence"
        takes = placeholders(key, "en") | (placeholders(f"{key}.fix", "en") if has_message(f"{key}.fix", "en") else set())
        if takes - names:
            lacking[where] = (key, takes - names)
    assert lacking == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_parameter_that_was_not_given_leaves_readable_words(locale: str) -> None:
    for key in keys(locale):
        for shown in (message(key, locale), message(key, locale, dict.fromkeys(SHOWN_AS)), message(key, locale, {"other": "x"})):
            assert not set("{}…") & set(shown), key
    assert message("reason.WINDOW_CLOSED", "id") == "Masa pengajuan sudah ditutup sejak tanggal akhir yang ditetapkan."


def test_a_key_without_a_sentence_is_an_error() -> None:
    with pytest.raises(KeyError):
        message("reason.NOTHING_OF_THE_KIND", "id")
    assert not has_message("reason.NOTHING_OF_THE_KIND", "id")


@pytest.mark.parametrize(
    ("key", "params", "indonesian", "english"),
    [
        (
            "reason.WINDOW_CLOSED",
            {"until": "2026-08-06"},
            "Masa pengajuan sudah ditutup sejak 6 Agustus 2026.",
            "The submission window has been closed since 6 August 2026.",
        ),
        (
            "reason.WINDOW_CLOSED",
            {"until": "kemarin"},
            "Masa pengajuan sudah ditutup sejak kemarin.",
            "The submission window has been closed since kemarin.",
        ),
        (
            "reason.TEXT_TOO_LONG",
            {"max": 4000, "length": 4001},
            "Teks ini melebihi 4.000 karakter.",
            "This text is longer than 4,000 characters.",
        ),
        (
            "reason.ROLE_REQUIRED",
            {"role": "AGENCY_ADMIN|AUDITOR"},
            "Tindakan ini memerlukan peran Pengelola Kinerja atau Auditor.",
            "This needs the role: Agency administrator or Auditor.",
        ),
        (
            "reason.ACTION_NOT_IN_STATE",
            {"state": "REVIEWED"},
            "Tindakan ini tidak dapat dilakukan karena statusnya Dinilai.",
            "This action is not possible while the state is “Reviewed”.",
        ),
        (
            "reason.ACTION_NOT_IN_STATE",
            {"state": AppraisalState.REVIEWED},
            "Tindakan ini tidak dapat dilakukan karena statusnya Dinilai.",
            "This action is not possible while the state is “Reviewed”.",
        ),
        (
            "reason.ACTION_NOT_IN_STATE.fix",
            {"possible": "REOPEN", "role": "AUDITOR"},
            "Yang dapat Anda lakukan pada status ini: Buka kembali periode. Pihak lain yang dapat bertindak: Auditor.",
            "What you can do in this state: Reopen the cycle. Who else can act in it: Auditor.",
        ),
        (
            "reason.ACTION_NOT_IN_STATE.fix",
            {"possible": "", "role": ""},
            "Yang dapat Anda lakukan pada status ini: tidak ada. Pihak lain yang dapat bertindak: tidak ada.",
            "What you can do in this state: none. Who else can act in it: none.",
        ),
        (
            "reason.LEGAL_STATUS",
            {"status": "SOMETHING_NEW"},
            "Kedudukan hukum pegawai tidak memungkinkan tindakan ini: SOMETHING_NEW.",
            "The employee's legal status does not allow this: SOMETHING_NEW.",
        ),
    ],
)
def test_parameters_are_shown_in_the_readers_language(key: str, params: dict[str, object], indonesian: str, english: str) -> None:
    assert message(key, "id", params) == indonesian
    assert message(key, "en", params) == english


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("enum", ENUMS)
def test_every_word_has_a_label_that_names_no_other_word_of_its_kind(enum: type[Word], locale: str) -> None:
    labels = [label(one, locale).casefold() for one in enum]
    assert len(set(labels)) == len(labels) > 0


def test_words_of_actions_and_events_answer_to_both_keys() -> None:
    assert label(AppraisalAction.REVIEW, "id") == message("action.appraisal.REVIEW", "id") == "Nilai"
    assert label(CycleAction.REOPEN, "en") == message("action.cycle.REOPEN", "en") == "Reopen the cycle"
    assert label(EventAction.APPROVE, "id") == message("event.APPROVE", "id") == "Evaluasi ditetapkan"


def test_official_terms_are_the_ones_in_use() -> None:
    official = {
        "word.AssignmentKind.ACTING": "Pelaksana Tugas (Plt.)",
        "word.AssignmentKind.DAILY_ACTING": "Pelaksana Harian (Plh.)",
        "word.AssignmentKind.INTERIM": "Penjabat (Pj.)",
        "word.Relation.APPRAISER": "Pejabat Penilai Kinerja",
        "word.Relation.APPROVER": "Atasan Pejabat Penilai",
        "word.AppraisalState.DRAFT": "Draf",
        "word.AppraisalState.SUBMITTED": "Diajukan",
        "word.AppraisalState.REVIEWED": "Dinilai",
        "word.AppraisalState.APPROVED": "Ditetapkan",
        "word.Predicate.VERY_GOOD": "Sangat Baik",
        "word.Predicate.GOOD": "Baik",
        "word.Predicate.NEEDS_IMPROVEMENT": "Butuh Perbaikan",
        "word.Predicate.POOR": "Kurang",
        "word.Predicate.VERY_POOR": "Sangat Kurang",
        "word.BehaviourValue.SERVICE_ORIENTED": "Berorientasi Pelayanan",
        "action.appraisal.SUBMIT": "Ajukan",
        "action.appraisal.WITHDRAW": "Tarik kembali",
        "action.appraisal.RECALL": "Tarik penilaian",
        "action.appraisal.VOID": "Batalkan",
    }
    assert {key: message(key, "id") for key in official} == official


@pytest.mark.parametrize("locale", LOCALES)
def test_sentences_are_whole_and_labels_are_not(locale: str) -> None:
    for key in keys(locale):
        written = text(key, locale)
        paragraphs = written.split("\n\n") if key.startswith("guidance.") else [written]
        assert [" ".join(one.split()) for one in paragraphs] == paragraphs, key
        assert written.endswith(".") == key.startswith(SENTENCES), key
        assert not re.search(r"\banda\b|\bkamu\b", written), key


def test_no_sentence_was_left_untranslated() -> None:
    assert [key for key in keys("id") if key.startswith((*SENTENCES, "action.", "event.")) and text(key, "id") == text(key, "en")] == []


def test_both_catalogues_are_read_in_little_time() -> None:
    def read() -> float:
        messages._catalogue.cache_clear()
        begun = time.process_time()
        for locale in LOCALES:
            keys(locale)
        return time.process_time() - begun

    assert min(read() for _ in range(3)) < 0.06


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "id"),
        ("", "id"),
        ("*", "id"),
        ("id", "id"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en-US,en;q=0.9,id;q=0.8", "en"),
        ("id;q=0.3, en;q=0.7", "en"),
        ("en;q=0.3, id;q=0.7", "id"),
        ("en;q=0.5, id;q=0.5", "en"),
        ("fr, de;q=0.9", "id"),
        ("fr, en;q=0.1", "en"),
        ("en;q=0", "id"),
        ("id;q=0, en;q=0.1", "en"),
        ("en ; Q=0.9 , id;q=0.2", "en"),
        ("en;level=1;q=0.2, id;q=0.4", "id"),
        ("in-ID, en;q=0.5", "id"),
        ("en;q=high, id;q=0.1", "id"),
        ("en;q=2", "id"),
        ("en;q=nan", "id"),
        ("english", "id"),
        (";;,,;q=1", "id"),
    ],
)
def test_the_language_is_negotiated(header: str | None, locale: str) -> None:
    assert negotiate(header) == locale
