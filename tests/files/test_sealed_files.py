"""What is sealed of a file, and that Wagtail's own tags, blocks and rich text show it in a sandbox with no SQL."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from wagtail.blocks import StreamBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.rich_text import expand_db_html

from cms.files import conf, sealed_files, vault
from cms.files.models import Derivative, Document, Image, Rendition
from cms.sandbox import references
from cms.sandbox.sandbox import LiveRowTouched, NotSealed, Sandbox, entered
from tests.files import samples


def sealed(*records):
    """The exhibits of a form that shows these records, as they come back from its JSON."""
    found = [(type(record), str(record.pk)) for record in records]
    rows, _links = references.collect(found)
    return Sandbox(json.loads(json.dumps({"rows": rows})))


def render(source, **context):
    return Template("{% load wagtailimages_tags wagtailcore_tags %}" + source).render(Context(context))


def test_of_a_document(make_document):
    document = make_document()
    assert document.sealed_files() == {
        "file": {
            "sha256": document.sha256,
            "size": len(samples.PDF),
            "type": "application/pdf",
            "name": "收费依据.pdf",
        }
    }


def test_of_an_image(make_image):
    files = make_image().sealed_files()
    assert files["original"]["name"] == "锅炉.jpg"
    assert tuple(files["renditions"]) == conf.renditions()
    for spec, entry in files["renditions"].items():
        assert set(entry) == {"sha256", "size", "width", "height", "type", "name"}
        assert entry["name"] == f"锅炉.{spec}.jpg"
        assert vault.current().size(entry["sha256"]) == entry["size"]


def test_the_original_is_not_among_what_the_public_may_fetch(make_image, make_document):
    files = make_image().sealed_files()
    public = {entry["sha256"] for entry in sealed_files.public_entries(files)}
    assert files["original"]["sha256"] not in public
    assert len(public) > 1
    assert [entry["name"] for entry in sealed_files.public_entries(make_document().sealed_files())] == ["收费依据.pdf"]


def test_the_same_original_gives_the_same_exhibits_ever_after(make_image, django_assert_num_queries):
    image = make_image()
    before = image.sealed_files()
    Rendition.objects.all().delete()
    with django_assert_num_queries(1):
        assert Image.objects.model.sealed_files(image) == before
    assert make_image().sealed_files()["renditions"] == before["renditions"]


def test_a_lost_rendition_is_made_anew_only_if_it_comes_out_the_same(make_image):
    image = make_image()
    before = image.sealed_files()
    entry = before["renditions"]["width-320"]
    path = vault.current()._path(entry["sha256"])
    path.unlink()
    assert image.sealed_files() == before
    assert vault.current().has(entry["sha256"])
    Derivative.objects.filter(spec="width-320").update(sha256="0" * 64)
    with pytest.raises(vault.VaultMissing):
        image.sealed_files()


def test_a_vault_that_lost_a_file_takes_it_back_only_unchanged(make_document):
    document = make_document()
    path = vault.current()._path(document.sha256)
    path.unlink()
    assert document.sealed_files()["file"]["sha256"] == document.sha256
    path.unlink()
    with document.file.storage.open(document.file.name, "wb") as stored:
        stored.write(b"%PDF-1.4 forged")
    with pytest.raises(ValidationError):
        document.sealed_files()


def test_a_replaced_file_in_the_media_folder_changes_no_exhibit(make_image):
    image = make_image()
    with image.file.storage.open(image.file.name, "wb") as stored:
        stored.write(samples.picture(colour=(0, 0, 0)))
    files = image.sealed_files()
    assert files["original"]["sha256"] == image.sha256
    assert files["renditions"] == make_image().sealed_files()["renditions"]


def test_image_tags_in_a_room(make_image):
    image = make_image()
    entry = image.sealed_files()["renditions"]["width-320"]
    with entered(sealed(image)) as room:
        shown = room.row(Image, image.pk)
        html = render("{% image picture width-320 %}", picture=shown)
        assert f'src="{sealed_files.public_url(entry)}"' in html
        for attribute in (f'width="{entry["width"]}"', f'height="{entry["height"]}"', 'alt="一台锅炉的铭牌"'):
            assert attribute in html
        html = render("{% srcset_image picture width-{320,500} sizes='50vw' %}", picture=shown)
        assert html.count("/files/") == 3
        assert "500w" in html
        assert render("{% picture picture width-{320,500} %}", picture=shown).startswith("<picture>")
        html = render(
            "{% image picture width-320 as small %}{{ small.url }} {{ small.full_url }} {{ small.alt }}", picture=shown
        )
        assert "一台锅炉的铭牌" in html
        assert (shown.width, shown.height) == (image.width, image.height)


def test_a_size_that_was_not_exhibited_is_a_loud_error(make_image):
    image = make_image()
    with entered(sealed(image)) as room:
        shown = room.row(Image, image.pk)
        for source in ("{% image picture width-321 %}", "{% picture picture format-{avif,webp} width-320 %}"):
            with pytest.raises(NotSealed):
                render(source, picture=shown)
        with pytest.raises(LiveRowTouched):
            shown.file.url  # noqa: B018 - the attribute is what is tried: the original stays outside


def test_blocks_in_a_room(make_image, make_document):
    image, document = make_image(), make_document()
    block = StreamBlock([("picture", ImageChooserBlock()), ("drawn", ImageBlock()), ("file", DocumentChooserBlock())])
    raw = [
        {"type": "picture", "value": image.pk},
        {"type": "drawn", "value": {"image": image.pk, "decorative": False, "alt_text": "第一"}},
        {"type": "drawn", "value": {"image": image.pk, "decorative": True, "alt_text": ""}},
        {"type": "file", "value": document.pk},
    ]
    largest = image.sealed_files()["renditions"]["max-1600x1600"]
    with entered(sealed(image, document)):
        value = block.to_python(raw)
        html = block.render(value)
        assert sealed_files.public_url(largest) in html
        assert 'alt="一台锅炉的铭牌"' in html
        assert f'href="/files/{document.sha256}/' in html
        assert [value[1].value.contextual_alt_text, value[2].value.contextual_alt_text] == ["第一", ""]
        chosen = value[3].value
        assert (chosen.title, chosen.filename, chosen.file_extension) == ("收费依据", "收费依据.pdf", "pdf")
        assert (chosen.get_file_size(), chosen.file_size) == (len(samples.PDF), len(samples.PDF))
        assert chosen.content_type == "application/pdf"


def test_rich_text_in_a_room(make_image, make_document):
    image, document = make_image(), make_document()
    source = (
        f'<p><a linktype="document" id="{document.pk}">文件</a></p>'
        f'<embed embedtype="image" id="{image.pk}" format="fullwidth" alt="全宽"/>'
        f'<embed embedtype="image" id="{image.pk}" format="left" alt="左"/>'
    )
    with entered(sealed(image, document)):
        html = expand_db_html(source)
    assert f'href="/files/{document.sha256}/' in html
    assert html.count('src="/files/') == 2
    assert 'alt="全宽"' in html


def test_what_was_not_exhibited_is_not_there(make_image):
    image = make_image()
    with entered(Sandbox({"rows": {}})):
        assert Image.objects.in_bulk([image.pk]) == {}
        with pytest.raises(Image.DoesNotExist):
            Image.objects.get(pk=image.pk)
        with pytest.raises(LiveRowTouched):
            list(Image.objects.all())


def test_later_edits_change_nothing_in_the_room(make_document):
    document = make_document()
    room = sealed(document)
    Document.objects.update(title="别的", original_name="别的.pdf", sha256="0" * 64)
    with entered(room):
        shown = Document.objects.get(pk=document.pk)
        assert (shown.title, shown.filename) == ("收费依据", "收费依据.pdf")
        assert document.sha256 in shown.url


def test_live_instances_have_staff_addresses(make_document, make_image):
    document, image = make_document(), make_image()
    assert document.url == f"/admin/files/document/{document.pk}/%E6%94%B6%E8%B4%B9%E4%BE%9D%E6%8D%AE.pdf"
    assert image.get_rendition("width-100").url.startswith("/admin/files/media/renditions/")
    assert image.file.url.startswith("/admin/files/media/images/")
