"""The invented port town: its units and how many people of which family work in each."""

from dataclasses import dataclass

from models.vocabulary import PositionKind, UnitKind

P = PositionKind
U = UnitKind


@dataclass(frozen=True, slots=True)
class Head:
    """A unit's leading post; ``additional`` when somebody of another post has it as an additional duty, ``vacant`` when nobody holds it."""

    name: str
    kind: PositionKind
    family: str
    additional: str | None = None
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """A unit with its head and its staff by family; ``short`` is how texts call it; ``parent`` is a code."""

    code: str
    name: str
    short: str
    kind: UnitKind
    parent: str | None
    head: Head
    staff: tuple[tuple[str, int], ...]
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """An agency of the demo."""

    code: str
    name: str
    zone: str
    mail: str
    offices: tuple[Office, ...]


def _primary(name: str) -> Head:
    return Head(name, P.SENIOR_EXECUTIVE_PRIMARY, "office_head")


def _administrator(name: str) -> Head:
    return Head(name, P.ADMINISTRATOR, "unit_head")


def _supervisory(name: str) -> Head:
    return Head(name, P.SUPERVISORY, "unit_head")


def _school(code: str, name: str, staff: tuple[tuple[str, int], ...]) -> Office:
    return Office(code, name, name, U.SCHOOL, "DIK", Head(f"Kepala {name}", P.FUNCTIONAL, "school_head", additional="school_head"), staff)


def _centre(code: str, name: str) -> Office:
    staff = (("doctor", 4), ("nurse", 23), ("midwife", 14), ("health_support", 12), ("general", 3))
    return Office(code, name, name, U.HEALTH_CENTRE, "KES", Head(f"Kepala {name}", P.FUNCTIONAL, "unit_head", additional="doctor"), staff)


def _ward(code: str, name: str, parent: str) -> Office:
    staff = (("district", 10), ("general", 1))
    return Office(code, f"Kelurahan {name}", f"Kelurahan {name}", U.SUBDISTRICT, parent, _supervisory(f"Lurah {name}"), staff)


_PRIMARY_SCHOOL = (("class_teacher", 24), ("subject_teacher", 4), ("school_staff", 2))
_JUNIOR_SCHOOL = (("subject_teacher", 42), ("school_staff", 5))

TELUK_SERAYA = Town(
    "KOTA-TELUK-SERAYA",
    "Pemerintah Kota Teluk Seraya",
    "Asia/Makassar",
    "telukseraya.example",
    (
        Office("KTS", "Kota Teluk Seraya", "kota", U.AGENCY, None, Head("Wali Kota Teluk Seraya", P.STATE_OFFICIAL, "office_head"), ()),
        Office("SET", "Sekretariat Daerah", "Sekretariat Daerah", U.SECRETARIAT, "KTS", _primary("Sekretaris Daerah"), (("general", 6),)),
        Office("SET-UM", "Bagian Umum", "Bagian Umum", U.DIVISION, "SET", _administrator("Kepala Bagian Umum"), (("general", 14),)),
        Office(
            "SET-OR",
            "Bagian Organisasi",
            "Bagian Organisasi",
            U.DIVISION,
            "SET",
            _administrator("Kepala Bagian Organisasi"),
            (("personnel", 8), ("general", 2)),
        ),
        Office(
            "SET-HK",
            "Bagian Hukum",
            "Bagian Hukum",
            U.DIVISION,
            "SET",
            _administrator("Kepala Bagian Hukum"),
            (("legal", 8), ("general", 2)),
        ),
        Office(
            "INS",
            "Inspektorat Daerah",
            "Inspektorat",
            U.INSPECTORATE,
            "KTS",
            _primary("Inspektur Daerah"),
            (("auditor", 22), ("general", 4)),
        ),
        Office(
            "BAP",
            "Badan Perencanaan Pembangunan Daerah",
            "Bappeda",
            U.BOARD,
            "KTS",
            _primary("Kepala Badan Perencanaan Pembangunan Daerah"),
            (("finance", 4), ("general", 6)),
        ),
        Office(
            "BAP-RN",
            "Bidang Perencanaan Pembangunan",
            "Bidang Perencanaan",
            U.DIVISION,
            "BAP",
            _administrator("Kepala Bidang Perencanaan Pembangunan"),
            (("planner", 14), ("general", 2)),
        ),
        Office(
            "BAP-DT",
            "Bidang Data dan Penelitian",
            "Bidang Data",
            U.DIVISION,
            "BAP",
            _administrator("Kepala Bidang Data dan Penelitian"),
            (("data_analyst", 12), ("general", 2)),
        ),
        Office(
            "BKD",
            "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
            "Badan Kepegawaian",
            U.BOARD,
            "KTS",
            _primary("Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
            (("personnel", 18), ("general", 6)),
        ),
        Office(
            "KEU",
            "Badan Pengelolaan Keuangan dan Aset Daerah",
            "Badan Keuangan",
            U.BOARD,
            "KTS",
            _primary("Kepala Badan Pengelolaan Keuangan dan Aset Daerah"),
            (("finance", 34), ("general", 8)),
        ),
        Office("HUB", "Dinas Perhubungan", "Dinas Perhubungan", U.OFFICE, "KTS", _primary("Kepala Dinas Perhubungan"), ()),
        Office(
            "HUB-SK",
            "Sekretariat Dinas Perhubungan",
            "Sekretariat Dinas",
            U.SECRETARIAT,
            "HUB",
            _administrator("Sekretaris Dinas Perhubungan"),
            (("finance", 5), ("general", 8)),
        ),
        Office(
            "HUB-LL",
            "Bidang Lalu Lintas",
            "Bidang Lalu Lintas",
            U.DIVISION,
            "HUB",
            _administrator("Kepala Bidang Lalu Lintas"),
            (("traffic", 18), ("general", 2)),
        ),
        Office(
            "HUB-AK",
            "Bidang Angkutan",
            "Bidang Angkutan",
            U.DIVISION,
            "HUB",
            _administrator("Kepala Bidang Angkutan"),
            (("public_transport", 14), ("general", 2)),
        ),
        Office(
            "HUB-PKB",
            "UPTD Pengujian Kendaraan Bermotor",
            "UPTD Pengujian",
            U.TECHNICAL_UNIT,
            "HUB",
            _supervisory("Kepala UPTD Pengujian Kendaraan Bermotor"),
            (("vehicle_tester", 18), ("finance", 1), ("general", 3)),
        ),
        Office(
            "DIK",
            "Dinas Pendidikan",
            "Dinas Pendidikan",
            U.OFFICE,
            "KTS",
            _primary("Kepala Dinas Pendidikan"),
            (("personnel", 4), ("finance", 6), ("general", 10)),
            route="APPRAISER",
        ),
        _school("DIK-SD1", "SD Negeri 1 Pelabuhan", _PRIMARY_SCHOOL),
        _school("DIK-SD2", "SD Negeri 2 Kota Lama", _PRIMARY_SCHOOL),
        _school("DIK-SD3", "SD Negeri 3 Bukit Damar", _PRIMARY_SCHOOL),
        _school("DIK-SD4", "SD Negeri 4 Pantai Indah", _PRIMARY_SCHOOL),
        _school("DIK-SM1", "SMP Negeri 1 Teluk Seraya", _JUNIOR_SCHOOL),
        _school("DIK-SM2", "SMP Negeri 2 Teluk Seraya", _JUNIOR_SCHOOL),
        _school("DIK-SM3", "SMP Negeri 3 Teluk Seraya", _JUNIOR_SCHOOL),
        Office(
            "KES",
            "Dinas Kesehatan",
            "Dinas Kesehatan",
            U.OFFICE,
            "KTS",
            _primary("Kepala Dinas Kesehatan"),
            (("health_support", 8), ("finance", 4), ("general", 8)),
        ),
        _centre("KES-P1", "Puskesmas Pelabuhan"),
        _centre("KES-P2", "Puskesmas Kota Lama"),
        _centre("KES-P3", "Puskesmas Bukit Damar"),
        Office(
            "KES-RS",
            "Rumah Sakit Umum Daerah Teluk Seraya",
            "RSUD",
            U.HOSPITAL,
            "KES",
            _administrator("Direktur Rumah Sakit Umum Daerah Teluk Seraya"),
            (("doctor", 26), ("nurse", 95), ("midwife", 24), ("health_support", 34), ("finance", 4), ("general", 10)),
        ),
        Office(
            "CAP",
            "Dinas Kependudukan dan Pencatatan Sipil",
            "Dinas Kependudukan",
            U.OFFICE,
            "KTS",
            _primary("Kepala Dinas Kependudukan dan Pencatatan Sipil"),
            (("registry", 24), ("general", 5)),
        ),
        Office(
            "ARP",
            "Dinas Perpustakaan dan Kearsipan",
            "Dinas Perpustakaan",
            U.OFFICE,
            "KTS",
            _primary("Kepala Dinas Perpustakaan dan Kearsipan"),
            (("archivist", 10), ("librarian", 12), ("general", 4)),
        ),
        Office(
            "KLP",
            "Dinas Kelautan dan Perikanan",
            "Dinas Perikanan",
            U.OFFICE,
            "KTS",
            _primary("Kepala Dinas Kelautan dan Perikanan"),
            (("fisheries", 24), ("general", 5)),
        ),
        Office(
            "PUR",
            "Dinas Pekerjaan Umum dan Penataan Ruang",
            "Dinas Pekerjaan Umum",
            U.OFFICE,
            "KTS",
            Head("Kepala Dinas Pekerjaan Umum dan Penataan Ruang", P.SENIOR_EXECUTIVE_PRIMARY, "office_head", vacant=True),
            (("works", 34), ("finance", 3), ("general", 5)),
        ),
        Office(
            "POL",
            "Satuan Polisi Pamong Praja",
            "Satpol PP",
            U.OFFICE,
            "KTS",
            _primary("Kepala Satuan Polisi Pamong Praja"),
            (("order", 44), ("general", 4)),
        ),
        Office(
            "KEC-U",
            "Kecamatan Teluk Utara",
            "Kecamatan Teluk Utara",
            U.DISTRICT,
            "KTS",
            _administrator("Camat Teluk Utara"),
            (("district", 15), ("general", 4)),
        ),
        _ward("KEC-U1", "Pelabuhan", "KEC-U"),
        _ward("KEC-U2", "Pasar Lama", "KEC-U"),
        Office(
            "KEC-S",
            "Kecamatan Teluk Selatan",
            "Kecamatan Teluk Selatan",
            U.DISTRICT,
            "KTS",
            _administrator("Camat Teluk Selatan"),
            (("district", 15), ("general", 4)),
        ),
        _ward("KEC-S1", "Bukit Damar", "KEC-S"),
        Office(
            "KEC-S2",
            "Kelurahan Pantai Indah",
            "Kelurahan Pantai Indah",
            U.SUBDISTRICT,
            "KEC-S",
            Head("Lurah Pantai Indah", P.SUPERVISORY, "unit_head", vacant=True),
            (("district", 10), ("general", 2)),
        ),
    ),
)
"""The town: forty units."""

SUMBER_JATI = Town(
    "KAB-SUMBER-JATI",
    "Pemerintah Kabupaten Sumber Jati",
    "Asia/Jakarta",
    "sumberjati.example",
    (
        Office(
            "KSJ", "Kabupaten Sumber Jati", "kabupaten", U.AGENCY, None, Head("Bupati Sumber Jati", P.STATE_OFFICIAL, "office_head"), ()
        ),
        Office(
            "SJ-HUB",
            "Dinas Perhubungan",
            "Dinas Perhubungan",
            U.OFFICE,
            "KSJ",
            _primary("Kepala Dinas Perhubungan"),
            (("vehicle_tester", 4), ("general", 2)),
        ),
        Office(
            "SJ-BKD",
            "Badan Kepegawaian",
            "Badan Kepegawaian",
            U.BOARD,
            "KSJ",
            _primary("Kepala Badan Kepegawaian"),
            (("personnel", 4), ("general", 1)),
        ),
    ),
)
"""The second agency: a dozen people, so that there is somewhere else."""
