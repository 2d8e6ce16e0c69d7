"""How people of the demo write: self-appraisals, feedback, reasons and recommendations, put together from their kind of post's phrases."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from models.vocabulary import Aspect, BehaviourValue, Predicate, Rating
from workflows.demo.phrases import Family
from workflows.demo.planning import Result, Target

_LEVEL_SELF = {
    Rating.ABOVE: (
        "Sebagian besar sasaran terlampaui, dan saya dapat membantu rekan yang bebannya lebih berat.",
        "Hasilnya di atas rencana karena pekerjaan disiapkan sejak awal triwulan.",
        "Target terlampaui pada hampir semua rencana hasil kerja.",
        "Capaian saya melebihi yang direncanakan tanpa mengurangi mutunya.",
    ),
    Rating.MEETS: (
        "Secara umum sasaran tercapai sesuai rencana.",
        "Pekerjaan selesai sesuai target yang disepakati.",
        "Hasilnya sesuai harapan, walau masih ada yang dapat dirapikan.",
        "Target triwulan ini dapat saya penuhi.",
    ),
    Rating.BELOW: (
        "Saya mengakui sebagian besar sasaran belum tercapai.",
        "Hasilnya masih di bawah rencana dan perlu saya kejar.",
        "Target belum terpenuhi; saya terlambat meminta bantuan.",
        "Capaian triwulan ini belum seperti yang diharapkan.",
    ),
}
_SELF = (
    "Pada {quarter} saya {one} serta {two}. {level} Kendalanya, {hindrance}. Triwulan depan saya akan {step}.",
    "Selama {quarter} waktu saya paling banyak terpakai untuk {one}. Di samping itu saya {two}. {level} Catatan saya: {hindrance}. Karena "
    "itu saya berencana {step}.",
    "{level} Sepanjang {quarter} saya {one}, juga {two}. Hal yang menghambat: {hindrance}. Langkah berikutnya, {step}.",
    "Tugas utama {quarter} adalah {one}; saya juga {two}. {level} Walaupun {hindrance}, pekerjaan tetap berjalan. Saya ingin {step}.",
    "Saya {two} dan {one} dalam {quarter} ini. {level} Karena {hindrance}, saya menyesuaikan jadwal dan akan {step}.",
)
_OVERALL = {
    Rating.ABOVE: (
        "Hasil kerja {quarter} melampaui ekspektasi: {praise}.",
        "Capaian Saudara berada di atas target yang disepakati; {praise}.",
        "Kerja yang sangat baik pada {quarter}, terutama karena {praise}.",
        "Target terlampaui dan mutunya terjaga, {praise}.",
    ),
    Rating.MEETS: (
        "Hasil kerja {quarter} sesuai ekspektasi; {praise}.",
        "Target tercapai sesuai rencana, dan {praise}.",
        "Secara umum pekerjaan berjalan sesuai harapan: {praise}.",
        "Capaian {quarter} memenuhi yang disepakati, {praise}.",
    ),
    Rating.BELOW: (
        "Hasil kerja {quarter} masih di bawah ekspektasi. Saya memahami bahwa {hindrance}, tetapi sebagian besar target belum tercapai.",
        "Sebagian besar target {quarter} belum tercapai. Kendala bahwa {hindrance} perlu disampaikan lebih awal.",
        "Capaian triwulan ini belum memenuhi harapan, dan perbaikannya perlu segera dimulai meski {hindrance}.",
    ),
}
_BEHAVIOUR = {
    Rating.ABOVE: (
        "Perilaku kerjanya menjadi teladan bagi rekan satu unit.",
        "Sikap kerjanya melebihi harapan dan menular kepada tim.",
        "Dalam perilaku, Saudara patut dicontoh.",
    ),
    Rating.MEETS: (
        "Perilaku kerja sesuai harapan.",
        "Sikap kerja baik dan dapat diandalkan.",
        "Dalam keseharian Saudara bekerja dengan sikap yang baik.",
    ),
    Rating.BELOW: (
        "Namun perilaku kerja belum sesuai harapan dan sudah kita bicarakan.",
        "Sikap kerja menjadi catatan penting yang harus diperbaiki.",
        "Perilaku kerja di bawah harapan; saya minta perubahan nyata triwulan depan.",
    ),
}
_ADVICE = ("Ke depan, {advice}.", "Saran saya: {advice}.", "Untuk triwulan berikutnya, {advice}.", "Yang perlu ditingkatkan: {advice}.")
_VALUE_GOOD = {
    BehaviourValue.SERVICE_ORIENTED: ("Warga dan rekan merasa didahulukan; keluhan dijawab sebelum sempat berulang.",),
    BehaviourValue.ACCOUNTABLE: ("Setiap pekerjaan tercatat dan dapat ditelusuri, termasuk kekurangannya.",),
    BehaviourValue.COMPETENT: ("Terus belajar dan membagikan ilmunya kepada rekan.",),
    BehaviourValue.HARMONIOUS: ("Merangkul rekan yang berbeda pendapat dan menjaga suasana kerja.",),
    BehaviourValue.LOYAL: ("Selalu hadir ketika kota membutuhkan, juga di luar jam kerja.",),
    BehaviourValue.ADAPTIVE: ("Cepat menyesuaikan diri dengan sistem baru dan membantu yang tertinggal.",),
    BehaviourValue.COLLABORATIVE: ("Membuka pekerjaan kepada unit lain sejak awal sehingga hasilnya lebih baik.",),
}
_VALUE_BAD = {
    BehaviourValue.SERVICE_ORIENTED: ("Beberapa kali warga menunggu tanpa penjelasan; ini harus diperbaiki.",),
    BehaviourValue.ACCOUNTABLE: ("Laporan sering disusun belakangan tanpa bukti, dan itu tidak dapat diterima.",),
    BehaviourValue.COMPETENT: ("Pelatihan yang ditawarkan belum diikuti padahal dibutuhkan dalam pekerjaan.",),
    BehaviourValue.HARMONIOUS: ("Teguran kepada rekan disampaikan dengan kasar; mohon dijaga.",),
    BehaviourValue.LOYAL: ("Ketidakhadiran tanpa keterangan terjadi berulang kali.",),
    BehaviourValue.ADAPTIVE: ("Penolakan terhadap cara kerja baru menghambat tim.",),
    BehaviourValue.COLLABORATIVE: ("Data yang dibutuhkan unit lain berulang kali ditahan.",),
}
_RESULT_GOOD = (
    "{indicator}: tercapai {value} dari target {target} {unit}, melampaui rencana.",
    "Capaian {value} {unit} (target {target}) patut dipertahankan.",
    "Melampaui target: {value} dibanding {target} {unit}. Terima kasih.",
)
_RESULT_BAD = (
    "{indicator}: baru {value} dari target {target} {unit}; {advice}.",
    "Realisasi {value} {unit} belum memenuhi target {target}; {advice}.",
    "Belum mencapai {target} {unit} (baru {value}). Mohon {advice}.",
)
_RESULT_BAD_TIME = (
    "{indicator}: {value} {unit}, lebih lama daripada target {target} {unit}; {advice}.",
    "Waktu {value} {unit} melewati target {target} {unit}; {advice}.",
)
_RESULT_GOOD_TIME = (
    "{indicator}: {value} {unit}, lebih cepat daripada target {target} {unit}.",
    "Selesai dalam {value} {unit}, lebih cepat dari target {target}.",
)
_RECOMMENDATION = {
    Predicate.VERY_GOOD: ("Diusulkan mendapat penghargaan pegawai teladan triwulan ini.", "Siap diberi tanggung jawab yang lebih luas."),
    Predicate.GOOD: (
        "Dipertahankan pada tugas sekarang dengan pelatihan lanjutan.",
        "Diikutkan pelatihan teknis pada semester berikutnya.",
    ),
    Predicate.NEEDS_IMPROVEMENT: (
        "Perlu pendampingan mingguan oleh atasan langsung.",
        "Disusun rencana perbaikan dengan batas waktu yang jelas.",
    ),
    Predicate.POOR: ("Perlu konseling kinerja dan pembinaan sikap kerja.",),
    Predicate.VERY_POOR: ("Perlu pembinaan khusus dan peninjauan penempatan.",),
}
_RETURNED = (
    "Sumber data pada {indicator} belum dicantumkan, mohon dilengkapi.",
    "Realisasi {indicator} belum cocok dengan laporan bulanan, mohon diperiksa kembali.",
    "Penilaian diri masih terlalu umum, mohon diuraikan hasil dan kendalanya.",
    "Mohon jelaskan perhitungan {indicator} sebelum saya nilai.",
)
_SENT_BACK = (
    "Umpan balik belum menjelaskan dasar penilaiannya, mohon dilengkapi.",
    "Mohon tinjau kembali kesesuaian peringkat dengan capaian yang dilaporkan.",
    "Catatan perilaku kerja perlu diuraikan sebelum saya setujui.",
)
_RECALLED = ("Ada data capaian terbaru yang perlu saya pertimbangkan.", "Saya perlu memperbaiki umpan balik yang kurang tepat.")
_ABSENT = (
    "Pegawai dirawat di rumah sakit sehingga tidak dapat mengajukan sendiri.",
    "Pegawai tidak mengajukan sampai batas waktu meskipun sudah diingatkan tiga kali.",
    "Pegawai mengikuti penugasan di pulau terluar tanpa jaringan.",
)
_VOIDED = (
    ("WRONG_OPENING", "Pegawai sudah dinilai pada instansi asal untuk periode ini."),
    ("EXEMPT", "Pegawai menjalani cuti besar sepanjang periode penilaian."),
    ("DUPLICATE", "Penilaian ini ganda karena perpindahan data pegawai."),
)


def self_appraisal(pick: Random, family: Family, results: Sequence[Result], rating: Rating, quarter: str) -> str:
    """Write a self-appraisal that fits what was reached."""
    one, two = pick.sample([result.planned.done for result in results], 2)
    text = pick.choice(_SELF).format(
        quarter=quarter,
        one=one,
        two=two,
        level=pick.choice(_LEVEL_SELF[rating]),
        hindrance=pick.choice(family.hindrances),
        step=pick.choice(family.next_steps),
    )
    return text[0].upper() + text[1:]


def overall_feedback(pick: Random, family: Family, rating: Rating, behaviour: Rating, quarter: str) -> str:
    """Write the overall feedback in a tone that fits both ratings."""
    opening = pick.choice(_OVERALL[rating]).format(
        quarter=quarter, praise=pick.choice(family.praise), hindrance=pick.choice(family.hindrances)
    )
    advice = pick.choice(_ADVICE).format(advice=pick.choice(family.advice))
    return f"{opening} {pick.choice(_BEHAVIOUR[behaviour])} {advice}"


def result_feedback(pick: Random, family: Family, target: Target, value: Decimal, level: Rating) -> str:
    """Write feedback on a result whose figure isn't as expected, with its figures."""
    time = target.measure.aspect is Aspect.TIME
    good = level is Rating.ABOVE
    bank = (_RESULT_GOOD_TIME if time else _RESULT_GOOD) if good else (_RESULT_BAD_TIME if time else _RESULT_BAD)
    return pick.choice(bank).format(
        indicator=target.measure.title,
        value=decimal_text(value),
        target=target.value,
        unit=target.measure.unit,
        advice=pick.choice(family.advice),
    )


def value_feedback(pick: Random, behaviour: Rating) -> tuple[BehaviourValue, str]:
    """Choose a value and write praise or a warning about it."""
    value = pick.choice(list(BehaviourValue))
    return value, pick.choice((_VALUE_GOOD if behaviour is Rating.ABOVE else _VALUE_BAD)[value])


def recommendation(pick: Random, predicate: Predicate) -> str:
    """Write a recommendation that fits the predicate."""
    return pick.choice(_RECOMMENDATION[predicate])


def return_reason(pick: Random, results: Sequence[Result]) -> str:
    """Say why an appraiser returns a submission."""
    target = pick.choice(pick.choice(results).targets)
    return pick.choice(_RETURNED).format(indicator=target.measure.title.lower())


def sent_back_reason(pick: Random) -> str:
    """Say why an approver returns a review."""
    return pick.choice(_SENT_BACK)


def recall_reason(pick: Random) -> str:
    """Say why an appraiser recalls a review."""
    return pick.choice(_RECALLED)


def absence_reason(pick: Random) -> str:
    """Say why an admin submits in somebody's absence."""
    return pick.choice(_ABSENT)


def void_reason(pick: Random) -> tuple[str, str]:
    """Say why an admin voids an appraisal: the kind's name and the reason."""
    return pick.choice(_VOIDED)


def decimal_text(value: Decimal) -> str:
    """Write a figure as Indonesian does, with a decimal comma and no needless zeros."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def note(pick: Random, family: Family, level: Rating) -> str | None:
    """Write a remark on a realisation, or none."""
    if level is Rating.BELOW:
        return f"Belum tercapai karena {pick.choice(family.hindrances)}."
    if level is Rating.ABOVE and pick.random() < 0.5:
        return "Terlampaui; rincian ada pada sumber data."
    return None
