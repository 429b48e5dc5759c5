"""What changed in the files of a form: by name and size, and by what was read of their content."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.extraction import services as extraction
from cms.extraction import words as reading_words
from cms.extraction.models import Reading
from cms.workflows.admin.forms import marking

LINES = 3000
"""Of a longer text the lines are not compared: whoever signs opens both files."""


@dataclass(frozen=True)
class File:
    """A file of a form: what people call it, and what is sealed of it."""

    title: str
    entry: dict[str, Any]

    @property
    def sha256(self) -> str:
        return str(self.entry["sha256"])

    @property
    def name(self) -> str:
        return str(self.entry["name"])

    @property
    def said(self) -> str:
        return said_of(self.title, self.entry)


def said_of(title: str, entry: dict[str, Any]) -> str:
    """A file by its title, name and size."""
    return f"{title}（{entry['name']}，{filesizeformat(entry['size'])}）"


def entry_of(copy: dict[str, Any]) -> dict[str, Any] | None:
    """The document, or the picture as it was uploaded, of a row's sealed copy."""
    files = copy.get("files", {})
    return files.get("file") or files.get("original")


def of_form(data: dict[str, Any]) -> list[File]:
    """Every file that a form shows, the same bytes under the same title once, by title."""
    found: dict[tuple[str, str, str], File] = {}
    for rows in data.get("exhibits", {}).get("rows", {}).values():
        for copy in rows.values():
            entry = entry_of(copy)
            if entry:
                file = File(str(copy["fields"].get("title") or entry["name"]), entry)
                found[(file.title, file.name, file.sha256)] = file
    return [found[each] for each in sorted(found)]


def differ(before: list[File], after: list[File]) -> bool:
    return [(each.said, each.sha256) for each in before] != [(each.said, each.sha256) for each in after]


def listed(found: list[File]) -> str:
    return "\n".join(each.said for each in found)


def difference(before: list[File], after: list[File]) -> SafeString:
    """A line per file that went, came, was renamed or has other content, with what differs in its text. One query."""
    pairs = [pair for pair in _pairs(before, after) if pair[0] != pair[1]]
    changed = {each.sha256 for old, new in pairs if old and new and old.sha256 != new.sha256 for each in (old, new)}
    readings = extraction.kept(changed) if changed else {}
    return format_html_join("", "{}", ((_one(old, new, readings),) for old, new in pairs))


def _pairs(before: list[File], after: list[File]) -> Iterator[tuple[File | None, File | None]]:
    """The same bytes, else the same name, else the same title; the others went or came."""
    left, new = list(before), list(after)
    found: dict[int, File] = {}
    for of in (_as_it_is, File.sha256.fget, File.name.fget, _title):  # type: ignore[attr-defined]  # of a property
        for place, file in enumerate(new):
            match = next((each for each in left if place not in found and of(each) == of(file)), None)
            if match is not None:
                found[place] = match
                left.remove(match)
    yield from ((found.get(place), file) for place, file in enumerate(new))
    yield from ((file, None) for file in left)


def _as_it_is(file: File) -> Any:
    return file.title, file.entry


def _title(file: File) -> str:
    return file.title


def _one(old: File | None, new: File | None, readings: dict[str, Reading]) -> SafeString:
    if old is None or new is None:
        return format_html("<p>{}</p>", marking.line(old.said if old else "", new.said if new else ""))
    if old.sha256 == new.sha256:
        return format_html("<p>{} — {}</p>", marking.line(old.said, new.said), _("the same content"))
    same_name = (old.title, old.name) == (new.title, new.name)
    what = _("other content under the same name") if same_name else _("other content")
    said = format_html("<p>{} — <strong>{}</strong></p>", marking.line(old.said, new.said), what)
    return said + _content(readings.get(old.sha256), readings.get(new.sha256))


def _content(old: Reading | None, new: Reading | None) -> SafeString:
    """What differs in what was read of the two; a sentence where that cannot be said."""
    for which, reading in ((_("the old file"), old), (_("the new file"), new)):
        if reading is None or reading.state not in reading_words.COMPLETE:
            state = reading_words.state(reading.state) if reading is not None else _("not read yet")
            return _sentence(_("The contents cannot be compared: %(which)s: %(state)s. Open both files.") % {
                "which": which, "state": state,
            })  # fmt: skip
    before, after = _lines(old), _lines(new)
    if before == after:
        return _sentence(
            _("The text that can be read of it is the same: what changed are pictures, layout or properties.")
        )
    if max(len(before), len(after)) > LINES:
        return _sentence(_("The text is too long to be compared here: open both files."))
    text = marking.text("\n".join(before), "\n".join(after), near=marking.NEAR)
    return format_html('<div class="cases-block cases-block--changed">{}</div>', text)


def _sentence(said: str) -> SafeString:
    return format_html('<p class="cases-small">{}</p>', said)


def _lines(reading: Reading | None) -> list[str]:
    """Its text, with a line where each page, sheet or slide begins that has any."""
    found: list[str] = []
    for place, number, name, text in reading.output["pages"] if reading is not None else ():
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if lines:
            where = reading_words.page(place, number, name)
            found += [f"【{where}】", *lines] if where else lines
    return found
