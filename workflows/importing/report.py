"""An import's outcome as people read it: one line with the result, what happens to which row, and each problem with what to do about it.

Rows and fields are named, values never: a report may end up in a log or a letter.
"""

from collections.abc import Iterator

from models.vocabulary import SubjectType
from workflows.importing.outcome import Effect, ImportOutcome, Item, RowsTaken
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
        "left": "Tidak diambil: {rejected} dari {rows}.",
        "took": "{rows}, {errors}, {notices}; data terkunci {locked} ms.",
        "more": "… dan {count} lagi",
    },
    "en": {
        "row": "row",
        "column": "column",
        "nothing": "Nothing changes.",
        "dry": "Dry run: nothing was saved.",
        "stopped": "Nothing was saved: mend these first.",
        "done": "Saved.",
        "left": "Left out: {rejected} of {rows}.",
        "took": "{rows}, {errors}, {notices}; data locked for {locked} ms.",
        "more": "… and {count} more",
    },
}
_COUNTED = {
    "id": {"rows": ("baris", "baris"), "errors": ("kesalahan", "kesalahan"), "notices": ("peringatan", "peringatan")},
    "en": {"rows": ("row", "rows"), "errors": ("error", "errors"), "notices": ("warning", "warnings")},
}
"""What is counted, for one and for any other count."""


def report(outcome: ImportOutcome, locale: str, *, dry_run: bool) -> Iterator[str]:
    """Give the report's lines in a language (``id`` or ``en``)."""
    said, words = _SENTENCES[locale], _WORDS[locale]
    yield _result(outcome, locale, dry_run=dry_run)
    if not outcome.stopped:
        for subject in SubjectType:
            for effect in Effect:
                count = outcome.counts.get((subject, effect), 0)
                if count:
                    yield f"  {label(subject, locale)}: {count} {words[effect]}"
        changed = [item for item in outcome.items if item.effect is not Effect.CREATED]
        for item in changed[:SHOWN_ITEMS]:
            yield f"  {_where(outcome, item, said)}: {label(item.subject, locale)} {words[item.effect]} ({', '.join(item.fields)})"
        more = sum(count for (_, effect), count in outcome.counts.items() if effect is not Effect.CREATED) - SHOWN_ITEMS
        if more > 0:
            yield "  " + said["more"].format(count=more)
    for problem in outcome.problems:
        place = f"{outcome.files[problem.place.file]}, {said['row']} {problem.place.row}"
        if problem.place.sheet:
            place = f"{outcome.files[problem.place.file]}, {problem.place.sheet}, {said['row']} {problem.place.row}"
        if problem.column:
            place += f", {said['column']} {problem.column}"
        key = f"import.{problem.code.value}"
        yield f"  {place}: {problem.code.value}: {message(key, locale, problem.params)} {message(f'{key}.fix', locale, problem.params)}"


def _counted(count: int, what: str, locale: str) -> str:
    one, more = _COUNTED[locale][what]
    return f"{count} {one if count == 1 else more}"


def _result(outcome: ImportOutcome, locale: str, *, dry_run: bool) -> str:
    said, rows = _SENTENCES[locale], _counted(outcome.rows, "rows", locale)
    if outcome.stopped:
        parts = [said["stopped"]]
    elif not outcome.counts:
        parts = [said["nothing"]]
    else:
        parts = [said["dry"] if dry_run else said["done"]]
    if outcome.taken is RowsTaken.VALID and outcome.rejected:
        parts.append(said["left"].format(rejected=outcome.rejected, rows=rows))
    errors, notices = _counted(outcome.errors, "errors", locale), _counted(outcome.notices, "notices", locale)
    parts.append(said["took"].format(rows=rows, errors=errors, notices=notices, locked=outcome.locked_ms))
    return " ".join(parts)


def _where(outcome: ImportOutcome, item: Item, said: dict[str, str]) -> str:
    return f"{outcome.files[item.place.file]}, {said['row']} {item.place.row}"
