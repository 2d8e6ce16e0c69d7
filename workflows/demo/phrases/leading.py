"""Heads of offices, divisions and sections: results with the four perspectives of a head of unit."""

from workflows.demo.phrases.forms import Family, Planned, count, days, percent, score, spend

LEADING = (
    Family(
        "office_head",
        (
            Planned(
                "Meningkatnya kepuasan masyarakat atas pelayanan {unit}",
                "memimpin perbaikan pelayanan dan membuka kanal pengaduan",
                (score("Indeks kepuasan masyarakat", 80, 88),),
            ),
            Planned(
                "Tercapainya sasaran program {unit}",
                "mengarahkan pelaksanaan program dan membahas capaiannya tiap bulan",
                (percent("Persentase sasaran program yang tercapai", 80, 92), count("Jumlah rapat pengendalian", 3, 6, "rapat")),
            ),
            Planned(
                "Meningkatnya kompetensi dan kinerja pegawai {unit}",
                "memberi umpan balik dan menyusun rencana pengembangan pegawai",
                (percent("Persentase pegawai yang mendapat umpan balik tertulis", 78, 92),),
            ),
            Planned(
                "Terkelolanya anggaran {unit} secara efektif",
                "memantau serapan dan memperbaiki rencana kas",
                (spend("Serapan anggaran terhadap rencana kas triwulan"),),
            ),
        ),
        ("Laporan kinerja perangkat daerah", "Survei kepuasan masyarakat", "Sistem informasi keuangan daerah"),
        (
            "dua jabatan di bawahnya kosong",
            "penyesuaian anggaran di tengah tahun",
            "permintaan data dari banyak pihak pada waktu yang sama",
        ),
        (
            "menetapkan tiga prioritas triwulan depan",
            "menata pembagian tugas antarbidang",
            "memperpendek rapat dan memperbanyak kunjungan lapangan",
        ),
        (
            "arahnya jelas dan keputusan diambil tepat waktu",
            "berani membuka data yang belum baik",
            "membangun kerja sama lintas perangkat daerah",
        ),
        (
            "percepat pengisian tugas yang kosong",
            "pastikan umpan balik sampai ke seluruh pegawai",
            "kendalikan serapan sejak awal triwulan",
        ),
    ),
    Family(
        "unit_head",
        (
            Planned(
                "Terlaksananya program {unit} sesuai rencana",
                "membagi tugas, memeriksa kemajuan, dan mengatasi hambatan",
                (percent("Persentase kegiatan yang selesai sesuai jadwal", 80, 93), count("Jumlah rapat kemajuan", 6, 12, "rapat")),
            ),
            Planned(
                "Meningkatnya mutu pelayanan {unit}",
                "menata alur pelayanan dan menindaklanjuti keluhan",
                (score("Nilai kepuasan penerima layanan", 77, 87), days("Waktu penyelesaian keluhan", 2, 5)),
            ),
            Planned(
                "Terbinanya pegawai {unit}",
                "berdialog dengan setiap pegawai tentang kinerjanya",
                (percent("Persentase pegawai yang mengikuti dialog kinerja", 82, 94),),
            ),
            Planned(
                "Tertibnya pertanggungjawaban kegiatan {unit}",
                "memeriksa laporan kegiatan dan keuangan",
                (days("Waktu penyampaian laporan kegiatan", 4, 8),),
            ),
            Planned(
                "Tersedianya anggaran yang digunakan tepat sasaran di {unit}",
                "menyusun rencana kas dan memantau serapan",
                (spend("Serapan anggaran kegiatan"),),
            ),
        ),
        ("Laporan kegiatan", "Catatan dialog kinerja", "Survei penerima layanan", "Kartu kendali kegiatan"),
        ("beban kerja tidak merata antarpegawai", "beberapa kegiatan menunggu keputusan teknis", "pergantian pegawai di tengah triwulan"),
        ("menata ulang pembagian tugas", "membuat papan kemajuan mingguan", "mendampingi pegawai yang baru pindah"),
        ("pembagian tugas adil dan dipahami", "cepat turun tangan ketika ada hambatan", "menyampaikan kritik dengan santun"),
        (
            "beri umpan balik lebih sering kepada pegawai baru",
            "laporkan hambatan sebelum batas waktu",
            "kurangi pekerjaan yang dikerjakan sendiri",
        ),
    ),
)
"""Families of leaders; ``{unit}`` is the unit's short name."""
