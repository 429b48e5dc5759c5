"""What people read is Chinese, as a Chinese office writes it."""

import gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone, translation

import cms.organisation
from cms.organisation.models import Post
from cms.organisation.seats import Directory


class Words(HTMLParser):
    """What a reader sees of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.hidden = "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.hidden = tag if tag in ("script", "style", "template") else self.hidden

    def handle_endtag(self, tag):
        self.hidden = "" if tag == self.hidden else self.hidden

    def handle_data(self, data):
        self.text += "" if self.hidden else f" {data}"


LOCALE = Path(cms.organisation.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES"


def test_the_catalogue_is_complete_and_compiled():
    source = (LOCALE / "django.po").read_text(encoding="utf-8")
    entries = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"', source, re.MULTILINE)
    assert len(entries) > 100 and "fuzzy" not in source
    assert [key for key, words in entries if not words] == []
    with (LOCALE / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)._catalog
    assert set(dict(entries)) <= {key.split("\x04")[-1] for key in catalogue if isinstance(key, str)}


def test_a_reason_reads_as_an_office_would_write_it(bureau):
    bureau.post("legal", "legal", "legal_2", office="legal")
    bureau.leader("deputy", "deputy", over=("legal",))
    found = Directory.at().assign(bureau.ref("legal"), bureau.barred("legal", "legal_2"))
    with translation.override("zh-hans"):
        expected = "张legal、张legal_2为本稿撰稿人，应当回避。由分管该处室的领导张deputy代为办理。"
        assert found.reason == expected


@pytest.mark.parametrize("model", ["unit", "office", "post", "tenure", "portfolio", "delegation", "leadinggroupmember"])
def test_no_english_word_in_a_register(client, bureau, model, settings):
    settings.AUTHENTICATION_BACKENDS = ["cms.organisation.permissions.PostBackend"]
    post = bureau.leader("legal", "legal", over=("legal",), name="法规处")
    bureau.delegation(post, "legal", "helper", starts_at=timezone.now())
    bureau.vice_chair(bureau.municipal, "legal")
    client.force_login(bureau.user("admin", is_superuser=True))
    page = client.get(reverse(f"disclosure_organisation_{model}_modeladmin_index")).content.decode()
    words = Words(page[page.index("<main") :]).text
    known = {"csv", "xlsx", "admin", "legal", "helper", "municipal", "zj"}
    assert set(re.findall(r"[a-z]{2,}", words.lower())) <= known
    assert Post.objects.exists()


@pytest.mark.parametrize(
    "template", sorted(Path(cms.organisation.__file__).parents[1].rglob("*.html")), ids=lambda each: each.name
)
def test_no_template_writes_a_colon_of_its_own_between_a_label_and_what_it_says(template):
    """In Chinese it is a full-width one: it comes from the catalogue, with the label or by itself."""
    source = re.sub(
        r"<style.*?</style>|style=\"[^\"]*\"|{% blocktrans.*?{% endblocktrans(late)? %}",
        "",
        template.read_text("utf-8"),
        flags=re.DOTALL,
    )
    assert re.findall(r"[%}]}(?:</[a-z]+>)?: ?.{0,30}", source) == []


@pytest.mark.parametrize(
    "catalogue",
    sorted(Path(cms.organisation.__file__).parents[1].rglob("zh_Hans/**/django.po")),
    ids=lambda each: each.parts[-5],
)
def test_no_translation_has_a_half_width_colon_between_its_parts(catalogue):
    translated = re.findall(r'^msgstr(?:\[0\])? "(.*)"', catalogue.read_text("utf-8"), re.MULTILINE)
    assert [each for each in translated if re.search(r"(\)s|[\u4e00-\u9fff”）]):(?!//)", each)] == []
