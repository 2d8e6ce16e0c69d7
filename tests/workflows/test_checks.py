"""Wordings good and bad, in a table by hand: which are warned of, and by which example; a good one is never warned of."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.limits import RESULTS_ADVISED_ROWS
from models.vocabulary import PlanCheckCode
from workflows.checks.plan import Finding, IndicatorText, ResultText, check_plan, message_keys
from workflows.checks.wording import activity_in
from workflows.messages import LOCALES, message
from workflows.targets import target_of

# A result's title → the kind of activity found in it, None for a result.
TITLES: dict[str, str | None] = {
    "Melaksanakan rapat koordinasi": "MEETING",
    "1. Melaksanakan rapat": "MEETING",
    "a) Mengikuti apel pagi": "MEETING",
    "Menghadiri undangan": "MEETING",
    "Ikut sosialisasi": "MEETING",
    "Rapat koordinasi bulanan": "MEETING",
    "Koordinasi dengan instansi terkait": "MEETING",
    "Terlaksananya rapat koordinasi": "MEETING",
    "Terselenggaranya kegiatan sosialisasi": "MEETING",
    "Attend coordination meetings": "MEETING",
    "Menyusun laporan keuangan": "DOCUMENT",
    "Menyusun laporan keuangan tepat waktu": "DOCUMENT",
    "Penyusunan laporan bulanan": "DOCUMENT",
    "Membuat surat dinas": "DOCUMENT",
    "Menginput data kepegawaian": "DOCUMENT",
    "MENGETIK SURAT": "DOCUMENT",
    "Prepare the annual report": "DOCUMENT",
    "Melakukan penyampaian laporan": "DOCUMENT",
    "Melayani pemohon izin": "SERVICE",
    "Memproses permohonan": "SERVICE",
    "Pelayanan administrasi": "SERVICE",
    "Memberikan pelayanan prima": "SERVICE",
    "Memantau pelaksanaan pekerjaan jalan": "WATCHING",
    "Monitoring dan evaluasi program": "WATCHING",
    "Pelaksanaan pengawasan": "WATCHING",
    "Mengelola barang milik daerah": "UPKEEP",
    "Pemeliharaan kendaraan dinas": "UPKEEP",
    "Melatih operator desa": "TEACHING",
    "Pembinaan pegawai": "TEACHING",
    "Meningkatkan kualitas pelayanan": "IMPROVING",
    "Peningkatan kapasitas aparatur": "IMPROVING",
    "Reduce complaints": "IMPROVING",
    "Melaksanakan tugas lain yang diberikan atasan": "GENERAL",
    "Memfotokopi berkas": "GENERAL",
    "Mendigitalisasikan arsip": "GENERAL",
    "Menugaskan staf": "GENERAL",
    "Terlaksananya uji berkala kendaraan sesuai persyaratan teknis": None,
    "Terlaksananya rapat yang keputusannya ditindaklanjuti": None,
    "Seluruh keputusan rapat koordinasi ditindaklanjuti tepat waktu": None,
    "Tersedianya laporan keuangan yang akurat sebelum tanggal 10": None,
    "Tersusunnya rekapitulasi kendaraan tidak lulus uji": None,
    "Meningkatnya nilai kepuasan pemohon": None,
    "Menurunnya angka stunting": None,
    "Menguatnya pengawasan internal": None,
    "Berkurangnya pengaduan masyarakat": None,
    "Diterapkannya standar pelayanan": None,
    "Permohonan izin selesai dalam tiga hari kerja": None,
    "Pelayanan KTP selesai dalam satu hari": None,
    "Pengelolaan keuangan yang akuntabel": None,
    "Penyusunan APBD tepat waktu dan sesuai pedoman": None,
    "Pendapatan daerah meningkat": None,
    "Pendidikan anak usia dini yang merata dan berkualitas": None,
    "Pertumbuhan ekonomi daerah": None,
    "Menteri menerima bahan kebijakan yang siap pakai": None,
    "Indeks kepuasan masyarakat": None,
    "Jalan kota bebas lubang": None,
    "Opini WTP atas laporan keuangan": None,
    "Surat masuk terdisposisi pada hari yang sama": None,
    "Operator desa mampu mengisi laporan tanpa perbaikan": None,
    "All decisions of the meetings are followed up on time": None,
    "Village operators can fill in the report": None,
    "2": None,
    "🚗🚗": None,
    "---": None,
    "Melati tertanam di taman kota": None,
    "Melati tertanam": None,
    "Menanam pohon terbaik": "GENERAL",
    "": None,
}

UNIT, MEASURE = "TARGET_WITHOUT_UNIT", "INDICATOR_NOT_MEASURABLE"
# An indicator: title, target's text, value, unit → codes.
INDICATORS: list[tuple[str, str | None, str | None, str | None, list[str]]] = [
    ("Jumlah laporan", "12", None, None, [UNIT]),
    ("Jumlah laporan", None, "12", None, [UNIT]),
    ("Jumlah laporan", "3–5", None, None, [UNIT]),
    ("Waktu penyelesaian", "≤ 3", None, None, [UNIT]),
    ("Jumlah laporan", "12 dokumen", None, None, []),
    ("Jumlah laporan", None, "12", "dokumen", []),
    ("Jumlah laporan", "12", None, "dokumen", []),
    ("Persentase berkas lengkap", "100%", None, None, []),
    ("Waktu penyelesaian", "1–3 hari", None, None, []),
    ("Indeks kepuasan masyarakat", "3,2", None, None, []),
    ("Nilai evaluasi AKIP", "≥ 80", None, None, []),
    ("Skor kematangan", None, "3", None, []),
    ("Pelayanan berjalan dengan baik", "100%", None, None, [MEASURE]),
    ("Semangat kerja", "tinggi", None, None, [MEASURE]),
    ("Kondisi kerja yang kondusif", "1", None, None, [MEASURE, UNIT]),
    ("Jumlah laporan", "sebanyak-banyaknya", None, None, [MEASURE]),
    ("Kualitas laporan", "baik", None, None, [MEASURE]),
    ("Kualitas laporan", "sesuai kebutuhan", None, None, [MEASURE]),
    ("Kualitas laporan", "optimal setiap waktu", None, None, [MEASURE]),
    ("The service runs well", "12 reports", None, None, [MEASURE]),
    ("Persentase pelayanan yang baik menurut survei", "90%", None, None, []),
    ("Tingkat disiplin", "95%", None, None, []),
    ("Tanggal penyampaian laporan", "10 Januari 2027", None, None, []),
    ("Tanggal penyampaian laporan", "setiap akhir bulan", None, None, []),
    ("Ketepatan penyampaian", "tepat waktu", None, None, []),
    ("Opini BPK", "WTP", None, None, []),
    ("Keberadaan standar pelayanan", "ada", None, None, []),
    ("Jumlah keluhan", "nihil", None, None, []),
    ("Jumlah berkas", "dua puluh berkas", None, None, []),
    ("Number of complaints a month", "at most 5 complaints", None, None, []),
]


def indicator(title: str, text: str | None = None, value: str | None = None, unit: str | None = None) -> IndicatorText:
    return IndicatorText("i", title, target_of(text, None if value is None else Decimal(value), None, unit))


GOOD = indicator("Jumlah laporan", "12 dokumen")


SAYS_NOTHING = ("", "2", "🚗🚗", "---")


def told(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(one.code.value, one.path) for one in findings]


@pytest.mark.parametrize("title", TITLES)
def test_an_activity_is_told_from_a_result(title: str) -> None:
    kind = activity_in(title)
    assert (kind and kind.value) == TITLES[title]
    empty = [("TITLE_SAYS_NOTHING", "r.title")] if title in SAYS_NOTHING else []
    assert told(check_plan([ResultText("r", title, [GOOD])])) == ([("ACTIVITY_NOT_RESULT", "r.title")] if kind else empty)


@pytest.mark.parametrize(("title", "text", "value", "unit", "codes"), INDICATORS)
def test_an_indicator_is_warned_of_where_nobody_could_measure_it(
    title: str, text: str | None, value: str | None, unit: str | None, codes: list[str]
) -> None:
    found = check_plan([ResultText("r", "Berkurangnya pengaduan", [indicator(title, text, value, unit)])])
    assert [code for code, _ in told(found)] == codes


def test_the_tables_are_as_large_as_was_promised() -> None:
    assert len(TITLES) + len(INDICATORS) >= 90
    assert {one for one in TITLES.values() if one} == {key.rpartition(".")[2] for key in message_keys() if ".example." in key}


def test_a_plan_is_warned_of_as_a_whole() -> None:
    many = [ResultText(f"r.{number}", "Berkurangnya pengaduan", [GOOD]) for number in range(RESULTS_ADVISED_ROWS)]
    assert check_plan(many) == []
    more = [*many, ResultText("r.10", "Menyusun laporan")]
    assert told(check_plan(more, "results")) == [
        ("TOO_MANY_RESULTS", "results"),
        ("ACTIVITY_NOT_RESULT", "r.10.title"),
        ("RESULT_WITHOUT_INDICATOR", "r.10.indicators"),
    ]
    assert check_plan([]) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_each_warning_has_an_example_that_isnt_warned_of_itself(locale: str) -> None:
    """An example that the check would warn of again teaches nothing: what stands last between quotation marks is the better wording."""
    better = {key: message(key, locale).rpartition("“")[2].rpartition("”")[0] for key in message_keys() if ".example" in key}
    assert len(better) == 14
    for key, text in better.items():
        assert text, key
        assert activity_in(text) is None, key


@given(st.lists(st.tuples(st.text(max_size=40), st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=3)), max_size=12))
def test_any_wording_is_looked_at(texts: list[tuple[str, list[tuple[str, str]]]]) -> None:
    results = [ResultText(f"r.{at}", title, [indicator(*one) for one in indicators]) for at, (title, indicators) in enumerate(texts)]
    found = check_plan(results)
    assert {one.code for one in found} <= set(PlanCheckCode)
    assert sum(one.code is PlanCheckCode.RESULT_WITHOUT_INDICATOR for one in found) == sum(not indicators for _, indicators in texts)
