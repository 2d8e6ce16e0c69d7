"""Health centres and the hospital."""

from workflows.demo.phrases.forms import Family, Planned, count, days, percent, score

_SOURCES = ("Rekam medis elektronik", "Register pelayanan", "Laporan bulanan puskesmas", "Kohort ibu dan anak")

HEALTH = (
    Family(
        "nurse",
        (
            Planned(
                "Terlaksananya asuhan keperawatan sesuai standar",
                "memberi asuhan keperawatan dan mencatatnya di rekam medis",
                (
                    count("Jumlah asuhan keperawatan yang diberikan", 140, 260, "asuhan", 10),
                    percent("Persentase catatan asuhan yang lengkap", 84, 95),
                ),
            ),
            Planned(
                "Terpenuhinya keselamatan pasien di ruang perawatan",
                "memastikan identitas pasien dan mencegah risiko jatuh",
                (percent("Kepatuhan identifikasi pasien", 90, 97),),
            ),
            Planned(
                "Meningkatnya pengetahuan keluarga pasien tentang perawatan di rumah",
                "memberi penyuluhan sebelum pasien pulang",
                (count("Jumlah penyuluhan kepada keluarga", 24, 48, "penyuluhan", 2), score("Nilai pemahaman keluarga", 75, 85)),
            ),
            Planned(
                "Terlaksananya kunjungan rumah bagi pasien penyakit kronis",
                "mengunjungi pasien hipertensi dan kencing manis",
                (count("Jumlah kunjungan rumah", 18, 36, "kunjungan", 2),),
            ),
            Planned(
                "Tertibnya penggunaan alat dan bahan habis pakai",
                "mencatat pemakaian bahan habis pakai tiap gilir jaga",
                (percent("Kesesuaian catatan dengan persediaan", 85, 95),),
            ),
        ),
        _SOURCES,
        (
            "jumlah pasien naik tajam pada musim demam berdarah",
            "rekam medis elektronik masih dalam masa peralihan",
            "beberapa rekan mengikuti pelatihan sehingga jadwal jaga rapat",
        ),
        (
            "menyusun lembar penyuluhan bergambar",
            "memperbaiki serah terima antargilir jaga",
            "menandai pasien yang perlu kunjungan ulang",
        ),
        (
            "tenang dan cekatan ketika ruang penuh",
            "catatan asuhan lengkap dan mudah dibaca dokter",
            "keluarga pasien merasa didengarkan",
        ),
        (
            "lengkapi catatan sebelum serah terima",
            "laporkan kejadian nyaris cedera tanpa menunggu akhir gilir",
            "ulangi penyuluhan dengan bahasa yang sederhana",
        ),
    ),
    Family(
        "midwife",
        (
            Planned(
                "Meningkatnya cakupan pemeriksaan ibu hamil",
                "memeriksa ibu hamil dan menjemput yang belum datang",
                (count("Jumlah pemeriksaan ibu hamil", 60, 120, "pemeriksaan", 5), percent("Cakupan kunjungan keempat", 78, 92)),
            ),
            Planned(
                "Tertanganinya ibu dan bayi dengan risiko tinggi",
                "mendampingi dan merujuk ibu dengan risiko tinggi",
                (percent("Persentase kasus risiko tinggi yang dirujuk tepat waktu", 85, 96),),
            ),
            Planned(
                "Terlaksananya imunisasi dasar lengkap",
                "memberi imunisasi di puskesmas dan posyandu",
                (count("Jumlah bayi yang diimunisasi", 45, 90, "bayi", 5), percent("Cakupan imunisasi dasar", 80, 93)),
            ),
            Planned(
                "Aktifnya posyandu di wilayah binaan",
                "mendampingi kader posyandu",
                (count("Jumlah posyandu yang didampingi", 6, 12, "posyandu"),),
            ),
        ),
        _SOURCES,
        (
            "sebagian ibu hamil tinggal di pulau kecil dan bergantung pada perahu",
            "kader posyandu banyak yang baru",
            "vaksin datang terlambat satu pekan",
        ),
        (
            "membuat jadwal kunjungan pulau mengikuti air pasang",
            "melatih kader mengisi kohort",
            "menghubungi ibu yang melewatkan jadwal pemeriksaan",
        ),
        (
            "sigap merujuk dan keluarga selalu diberi tahu",
            "kohort terisi lengkap sehingga ibu yang belum datang cepat diketahui",
            "kader merasa terbantu oleh pendampingan",
        ),
        (
            "tambah kunjungan ke pulau saat cuaca baik",
            "catat imunisasi pada hari pelayanan",
            "bagi wilayah binaan dengan rekan agar merata",
        ),
    ),
    Family(
        "doctor",
        (
            Planned(
                "Terlaksananya pelayanan medis sesuai panduan praktik klinis",
                "memeriksa pasien dan memberi terapi sesuai panduan",
                (count("Jumlah pasien yang dilayani", 380, 720, "pasien", 20), percent("Kesesuaian terapi dengan panduan", 86, 95)),
            ),
            Planned(
                "Tepatnya rujukan ke pelayanan lanjutan",
                "menelaah indikasi rujukan bersama perawat",
                (percent("Persentase rujukan yang sesuai indikasi", 85, 95),),
            ),
            Planned(
                "Cepatnya tanggapan terhadap kegawatdaruratan",
                "menangani pasien gawat darurat",
                (days("Waktu tanggap pasien gawat darurat", 5, 9, "menit"),),
            ),
            Planned(
                "Terbinanya tenaga kesehatan dalam audit kasus",
                "memimpin pembahasan kasus",
                (count("Jumlah pembahasan kasus", 3, 6, "pembahasan"),),
            ),
        ),
        _SOURCES,
        (
            "obat tertentu sempat kosong di gudang farmasi",
            "jumlah dokter jaga terbatas selama cuti bergilir",
            "alat elektrokardiogram menunggu perbaikan",
        ),
        (
            "menyusun daftar obat pengganti bersama farmasi",
            "membahas rujukan balik dengan rumah sakit",
            "membuat ringkasan panduan di tiap ruang periksa",
        ),
        (
            "keputusan klinis jelas dan dapat dipertanggungjawabkan",
            "menyempatkan diri menjelaskan kepada pasien meski antrean panjang",
            "pembahasan kasus berguna bagi seluruh tim",
        ),
        (
            "tulis alasan rujukan lebih rinci",
            "datang tepat waktu pada poliklinik pagi",
            "libatkan farmasi sejak awal pada terapi yang rumit",
        ),
    ),
    Family(
        "health_support",
        (
            Planned(
                "Tersedianya obat dan bahan medis sesuai kebutuhan",
                "menghitung kebutuhan dan memeriksa masa pakai obat",
                (percent("Ketersediaan obat esensial", 86, 96), days("Waktu penyiapan resep", 15, 30, "menit")),
            ),
            Planned(
                "Terlaksananya pemeriksaan laboratorium yang bermutu",
                "memeriksa sampel dan menjaga mutu alat",
                (
                    count("Jumlah sampel yang diperiksa", 220, 420, "sampel", 10),
                    percent("Persentase hasil yang terbit sesuai waktu janji", 84, 95),
                ),
            ),
            Planned(
                "Meningkatnya rumah tangga yang berperilaku bersih dan sehat",
                "memeriksa sanitasi dan memberi penyuluhan gizi",
                (count("Jumlah rumah tangga yang dikunjungi", 60, 120, "rumah tangga", 5),),
            ),
            Planned(
                "Tertibnya rekam medis dan pelaporan",
                "menata rekam medis dan mengirim laporan",
                (percent("Kelengkapan rekam medis", 85, 95), days("Waktu pengiriman laporan bulanan", 3, 6)),
            ),
        ),
        ("Kartu persediaan obat", "Buku laboratorium", "Laporan kesehatan lingkungan", "Rekam medis elektronik"),
        (
            "reagen datang tidak sesuai jadwal",
            "ruang penyimpanan obat terlalu hangat pada siang hari",
            "pencatatan masih dilakukan di dua tempat",
        ),
        (
            "memasang pencatat suhu di ruang obat",
            "mengusulkan satu jalur pencatatan",
            "menyusun jadwal pemeliharaan alat bersama teknisi",
        ),
        ("persediaan selalu diketahui dengan tepat", "hasil pemeriksaan dapat dipercaya", "teliti dan rapi dalam pelaporan"),
        ("laporkan lebih dini obat yang hampir habis", "periksa ulang hasil yang di luar kisaran", "kirim laporan sebelum tanggal lima"),
    ),
)
"""Families of health services."""
