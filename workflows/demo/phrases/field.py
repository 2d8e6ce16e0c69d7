"""Field services: fisheries, public works, order, districts."""

from workflows.demo.phrases.forms import Family, Planned, count, days, percent, score, spend

FIELD = (
    Family(
        "fisheries",
        (
            Planned(
                "Meningkatnya kemampuan nelayan kecil dan pembudi daya",
                "menyuluh kelompok nelayan dan pembudi daya rumput laut",
                (count("Jumlah penyuluhan kelompok", 12, 26, "penyuluhan"), score("Nilai penerapan anjuran oleh kelompok", 72, 84)),
            ),
            Planned(
                "Tercatatnya hasil tangkapan di tempat pelelangan ikan",
                "mencatat hasil lelang setiap pagi",
                (percent("Persentase hari lelang yang tercatat lengkap", 86, 96),),
            ),
            Planned(
                "Terlindunginya perairan dari cara tangkap yang merusak",
                "berpatroli bersama kelompok pengawas masyarakat",
                (count("Jumlah patroli bersama", 6, 14, "patroli"),),
            ),
            Planned(
                "Terlayaninya surat keterangan kapal nelayan",
                "memeriksa kapal dan menerbitkan surat keterangan",
                (days("Waktu penerbitan surat keterangan", 2, 5), count("Jumlah surat keterangan", 20, 50, "surat", 5)),
            ),
        ),
        ("Buku lelang ikan", "Laporan penyuluhan", "Berita acara patroli"),
        ("angin barat membuat nelayan jarang melaut", "perahu patroli menunggu suku cadang"),
        ("menyuluh pada malam hari ketika nelayan di darat", "membuat papan harga ikan harian"),
        ("dekat dengan nelayan dan dipercaya", "catatan lelang dapat diandalkan"),
        ("sertakan kelompok perempuan pengolah ikan", "kirim rekap lelang tiap pekan"),
    ),
    Family(
        "works",
        (
            Planned(
                "Terpeliharanya jalan dan saluran kota",
                "memeriksa kerusakan dan mengawasi perbaikan",
                (count("Panjang jalan dan saluran yang dipelihara", 4, 12, "kilometer"), days("Waktu tanggap laporan jalan rusak", 3, 6)),
            ),
            Planned(
                "Terkendalinya mutu pekerjaan konstruksi",
                "menguji mutu dan memeriksa laporan penyedia",
                (percent("Persentase hasil uji yang memenuhi syarat", 84, 95),),
            ),
            Planned(
                "Terselesaikannya pekerjaan fisik sesuai jadwal",
                "mengawasi kemajuan pekerjaan di lapangan",
                (percent("Kemajuan fisik terhadap rencana", 82, 94), spend("Serapan anggaran pekerjaan")),
            ),
            Planned(
                "Tersedianya dokumen perencanaan teknis",
                "mengukur dan menggambar rencana teknis",
                (count("Jumlah dokumen teknis", 3, 8, "dokumen"),),
            ),
        ),
        ("Laporan pengawas lapangan", "Hasil uji laboratorium", "Buku harian pekerjaan"),
        ("hujan menghentikan pengaspalan selama sembilan hari", "material terlambat dari seberang pulau"),
        ("menyusun jadwal cadangan untuk cuaca buruk", "memberi nomor pada setiap laporan kerusakan"),
        ("tegas terhadap mutu pekerjaan", "laporan lapangan disertai foto dan ukuran"),
        ("percepat tanggapan atas laporan warga", "uji mutu sebelum, bukan sesudah, pembayaran"),
    ),
    Family(
        "order",
        (
            Planned(
                "Terjaganya ketertiban umum dan ketenteraman warga",
                "berpatroli dan menegur pelanggaran secara persuasif",
                (count("Jumlah patroli wilayah", 50, 96, "patroli", 2), percent("Persentase laporan warga yang ditanggapi", 82, 94)),
            ),
            Planned(
                "Tegaknya peraturan daerah",
                "melakukan pembinaan dan penindakan",
                (count("Jumlah pembinaan pelanggar", 18, 40, "pembinaan", 2),),
            ),
            Planned(
                "Terlindunginya masyarakat saat keadaan darurat",
                "membantu evakuasi dan pengamanan",
                (days("Waktu tiba di lokasi", 12, 22, "menit"),),
            ),
            Planned(
                "Amannya kegiatan dan aset pemerintah kota",
                "menjaga kegiatan dan aset kota",
                (count("Jumlah pengamanan kegiatan", 10, 24, "kegiatan"),),
            ),
        ),
        ("Buku jaga", "Laporan patroli", "Berita acara pembinaan"),
        ("kendaraan patroli terbatas", "pedagang kembali berjualan setelah ditertibkan"),
        ("mengajak ketua lingkungan berpatroli bersama", "memetakan titik rawan tiap bulan"),
        ("penertiban dilakukan tanpa keributan", "selalu siap ketika dipanggil"),
        ("tulis laporan patroli pada hari yang sama", "utamakan teguran sebelum penindakan"),
    ),
    Family(
        "district",
        (
            Planned(
                "Terlayaninya warga di kecamatan dan kelurahan",
                "melayani surat keterangan dan pengantar",
                (count("Jumlah pelayanan warga", 180, 380, "pelayanan", 10), days("Waktu penyelesaian pelayanan", 20, 40, "menit")),
            ),
            Planned(
                "Mutakhirnya data lingkungan dan penerima bantuan",
                "mendatangi rumah warga bersama ketua lingkungan",
                (percent("Persentase data yang diperiksa di lapangan", 78, 92),),
            ),
            Planned(
                "Terlaksananya gotong royong dan musyawarah warga",
                "menggerakkan gotong royong dan mencatat musyawarah",
                (count("Jumlah kegiatan warga yang difasilitasi", 8, 18, "kegiatan"),),
            ),
            Planned(
                "Terhimpunnya pajak bumi dan bangunan di wilayah",
                "menyampaikan surat pajak dan mengingatkan warga",
                (spend("Realisasi pajak terhadap target triwulan", 74, 88),),
            ),
            Planned(
                "Tertanganinya keluhan warga",
                "mencatat dan meneruskan keluhan warga",
                (days("Waktu tanggapan keluhan", 2, 4), score("Nilai kepuasan warga", 76, 87)),
            ),
        ),
        ("Buku register pelayanan", "Data lingkungan", "Kanal keluhan kota", "Notulen musyawarah"),
        ("warga nelayan sulit ditemui pada siang hari", "data bantuan dari pusat belum cocok", "kantor sempat terendam pasang tinggi"),
        ("membuka pelayanan sore dua kali sepekan", "memasang daftar syarat di papan pengumuman", "mencatat keluhan menurut lingkungan"),
        ("warga merasa dilayani tanpa dibeda-bedakan", "mengenal wilayah sampai ke gang kecil", "cepat menanggapi keluhan"),
        ("beri kepastian waktu kepada warga", "perbarui data bersama ketua lingkungan", "catat keluhan yang disampaikan lisan"),
    ),
)
"""Families of field services."""
