"""Inventing people: names of many origins, and employee numbers that agree with birth, appointment and kind of employment."""

from datetime import date, timedelta
from random import Random

from models.vocabulary import EmploymentType


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MEN = _listed("""
    Ahmad Bambang Dedi Eko Fajar Gunawan Hendra Irwan Joko Kurniawan Lukman Muhammad Nanang Oktavianus Prasetyo Rahmat
    Slamet Taufik Untung Wahyu Yohanes Zainal Agus Budi Cahyo Dimas Edi Ferdinand Gede Hasan Ilham Jefri Ketut Leonardus
    Made Nyoman Petrus Rizal Stefanus Syamsul Wayan Yusuf Andi Baharuddin Daeng Marthen Robert Markus Togar Parlindungan
    Asep Ujang Cecep Teuku Hanafi Mursalin Sahrul Ridwan Arifin Iskandar
""")
WOMEN = _listed("""
    Ani Budiarti Citra Dewi Endang Fitri Galuh Hartini Indah Juliana Kartika Lestari Maria Nurhayati Oktavia Puspita Ratna
    Sri Tuti Utami Wulan Yanti Zahra Ayu Bunga Cut Dian Elisabet Farida Gita Hasnah Ida Jumiati Komang Luh Martha Ningsih
    Putu Rosalina Siti Theresia Umi Veronika Wahyuni Yuliana Rambu Meilani Rosdiana Sahariah Hadijah Aminah Nurul Melati
    Kristina Margaretha Nadia Salma Rukmini Mariati Halimah
""")
LAST = _listed("""
    Wibowo Santoso Setiawan Nugroho Hidayat Siregar Nasution Harahap Simanjuntak Sitompul Tarigan Manurung Hutagalung Lubis
    Pasaribu Tampubolon Situmorang Rajagukguk Marpaung Sihombing Matondang Tambunan Pohan Daulay Rangkuti Panggabean Saragih
    Purba Ginting Sembiring Karo Barus Rumengan Wowor Lumentut Mandagi Tumbelaka Sondakh Pangemanan Kaligis Latuconsina
    Patty Pattiasina Tuasikal Leiwakabessy Sahetapy Manuhutu Taihuttu Wenda Kogoya Yoku Rumbiak Mansoben Wanggai Mandacan
    Kambuaya Lamba Rante Palimbong Tandi Sampe Daeng Mattola Mappa Sulolipu Patunru Paembonan Bulan Djafar Abdullah Usman
    Ismail Hamzah Karim Sulaiman Yahya Saleh Umar Adnyana Sudarma Wirawan Suardana Mahendra Pradnyana Antara Artawan Nuraini
    Rahayu Susanti Handayani Maulana Firmansyah Ramadhan Suryadi Permana Kusuma Wijaya Hartono Gunadi Salim Tanuwijaya Halim
    Lie Djunaedi Sukmawan Somantri Suherman Kosasih Zulkarnain Harun Basri Thamrin Chaniago Piliang Sikumbang Koto Tanjung
    Amin Anwar Bachtiar
""")


class People:
    """Gives names that no two people of one agency share, and numbers that no two people share; the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)
        self._names: set[str] = set()
        self._numbers: set[str] = set()

    def name(self, *, woman: bool) -> str:
        """Invent a name."""
        while True:
            given = self._random.choice(WOMEN if woman else MEN)
            middle = self._random.choice(WOMEN if woman else MEN) if self._random.random() < 0.35 else ""
            name = " ".join(part for part in (given, middle if middle != given else "", self._random.choice(LAST)) if part)
            if name not in self._names:
                self._names.add(name)
                return name

    def number(self, employment: EmploymentType, *, woman: bool, on: date, senior: bool) -> str:
        """Invent a NIP for somebody in service on a day: birth date, appointment, month (PNS) or code from 21 (PPPK), sex, sequence."""
        pick = self._random
        while True:
            age = pick.randint(38, 56) if senior else pick.randint(24, 55)
            born = on - timedelta(days=age * 365 + pick.randint(0, 364))
            contract = employment is not EmploymentType.PNS
            earliest = max(born.year + 22, 2019 if contract else 1992)
            latest = min(born.year + (35 if not contract else 50), on.year - (8 if senior and not contract else 1))
            if latest < earliest:
                continue
            appointed = pick.randint(earliest, latest)
            code = 21 if contract else pick.choice((1, 3, 4, 12, 2, 3))
            number = f"{born:%Y%m%d}{appointed}{code:02}{2 if woman else 1}{pick.randint(1, 60):03}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number
