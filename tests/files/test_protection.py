"""What a signed or live revision shows is not replaced or deleted in place: by no way, and in words."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from wagtail.actions import action_registry
from wagtail.models import APIToken, Collection

from cms.files import protection, services, vault
from cms.files.models import Document, Image
from tests.files import samples

LABEL = "锅炉使用登记办事指南"
OTHER_PDF = samples.PDF + b"% newer\n"


@pytest.fixture
def shown():
    """Digests that something shows."""
    digests = set()
    with protection.in_use.answered_by(lambda record: [LABEL] if record.sha256 in digests else []):
        yield digests


@pytest.fixture(params=["document", "image"])
def record(request, make_document, make_image, unit_collections):
    make = make_document if request.param == "document" else make_image
    return make(collection=unit_collections[0])


def newer_upload(record):
    if record.kind == "document":
        return samples.upload(OTHER_PDF, "新.pdf")
    return samples.upload(samples.picture(colour=(0, 0, 200)), "新.jpg")


def address(record, verb):
    names = {"document": "wagtaildocs", "image": "wagtailimages"}
    return reverse(f"{names[record.kind]}:{verb}", args=[record.pk])


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def assert_untouched(record):
    stored = type(record).objects.get(pk=record.pk)
    assert (stored.sha256, stored.file.name) == (record.sha256, record.file.name)
    assert stored.file.storage.exists(stored.file.name)


def test_deletion_in_code_is_refused(record, shown):
    shown.add(record.sha256)
    model = type(record)
    for attempt in (record.delete, model.objects.all().delete):
        with pytest.raises(protection.FileInUse, match=LABEL):
            attempt()
        assert_untouched(record)  # and the transaction is as good as before
    for attempt in (model._base_manager.all().delete, Collection.objects.get(pk=record.collection_id).delete):
        with pytest.raises(protection.FileInUse, match=LABEL), transaction.atomic():
            attempt()
        assert_untouched(record)


def test_replacement_in_code_is_refused(record, shown):
    shown.add(record.sha256)
    changed = type(record).objects.get(pk=record.pk)
    changed.file = newer_upload(record)
    with pytest.raises(ValidationError) as refused:
        changed.full_clean()
    assert LABEL in str(refused.value)
    with pytest.raises(protection.FileInUse, match=LABEL):
        changed.save()
    stored = type(record).objects.get(pk=record.pk)
    stored.file.save("x.pdf" if record.kind == "document" else "x.jpg", newer_upload(record), save=False)
    with pytest.raises(protection.FileInUse):
        stored.save(update_fields=["file"])
    assert_untouched(record)


def test_titles_and_collections_stay_free(record, shown, unit_collections):
    shown.add(record.sha256)
    record.title = "改名"
    record.collection = unit_collections[1]
    record.save()
    assert_untouched(record)


def test_what_nothing_shows_may_be_replaced_and_deleted(record, shown, django_capture_on_commit_callbacks):
    before, path = record.sha256, record.file.name
    record.file = newer_upload(record)
    record.save()
    record.refresh_from_db()
    assert record.sha256 != before
    assert record.filename.startswith("新.")
    assert vault.current().read(record.sha256)
    with django_capture_on_commit_callbacks(execute=True):
        record.delete()
    assert not record.file.storage.exists(record.file.name)
    assert vault.current().has(before), "the vault keeps what it ever got"
    assert path != record.file.name


def test_the_delete_view_says_why(client, superuser, record, shown):
    client.force_login(superuser)
    shown.add(record.sha256)
    for method in (client.get, client.post):
        response = method(address(record, "delete"), follow=True)
        assert response.status_code == 200
        assert LABEL in said(response)
    assert_untouched(record)
    shown.clear()
    assert client.get(address(record, "delete")).status_code == 200
    client.post(address(record, "delete"))
    assert not type(record).objects.exists()


def test_the_delete_view_stays_shut_to_other_units(client, person, grant, unit_collections, record, shown):
    shown.add(record.sha256)
    grant(person, unit_collections[1])
    client.force_login(person)
    response = client.post(address(record, "delete"), follow=True)
    assert LABEL not in said(response)
    assert_untouched(record)


def test_the_edit_view_offers_no_replacement_and_refuses_one_sent_by_hand(client, superuser, record, shown):
    client.force_login(superuser)
    shown.add(record.sha256)
    page = client.get(address(record, "edit"))
    assert LABEL in page.content.decode()
    assert page.context["form"].fields["file"].widget.attrs["disabled"]
    assert reverse("disclosure_files_new_version", args=[record.kind, record.pk]) in page.content.decode()
    sent = {
        "title": "x",
        "description": "x",
        "collection": record.collection_id,
        "tags": "",
        "file": newer_upload(record),
    }
    response = client.post(address(record, "edit"), sent)
    assert response.status_code == 200
    assert LABEL in str(response.context["form"].errors["file"])
    assert_untouched(record)
    del sent["file"]
    assert client.post(address(record, "edit"), sent).status_code == 302


def bulk_address(record, *pks):
    base = reverse("wagtail_bulk_action", args=["disclosure_files", record._meta.model_name, "delete"])
    return base + "?" + "&".join(f"id={pk}" for pk in pks)


def test_bulk_deletion_leaves_it_out_and_says_so(client, superuser, record, shown):
    client.force_login(superuser)
    free = type(record)(title="另一个", file=newer_upload(record), collection=record.collection)
    free.save()
    shown.add(record.sha256)
    url = bulk_address(record, record.pk, free.pk)
    assert LABEL in said(client.get(url))
    response = client.post(url, follow=True)
    assert LABEL in said(response)
    assert list(type(record).objects.all()) == [record]
    assert_untouched(record)


def test_bulk_deletion_of_what_came_to_be_shown_meanwhile_is_no_error(client, superuser, record):
    client.force_login(superuser)
    asked = []

    def shown_from_the_second_question_on(record):
        asked.append(record)
        return [LABEL] if len(asked) > 1 else []

    index = reverse({"document": "wagtaildocs:index", "image": "wagtailimages:index"}[record.kind])
    with protection.in_use.answered_by(shown_from_the_second_question_on):
        response = client.post(f"{bulk_address(record, record.pk)}&next={index}", follow=True)
    assert response.status_code == 200
    assert LABEL in said(response)
    assert_untouched(record)


def test_the_multiple_uploaders_delete_is_refused_without_an_error(client, superuser, record, shown):
    client.force_login(superuser)
    shown.add(record.sha256)
    url = address(record, "delete_multiple")
    assert client.post(url, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403
    assert_untouched(record)


def test_wagtails_actions_refuse(superuser, record, shown):
    shown.add(record.sha256)
    delete = action_registry.get_action_class(type(record), "delete")
    for user, skip in ((superuser, False), (superuser, True), (None, False)):
        with pytest.raises(PermissionDenied, match=LABEL):
            delete(record, user=user).execute(skip_permission_checks=skip)
    assert_untouched(record)


def test_the_api_refuses_in_words(client, superuser, record, shown):
    shown.add(record.sha256)
    _token, secret = APIToken.create_token(user=superuser, name="t")
    url = f"/api/v3/{record.kind}s/{record.pk}/"
    response = client.delete(url, headers={"Authorization": f"Bearer {secret}"})
    assert response.status_code == 403
    assert LABEL in response.json()["detail"]
    assert_untouched(record)
    shown.clear()
    assert client.delete(url, headers={"Authorization": f"Bearer {secret}"}).status_code == 204


def test_the_manager_has_no_delete(record):
    assert not hasattr(type(record).objects, "delete")


def test_many_labels_are_counted_not_listed():
    text = protection.why(f"事项{number}" for number in range(8))
    assert "事项4" in text
    assert "事项5" not in text
    assert "3" in text


def test_a_new_version_is_a_record_of_its_own(client, superuser, record, shown):
    client.force_login(superuser)
    shown.add(record.sha256)
    record.tags.add("收费")
    url = reverse("disclosure_files_new_version", args=[record.kind, record.pk])
    assert LABEL in client.get(url).content.decode()
    response = client.post(url, {"title": "新版", "description": "新图", "file": newer_upload(record)}, follow=True)
    newer = type(record).objects.exclude(pk=record.pk).get()
    assert response.redirect_chain[-1][0] == address(newer, "edit")
    assert (newer.version_of, newer.title, newer.collection) == (record, "新版", record.collection)
    assert newer.sha256 != record.sha256
    assert newer.uploaded_by_user == superuser
    assert [tag.name for tag in newer.tags.all()] == ["收费"]
    assert_untouched(record)
    assert record.title in response.content.decode()


def test_a_bad_new_version_is_refused_in_words(client, superuser, record):
    client.force_login(superuser)
    url = reverse("disclosure_files_new_version", args=[record.kind, record.pk])
    for bad in (samples.upload(samples.SVG, "a.svg"), samples.upload(b"MZ", "a.pdf"), samples.upload(b"xx", "a.jpg")):
        response = client.post(url, {"title": "新版", "description": "x", "file": bad})
        assert response.status_code == 200
        assert response.context["form"].errors["file"]
    assert type(record).objects.count() == 1


def test_a_new_version_needs_the_collection(client, person, grant, unit_collections, record):
    grant(person, unit_collections[0], "view", "change")
    client.force_login(person)
    url = reverse("disclosure_files_new_version", args=[record.kind, record.pk])
    client.post(url, {"title": "x", "description": "x", "file": newer_upload(record)})
    assert type(record).objects.count() == 1
    with pytest.raises(services.Refused):
        services.new_version(record, newer_upload(record), user=person)
    grant(person, unit_collections[0], "add")
    services.new_version(record, newer_upload(record), user=person)
    assert type(record).objects.count() == 2


def test_uploading_through_wagtails_views(client, superuser, db):
    client.force_login(superuser)
    root = Collection.get_first_root_node().pk
    answer = client.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "计划", "files[]": samples.upload(samples.PDF, "计 划.pdf"), "collection": root},
    )
    assert json.loads(answer.content)["success"]
    assert Document.objects.get().filename == "计 划.pdf"
    refused = client.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "x", "files[]": samples.upload(samples.SVG, "x.pdf"), "collection": root},
    )
    assert not json.loads(refused.content)["success"]
    # An image needs its alternative text: Wagtail keeps the upload aside and asks for it.
    aside = json.loads(
        client.post(
            reverse("wagtailimages:add_multiple"),
            {"title": "图", "files[]": samples.upload(samples.picture(), "图 片.jpg"), "collection": root},
        ).content
    )
    assert not Image.objects.exists()
    number = aside["uploaded_file_id"]
    prefix = f"uploaded-image-{number}"
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number])
    sent = {f"{prefix}-title": "图", f"{prefix}-collection": root, f"{prefix}-tags": ""}
    assert not json.loads(client.post(url, sent).content)["success"]
    assert json.loads(client.post(url, {**sent, f"{prefix}-description": "一张图"}).content)["success"]
    image = Image.objects.get()
    assert image.filename in {"图 片.jpg", "图_片.jpg"}  # Django's storage may have put an underscore on the way
    assert vault.current().has(image.sha256)


def test_refusals_are_chinese_in_the_chinese_site(record, shown):
    shown.add(record.sha256)
    with translation.override("zh-hans"):
        assert "不能删除" in protection.refusal_to_delete(record)
        assert "请上传新版本" in protection.refusal_to_replace(record)
    with translation.override("en"):
        assert "cannot be deleted" in protection.refusal_to_delete(record)
