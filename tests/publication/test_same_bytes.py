"""The same bytes under several names, in several items: each link leads to them as long as its item is on view."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.pages.models import Attachment
from cms.publication import current, shown_files, viewing
from cms.publication.models import ExhibitedFile
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import document, sign_all, submit, user

BYTES = b"%PDF-1.4\n%%EOF\n"
LINK = re.compile(r'href="(/files/[^"]+)"')


def with_file(bureau, number: int, name: str):
    page = bureau.regulation(f"办法{number}", document_number=f"渝质监发〔2026〕{number}号")
    page.disclosure_attachments = [Attachment(document=document(name, BYTES))]
    page.save_revision(user=user("editor_regulations"))
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    sign_all(submit(page, by="editor_regulations"))
    return page


def links_of(client, page) -> list[str]:
    return LINK.findall(client.get(current.link(page.disclosure_key).url).content.decode())


@pytest.fixture
def seven(bureau):
    return [with_file(bureau, number, f"附件{number}") for number in range(1, 8)]


def test_every_name_of_the_same_bytes_is_served_at_the_same_cost(client, bureau, seven):
    found = [links_of(client, page) for page in seven]
    assert [len(links) for links in found] == [1] * 7
    assert len({links[0].split("/")[2] for links in found}) == 1  # one digest
    costs = set()
    for links in found:
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert client.get(links[0]).status_code == 200
        costs.add(len(made))
    assert len(costs) == 1
    assert client.get(found[0][0].rpartition("/")[0] + "/other.pdf").status_code == 404


def test_a_name_goes_with_its_item_and_no_other(client, seven):
    first, second = links_of(client, seven[0])[0], links_of(client, seven[1])[0]
    case = services.open_case(
        seven[0], action="withdraw", user=user("editor_regulations"), reason_kind="outdated", reason="过期"
    )
    sign_all(services.submit(case, user("editor_regulations")))
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


def test_forged_rows_hide_no_file(client, seven):
    """More rows than are looked at together, each naming an item that does not show the file."""
    from cms.ledger import derived
    from cms.publication.models import ListingEntry

    link = links_of(client, seven[6])[0]
    _nothing, _files, digest, name = link.split("/")
    name = client.get(link)["Content-Disposition"].rpartition("''")[2]
    real = ListingEntry.objects.get(item=seven[6].disclosure_key)
    with derived.writing():
        for number in range(9000, 9000 + 3 * shown_files.BATCH):
            ListingEntry.objects.create(
                number=number,
                item=f"page:{number}",
                channel="web",
                parent="",
                structural=False,
                shown_from=real.shown_from,
                shown_to=viewing.FOREVER,
            )
            row = ExhibitedFile.objects.get(publication=real.number)
            ExhibitedFile.objects.create(publication=number, sha256=digest, name=row.name)
    assert name and client.get(link).status_code == 200


def test_what_was_derived_before_names_were_kept_is_derived_anew(client, bureau):
    """The migration, run on a table as it was."""
    from importlib import import_module

    from django.apps import apps

    from cms.ledger import derived

    page = with_file(bureau, 1, "附件一")
    link = links_of(client, page)[0]
    with derived.writing():
        ExhibitedFile.objects.update(name="")
    assert client.get(link).status_code == 404
    import_module("cms.publication.migrations.0002_names_of_files").name_files(apps, connection.schema_editor())
    assert client.get(link).status_code == 200
