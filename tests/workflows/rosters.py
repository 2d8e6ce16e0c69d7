"""Rosters of any size for imports: units in a tree, posts, people and what they hold, written to files row by row."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from workflows.importing.files import ImportFile

PEOPLE_A_UNIT = 25
CHILDREN = 6
STAFF_POSTS = 4
UNIT_HEADER = ("kode_unor", "nama_unor", "jenis_unor", "kode_unor_induk", "kode_jabatan_pimpinan")
POST_HEADER = ("kode_jabatan", "nama_jabatan", "jenis_jabatan", "kode_unor")
PEOPLE_HEADER = ("nip", "nama", "jenis_pegawai", "golru", "email", "kode_jabatan", "jenis_penugasan", "tmt", "nomor_sk", "nip_penilai")


def nip(number: int) -> str:
    """Give the NIP of somebody by their number: valid in all its parts, and nobody else's."""
    born = date(1966, 1, 1) + timedelta(days=number % 12_000)
    return f"{born:%Y%m%d}{born.year + 24}{number // 12_000 % 12 + 1:02}{number % 2 + 1}{number // 144_000 + 1:03}"


def leader_of(unit: int) -> int:
    """Give the number of whoever leads a unit: its first."""
    return unit * PEOPLE_A_UNIT


def unit_rows(units: int) -> Iterator[tuple[str, ...]]:
    """Give the units, each below one that comes before it."""
    for unit in range(units):
        above = f"U{(unit - 1) // CHILDREN}" if unit else ""
        yield f"U{unit}", f"Unit {unit}", "dinas" if unit else "instansi", above, f"U{unit}.0"


def post_rows(units: int) -> Iterator[tuple[str, ...]]:
    """Give the posts: each unit's leading one, and some of its staff."""
    for unit in range(units):
        yield f"U{unit}.0", f"Kepala Unit {unit}", "Administrator", f"U{unit}"
        for post in range(1, STAFF_POSTS + 1):
            yield f"U{unit}.{post}", f"Pelaksana {post}", "Pelaksana", f"U{unit}"


def people_rows(people: int) -> Iterator[tuple[str, ...]]:
    """Give the people, each with the post they hold; staff name their unit's leader as appraiser."""
    for number in range(people):
        unit, seat = divmod(number, PEOPLE_A_UNIT)
        post = f"U{unit}.{(seat - 1) % STAFF_POSTS + 1 if seat else 0}"
        named = nip(leader_of(unit)) if seat else ""
        said = (nip(number), f"Pegawai {number}", "PNS", "III/a", f"p{number}@kota.example")
        yield *said, post, "Definitif", "2024-01-02", f"SK-{number}", named


def roster(folder: Path, people: int) -> list[ImportFile]:
    """Write a roster of so many people in three files; units and posts grow with them."""
    units = -(-people // PEOPLE_A_UNIT)
    files = {
        "units.csv": (UNIT_HEADER, unit_rows(units)),
        "posts.csv": (POST_HEADER, post_rows(units)),
        "people.csv": (PEOPLE_HEADER, people_rows(people)),
    }
    for name, (header, rows) in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            writer.writerows(rows)
    return [ImportFile(name, folder / name) for name in files]
