"""Which results and indicators somebody plans for a year: drawn from the phrase bank of their kind of post, always the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from models.vocabulary import BehaviourValue, Perspective, ResultKind, ResultOwnership
from workflows.demo.phrases import FAMILIES, Measure, Planned

EXPECTATIONS: dict[BehaviourValue, tuple[str, ...]] = {
    BehaviourValue.SERVICE_ORIENTED: (
        "Menyapa dan menjelaskan langkah pelayanan sebelum diminta.",
        "Memberi kepastian waktu kepada setiap orang yang dilayani.",
        "Mendahulukan warga lanjut usia dan penyandang disabilitas.",
    ),
    BehaviourValue.ACCOUNTABLE: (
        "Mencatat pekerjaan pada hari yang sama dan dapat menunjukkan buktinya.",
        "Menyampaikan kesalahan lebih awal beserta rencana perbaikannya.",
        "Menggunakan barang dan anggaran kantor sesuai peruntukannya.",
    ),
    BehaviourValue.COMPETENT: (
        "Mempelajari satu hal baru yang dipakai dalam pekerjaan setiap triwulan.",
        "Membagikan hasil pelatihan kepada rekan satu tim.",
        "Meminta umpan balik atas mutu hasil kerja.",
    ),
    BehaviourValue.HARMONIOUS: (
        "Membantu rekan yang bebannya sedang berat.",
        "Menyelesaikan perbedaan pendapat dengan berbicara langsung dan santun.",
        "Menghargai rekan tanpa membedakan latar belakang.",
    ),
    BehaviourValue.LOYAL: (
        "Menjaga nama baik instansi dan rahasia jabatan.",
        "Mendahulukan tugas negara di atas kepentingan pribadi.",
        "Hadir dan siap ketika kota membutuhkan.",
    ),
    BehaviourValue.ADAPTIVE: (
        "Mencoba cara kerja baru dan menyampaikan hasilnya.",
        "Menyesuaikan diri dengan sistem baru tanpa menunda pelayanan.",
        "Mengusulkan satu perbaikan yang dapat segera dijalankan.",
    ),
    BehaviourValue.COLLABORATIVE: (
        "Melibatkan unit lain sejak awal pada pekerjaan bersama.",
        "Membagikan data yang diperlukan tim lain tepat waktu.",
        "Terbuka menerima bantuan dan masukan.",
    ),
}
"""What leaders of the demo expect for each BerAKHLAK value."""

_PERSPECTIVES = (
    Perspective.SERVICE_RECIPIENT,
    Perspective.BUSINESS_PROCESS,
    Perspective.INTERNAL_STRENGTHENING,
    Perspective.BUDGET,
)
_LEADING = frozenset({"office_head", "unit_head", "school_head"})


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator with the target drawn for it."""

    measure: Measure
    value: int


@dataclass(frozen=True, slots=True)
class Result:
    """A result of somebody's plan of a year."""

    planned: Planned
    title: str
    kind: ResultKind
    ownership: ResultOwnership
    perspective: Perspective | None
    targets: tuple[Target, ...]


def results_for(seed: str, family: str, unit: str, year: int) -> list[Result]:
    """Draw the results of a plan: three or four main ones, for some people one additional."""
    bank = FAMILIES[family]
    pick = Random(f"{seed}|{family}|{year}|plan")
    leading = family in _LEADING
    most = len(bank.results)
    mains = min(most, 4 if leading else 3)
    chosen = list(bank.results[:mains]) if leading else [bank.results[0], *pick.sample(bank.results[1:], mains - 1)]
    rest = [one for one in bank.results if one not in chosen]
    additional = [pick.choice(rest)] if rest and pick.random() < 0.25 else []
    found = []
    for number, planned in enumerate((*chosen, *additional)):
        found.append(
            Result(
                planned,
                planned.title.format(unit=unit),
                ResultKind.ADDITIONAL if planned in additional else ResultKind.MAIN,
                ResultOwnership.ORGANISATION if leading else ResultOwnership.INDIVIDUAL,
                _PERSPECTIVES[number % 4] if leading else None,
                tuple(Target(one, pick.randrange(one.low, one.high + 1, one.step)) for one in planned.measures),
            )
        )
    return found


def expectations_for(seed: str, year: int) -> Sequence[tuple[BehaviourValue, str]]:
    """Draw what somebody's leader expects of them for two or three values."""
    pick = Random(f"{seed}|{year}|expectations")
    values = sorted(pick.sample(list(BehaviourValue), pick.randint(2, 3)), key=list(BehaviourValue).index)
    return [(value, pick.choice(EXPECTATIONS[value])) for value in values]
