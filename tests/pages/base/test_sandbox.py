"""What the templates touch is what the schemas declare: rendered with nothing but the sealed copies at hand."""

import io
import json
import re

import pytest
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from modelcluster.models import get_all_child_relations, model_from_serializable_data
from PIL import Image as PillowImage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.pages.base.rich_text import PublishedPageLinkHandler
from cms.pages.models import (
    Attachment,
    CataloguePage,
    HomeQuickLink,
    HomeSection,
    LicensingFee,
    LicensingForm,
    LicensingMaterial,
    LicensingStep,
    LicensingWindow,
    RelatedItem,
    SubjectClass,
)
from cms.pages.templatetags.disclosure_pages import related
from cms.sandbox import references, sandbox


class Link:
    title, url = "解读", "/jie-du/"


def exhibits_of(page) -> dict:
    """The copies of everything that the declared fields point at."""
    found = list(references.references(page, page.disclosure_schema.fields))
    for relation, fields in page.disclosure_schema.children.items():
        for row in getattr(page, relation).all():
            found += references.references(row, fields)
    rows, _links = references.collect(found)
    return {"rows": rows}


def form_of(page) -> dict:
    return json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))


def instance_in(here, page, data):
    """The page made of its declared fields alone; asking for any other is SQL, and so refused."""
    schema, model = page.disclosure_schema, type(page)
    data = {**data, "id": page.pk, "page_ptr": page.pk}
    fields = [field for field in model._meta.concrete_fields if field.name in ("id", "page_ptr", *schema.fields)]
    bare = model.from_db("default", [f.attname for f in fields], [f.to_python(data[f.name]) for f in fields])
    sandbox.fill_foreign_keys(bare, here)
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name not in schema.children:
            continue
        rows = [model_from_serializable_data(relation.related_model, row, check_fks=False) for row in data[name]]
        for row in rows:
            sandbox.fill_foreign_keys(row, here)
        setattr(bare, name, rows)
    return bare


@pytest.fixture
def image(site):
    stream = io.BytesIO()
    PillowImage.new("RGB", (1400, 500), "white").save(stream, "PNG")
    return get_image_model().objects.create(title="流程图", file=ContentFile(stream.getvalue(), name="flow.png"))


@pytest.fixture
def document(site):
    content = ContentFile(b"%PDF-1.4\n%%EOF\n", name="form.pdf")
    return get_document_model().objects.create(title="申请表", file=content)


@pytest.fixture
def items(site, image, document, publication):
    subject = SubjectClass.objects.create(code="02", name="综合政务")
    rule = site.regulation(
        subject=subject,
        body=[
            {"type": "clauses", "value": [{"level": "item", "number": "1.", "title": "", "text": "公开"}]},
            {"type": "paragraph", "value": f'<p>见<a linktype="page" id="{site.rules.pk}">文件</a>和'
             f'<a linktype="document" id="{document.pk}">附件</a></p>'},
            {"type": "picture", "value": {"image": image.pk, "alt": "示意图", "caption": ""}},
            {"type": "attachments", "value": {"heading": "", "documents": [{"document": document.pk, "title": ""}]}},
        ],
    )  # fmt: skip
    rule.disclosure_attachments = [Attachment(document=document)]
    rule.disclosure_relations = [RelatedItem(kind="interpretation", target=site.licences)]
    rule.save()
    licence = site.licence(flow_picture=image, flow_picture_alt="五步", subject=subject)
    licence.materials = [LicensingMaterial(name="申请表")]
    licence.steps = [LicensingStep(title="受理", days=1)]
    licence.forms = [LicensingForm(kind="sample", title="示范", document=document)]
    licence.fees = [LicensingFee(item="检验", amount="120.00", per="台")]
    licence.windows = [LicensingWindow(name="窗口")]
    licence.save()
    site.home.quick_links = [HomeQuickLink(title="登记", target=licence)]
    site.home.sections = [HomeSection(column=site.rules)]
    site.home.save()
    catalogue = site.home.add_child(instance=CataloguePage(title="公开目录", issuing_office=site.general))
    return [rule, licence, site.home, site.district_home, site.rules, catalogue]


def test_every_template_is_rendered_from_the_declared_fields_alone(items, publication):
    for page in items:
        told = publication(page, published_at=timezone.now())
        here = sandbox.Sandbox(exhibits_of(page), resolve=lambda key: Link())
        request, form = RequestFactory().get("/a/"), form_of(page)
        with sandbox.entered(here):
            sealed = instance_in(here, page, form)
            html = render_to_string(page.template, {"page": sealed, "publication": told, "request": request})
        assert page.title in re.sub(r"</?wbr>", "", html), page.template
        assert "/admin/" not in html, page.template


def test_what_is_shown_comes_from_the_exhibits(items, publication, document, django_user_model):
    rule = items[0]
    here = sandbox.Sandbox(exhibits_of(rule), resolve=lambda key: Link())
    told, form = publication(rule), form_of(rule)
    SubjectClass.objects.update(name="改名以后")
    with sandbox.entered(here):
        html = render_to_string(rule.template, {"page": instance_in(here, rule, form), "publication": told})
    assert "综合政务" in html
    assert "改名以后" not in html
    assert document.sha256 in html
    assert 'alt="示意图"' in html
    assert 'href="/jie-du/"' in html  # the link in the text and the related page, resolved when read
    assert "政策解读" in html


def test_a_link_is_shown_from_the_other_end_too(items, publication):
    rule = items[0]
    links = [
        ("policy", Link()),
        ("amends", {"title": "修改决定", "url": "/xiu-gai/"}),
        ("basis", {"title": "无", "url": "/x/"}),
    ]
    told = publication(rule, backlinks=links)
    groups = related({"publication": told}, rule)
    assert [(str(group.label), len(group.links)) for group in groups] == [("政策解读", 1), ("被以下文件修改", 1)]


def test_a_link_to_what_is_not_public_is_plain_text():
    attrs = [{"id": "7"}, {"id": "8"}, {}]
    links = {"page:7": Link()}
    with sandbox.entered(sandbox.Sandbox({}, resolve=links.get)):
        assert PublishedPageLinkHandler.expand_db_attributes_many(attrs) == ['<a href="/jie-du/">', "<a>", "<a>"]
