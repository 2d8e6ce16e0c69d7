"""Schools: class teachers, subject teachers, heads of school, school staff."""

from workflows.demo.phrases.forms import Family, Planned, count, days, percent, score, spend

_SCHOOL_SOURCES = ("Rapor pendidikan", "Data pokok pendidikan", "Jurnal mengajar", "Rekap penilaian kelas")

EDUCATION = (
    Family(
        "class_teacher",
        (
            Planned(
                "Meningkatnya kemampuan literasi dan numerasi peserta didik di kelas",
                "melatih membaca pemahaman dan berhitung setiap pagi",
                (
                    percent("Persentase peserta didik yang mencapai tujuan pembelajaran", 75, 90),
                    score("Nilai rata-rata literasi kelas", 72, 84),
                ),
            ),
            Planned(
                "Terlaksananya pembelajaran yang sesuai kebutuhan peserta didik",
                "menyusun dan menjalankan modul ajar berdiferensiasi",
                (
                    count("Jumlah modul ajar yang disusun dan dipakai", 6, 12, "modul"),
                    percent("Persentase kehadiran mengajar sesuai jadwal", 90, 96),
                ),
            ),
            Planned(
                "Terpantaunya perkembangan peserta didik oleh orang tua",
                "menyampaikan perkembangan belajar kepada orang tua",
                (count("Jumlah pertemuan dengan orang tua", 3, 6, "pertemuan"),),
            ),
            Planned(
                "Tertanganinya peserta didik yang memerlukan pendampingan khusus",
                "mendampingi peserta didik yang tertinggal setelah jam pelajaran",
                (
                    count("Jumlah peserta didik yang didampingi", 4, 9, "peserta didik"),
                    percent("Persentase yang menunjukkan kemajuan", 70, 88),
                ),
            ),
            Planned(
                "Tersusunnya laporan hasil belajar tepat waktu",
                "mengolah nilai dan menulis deskripsi rapor",
                (days("Waktu penyelesaian rapor setelah penilaian berakhir", 5, 9),),
            ),
            Planned(
                "Terlaksananya kegiatan penguatan karakter di luar kelas",
                "membimbing pramuka dan kebun sekolah",
                (count("Jumlah kegiatan yang dibimbing", 4, 10, "kegiatan"),),
            ),
        ),
        _SCHOOL_SOURCES,
        (
            "beberapa peserta didik sering tidak masuk saat musim ikan",
            "buku bacaan tambahan belum cukup untuk seluruh kelas",
            "kelas paralel digabung selama perbaikan atap",
            "orang tua yang bekerja di pelabuhan sulit hadir pada pagi hari",
        ),
        (
            "membuat pojok baca bergilir antarkelas",
            "mengadakan pertemuan orang tua pada sore hari",
            "berbagi modul ajar di kelompok kerja guru",
            "memetakan kemampuan awal peserta didik pada pekan pertama",
        ),
        (
            "kelas terasa hidup dan anak-anak berani bertanya",
            "kemajuan peserta didik yang tertinggal tercatat dengan rapi",
            "komunikasi dengan orang tua terjaga baik",
        ),
        (
            "gunakan hasil asesmen awal untuk membagi kelompok belajar",
            "dokumentasikan pendampingan agar guru berikutnya dapat meneruskan",
            "selesaikan deskripsi rapor bertahap, tidak menunggu akhir semester",
        ),
    ),
    Family(
        "subject_teacher",
        (
            Planned(
                "Meningkatnya ketuntasan belajar pada mata pelajaran yang diampu",
                "mengajar dan memberi pengayaan maupun remedi",
                (
                    percent("Persentase peserta didik yang tuntas", 76, 90),
                    count("Jumlah kegiatan remedi dan pengayaan", 4, 9, "kegiatan"),
                ),
            ),
            Planned(
                "Terlaksananya asesmen yang sahih dan berimbang",
                "menyusun soal beserta kisi-kisinya dan menganalisis butir soal",
                (
                    count("Jumlah perangkat asesmen yang dianalisis", 3, 6, "perangkat"),
                    percent("Persentase butir soal yang layak", 75, 90),
                ),
            ),
            Planned(
                "Terlaksananya proyek penguatan profil pelajar",
                "membimbing proyek kelas tentang laut dan pesisir",
                (count("Jumlah kelompok proyek yang dibimbing", 4, 8, "kelompok"),),
            ),
            Planned(
                "Terbimbingnya peserta didik dalam lomba dan kegiatan akademik",
                "melatih peserta didik untuk lomba tingkat kota",
                (count("Jumlah latihan yang dilaksanakan", 8, 16, "latihan"),),
            ),
            Planned(
                "Termanfaatkannya media ajar digital di kelas",
                "menyiapkan bahan ajar digital dan lembar kerja",
                (count("Jumlah media ajar yang dipakai", 5, 12, "media"), score("Nilai kepuasan peserta didik", 76, 86)),
            ),
        ),
        _SCHOOL_SOURCES,
        (
            "laboratorium dipakai bergantian dengan ruang kelas",
            "sebagian peserta didik belum lancar pada materi prasyarat",
            "sambungan internet sekolah lambat pada jam belajar",
        ),
        (
            "menyusun bank soal bersama guru serumpun",
            "memberi pelajaran tambahan pada hari Kamis",
            "mencoba penilaian formatif singkat di akhir tiap pertemuan",
        ),
        (
            "soal yang disusun mengukur penalaran, tidak hanya hafalan",
            "hasil analisis butir soal dipakai untuk memperbaiki pengajaran",
            "peserta didik merasa terbantu oleh penjelasan yang runtut",
        ),
        (
            "perbanyak umpan balik tertulis pada tugas peserta didik",
            "tepati jadwal asesmen yang telah disepakati",
            "libatkan peserta didik yang pasif dengan tugas kelompok kecil",
        ),
    ),
    Family(
        "school_head",
        (
            Planned(
                "Meningkatnya mutu pembelajaran di satuan pendidikan",
                "menyupervisi kelas dan mendampingi guru",
                (
                    count("Jumlah guru yang disupervisi", 8, 16, "guru"),
                    percent("Persentase guru yang menindaklanjuti hasil supervisi", 75, 90),
                ),
            ),
            Planned(
                "Terkelolanya dana operasional sekolah secara tertib",
                "menyusun dan mempertanggungjawabkan dana operasional",
                (spend("Serapan dana operasional sesuai rencana"), days("Waktu penyampaian laporan dana", 5, 9)),
            ),
            Planned(
                "Terciptanya sekolah yang aman dan ramah anak",
                "menata tim pencegahan kekerasan dan jalur pengaduan",
                (score("Nilai iklim keamanan sekolah", 76, 86),),
            ),
            Planned(
                "Terjalinnya kerja sama sekolah dengan orang tua dan masyarakat",
                "mengajak komite sekolah membahas program",
                (count("Jumlah pertemuan komite", 2, 4, "pertemuan"),),
            ),
        ),
        ("Rapor pendidikan", "Laporan dana operasional", "Catatan supervisi", "Notulen komite sekolah"),
        (
            "dua ruang kelas masih diperbaiki",
            "pergantian guru di tengah semester mengubah jadwal supervisi",
            "pencairan dana operasional bergeser dua pekan",
        ),
        (
            "menjadwalkan supervisi sejawat antarguru",
            "mengusulkan perbaikan ruang kelas ke dinas",
            "membuka papan informasi penggunaan dana",
        ),
        (
            "supervisi diikuti percakapan yang membangun",
            "pertanggungjawaban dana terbuka bagi komite",
            "suasana sekolah tertib dan hangat",
        ),
        (
            "dampingi lebih dekat guru yang baru bertugas",
            "segerakan laporan dana agar pencairan berikutnya tidak tertunda",
            "tuliskan tindak lanjut setiap supervisi",
        ),
    ),
    Family(
        "school_staff",
        (
            Planned(
                "Tertibnya administrasi peserta didik dan pendidik",
                "memutakhirkan data peserta didik dan kepegawaian sekolah",
                (percent("Persentase data pokok yang mutakhir", 86, 95), count("Jumlah berkas yang ditata", 60, 120, "berkas", 5)),
            ),
            Planned(
                "Terlayaninya keperluan surat-menyurat sekolah",
                "menyiapkan surat keterangan dan legalisasi",
                (days("Waktu penyelesaian surat", 1, 3), count("Jumlah surat yang diselesaikan", 40, 90, "surat", 5)),
            ),
            Planned(
                "Terawatnya sarana dan barang milik sekolah",
                "mencatat dan memeriksa barang milik sekolah",
                (count("Jumlah ruang yang diperiksa barangnya", 8, 14, "ruang"),),
            ),
        ),
        ("Data pokok pendidikan", "Buku agenda surat", "Kartu inventaris ruang"),
        ("pemutakhiran data serentak membuat laman lambat diakses", "lemari arsip lama rusak terkena rembesan air"),
        ("memindai ijazah lama secara bertahap", "menempel kode barang yang baru di tiap ruang"),
        ("berkas mudah ditemukan ketika dibutuhkan", "melayani orang tua dengan ramah"),
        ("periksa ulang data sebelum dikirim", "susun jadwal pemeriksaan barang per bulan"),
    ),
)
"""Families of schools."""
