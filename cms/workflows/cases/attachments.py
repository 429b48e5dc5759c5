"""What is read of the attachments of a case: told to its editor, shown to those who sign, and what they certified.

Nothing here refuses anything: a file that cannot be read is looked at by people.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.extraction import services as extraction
from cms.extraction import words as reading_words
from cms.extraction.formats import registry
from cms.extraction.models import Reading
from cms.files import names
from cms.files.sealed_files import public_url
from cms.publication import attachments
from cms.publication.attachments import Attachment
from cms.publication.canonical import CanonicalContent
from cms.workflows.cases import lookup, records
from cms.workflows.cases.models import Case, Decision, SignedForm

log = logging.getLogger("cms.workflows")
CERTIFIED = "readings"
"""In the evidence of a signature: the digest of what was read of each attachment then, "" of what was not read."""
BEGINNING, FIRST_HIDDEN = 600, 20
SECRECY = "保密"
"""Part of the names of reviews that look for secrets."""


@dataclass(frozen=True)
class Looked:
    """An attachment, what was read of it, and whether that is what the secrecy review had before it."""

    attachment: Attachment
    reading: Reading | None
    is_certified: bool = False

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """What is hidden in it, in words, with numbers."""
        counts = Counter(kind for kind, _where, _text in self.hidden)
        return [(reading_words.hidden(kind), number) for kind, number in counts.items()]

    @property
    def hidden(self) -> list[tuple[str, str, str]]:
        """(kind, where, text)"""
        return [tuple(each) for each in self.reading.output["hidden"]] if self.reading else []

    @property
    def hidden_in_words(self) -> list[tuple[str, str, str]]:
        of = self.reading.output["kind"] if self.reading else ""
        facts = reading_words
        return [(facts.hidden(kind), facts.where(kind, where, of), text) for kind, where, text in self.hidden]

    @property
    def first_hidden(self) -> list[tuple[str, str, str]]:
        return self.hidden_in_words[:FIRST_HIDDEN]

    @property
    def further_hidden(self) -> int:
        more = self.reading.output["more_hidden"] if self.reading else 0
        return max(0, len(self.hidden) - FIRST_HIDDEN) + more

    @property
    def beginning(self) -> str:
        """Of the text, as much as the page of the case shows."""
        pages = self.reading.output["pages"] if self.reading else []
        whole = next((text.strip() for _place, _number, _name, text in pages if text.strip()), "")
        return whole if len(whole) <= BEGINNING else f"{whole[:BEGINNING]}…"

    @property
    def url(self) -> str:
        """Where staff and public read the file; "" for the original of a picture."""
        return public_url(self.attachment.entry) if self.attachment.is_public else ""

    @property
    def state(self) -> str:
        return reading_words.state(self.reading.state) if self.reading else _("not read yet")

    @property
    def is_whole(self) -> bool:
        return self.reading is not None and self.reading.state in reading_words.COMPLETE

    @property
    def pages(self) -> str:
        return reading_words.pages(self.reading.output) if self.reading else ""

    @property
    def is_misnamed(self) -> bool:
        """Whether its name says another kind than its content is."""
        kind = self.reading.output["kind"] if self.reading else ""
        known = registry.EXTENSIONS.get(kind, ())
        return bool(known) and names.extension(self.attachment.name) not in known


def of_form(form: CanonicalContent, case: Case | None = None) -> list[Looked]:
    """The attachments of a form with what is kept of them; three queries at most, however many there are."""
    found = attachments.of_form(form.text)
    readings = extraction.kept(each.sha256 for each in found)
    digests = certified_in(case, form.digest) if case is not None and found else {}
    former = extraction.certified(digest for digest in digests.values() if digest)
    looked = []
    for each in found:
        signed = former.get(digests.get(each.sha256, ""))
        looked.append(Looked(each, signed or readings.get(each.sha256), signed is not None))
    return looked


def read(form: CanonicalContent) -> None:
    """Have the attachments read as far as a submission has time for it; outside its transaction."""
    try:
        extraction.read_in_time(each.sha256 for each in attachments.of_form(form.text))
    except Exception:  # whatever it is, nobody is kept from submitting: the message that asks for the reading stands
        log.exception("the attachments of %s could not be read", form.key)


def want(form: CanonicalContent) -> None:
    """Ask for what is not read yet, in the transaction of the submission."""
    extraction.want(each.sha256 for each in attachments.of_form(form.text))


def remarks(form: CanonicalContent | None) -> tuple[str, ...]:
    """What the editor should know of the attachments before the submission; they are read for it, as far as there is
    time. Nothing of a draft that has no form yet.
    """
    if form is None:
        return ()
    read(form)
    return tuple(line for each in of_form(form) for line in _lines(each))


def _lines(looked: Looked) -> Iterable[str]:
    facts = {"name": looked.attachment.name, "state": looked.state}
    is_picture = not looked.attachment.is_public
    if looked.reading is None:
        yield _("“%(name)s” is not read yet: its text is searched, and shown to the reviewers, once it is.") % facts
        return
    if not looked.is_whole and not is_picture:
        yield _("“%(name)s”: %(state)s. Only what was read of it is searched; reviewers open the file itself.") % facts
    if looked.is_misnamed:
        yield _("“%(name)s”: its content is of another kind than its name says.") % facts
    if looked.kinds:
        facts["what"] = "、".join(f"{kind} {number}" for kind, number in looked.kinds)
        if is_picture:
            yield _("The picture “%(name)s” says of itself: %(what)s. The public gets it without.") % facts
        else:
            yield (
                _(
                    "“%(name)s” holds what is not seen at once, and whoever downloads it can find: %(what)s. "
                    "It is shown to the reviewers and not searched; take it out if it is not meant to be public."
                )
                % facts
            )


def form_of(case: Case) -> CanonicalContent | None:
    """What was submitted; None for what takes down."""
    sealed = SignedForm.objects.filter(digest=case.digest).first() if case.shows_form else None
    return CanonicalContent(sealed.text) if sealed is not None else None


def evidence(form: CanonicalContent | None) -> dict[str, Any]:
    """What a signature notes of the attachments: {} where there are none."""
    found = attachments.of_form(form.text) if form is not None else []
    digests = extraction.digests(each.sha256 for each in found) if found else {}
    return {CERTIFIED: {each.sha256: digests.get(each.sha256, "") for each in found}} if found else {}


def certified_in(case: Case, digest: str) -> dict[str, str]:
    """Attachment → digest of what the secrecy review of this form had before it; of another signature without one."""
    rows = Decision.objects.filter(case_id=case.pk, digest=digest).order_by("number")
    signed = [row for row in rows if CERTIFIED in row.facts and records.holds(row)]
    secrecy = [row for row in signed if any(SECRECY in name for name in _reviews(row))]
    return dict((secrecy or signed)[-1].facts[CERTIFIED]) if signed else {}


def certified_of(publication: int, form: str) -> dict[str, str]:
    """What `cms.extraction` asks: by the case that brought the publication about."""
    case = lookup.published_by(publication)
    return certified_in(case, form) if case is not None else {}


def _reviews(row: Decision) -> list[str]:
    """The names of the reviews that a decision gave or stated."""
    facts = row.facts
    return [str(facts.get("what", "")), *(str(each) for each in facts.get("states", []))]
