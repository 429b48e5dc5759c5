"""What Wagtail says of where something is used is true once a version is public: its index follows what came up."""

from wagtail.models import ReferenceIndex

from cms.pages.models import LicensingPage
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import ATTESTED, Bureau, document, fees, sign_all, submit, user


def used_on(target) -> set[str]:
    return {str(each.object_id) for each in ReferenceIndex.get_references_to(target)}


def linked(page, file) -> None:
    page.conditions = f'<p><a linktype="document" id="{file.pk}">条件</a></p>' if file else "<p>条件</p>"
    page.save_revision(user=user("editor_licensing"))


def test_wagtail_knows_what_the_published_version_refers_to(db):
    bureau = Bureau()
    first, second = document("甲"), document("乙")
    page = bureau.licence()
    linked(page, first)
    fees(page)
    assert used_on(first) == set()
    sign_all(submit(page))
    assert used_on(first) == {str(page.pk)}
    page = LicensingPage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    services.open_case(page, action="modify", user=user("editor_licensing"))
    linked(draft, second)
    services.provide(lookup.running(page), user("planning"))
    sign_all(services.submit(lookup.running(page), user("editor_licensing"), attestation=ATTESTED))
    assert (used_on(first), used_on(second)) == (set(), {str(page.pk)})
