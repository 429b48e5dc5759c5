"""What is done in the site's own process, where no screen is tested: files to choose, signatures, many searches."""

import json

from tests.browser import site as sites

PREPARE = """
import io, json
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from cms.demo.structure import office
from cms.organisation.models import Office
from cms.pages.models import ColumnPage, SubjectClass
from cms.publication import current
from cms.workflows.cases.collections import of_unit
collection = of_unit(office("publicity").unit)
stream = io.BytesIO()
Picture.new("RGB", (400, 300), "white").save(stream, "PNG")
documents = [get_document_model().objects.create(title=f"zq文件题名{n}", collection=collection,
    file=ContentFile(b"%PDF-1.4\\n%% " + str(n).encode() + b"\\n%%EOF\\n", name=f"zqwenjian{n}.pdf")) for n in range(6)]
image = get_image_model().objects.create(title="zq图片题名", collection=collection, description="zq图片说明",
    file=ContentFile(stream.getvalue(), name="zqtupian.png"))
target = Page.objects.get(title="特种设备安全监察条例")
column = ColumnPage.objects.get(slug="fa-gui-wen-jian")
subject = SubjectClass.objects.filter(name__contains="市场监管").first()
used = set()
for channel in ("web", "intranet"):
    for row in current.visible(channel):
        data = json.loads(row.form)
        top = data["type"].rpartition(".")[2]
        used |= {f"{top}.{relation}" for relation, rows in data["children"].items() if rows}
        for block in data["content"].get("body") or ():
            used.add(f"body.{block['type']}")
            if isinstance(block["value"], dict):
                used |= {f"body.{block['type']}.{name}" for name, value in block["value"].items() if value}
offices = {f"{each.unit.identifier}/{each.identifier}": (each.pk, each.name) for each in Office.objects.all()}
print("GIVEN", json.dumps({"documents": [(each.pk, each.title) for each in documents], "image": (image.pk, image.title),
    "page": (target.pk, target.title), "column": (column.pk, column.title),
    "subject": (subject.pk, subject.name), "offices": offices, "used": sorted(used)}))
"""
CARRY_THROUGH = """
import json
from cms.demo import chains
from cms.publication import current
from cms.workflows.models import Case
found = {}
for name, number in json.loads(NUMBERS).items():
    case = Case.objects.get(pk=number)
    chains.run(case)
    case.refresh_from_db()
    link = current.link(case.item, case.channel)
    found[name] = link.url if link else f"{case.state}: {case.item}"
print("ADDRESSES", json.dumps(found))
"""
SEARCH = """
import json
from django.conf import settings
settings.DISCLOSURE_RATE_LIMITS = []
from django.test import Client
client = Client(headers={"host": "127.0.0.1"})
missing = {}
for name, (address, words) in json.loads(ASKED).items():
    for path, query in words:
        page = client.get("/search/", {"q": query}).content.decode()
        hits = page.partition('class="search-hits"')[2]
        if f'href="{address}' not in hits or "按单个词语查找" in page:
            missing.setdefault(name, []).append(f"{path}: {query}")
print("MISSING", json.dumps(missing))
"""


def told(site: sites.Served, code: str, name: str) -> dict:
    """What a script printed after its name."""
    out = sites.manage(site.var, "shell", "-c", code)
    return json.loads(next(line for line in out.splitlines() if line.startswith(name)).removeprefix(name))
