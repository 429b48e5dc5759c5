"""System checks: a type of item that nobody could publish, or begin, is named at the start and not by an editor."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, models
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import AbstractPage

from cms.workflows.cases import regulation
from cms.workflows.chains import reading, sources
from cms.workflows.chains.tables import ChainError
from cms.workflows.wagtail import declared


@register()
def chains_can_be_used(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_workflows.E103: an installed file of chains cannot be used. disclosure_workflows.E104: a type of item
    goes through a class, or is of a category, that no file has."""
    try:
        rules = reading.regulation()
    except ChainError as error:
        hint = "Put the file of chains right that it names, and ask `manage.py chain check`."
        return [Error(f"The installed chains cannot be used: {error}", hint, id="disclosure_workflows.E103")]
    hint = f'AppConfig: {sources.ATTRIBUTE} = "chains.toml", and the line in that file. See docs/extending.md.'
    return [Error(said, hint, id="disclosure_workflows.E104") for said in declared.without_chain(rules)]


@register()
def items_can_be_begun_and_shown(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_workflows.E105: a page type of the host's that says of no page that it may stand below it.
    disclosure_workflows.E106: a declared field refers to a model of which nothing is sealed."""
    found: list[CheckMessage] = []
    for model in declared.types():
        if issubclass(model, AbstractPage) and not hasattr(model, "parent_page_types"):
            found.append(
                Error(
                    f"{model._meta.label} does not say below which pages it stands: no editor is offered to begin one.",
                    f'{model.__name__}: parent_page_types = ["<app>.<type of the pages above it>"]',
                    obj=model,
                    id="disclosure_workflows.E105",
                )
            )
        found += _unsealed(model)
    return found


def _unsealed(model: Any) -> Iterator[CheckMessage]:
    for name in (getattr(model, "disclosure_schema", None) and model.disclosure_schema.fields) or ():
        field = model._meta.get_field(name)
        other = field.related_model if isinstance(field, models.ForeignKey) else None
        if other is None or issubclass(other, AbstractPage) or hasattr(other, "sealed_fields"):
            continue
        if other in (get_image_model(), get_document_model()):  # the host's own: disclosure_files.W002 says it of all
            continue
        yield Error(
            f"{model._meta.label} shows “{name}”, and {other._meta.label} declares nothing that is sealed with it.",
            f'{other.__name__}: sealed_fields = ("<a field that is shown>", …)',
            obj=model,
            id="disclosure_workflows.E106",
        )


@register(Tags.database)
def chains_are_in_force(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_workflows.W001: an installed file of chains is not, or not as it is, in force. No error: what puts it
    in force is a command, which runs the checks first."""
    if not databases:
        return []
    try:
        last = regulation.newest()
        installed = sources.apart(reading.regulation().text)
    except (DatabaseError, ChainError):  # before the first migration; said by the other check
        return []
    now = sources.apart(last.text) if last is not None else installed
    return [
        Warning(
            f"The chains of {name} are not in force as they are installed.",
            f'Run `manage.py chain activate --of {name} --as USERNAME --reason "…"`, if they are to be.',
            id="disclosure_workflows.W001",
        )
        for name, text in installed.items()
        if now.get(name) != text
    ]
