"""The transport office: vehicle testers, traffic and public transport staff."""

from workflows.demo.phrases.forms import Family, Planned, count, days, percent, score, spend

TRANSPORT = (
    Family(
        "vehicle_tester",
        (
            Planned(
                "Terlaksananya uji berkala kendaraan bermotor sesuai persyaratan teknis dan laik jalan",
                "memeriksa kendaraan wajib uji di lajur uji",
                (
                    count("Jumlah kendaraan wajib uji yang diperiksa", 180, 340, "kendaraan", 10),
                    percent("Persentase hasil uji yang tercatat lengkap di sistem pengujian"),
                ),
            ),
            Planned(
                "Meningkatnya ketepatan hasil pengukuran emisi dan rem",
                "mengulang pengukuran emisi dan rem pada kendaraan yang hasilnya meragukan",
                (percent("Persentase pengukuran yang sesuai pada uji petik", 86, 95),),
            ),
            Planned(
                "Terpeliharanya peralatan uji dalam keadaan terkalibrasi",
                "merawat alat uji rem, lampu, dan kincup roda depan",
                (count("Jumlah alat uji yang dirawat dan diperiksa", 6, 14, "alat"), days("Waktu perbaikan alat uji yang rusak", 3, 7)),
            ),
            Planned(
                "Terlayaninya pemilik kendaraan dengan antrean yang tertib",
                "mengatur antrean dan menjelaskan hasil uji kepada pemilik kendaraan",
                (days("Waktu pelayanan satu kendaraan sejak pendaftaran", 35, 60, "menit"), score("Nilai kepuasan pemilik kendaraan")),
            ),
            Planned(
                "Tersusunnya rekapitulasi kendaraan tidak lulus uji beserta penyebabnya",
                "menyusun rekapitulasi kendaraan yang tidak lulus uji",
                (count("Jumlah rekapitulasi yang disampaikan", 3, 3, "laporan"),),
            ),
            Planned(
                "Tersosialisasikannya kewajiban uji berkala kepada pengusaha angkutan pelabuhan",
                "mendatangi pengusaha truk di kawasan pelabuhan",
                (count("Jumlah pengusaha angkutan yang didatangi", 12, 24, "pengusaha"),),
            ),
        ),
        ("Sistem informasi pengujian kendaraan", "Buku lajur uji", "Kartu induk kendaraan", "Laporan harian UPTD Pengujian"),
        (
            "alat uji emisi solar sempat menunggu kalibrasi ulang",
            "antrean truk peti kemas menumpuk menjelang jadwal kapal",
            "jaringan ke sistem pengujian beberapa kali terputus pada siang hari",
            "sebagian kendaraan datang tanpa kelengkapan dokumen uji sebelumnya",
        ),
        (
            "mengusulkan jadwal uji khusus untuk truk peti kemas",
            "menyusun daftar periksa harian untuk alat uji rem",
            "mengikuti penyegaran kompetensi penguji",
            "mengingatkan pemilik kendaraan lewat pesan seminggu sebelum masa uji habis",
        ),
        (
            "pemeriksaan rem dan emisi dilakukan teliti walau antrean panjang",
            "hasil uji dicatat pada hari yang sama sehingga mudah ditelusuri",
            "penjelasan kepada pemilik kendaraan sopan dan mudah dipahami",
        ),
        (
            "lengkapi catatan uji sebelum kendaraan meninggalkan lajur",
            "laporkan kerusakan alat pada hari yang sama agar jadwal uji tidak bergeser",
            "biasakan mengulang pengukuran yang meragukan di hadapan pemilik kendaraan",
        ),
    ),
    Family(
        "traffic",
        (
            Planned(
                "Terkendalinya arus lalu lintas di simpang dan ruas menuju pelabuhan",
                "mengatur lalu lintas pada jam sibuk di simpang pelabuhan",
                (
                    count("Jumlah penugasan pengaturan lalu lintas", 40, 66, "penugasan", 2),
                    percent("Persentase simpang yang terurai sebelum pukul delapan", 75, 90),
                ),
            ),
            Planned(
                "Terpasang dan terpeliharanya rambu serta marka jalan",
                "memasang dan memperbaiki rambu serta marka",
                (count("Jumlah rambu yang dipasang atau diperbaiki", 18, 40, "rambu", 2),),
            ),
            Planned(
                "Tersedianya data volume lalu lintas yang dapat dipakai untuk rekayasa",
                "mencacah volume lalu lintas di ruas utama",
                (count("Jumlah ruas yang dicacah", 6, 12, "ruas"), days("Waktu penyampaian hasil cacah", 4, 8)),
            ),
            Planned(
                "Menurunnya parkir liar di kawasan pasar",
                "menertibkan parkir di tepi jalan kawasan pasar",
                (count("Jumlah operasi penertiban parkir", 10, 18, "operasi"),),
            ),
            Planned(
                "Terselesaikannya analisis dampak lalu lintas yang diajukan pengembang",
                "menelaah dokumen analisis dampak lalu lintas",
                (
                    count("Jumlah dokumen yang ditelaah", 3, 6, "dokumen"),
                    percent("Persentase telaah yang diterima tanpa perbaikan ulang", 75, 90),
                ),
            ),
        ),
        ("Laporan harian petugas lapangan", "Hasil cacah lalu lintas", "Rekaman kamera simpang", "Berita acara penertiban"),
        (
            "pekerjaan galian di ruas menuju pelabuhan mengubah arus hampir setiap pekan",
            "stok rambu baru datang pada akhir triwulan",
            "jumlah petugas berkurang karena bertugas pada kegiatan kota",
            "hujan di sore hari memaksa pencacahan diulang",
        ),
        (
            "menata ulang jadwal petugas bersama kepolisian",
            "memetakan rambu yang pudar per kelurahan",
            "mencoba rekayasa satu arah pada hari pasar",
            "menyusun usulan lampu lalu lintas di simpang gudang",
        ),
        (
            "hadir lebih awal di simpang yang paling padat",
            "data cacah disajikan rapi dan langsung dapat dipakai",
            "koordinasi dengan kepolisian dan kelurahan berjalan baik",
        ),
        (
            "siapkan rencana cadangan ketika petugas berkurang",
            "cantumkan foto sebelum dan sesudah pada laporan rambu",
            "sampaikan hasil pengamatan lapangan paling lambat pada hari berikutnya",
        ),
    ),
    Family(
        "public_transport",
        (
            Planned(
                "Terselenggaranya angkutan kota yang laik dan sesuai izin trayek",
                "memeriksa kelengkapan izin trayek di terminal",
                (
                    count("Jumlah kendaraan angkutan yang diperiksa", 90, 160, "kendaraan", 5),
                    percent("Persentase kendaraan yang memenuhi syarat", 78, 92),
                ),
            ),
            Planned(
                "Terlayaninya permohonan rekomendasi izin angkutan",
                "memproses permohonan rekomendasi izin angkutan",
                (days("Waktu penyelesaian rekomendasi", 4, 7), count("Jumlah rekomendasi yang diselesaikan", 15, 30, "rekomendasi")),
            ),
            Planned(
                "Lancarnya angkutan penyeberangan dan pengumpan ke pelabuhan",
                "memantau keberangkatan angkutan pengumpan dan kapal penyeberangan",
                (percent("Persentase keberangkatan yang tepat jadwal", 80, 92),),
            ),
            Planned(
                "Tertagihnya retribusi terminal sesuai ketentuan",
                "menagih dan menyetorkan retribusi terminal",
                (spend("Realisasi retribusi terhadap target triwulan", 80, 92),),
            ),
            Planned(
                "Tertanganinya pengaduan penumpang angkutan",
                "menindaklanjuti pengaduan penumpang",
                (days("Waktu penyelesaian pengaduan", 2, 5), score("Nilai kepuasan pengadu atas tindak lanjut", 74, 85)),
            ),
        ),
        ("Register izin trayek", "Buku keberangkatan terminal", "Kanal pengaduan kota", "Rekening koran retribusi"),
        (
            "beberapa operator terlambat memperpanjang izin",
            "cuaca di selat membuat jadwal penyeberangan berubah",
            "pemindahan jalur pengumpan butuh penyesuaian penumpang",
        ),
        (
            "mendampingi operator kecil mengisi permohonan izin",
            "menyusun jadwal pengumpan yang mengikuti jadwal kapal",
            "memasang papan pengaduan di tiap pintu terminal",
        ),
        (
            "berkas izin diperiksa runtut dan tidak ada yang tercecer",
            "pengaduan penumpang dijawab dengan sabar dan jelas",
            "setoran retribusi selalu cocok dengan karcis yang terjual",
        ),
        (
            "beri tahu operator sebulan sebelum izinnya habis",
            "catat setiap perubahan jadwal beserta sebabnya",
            "setorkan retribusi pada hari yang sama",
        ),
    ),
)
"""Families of the transport office."""
