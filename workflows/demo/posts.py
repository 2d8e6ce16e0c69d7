"""What posts of each family are called, of which kind and level they are, and which rank goes with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.vocabulary import FunctionalLevel, PositionKind

_LEVEL_NAMES: Mapping[FunctionalLevel, str] = {
    FunctionalLevel.TERAMPIL: "Terampil",
    FunctionalLevel.MAHIR: "Mahir",
    FunctionalLevel.PENYELIA: "Penyelia",
    FunctionalLevel.AHLI_PERTAMA: "Ahli Pertama",
    FunctionalLevel.AHLI_MUDA: "Ahli Muda",
    FunctionalLevel.AHLI_MADYA: "Ahli Madya",
}

_SKILLED = (FunctionalLevel.TERAMPIL, FunctionalLevel.MAHIR, FunctionalLevel.PENYELIA)
_EXPERT = (FunctionalLevel.AHLI_PERTAMA, FunctionalLevel.AHLI_MUDA, FunctionalLevel.AHLI_MADYA)


@dataclass(frozen=True, slots=True)
class Title:
    """A post's name with its kind and level."""

    code: str
    name: str
    kind: PositionKind
    level: FunctionalLevel | None = None


def _functional(code: str, name: str, levels: tuple[FunctionalLevel, ...]) -> tuple[Title, ...]:
    return tuple(
        Title(f"{code}{number}", f"{name} {_LEVEL_NAMES[level]}", PositionKind.FUNCTIONAL, level) for number, level in enumerate(levels, 1)
    )


def _executor(*named: tuple[str, str]) -> tuple[Title, ...]:
    return tuple(Title(code, name, PositionKind.EXECUTOR) for code, name in named)


TITLES: Mapping[str, tuple[Title, ...]] = {
    "vehicle_tester": _functional("PKB", "Penguji Kendaraan Bermotor", _SKILLED),
    "traffic": _executor(("PLL", "Pengelola Lalu Lintas"), ("TRM", "Teknisi Rambu dan Marka")),
    "public_transport": _executor(("PAU", "Pengelola Angkutan Umum"), ("PRT", "Petugas Retribusi Terminal")),
    "class_teacher": _functional("GKL", "Guru Kelas", _EXPERT[:2]),
    "subject_teacher": _functional("GMP", "Guru Mata Pelajaran", _EXPERT[:2]),
    "school_head": _functional("GKS", "Guru", _EXPERT[2:]),
    "school_staff": _executor(("TUS", "Pengadministrasi Sekolah")),
    "nurse": (*_functional("PRW", "Perawat", _SKILLED[:2]), *_functional("NRS", "Perawat", _EXPERT[:2])),
    "midwife": (*_functional("BDN", "Bidan", _SKILLED[:2]), *_functional("BDA", "Bidan", _EXPERT[:1])),
    "doctor": _functional("DOK", "Dokter", _EXPERT),
    "health_support": (
        *_functional("APT", "Apoteker", _EXPERT[:1]),
        *_functional("LAB", "Pranata Laboratorium Kesehatan", _SKILLED[:2]),
        *_functional("SAN", "Tenaga Sanitasi Lingkungan", _SKILLED[:1]),
    ),
    "planner": _functional("PRC", "Perencana", _EXPERT),
    "data_analyst": (*_functional("STK", "Statistisi", _EXPERT[:2]), *_functional("PKM", "Pranata Komputer", _EXPERT[:1])),
    "finance": (*_functional("AKP", "Analis Keuangan", _EXPERT[:2]), *_executor(("BDH", "Bendahara"))),
    "auditor": _functional("AUD", "Auditor", _EXPERT),
    "legal": _functional("PPU", "Perancang Peraturan Perundang-undangan", _EXPERT[:2]),
    "personnel": _functional("ASD", "Analis Sumber Daya Manusia Aparatur", _EXPERT[:2]),
    "general": _executor(("PAD", "Pengadministrasi Perkantoran"), ("PLK", "Pengelola Layanan Operasional")),
    "archivist": _functional("ARS", "Arsiparis", (*_SKILLED[:1], *_EXPERT[:2])),
    "librarian": _functional("PUS", "Pustakawan", (*_SKILLED[:1], *_EXPERT[:1])),
    "registry": _functional("ADB", "Administrator Database Kependudukan", (*_SKILLED[:1], *_EXPERT[:1])),
    "fisheries": _functional("PPI", "Penyuluh Perikanan", (*_SKILLED[:1], *_EXPERT[:2])),
    "works": _functional("TJJ", "Teknik Jalan dan Jembatan", (*_SKILLED[:1], *_EXPERT[:2])),
    "order": _functional("POL", "Polisi Pamong Praja", _SKILLED),
    "district": _executor(("PYM", "Pengelola Pelayanan Masyarakat"), ("PPM", "Pengelola Pemberdayaan Masyarakat")),
}
"""The posts of each family, lowest first."""

_GRADES: Mapping[FunctionalLevel | PositionKind, tuple[str, ...]] = {
    FunctionalLevel.TERAMPIL: ("II/c", "II/d"),
    FunctionalLevel.MAHIR: ("III/a", "III/b"),
    FunctionalLevel.PENYELIA: ("III/c", "III/d"),
    FunctionalLevel.AHLI_PERTAMA: ("III/a", "III/b"),
    FunctionalLevel.AHLI_MUDA: ("III/c", "III/d"),
    FunctionalLevel.AHLI_MADYA: ("IV/a", "IV/b"),
    PositionKind.EXECUTOR: ("II/b", "II/c", "II/d", "III/a"),
    PositionKind.SUPERVISORY: ("III/c", "III/d"),
    PositionKind.ADMINISTRATOR: ("III/d", "IV/a"),
    PositionKind.SENIOR_EXECUTIVE_PRIMARY: ("IV/b", "IV/c"),
}


def grades(kind: PositionKind, level: FunctionalLevel | None) -> tuple[str, ...]:
    """Give the ranks (golru) that a civil servant (PNS) in such a post may have."""
    return _GRADES[level if level is not None else kind]


def contract_grades(kind: PositionKind) -> tuple[str, ...]:
    """Give the grades of contract staff (PPPK)."""
    return ("VII", "IX") if kind is PositionKind.FUNCTIONAL else ("V", "VII")
