"""The whole of an item, asked before it is submitted and again before it goes on view.

The editor's form lets a draft be incomplete, and what was right when it was signed may not be any more: an address was
taken, a page that it stands under went, a rule became stricter. What would fail while it is published is said here.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import AbstractPage, Revision

from cms.publication import canonical, placing
from cms.publication.canonical import CanonicalContent
from cms.workflows.cases import lacking, lookup
from cms.workflows.cases.lacking import Lack
from cms.workflows.cases.models import Case


@dataclass(frozen=True)
class Findings:
    """What was found about an item before its submission, in words: `missing` bars it, `remarks` deserve a look."""

    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def problems(draft: Any) -> list[str]:
    """What is wrong with a draft, in words: its fields, blocks and rows, and what these say against each other.

    Where it is about a field it says which (`lacking.Lack`).
    """
    page = draft.pk if isinstance(draft, AbstractPage) else None
    lines: list[str] = [Lack(line, line.at, page) for line in (*_of_fields(draft), *_of_blocks(draft))]
    for name in draft.disclosure_schema.children:
        relation = draft._meta.get_field(name)
        label = capfirst(str(relation.related_model._meta.verbose_name_plural))
        for place, row in enumerate(getattr(draft, name).all()):
            for line in (*_of_fields(row, without=(relation.field.name, *draft.known_of(row))), *_of_blocks(row)):
                facts = {"rows": label, "number": place + 1, "line": line}
                words = Lack(_("%(rows)s, row %(number)s: %(line)s") % facts, line.at)
                lines.append(lacking.within(words, name, place, page))
    return list(dict.fromkeys([*lines, *draft.disagreements()]))


def _of_fields(instance: Any, without: Iterable[str] = ()) -> Iterator[Lack]:
    try:
        instance.full_clean(exclude=set(without))
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for message in messages:
                whole = name == NON_FIELD_ERRORS
                yield Lack(message) if whole else Lack(f"{_label(instance, name)}: {message}", name)


def _label(instance: models.Model, name: str) -> str:
    try:
        return capfirst(str(getattr(instance._meta.get_field(name), "verbose_name", name)))
    except FieldDoesNotExist:
        return name


def _of_blocks(instance: models.Model) -> Iterator[Lack]:
    for field in instance._meta.get_fields():
        if isinstance(field, StreamField):
            value = getattr(instance, field.name)
            try:
                value.stream_block.clean(value)
            except ValidationError as error:
                for message in dict.fromkeys(_said(error)):
                    yield Lack(f"{capfirst(str(field.verbose_name))}: {message}", field.name)


def _said(error: Any) -> Iterator[str]:
    """The messages of a block's error and of those of the blocks in it."""
    if error is None:
        return
    if isinstance(error, dict):
        error = error.values()
    if not isinstance(error, ValidationError):
        for each in error:
            yield from _said(each)
        return
    inner = [getattr(error, name, None) for name in ("block_errors", "non_block_errors")]
    if any(inner):
        for each in inner:
            yield from _said(each)
    else:
        yield from error.messages


def ahead(draft: Any, channel: str, at: datetime.datetime, form: CanonicalContent | None = None) -> list[str]:
    """What a submission would fail at in the end, as far as it can be known; `form` is the draft's, if it was made."""
    found = problems(draft) or _of_what_it_shows(draft, form)
    place = placing.refusal(form or canonical.make(draft), channel, at, ahead=True) if not found else None
    return [*found, place] if place else found


def _of_what_it_shows(draft: Any, form: CanonicalContent | None) -> list[str]:
    """What the draft refers to and cannot be shown: a file that is lost, a row of a model that seals nothing."""
    try:
        form or canonical.make(draft)
    except ValidationError as error:
        return list(error.messages)
    return []


def form_of(draft: Any) -> CanonicalContent | None:
    """The form of a draft as it was read, before its validation completes it; None where it has none.

    What is wrong then is said better by the validation.
    """
    try:
        return canonical.make(draft)
    except (canonical.NotCanonical, ValidationError, ObjectDoesNotExist):
        return None


def refusal(case: Case, at: datetime.datetime) -> tuple[str | None, CanonicalContent | None]:
    """Why what was signed cannot go on view, the first thing that is wrong with the signed revision; and its form."""
    try:
        revision = Revision.objects.filter(pk=case.revision_id).first()
        draft = revision.as_object() if revision is not None else lookup.item(case)
        form = form_of(draft)
        wrong = next(iter(problems(draft)), None)
        return wrong or placing.refusal(form or canonical.make(draft), case.channel, at), form if revision else None
    except (LookupError, ObjectDoesNotExist) as error:
        return _("Something that it refers to is gone: %(what)s") % {"what": error}, None
