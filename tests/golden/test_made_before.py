"""A site made by the code of 28 November 2026 (`demo setup`, every page type): what was sealed then is whole, shown and
made the same today. A name that changes in the code changes neither a form nor a seal.

`site.zip` is never made anew: rows as JSON lines, the checkpoint log, the vault. A model or field that has another
name today is told in `RENAMED`; whatever is *in* the rows stays as it was written.
"""

import datetime
import json
import re
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as site_settings
from django.core import serializers
from django.core.cache import cache
from django.db import transaction
from wagtail.models import Revision

from cms.casefile import verification
from cms.ledger.appendonly import AppendOnlyModel
from cms.publication import canonical, current, projections, reading, rendering
from cms.publication.models import Publication
from cms.workflows.cases.models import Case, Decision, SignedForm

SITE = Path(__file__).parent / "site.zip"
THEN = datetime.datetime(2026, 11, 28, 23, 45, tzinfo=datetime.UTC)
RENAMED = {"disclosure_workflows.pendingseat.told": "notified"}
"""`"app.model"` or `"app.model.field"` of the file → its name today, in lower case for models."""


def _today(row: dict) -> dict:
    model = row["model"]
    fields = {RENAMED.get(f"{model}.{name}", name): value for name, value in row["fields"].items()}
    return {**row, "model": RENAMED.get(model, model), "fields": fields}


def _load(rows: list[dict]) -> None:
    for name in reversed(list(dict.fromkeys(row["model"] for row in rows))):
        model = apps.get_model(name)
        if not issubclass(model, AppendOnlyModel):
            everything = model._base_manager.all()
            everything._raw_delete(everything.db)
    for each in serializers.deserialize("python", rows):
        each.object.save_base(raw=True, force_insert=True)


@pytest.fixture
def site(db, settings):
    with zipfile.ZipFile(SITE) as packed, time_machine.travel(THEN, tick=False):
        settings.DISCLOSURE_WITNESS.write_bytes(packed.read("witness.log"))
        for name in packed.namelist():
            if name.startswith("vault/"):
                target = site_settings.DISCLOSURE_VAULT / name.removeprefix("vault/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(packed.read(name))
        _load([_today(json.loads(line)) for line in packed.read("rows.jsonl").decode().splitlines()])
        with transaction.atomic():
            projections.rebuild()
        cache.clear()
        current.forget()
        yield


def test_it_is_whole(site):
    assert Publication.objects.count() == 71 and Decision.objects.count() == 537
    assert [str(each) for each in verification.findings()] == []


def test_an_altered_letter_would_be_found(site):
    from tests.tampering import by_hand

    by_hand(
        f'UPDATE "{Publication._meta.db_table}" SET "form" = REPLACE("form", %s, %s) WHERE "number" = %s',
        "。",
        "！",
        Publication.objects.filter(form__contains="。").first().number,
    )
    assert [each.what for each in verification.findings()] == ["form"]


def test_every_form_builds_its_item(site):
    types = set()
    for batch in reading.batches():
        for row in batch:
            if row.form:
                form = canonical.CanonicalContent(row.form)
                assert form.digest == row.digest
                with rendering.opened(form, row.channel):
                    types.add(form.data["type"])
    assert len(types) == 22


def test_what_is_on_view_is_served(client, site):
    seen = 0
    structure = current.tree(current.WEB)
    for row in reading.rows('"channel" = %s', [current.WEB]):
        now = current.of_item(row.item)
        if now is None or now.number != row.number:
            continue
        answer = client.get(current.path_of(row, structure, current.WEB, THEN))
        assert answer.status_code == 200, row.title
        title = row.title.partition("（")[0]  # a licence's page sets its number beside the name
        assert re.sub(r"\s", "", title) in re.sub(r"\s|</?wbr>", "", answer.content.decode())
        seen += 1
    assert seen > 40


def test_the_same_item_makes_the_same_form(site):
    """From the revision that was submitted, with the rows that it refers to: letter by letter."""
    made = 0
    for case in Case.objects.exclude(digest="").exclude(revision_id=None):
        signed = SignedForm.objects.filter(digest=case.digest).first()
        revision = Revision.objects.filter(pk=case.revision_id).first()
        if signed is None or revision is None:
            continue
        form = canonical.make(revision.as_object())
        assert form.text == signed.text, case
        made += 1
    assert made > 50
