"""General administration, archives and library, civil registry."""

from workflows.demo.phrases.forms import Family, Planned, count, days, percent, score

ADMINISTRATION = (
    Family(
        "general",
        (
            Planned(
                "Tertibnya pengelolaan surat dan naskah dinas",
                "mencatat, mengarahkan, dan mengirim surat",
                (
                    count("Jumlah surat yang dikelola", 150, 320, "surat", 10),
                    days("Waktu penyampaian surat masuk kepada pejabat", 1, 2),
                ),
            ),
            Planned(
                "Terlaksananya dukungan rapat dan kegiatan pimpinan",
                "menyiapkan rapat, bahan, dan notulen",
                (count("Jumlah rapat yang disiapkan", 12, 28, "rapat"), score("Nilai kepuasan peserta rapat", 76, 86)),
            ),
            Planned(
                "Terpeliharanya gedung, kendaraan, dan perlengkapan kantor",
                "memeriksa perlengkapan dan mengurus perbaikannya",
                (percent("Persentase perlengkapan yang siap pakai", 84, 95),),
            ),
            Planned(
                "Tersedianya data kehadiran dan keperluan pegawai",
                "merekap kehadiran dan keperluan alat tulis",
                (count("Jumlah rekapitulasi yang disampaikan", 3, 3, "rekapitulasi"),),
            ),
            Planned(
                "Terlayaninya tamu dan permintaan informasi",
                "menerima tamu dan meneruskan keperluannya",
                (score("Nilai kepuasan tamu", 76, 87),),
            ),
        ),
        ("Buku agenda", "Aplikasi persuratan", "Daftar hadir dan notulen", "Kartu pemeliharaan"),
        ("surat mendesak sering datang menjelang pulang kantor", "mesin pengganda rusak selama sepekan", "ruang rapat dipakai bergantian"),
        (
            "membuat papan jadwal ruang rapat",
            "memberi tanda pada surat yang berbatas waktu",
            "menyusun daftar perlengkapan yang harus diganti",
        ),
        ("surat tidak pernah tercecer", "persiapan rapat rapi sampai hal kecil", "ringan tangan membantu rekan"),
        ("teruskan surat mendesak pada jam yang sama", "kirim notulen paling lambat esok harinya", "catat setiap peminjaman perlengkapan"),
    ),
    Family(
        "archivist",
        (
            Planned(
                "Tertatanya arsip sesuai klasifikasi dan jadwal retensi",
                "memilah, memberi kode, dan menyusun arsip",
                (
                    count("Jumlah berkas arsip yang ditata", 240, 480, "berkas", 20),
                    percent("Persentase arsip yang ditemukan kembali saat uji", 84, 95),
                ),
            ),
            Planned(
                "Terselamatkannya arsip bernilai sejarah kota pelabuhan",
                "membersihkan dan memindai arsip lama",
                (count("Jumlah lembar arsip yang dipindai", 500, 1200, "lembar", 50),),
            ),
            Planned(
                "Terbinanya pengelola arsip perangkat daerah",
                "mengunjungi perangkat daerah dan memeriksa penataan arsipnya",
                (count("Jumlah perangkat daerah yang dibina", 3, 6, "perangkat daerah"),),
            ),
            Planned(
                "Terlayaninya permintaan arsip",
                "mencarikan arsip yang diminta",
                (days("Waktu penyediaan arsip", 1, 3),),
            ),
        ),
        ("Daftar arsip", "Buku peminjaman arsip", "Laporan pembinaan", "Berkas hasil pindai"),
        ("ruang simpan lembap pada musim hujan", "arsip lama tanpa keterangan tahun", "pemindai besar hanya satu"),
        ("memasang pengering udara di ruang simpan", "menyusun daftar arsip yang rapuh", "membuat panduan singkat penataan arsip"),
        (
            "arsip dapat ditemukan dalam hitungan menit",
            "tekun dan hati-hati memegang arsip rapuh",
            "pembinaan membuat dinas lain ikut tertib",
        ),
        ("dahulukan arsip yang paling rapuh", "beri keterangan pada setiap hasil pindai", "catat alasan arsip yang tidak ditemukan"),
    ),
    Family(
        "librarian",
        (
            Planned(
                "Meningkatnya kunjungan dan peminjaman di perpustakaan kota",
                "melayani peminjaman dan menata koleksi",
                (count("Jumlah kunjungan", 900, 1800, "kunjungan", 50), count("Jumlah peminjaman", 400, 900, "peminjaman", 50)),
            ),
            Planned(
                "Terlaksananya layanan perpustakaan keliling",
                "membawa buku ke sekolah dan kampung nelayan",
                (count("Jumlah titik yang didatangi", 14, 28, "titik", 2),),
            ),
            Planned(
                "Terolahnya bahan pustaka",
                "mengatalog dan memberi label buku baru",
                (count("Jumlah judul yang diolah", 120, 260, "judul", 10), days("Waktu pengolahan satu kiriman", 7, 12)),
            ),
        ),
        ("Aplikasi perpustakaan", "Buku kunjungan", "Jadwal perpustakaan keliling"),
        ("mobil keliling masuk bengkel selama sepuluh hari", "buku baru datang bersamaan"),
        ("mengadakan jam bercerita pada hari Sabtu", "menukar koleksi antarsekolah"),
        ("koleksi tersaji menarik bagi anak-anak", "layanan keliling ditunggu warga"),
        ("rekam alasan kunjungan yang turun", "dahulukan pengolahan buku pelajaran"),
    ),
    Family(
        "registry",
        (
            Planned(
                "Terlayaninya dokumen kependudukan secara cepat dan benar",
                "memproses kartu keluarga, kartu identitas, dan akta",
                (
                    count("Jumlah dokumen yang diterbitkan", 420, 860, "dokumen", 20),
                    days("Waktu penyelesaian dokumen", 2, 4),
                ),
            ),
            Planned(
                "Meningkatnya ketepatan data kependudukan",
                "memeriksa data ganda dan memperbaikinya",
                (percent("Persentase data ganda yang diselesaikan", 80, 93),),
            ),
            Planned(
                "Terjangkaunya warga pulau dan warga rentan",
                "melakukan pelayanan jemput bola",
                (count("Jumlah pelayanan jemput bola", 5, 12, "pelayanan"), score("Nilai kepuasan warga", 78, 88)),
            ),
            Planned(
                "Terarsipkannya dokumen pendukung",
                "memindai berkas persyaratan",
                (percent("Persentase berkas yang terpindai", 84, 95),),
            ),
        ),
        ("Sistem administrasi kependudukan", "Register akta", "Laporan jemput bola"),
        ("blangko sempat kosong delapan hari", "jaringan pusat terputus pada jam sibuk", "pelayanan ke pulau bergantung cuaca"),
        (
            "mengatur antrean lewat nomor daring",
            "menyiapkan paket alat perekaman untuk pulau",
            "memberi tahu warga ketika dokumennya selesai",
        ),
        ("teliti sehingga hampir tidak ada salah cetak", "sabar melayani warga lanjut usia", "jemput bola dilakukan sampai pulau terjauh"),
        ("periksa ejaan nama sebelum dicetak", "selesaikan data ganda mulai dari yang tertua", "kabarkan perubahan jadwal lebih awal"),
    ),
)
"""Families of administration."""
