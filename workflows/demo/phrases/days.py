"""What people of the demo say of a day's work, and what is said to them about it."""

ENDINGS = (
    ".",
    ", selesai sebelum istirahat siang.",
    " bersama rekan satu tim.",
    ", sisanya dilanjutkan besok.",
    " sesuai jadwal pekan ini.",
    "; hasilnya sudah dicatat.",
    " dan menyiapkan bahan untuk pekan depan.",
    ", termasuk yang tertunda kemarin.",
    " atas permintaan warga yang datang langsung.",
    " dan melaporkan kendalanya kepada atasan.",
)
"""How a report goes on after what was done."""

PRAISE = (
    "Terima kasih, rapi dan tepat waktu.",
    "Bagus, cara mencatatnya dapat dicontoh rekan lain.",
    "Pekerjaan yang teliti. Pertahankan.",
    "Terima kasih sudah menyelesaikannya walau hari ini padat.",
)
QUESTIONS = (
    "Apa yang menghambat sehingga belum selesai seluruhnya?",
    "Berapa yang masih tertunda, dan kapan dapat diselesaikan?",
    "Apakah sudah dikoordinasikan dengan bidang lain?",
    "Bagaimana tanggapan warga yang dilayani?",
)
REPLIES = (
    "Tinggal sedikit, saya selesaikan besok pagi.",
    "Sudah saya sampaikan, jawabannya saya tunggu hari ini.",
    "Tidak ada keluhan; hanya perlu waktu karena datanya tersebar.",
    "Terhambat jaringan siang tadi, sekarang sudah lancar.",
)
RETURNS = (
    "Tuliskan jumlah yang selesai agar dapat dihitung terhadap target.",
    "Sebutkan hasilnya, bukan hanya kegiatannya.",
    "Tanggalnya tertukar dengan hari sebelumnya? Mohon diperiksa lagi.",
)
MENDED = (
    " Jumlahnya sudah dicocokkan dengan buku.",
    " Hasilnya: berkas lengkap dan sudah diserahkan.",
    " Tanggal sudah saya periksa, benar.",
)
"""What an employee adds to a report that was returned."""
