"""An import's outcome as people read it: counts, what happens to which row, and each problem with what to do about it.

Rows and fields are named, values never: a report may end up in a log or a letter.
"""

from collections.abc import Iterator

from models.vocabulary import SubjectType
from workflows.importing.outcome import Effect, ImportOutcome, Item
from workflows.messages import label, message

SHOWN_ITEMS = 40
"""How many changed rows a report lists; the counts are always whole."""

_WORDS = {
    "id": {Effect.CREATED: "dibuat", Effect.CHANGED: "diubah", Effect.ENDED: "diakhiri"},
    "en": {Effect.CREATED: "created", Effect.CHANGED: "changed", Effect.ENDED: "ended"},
}
_SENTENCES = {
    "id": {
        "row": "baris",
        "column": "kolom",
        "nothing": "Tidak ada yang berubah.",
        "dry": "Uji coba: tidak ada yang disimpan.",
        "stopped": "Tidak ada yang disimpan: perbaiki dulu hal-hal berikut.",
        "done": "Tersimpan.",
        "more": "… dan {count} lagi",
    },
    "en": {
        "row": "row",
        "column": "column",
        "nothing": "Nothing changes.",
        "dry": "Dry run: nothing was saved.",
        "stopped": "Nothing was saved: mend these first.",
        "done": "Saved.",
        "more": "… and {count} more",
    },
}


def report(outcome: ImportOutcome, locale: str, *, dry_run: bool) -> Iterator[str]:
    """Give the report's lines in a language (``id`` or ``en``)."""
    said, words = _SENTENCES[locale], _WORDS[locale]
    if outcome.stopped:
        yield said["stopped"]
    elif not outcome.items:
        yield said["nothing"]
    else:
        yield said["dry"] if dry_run else said["done"]
    if not outcome.stopped:
        for subject in SubjectType:
            for effect in Effect:
                count = outcome.counts[subject, effect]
                if count:
                    yield f"  {label(subject, locale)}: {count} {words[effect]}"
        changed = [item for item in outcome.items if item.effect is not Effect.CREATED]
        for item in changed[:SHOWN_ITEMS]:
            yield f"  {_where(outcome, item, said)}: {label(item.subject, locale)} {words[item.effect]} ({', '.join(item.fields)})"
        if len(changed) > SHOWN_ITEMS:
            yield "  " + said["more"].format(count=len(changed) - SHOWN_ITEMS)
    for problem in outcome.problems:
        place = f"{outcome.files[problem.place.file]}, {said['row']} {problem.place.row}"
        if problem.column:
            place += f", {said['column']} {problem.column}"
        key = f"import.{problem.code.value}"
        yield f"  {place}: {problem.code.value}: {message(key, locale, problem.params)} {message(f'{key}.fix', locale, problem.params)}"


def _where(outcome: ImportOutcome, item: Item, said: dict[str, str]) -> str:
    return f"{outcome.files[item.place.file]}, {said['row']} {item.place.row}"
