"""Staff of boards: planners, data analysts, finance, auditors, lawyers, organisation and personnel analysts."""

from workflows.demo.phrases.forms import Family, Planned, count, days, percent, score, spend

STAFF = (
    Family(
        "planner",
        (
            Planned(
                "Tersusunnya dokumen perencanaan daerah yang selaras",
                "menyelaraskan rencana kerja perangkat daerah dengan rencana pembangunan kota",
                (
                    count("Jumlah dokumen perencanaan yang ditelaah", 5, 10, "dokumen"),
                    percent("Persentase program yang selaras dengan sasaran kota", 80, 93),
                ),
            ),
            Planned(
                "Terlaksananya musyawarah perencanaan pembangunan yang partisipatif",
                "memfasilitasi musyawarah di kecamatan",
                (count("Jumlah usulan warga yang diverifikasi", 60, 140, "usulan", 5),),
            ),
            Planned(
                "Terkendalinya pelaksanaan rencana pembangunan",
                "menyusun evaluasi capaian program triwulanan",
                (days("Waktu penyampaian evaluasi setelah triwulan berakhir", 8, 14), score("Nilai mutu laporan evaluasi", 76, 86)),
            ),
            Planned(
                "Tersedianya kajian pendukung kebijakan ekonomi pesisir",
                "menyusun kajian ekonomi kawasan pelabuhan",
                (count("Jumlah kajian yang diselesaikan", 1, 3, "kajian"),),
            ),
        ),
        ("Sistem informasi pemerintahan daerah", "Laporan evaluasi program", "Berita acara musyawarah", "Data statistik kota"),
        (
            "beberapa perangkat daerah terlambat mengirim data capaian",
            "perubahan kode kegiatan memaksa pemetaan ulang",
            "jadwal musyawarah bertepatan dengan hari besar",
        ),
        (
            "membuat lembar pantau capaian bersama",
            "mendampingi perangkat daerah yang indikatornya belum terukur",
            "menyiapkan ringkasan satu halaman bagi pimpinan",
        ),
        (
            "telaah tajam dan disertai usul perbaikan",
            "angka yang disajikan selalu dapat dilacak",
            "mampu mempertemukan kepentingan yang berbeda",
        ),
        (
            "sampaikan konsep lebih awal agar masih dapat dibahas",
            "perkuat alasan pada setiap perubahan sasaran",
            "libatkan bidang lain sejak pengumpulan data",
        ),
    ),
    Family(
        "data_analyst",
        (
            Planned(
                "Tersedianya data pembangunan yang mutakhir dan terbuka",
                "mengumpulkan dan memeriksa data dari perangkat daerah",
                (
                    count("Jumlah set data yang dimutakhirkan", 18, 36, "set data", 2),
                    percent("Persentase data yang lolos pemeriksaan mutu", 82, 94),
                ),
            ),
            Planned(
                "Termanfaatkannya data dalam pengambilan keputusan",
                "menyusun ringkasan analisis bagi pimpinan",
                (count("Jumlah ringkasan analisis", 3, 7, "ringkasan"), score("Nilai kepuasan pengguna data", 76, 86)),
            ),
            Planned(
                "Terjaganya keamanan dan cadangan data",
                "memeriksa cadangan data setiap pekan",
                (percent("Persentase cadangan yang berhasil dipulihkan saat uji", 90, 97),),
            ),
            Planned(
                "Terlaksananya penelitian terapan bersama perguruan tinggi",
                "mendampingi penelitian tentang nelayan kecil",
                (count("Jumlah keluaran penelitian", 1, 3, "keluaran"),),
            ),
        ),
        ("Portal satu data kota", "Laporan mutu data", "Berita acara uji pemulihan"),
        ("format data antarperangkat daerah belum seragam", "server lama sering penuh", "data nelayan harus dicocokkan satu per satu"),
        ("menyusun kamus data bersama", "mengotomatiskan pemeriksaan isian kosong", "melatih wali data di tiap dinas"),
        ("analisis sederhana tetapi tepat guna", "kesalahan data ditemukan sebelum terbit", "sabar membimbing wali data"),
        (
            "cantumkan batasan data pada setiap ringkasan",
            "jadwalkan uji pemulihan secara tetap",
            "utamakan data yang paling sering diminta",
        ),
    ),
    Family(
        "finance",
        (
            Planned(
                "Tertibnya penatausahaan keuangan",
                "memeriksa bukti pengeluaran dan membukukannya",
                (
                    count("Jumlah dokumen pembayaran yang diverifikasi", 90, 190, "dokumen", 5),
                    percent("Persentase dokumen yang lengkap pada pemeriksaan pertama", 82, 94),
                ),
            ),
            Planned(
                "Tepat waktunya penyampaian laporan keuangan",
                "menyusun laporan realisasi anggaran",
                (days("Waktu penyampaian laporan setelah akhir bulan", 5, 9),),
            ),
            Planned(
                "Terserapnya anggaran sesuai rencana kas",
                "memantau rencana kas dan mengingatkan pelaksana kegiatan",
                (spend("Serapan anggaran terhadap rencana kas triwulan"),),
            ),
            Planned(
                "Tertib tercatatnya barang milik daerah",
                "mencocokkan catatan barang dengan keadaan di lapangan",
                (count("Jumlah barang yang dicocokkan", 120, 240, "barang", 10),),
            ),
        ),
        ("Buku kas umum", "Sistem informasi keuangan daerah", "Rekening koran", "Kartu inventaris barang"),
        (
            "bukti perjalanan dinas sering terlambat diserahkan",
            "perubahan rekening belanja di tengah triwulan",
            "stempel dan tanda tangan menunggu pejabat kembali",
        ),
        ("membuat daftar periksa kelengkapan bukti", "mengingatkan pelaksana kegiatan tiap Jumat", "memindai bukti saat diterima"),
        (
            "pembukuan rapi dan cocok sampai rupiah terakhir",
            "tegas tetapi sopan menolak bukti yang tidak lengkap",
            "laporan selalu siap sebelum diminta",
        ),
        ("tutup buku kas setiap hari", "ingatkan lebih awal kegiatan yang serapannya rendah", "tata bukti menurut urutan pembukuan"),
    ),
    Family(
        "auditor",
        (
            Planned(
                "Terlaksananya pengawasan internal berbasis risiko",
                "melakukan audit dan reviu pada perangkat daerah",
                (
                    count("Jumlah laporan hasil pengawasan", 3, 6, "laporan"),
                    percent("Persentase rekomendasi yang ditindaklanjuti", 75, 90),
                ),
            ),
            Planned(
                "Tepat waktunya penyelesaian penugasan",
                "menyelesaikan kertas kerja sesuai program audit",
                (days("Waktu penyelesaian laporan setelah pekerjaan lapangan", 9, 15),),
            ),
            Planned(
                "Meningkatnya kematangan pengendalian internal",
                "mendampingi penilaian risiko",
                (count("Jumlah perangkat daerah yang didampingi", 2, 5, "perangkat daerah"),),
            ),
            Planned(
                "Tertanganinya pengaduan masyarakat",
                "menelaah pengaduan dan mengumpulkan bukti",
                (percent("Persentase pengaduan yang selesai ditelaah", 80, 93),),
            ),
        ),
        ("Kertas kerja audit", "Laporan hasil pengawasan", "Pemantauan tindak lanjut"),
        ("dokumen yang diminta diserahkan berangsur", "penugasan mendadak menggeser rencana pengawasan"),
        ("membuat daftar permintaan dokumen sejak surat tugas", "membahas temuan lebih awal dengan pihak yang diaudit"),
        ("temuan didukung bukti yang kuat", "menjaga jarak yang patut dan tetap bersahabat"),
        ("ringkas bahasa temuan", "tetapkan batas waktu tindak lanjut bersama-sama"),
    ),
    Family(
        "legal",
        (
            Planned(
                "Tersusunnya rancangan produk hukum daerah",
                "menyusun dan mengharmonisasi rancangan peraturan",
                (count("Jumlah rancangan yang diselesaikan", 4, 9, "rancangan"), days("Waktu penelaahan rancangan", 6, 10)),
            ),
            Planned(
                "Terlayaninya bantuan dan pendapat hukum",
                "memberi pendapat hukum kepada perangkat daerah",
                (count("Jumlah pendapat hukum", 6, 14, "pendapat"), score("Nilai kepuasan perangkat daerah", 76, 86)),
            ),
            Planned(
                "Terpublikasikannya dokumentasi hukum",
                "mengunggah dan mengindeks produk hukum",
                (percent("Persentase produk hukum yang terbit sesuai waktu", 84, 95),),
            ),
        ),
        ("Register produk hukum", "Jaringan dokumentasi hukum", "Berita acara harmonisasi"),
        ("bahan dari pengusul sering belum lengkap", "jadwal harmonisasi menyesuaikan instansi lain"),
        ("menyiapkan contoh kerangka bagi pengusul", "menyusun daftar peraturan yang perlu dicabut"),
        ("rumusan pasal jernih dan tidak multitafsir", "pendapat hukum diberikan tepat pada pokoknya"),
        ("cantumkan dasar hukum terbaru", "kembalikan bahan yang kurang sejak hari pertama"),
    ),
    Family(
        "personnel",
        (
            Planned(
                "Terlayaninya urusan kepegawaian secara cepat",
                "memproses usul kenaikan pangkat, cuti, dan pensiun",
                (
                    count("Jumlah usul yang diselesaikan", 40, 90, "usul", 5),
                    days("Waktu penyelesaian satu usul", 4, 8),
                ),
            ),
            Planned(
                "Mutakhirnya data pegawai",
                "mencocokkan data pegawai dengan layanan nasional",
                (percent("Persentase data pegawai yang cocok", 86, 96),),
            ),
            Planned(
                "Terlaksananya pengembangan kompetensi pegawai",
                "menyelenggarakan pelatihan dan mencatat hasilnya",
                (count("Jumlah pegawai yang dilatih", 30, 80, "pegawai", 5), score("Nilai evaluasi pelatihan", 76, 86)),
            ),
            Planned(
                "Terlaksananya penataan jabatan dan proses bisnis",
                "menyusun analisis jabatan dan peta proses",
                (count("Jumlah jabatan yang dianalisis", 12, 28, "jabatan", 2),),
            ),
        ),
        ("Layanan kepegawaian nasional", "Buku agenda usul", "Laporan pelatihan", "Dokumen analisis jabatan"),
        (
            "layanan nasional beberapa kali tidak dapat diakses",
            "berkas usul dikirim mendekati batas waktu",
            "peserta pelatihan sulit meninggalkan pelayanan",
        ),
        (
            "menerbitkan jadwal usul sejak awal tahun",
            "memeriksa berkas bersama petugas dinas",
            "menawarkan pelatihan singkat di tempat kerja",
        ),
        (
            "usul diproses runtut dan pemohon selalu tahu posisinya",
            "data diperbaiki sampai ke sumbernya",
            "pelatihan dirancang sesuai kebutuhan",
        ),
        ("beri kabar sebelum pemohon bertanya", "pisahkan usul yang mendesak", "evaluasi manfaat pelatihan tiga bulan kemudian"),
    ),
)
"""Families of boards and the secretariat."""
