"""Looking for people in what a program wrote: their names, numbers, addresses, texts and tokens."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

NEEDLES = "needles.jsonl"
WORD = re.compile(r"[^\W\d_]+")
# What has such a form is somebody's, whoever they are; a run of 18 digits is a NIP and nothing else that we write.
FORMS = {
    "token": re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"),
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "NIP": re.compile(r"(?<![\d.])\d{18}(?!\d)"),
}
LEAST_DIGITS = 6
NUMBER = re.compile(rf"(?<![\w.:-])\d{{{LEAST_DIGITS},17}}(?![\w.:])")
MOST_WORDS = 6
"""A text is known by its first words; a name has hardly more."""
LEAST_WORDS = {"name": 2, "text": 4}
"""One word, or three of a sentence, may stand anywhere by themselves."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Where something of a person stands, without what it is."""

    file: str
    line: int
    kind: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind}"


@dataclass
class Needles:
    """What to look for: numbers, and words in their order by the first of them."""

    numbers: set[str] = field(default_factory=set)
    words: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers) + len(self.kinds)

    def add(self, kind: str, value: str) -> None:
        """Look for a ``number``, ``name`` or ``text`` too; what is too short to be anybody's is left out."""
        if kind == "number":
            if value.isdigit() and len(value) >= LEAST_DIGITS:
                self.numbers.add(value)
            return
        words = tuple(split(value.partition("\n")[0]))[:MOST_WORDS]
        if len(words) >= LEAST_WORDS[kind]:
            self.words[words[0]].add(words)
            self.kinds[words] = kind

    def find(self, line: str) -> Iterator[str]:
        """Give the kinds of what stands in a line."""
        for kind, form in FORMS.items():
            if form.search(line):
                yield kind
        if any(match[0] in self.numbers for match in NUMBER.finditer(line)):
            yield "number"
        words = list(split(line))
        for at, word in enumerate(words):
            for sought in self.words.get(word, ()):
                if tuple(words[at : at + len(sought)]) == sought:
                    yield self.kinds[sought]


@dataclass
class Searched:
    """What was searched, and what was found: lines by the file's name, needles, leaks."""

    lines: Counter[str]
    needles: int
    leaks: list[Leak]

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {count}" for name, count in sorted(self.lines.items()))
        return (
            f"people: {sum(self.lines.values())} lines searched ({parts}) for {self.needles} names, numbers and texts, and for tokens, "
            f"e-mail addresses and NIPs of anybody: {len(self.leaks)} found"
        )


def split(text: str) -> Iterable[str]:
    """Give the words of a text in small letters, whatever stands between them."""
    return WORD.findall(text.casefold())


def remember(folder: Path, needles: Iterable[tuple[str, str]]) -> None:
    """Write down what is to be looked for, as pairs of kind and value."""
    with (folder / NEEDLES).open("a", encoding="utf-8") as out:
        out.writelines(json.dumps(one) + "\n" for one in needles)


def search(folder: Path) -> Searched:
    """Search all that was gathered under a folder for all that is remembered there."""
    needles = Needles()
    for path in folder.rglob(NEEDLES):
        with path.open(encoding="utf-8") as lines:
            for line in set(lines):
                needles.add(*json.loads(line))
    searched = Searched(Counter(), len(needles), [])
    for path in sorted(folder.rglob("*.txt")):
        name = str(path.relative_to(folder))
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                searched.lines[path.stem] += 1
                searched.leaks += [Leak(name, number, kind) for kind in dict.fromkeys(needles.find(line))]
    return searched
