"""One Indonesian word for one thing, in the catalogue as in the explorer: readers take two words for two things.

The words are those of government applications and of the civil service's own rules; where the standard word (KBBI) is one that hardly
anybody says, the common one is taken, and for everyday words the standard spelling.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import workflows

ROOT = Path(workflows.__file__).parent.parent
GLOSSARY: dict[str, tuple[str, ...]] = {
    # Whoever reads it needn't know that a machine serves them: it is the system that answers.
    "sistem": ("peladen", "server", "sistim"),
    # As the sizes of uploads are told everywhere; "bita" stands in the dictionary and in no application.
    "byte": ("bita", "bait"),
    "berkas": ("file", "fail"),
    "unggah": ("upload",),
    "unduh": ("download",),
    "kesalahan": ("galat", "eror", "error"),
    "surel": ("email", "e-mail"),
    "ID": ("id",),
    "dahulu": ("dulu",),
    # PermenPANRB 6/2022: the record is an evaluasi, of a periode; a superior rates (menilai) and doesn't look over.
    "periode": ("siklus",),
    "dinilai": ("tinjau",),
    "instansi": ("lembaga",),
    "pegawai": ("karyawan",),
    # Spellings that the standard doesn't know.
    "mengubah": ("rubah",),
    "silakan": ("silahkan",),
    "objek": ("obyek",),
    "nomor": ("nomer",),
    "izin": ("ijin",),
    "risiko": ("resiko",),
    "kualitas": ("kwalitas",),
    "perincian": ("detil", "detail"),
    "jadwal": ("jadual",),
    "aktivitas": ("aktifitas",),
    "analisis": ("analisa",),
}
"""The word that is used, and those that mean the same and are not."""
ON_SCREEN = ("sistem", "byte", "berkas", "unggah", "unduh", "kesalahan", "ID", "periode", "dinilai", "instansi", "pegawai", "silakan")
NAMES = re.compile(r"\{[^{}]*\}|/\w+|\w+[./]\w+|\b[a-z]+[A-Z]\w*")
"""Placeholders, paths, file names and names of the schema, which are no words."""


def sentences() -> Iterator[tuple[str, str]]:
    """Give every Indonesian sentence that people read, with where it stands."""
    catalogue = (ROOT / "workflows" / "messages" / "id.po").read_text(encoding="utf-8")
    for entry in re.split(r"\n\n+", catalogue)[1:]:
        key = re.search(r'^msgid "(.*)"$', entry, re.MULTILINE)
        said = "".join(re.findall(r'"(.*)"', entry.partition("msgstr")[2]))
        yield (key[1] if key else entry), said
    for key, told in json.loads((ROOT / "schema" / "explorer" / "words.json").read_text(encoding="utf-8")).items():
        yield f"words.json {key}", told["id"]
    for operation in sorted((ROOT / "schema" / "explorer" / "operations").glob("*.graphql")):
        for line in operation.read_text(encoding="utf-8").splitlines():
            if line.startswith("# id: "):
                yield operation.name, line.removeprefix("# id: ")


def strays(said: str) -> list[tuple[str, str]]:
    """Give each word of a sentence that has another one in its place, with that."""
    plain = NAMES.sub(" ", said)
    found = []
    for used, others in GLOSSARY.items():
        for other in others:
            # ID is only a matter of its capitals; the endings are those that a word can take.
            flags = re.NOFLAG if used == "ID" else re.IGNORECASE
            if re.search(rf"(?<![\w-])(?:di|meng|men|me|ber|ter)?{other}(?:an|nya|kan|mu|ku)?(?![\w-])", plain, flags):
                found.append((other, used))
    return found


def test_one_word_for_one_thing() -> None:
    said = dict(sentences())
    assert len(said) > 700
    assert {key: found for key, text in said.items() if (found := strays(text))} == {}


def test_the_words_of_the_glossary_are_used() -> None:
    """A word that nobody reads any more would leave its rivals as the only ones."""
    everything = " ".join(text for _, text in sentences())
    assert [word for word in ON_SCREEN if not re.search(word, everything, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Peladen ini penuh.", [("peladen", "sistem")]),
        ("Paling banyak {max} bita.", [("bita", "byte")]),
        ("Filenya kosong.", [("file", "berkas")]),
        ("Kirim id yang baru.", [("id", "ID")]),
        ("Sedang ditinjau; silahkan tunggu.", [("tinjau", "dinilai"), ("silahkan", "silakan")]),
        ("Kirim ID berkas {file} dengan POST /uploads, lalu lihat viewer.id dan errorCode.", []),
        ("Perubahan berubah, ide dan idenya: kata lain.", []),
    ],
)
def test_a_stray_word_is_found(said: str, found: list[tuple[str, str]]) -> None:
    assert strays(said) == found
