"""The words by which wording is judged, in Indonesian and English, in small letters; ``Activity`` groups them by their example."""

from collections.abc import Iterator, Mapping
from enum import StrEnum


class Activity(StrEnum):
    """Kinds of activity, each with an example of the result behind it in the catalogues (``check.ACTIVITY_NOT_RESULT.example.<KIND>``)."""

    MEETING = "MEETING"
    DOCUMENT = "DOCUMENT"
    SERVICE = "SERVICE"
    WATCHING = "WATCHING"
    UPKEEP = "UPKEEP"
    TEACHING = "TEACHING"
    IMPROVING = "IMPROVING"
    GENERAL = "GENERAL"


_VERBS: Mapping[Activity, str] = {
    Activity.MEETING: (
        "menghadiri/kehadiran mengikuti/keikutsertaan mengoordinasikan/pengoordinasian mengkoordinasikan/pengkoordinasian"
        " berkoordinasi/koordinasi menyosialisasikan/penyosialisasian mensosialisasikan/sosialisasi mengunjungi/kunjungan"
        " memimpin/kepemimpinan mewakili/perwakilan merapatkan/rapat berpartisipasi/partisipasi"
    ),
    Activity.DOCUMENT: (
        "menyusun/penyusunan membuat/pembuatan menulis/penulisan mengetik/pengetikan menyiapkan/penyiapan mempersiapkan/persiapan"
        " melaporkan/pelaporan merekap/perekapan merekapitulasi/rekapitulasi menginput/penginputan memasukkan/pemasukan"
        " mencatat/pencatatan mendata/pendataan mengumpulkan/pengumpulan mengolah/pengolahan mengetikkan/pengetikan"
        " menyampaikan/penyampaian mengirim/pengiriman mengirimkan/pengiriman merumuskan/perumusan mengonsep/pengonsepan"
        " mendokumentasikan/pendokumentasian menghimpun/penghimpunan"
    ),
    Activity.SERVICE: (
        "melayani/pelayanan memproses/pemrosesan menerbitkan/penerbitan membantu/pembantuan memfasilitasi/fasilitasi"
        " menangani/penanganan menerima/penerimaan memberikan/pemberian menyediakan/penyediaan menyalurkan/penyaluran"
        " menjawab/penjawaban menindaklanjuti/penindaklanjutan mendistribusikan/pendistribusian membagikan/pembagian"
    ),
    Activity.WATCHING: (
        "memantau/pemantauan mengawasi/pengawasan mengevaluasi/evaluasi memonitor/monitoring memeriksa/pemeriksaan"
        " memverifikasi/verifikasi meninjau/peninjauan mengecek/pengecekan menguji/pengujian meneliti/penelitian mengamati/pengamatan"
        " menelaah/penelaahan menganalisis/analisis mengontrol/pengontrolan"
    ),
    Activity.UPKEEP: (
        "mengelola/pengelolaan memelihara/pemeliharaan merawat/perawatan mengarsipkan/pengarsipan menata/penataan"
        " membersihkan/pembersihan memperbaiki/perbaikan menjaga/penjagaan mengamankan/pengamanan menyimpan/penyimpanan"
        " menatausahakan/penatausahaan"
    ),
    Activity.TEACHING: (
        "mengajar/pengajaran melatih/pelatihan membina/pembinaan membimbing/pembimbingan mendidik/pendidikan menyuluh/penyuluhan"
        " mendampingi/pendampingan mengarahkan/pengarahan"
    ),
    Activity.IMPROVING: (
        "meningkatkan/peningkatan menurunkan/penurunan mengurangi/pengurangan mempercepat/percepatan mengembangkan/pengembangan"
        " mengoptimalkan/pengoptimalan memaksimalkan/optimalisasi menambah/penambahan memperkuat/penguatan mewujudkan/perwujudan"
        " menciptakan/penciptaan mendorong/pendorongan"
    ),
    Activity.GENERAL: (
        "melaksanakan/pelaksanaan melakukan/melakukannya menyelenggarakan/penyelenggaraan mengadakan/pengadaan menjalankan/penjalanan"
        " mengerjakan/pengerjaan menyelesaikan/penyelesaian mengupayakan/pengupayaan mengusahakan/pengusahaan merencanakan/perencanaan"
        " mengatur/pengaturan mengajukan/pengajuan mengusulkan/pengusulan"
    ),
}
"""Verbs with ``me-`` (or ``ber-``) beside what they become with ``pe-``, or as a noun."""

_ENGLISH: Mapping[Activity, str] = {
    Activity.MEETING: "attend attending participate coordinate coordinating hold holding chair chairing join visit visiting represent",
    Activity.DOCUMENT: "prepare preparing write writing draft drafting compile compiling make making record recording submit submitting",
    Activity.SERVICE: "serve serving process processing issue issuing help helping assist assisting provide providing distribute",
    Activity.WATCHING: "monitor monitoring supervise supervising evaluate evaluating check checking review reviewing inspect inspecting",
    Activity.UPKEEP: "manage managing maintain maintaining clean cleaning repair repairing archive archiving file filing",
    Activity.TEACHING: "teach teaching train training guide guiding coach coaching mentor mentoring",
    Activity.IMPROVING: "improve improving increase increasing reduce reducing strengthen strengthening develop developing optimise",
    Activity.GENERAL: "conduct conducting perform performing do doing implement implementing organise organising organize organizing run",
}


def _pairs() -> Iterator[tuple[Activity, str, str]]:
    for kind, text in _VERBS.items():
        for pair in text.split():
            active, _, nominal = pair.partition("/")
            yield kind, active, nominal


ACTIVE: Mapping[str, Activity] = {
    **{word: kind for kind, text in _ENGLISH.items() for word in text.split()},
    **{active: kind for kind, active, _ in _pairs()},
    **dict.fromkeys(("ikut", "hadir", "turut"), Activity.MEETING),
}
"""Verbs: a title that begins with one says what somebody does."""

NOMINAL: Mapping[str, Activity] = {
    **{nominal: kind for kind, _, nominal in _pairs()},
    **dict.fromkeys(("rapat", "apel", "bimtek", "workshop", "seminar", "kegiatan", "upacara", "meeting", "meetings"), Activity.MEETING),
}
"""Nouns of doing: a title that begins with one says what somebody does, unless it goes on to say what comes of it."""

EVENTS: Mapping[str, Activity] = {
    **dict.fromkeys(("rapat", "sosialisasi", "koordinasi", "apel", "bimtek", "workshop", "seminar", "kunjungan"), Activity.MEETING),
    **dict.fromkeys(("kegiatan", "upacara", "pertemuan", "musyawarah", "diskusi", "meeting", "meetings"), Activity.MEETING),
    **dict.fromkeys(("laporan", "dokumen", "surat", "notulen", "report", "reports", "document", "documents"), Activity.DOCUMENT),
    **dict.fromkeys(("monitoring", "evaluasi", "pemantauan", "pengawasan"), Activity.WATCHING),
    **dict.fromkeys(("pelatihan", "penyuluhan", "pembinaan", "training"), Activity.TEACHING),
    **dict.fromkeys(("pemeliharaan", "perawatan", "pengarsipan"), Activity.UPKEEP),
    **dict.fromkeys(("pelayanan", "layanan", "service"), Activity.SERVICE),
}
"""What a general verb is about: it chooses the example, and behind "terlaksananya" it gives the activity away."""

CARRIED_OUT = frozenset({"terlaksananya", "terselenggaranya", "dilaksanakannya", "diselenggarakannya", "diadakannya", "terikutinya"})
"""Forms of a result that only say that something was done."""

NO_VERBS = frozenset(
    {
        *("menteri", "mental", "menara", "mentor", "member", "membran", "memori", "menu", "mengenai", "menurut", "menuju", "mendekati"),
        *(
            "meningkat",
            "menurun",
            "membaik",
            "menguat",
            "memadai",
            "memenuhi",
            "mencapai",
            "menjadi",
            "memiliki",
            "merata",
            "melalui",
            "meliputi",
        ),
    }
)
"""Words that look like a verb with ``me-`` and don't say what somebody does."""

NO_STATES = frozenset(
    {"terkait", "terhadap", "terbaik", "tersebut", "tertentu", "terbaru", "terbesar", "tertinggi", "terutama", "terminal"}
)
"""Words that look like a state with ``ter-`` and aren't one."""

OUTCOMES = frozenset(
    {
        *("tercapai", "terpenuhi", "selesai", "terselesaikan", "tuntas", "meningkat", "menurun", "berkurang", "bertambah", "naik", "turun"),
        *("lulus", "bebas", "sesuai", "memenuhi", "mencapai", "akurat", "lengkap", "andal", "berkualitas", "akuntabel", "cepat", "mudah"),
        *("tepat", "puas", "memuaskan", "ditindaklanjuti", "dimanfaatkan", "digunakan", "terkendali", "membaik", "menguat", "transparan"),
        *("mutakhir", "dipahami", "dipatuhi", "diterapkan", "berfungsi", "siap", "tersedia", "prima", "terintegrasi"),
        *("improved", "completed", "resolved", "reduced", "increased", "met", "accurate", "complete", "satisfied", "followed", "used"),
        *("timely", "reliable", "risen", "fallen", "reached", "rises", "falls", "answered", "correct"),
    }
)
"""Words that say what comes of something."""

MEASURES = frozenset(
    {
        *("jumlah", "banyaknya", "banyak", "persentase", "presentase", "prosentase", "tingkat", "waktu", "lama", "lamanya", "durasi"),
        *("biaya", "anggaran", "frekuensi", "ketepatan", "kecepatan", "cakupan", "capaian", "realisasi", "angka", "selisih", "proporsi"),
        *("rata-rata", "volume", "luas", "panjang", "opini", "predikat", "level", "%", "persen"),
        *("number", "percentage", "rate", "share", "time", "days", "hours", "cost", "count", "average", "amount", "length", "area"),
    }
)
"""What an indicator counts or measures, with a unit."""

SCALES = frozenset({"indeks", "nilai", "skor", "rasio", "peringkat", "ipk", "index", "score", "ratio", "rank", "grade", "value"})
"""What an indicator measures on a scale of its own, which has no unit."""

VAGUE = frozenset(
    {
        *("baik", "bagus", "optimal", "optimalnya", "maksimal", "semangat", "rajin", "loyalitas", "dedikasi", "kesadaran", "komitmen"),
        *("profesional", "profesionalisme", "harmonis", "kondusif", "efektif", "efisien", "berkualitas", "disiplin", "sungguh-sungguh"),
        *("lancar", "kelancaran", "memuaskan", "memadai", "secukupnya", "berkesinambungan", "terus-menerus"),
        *("good", "well", "optimally", "motivated", "effective", "effectively", "enthusiasm", "professional", "smoothly", "sufficient"),
    }
)
"""What people mean differently."""

CHECKABLE = frozenset(
    {
        *("tanggal", "tgl", "triwulan", "semester", "bulan", "minggu", "hari", "tahun", "jam", "waktu", "setiap", "akhir", "awal"),
        *("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"),
        *(
            "ada",
            "tersedia",
            "terbit",
            "selesai",
            "disahkan",
            "ditetapkan",
            "ditandatangani",
            "wtp",
            "wdp",
            "predikat",
            "opini",
            "akreditasi",
        ),
        *("seratus", "seluruh", "semua", "nihil", "nol", "puluh", "belas", "ratus", "lulus", "bersertifikat"),
        *(
            "monthly",
            "weekly",
            "daily",
            "quarter",
            "yearly",
            "deadline",
            "time",
            "available",
            "issued",
            "signed",
            "completed",
            "all",
            "none",
        ),
    }
)
"""Words of a target that anybody can check though it names no figure: a day, yes or no, all or none, a grade."""
