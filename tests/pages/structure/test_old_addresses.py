"""Addresses of an older site: typed into the home page's form, carried through the chain, asked for by a visitor."""

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from cms.pages.models import ColumnPage, HomePage, HomeRedirect
from cms.publication import canonical
from cms.publication import services as publication
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case
from tests.factories.bureau import ATTESTED, Bureau, office, sign_all, user
from tests.factories.typing_in import errors, fields, with_row, without_row


class Editor:
    """A holder of publicity before the home page's form."""

    def __init__(self):
        self.bureau = Bureau()
        self.other = self.bureau.home.add_child(
            instance=ColumnPage(title="公告", slug="gong-gao", issuing_office=office("publicity"))
        )
        authority = publication.Authority("founding", "tests")
        publication.publish(canonical.make(self.other), authority=authority, structural=True)
        self.client = Client()
        self.client.force_login(user("publicity"))
        self.url = reverse("wagtailadmin_pages:edit", args=[self.bureau.home.pk])

    def form(self):
        return fields(self.client.get(self.url).content.decode())

    def save(self, data):
        return self.client.post(self.url, {**data, "disclosure-submit": "1"})

    def enter(self, *rows):
        """Type (old address, page or address) into new rows and save."""
        data = self.form()
        for old, to in rows:
            where = {"target": "", "address": to} if isinstance(to, str) else {"target": str(to.pk), "address": ""}
            data = with_row(data, "redirects", old_path=old, **where)
        return self.save(data)

    def submit(self):
        case = lookup.running(HomePage.objects.get())
        url = reverse("disclosure_approval:submit", args=[case.pk])
        data = fields(self.client.get(url).content.decode())
        return case, self.client.post(url, {**data, **dict.fromkeys(ATTESTED, "on"), "reason_kind": "changed"})

    def publish(self, case):
        client = Client()
        client.force_login(user("publicity_2"))
        return client, client.post(reverse("disclosure_approval:act", args=[case.pk, "publish"]), follow=True)

    def bring(self, *rows):
        saved = self.enter(*rows)
        assert saved.status_code == 302, errors(saved.content.decode())
        case, submitted = self.submit()
        assert submitted.status_code == 302, submitted.content.decode()
        self.publish(case)
        case.refresh_from_db()
        assert case.state == Case.State.COMPLETED


@pytest.fixture
def editor(db):
    return Editor()


def leads(path, query=""):
    answer = Client().get(path, QUERY_STRING=query) if query else Client().get(path)
    return (answer.status_code, answer.get("Location"))


def test_each_query_leads_where_its_own_row_says(editor):
    licences, other = editor.bureau.licences, editor.other
    editor.bring(("/old/page.asp?id=3", licences), ("/old/page.asp?id=4", other), ("/all.asp", licences))
    assert leads("/old/page.asp", "id=3") == (301, "/xu-ke/")
    assert leads("/old/page.asp", "id=4") == (301, "/gong-gao/")
    assert leads("/old/page.asp", "id=5") == (404, None)
    assert leads("/old/page.asp") == (404, None)
    assert leads("/old/page.asp", "from=wechat&id=4") == (301, "/gong-gao/?from=wechat"), "what it names is done with"
    assert leads("/all.asp", "id=9&x=%E4%B8%AD") == (301, "/xu-ke/?id=9&x=%E4%B8%AD"), "one without a query: for all"


def test_the_one_that_says_more_wins(editor):
    licences, other, rules = editor.bureau.licences, editor.other, editor.bureau.rules
    editor.bring(("/p.asp", licences), ("/p.asp?id=1", other), ("/p.asp?id=1&n=2", rules))
    assert leads("/p.asp", "n=2&id=1") == (301, "/fa-gui/")
    assert leads("/p.asp", "id=1") == (301, "/gong-gao/")
    assert leads("/p.asp", "id=2") == (301, "/xu-ke/?id=2")


PASTED = [
    ("http://www.zj.example.cn/old/1.asp?id=4", "/old/1.asp?id=4"),
    ("HTTPS://ZJ.example.cn:8080/old/2.asp?id=4#top", "/old/2.asp?id=4"),
    ("www.zj.example.cn/old/3.asp", "/old/3.asp"),
    ("  old/4.asp　", "/old/4.asp"),
    ("\u200b/old/5.asp#part", "/old/5.asp"),
    ("/old/6/", "/old/6"),
    ("/old/7", "/old/7/"),
    ("/Old/8.ASP?ID=4", "/old/8.asp?id=4"),
    ("/old/9.asp?ID=4", "/OLD/9.asp?id=4"),
    ("/政务/公开.htm", "/%E6%94%BF%E5%8A%A1/%E5%85%AC%E5%BC%80.htm"),
    ("/%e6%94%bf%e5%8a%a1/", "/政务/"),
    ("/%D6%D0.htm", "/%d6%d0.htm"),
    ("/10.asp?n=%d6%d0", "/10.asp?n=%D6%D0"),
    ("/11.asp?n=中", "/11.asp?n=%E4%B8%AD"),
    ("/1 2.htm", "/1%202.htm"),
    ("/1%3F3.htm", "/1%3f3.htm"),
    ("/14%25.htm", "/14%25.htm"),
    ("/15.asp?4", "/15.asp?4"),
    ("//zj.example.cn//old///16.asp", "/old/16.asp"),
    ("\\old\\17.asp", "/old/17.asp"),
]


def test_an_address_works_however_it_was_pasted(editor):
    HomePage.objects.update(site_domain="www.zj.example.cn")
    editor.bring(*[(typed, editor.other) for typed, _asked in PASTED])
    for typed, asked in PASTED:
        path, _mark, query = asked.partition("?")
        assert leads(path, query) == (301, "/gong-gao/"), typed
    data = editor.form()
    for place, (typed, _asked) in enumerate(PASTED):
        again = data[f"redirects-{place}-old_path"]
        row = HomeRedirect(old_path=again, target=editor.other)
        row.clean()
        assert row.old_path == again, f"{typed}: what is kept is read again as the same"


def test_bytes_that_are_no_utf8_stay_apart(editor):
    editor.bring(("/a.asp?n=%D6%D0", editor.other), ("/a.asp?n=%B9%FA", editor.bureau.licences))
    assert leads("/a.asp", "n=%d6%d0") == (301, "/gong-gao/")
    assert leads("/a.asp", "n=%b9%fa") == (301, "/xu-ke/")


NEVER = [
    ("http://www.other.example/old/", "www.other.example"),
    ("https://zj.example.cn.evil.example/old/", "evil.example"),
    ("//other.example/a", "other.example"),
    ("ftp://zj.example.cn/a", "不是本站"),
    ("javascript:alert(1)", "不是本站"),
    ("http://[::1/a", "不是本站"),
    ("http://zj.example.cn/", "网站自身"),
    ("http://zj.example.cn/admin/x", "网站自身"),
    ("/?id=3", "网站自身"),
    ("/xu-ke/", "行政许可"),
    ("/xu-ke?id=3", "行政许可"),
]


@override_settings(ALLOWED_HOSTS=["testserver", "zj.example.cn"])
def test_what_can_never_work_is_refused_with_its_reason(editor):
    for typed, words in NEVER:
        answer = editor.enter((typed, editor.other))
        assert answer.status_code == 200, typed
        assert words in errors(answer.content.decode()), typed
    assert lookup.running(HomePage.objects.get()) is None, "nothing was saved"


def test_two_of_one_address_saved_together_are_refused(editor):
    for second in ("/old/a.asp?id=4", "old/a.asp/?id=4 ", "/old/%61.asp?id=4#x", "http://localhost/old/a.asp?id=%34"):
        answer = editor.enter(("/old/a.asp?id=4", editor.other), (second, editor.bureau.licences))
        assert answer.status_code == 200, second
        assert "/old/a.asp?id=" in errors(answer.content.decode()), second


def test_a_row_that_goes_makes_room_for_another_in_the_same_save(editor):
    editor.bring(("/old/a.asp", editor.other))
    data = without_row(editor.form(), "redirects", 0)
    data = with_row(data, "redirects", old_path="/old/a.asp", target=str(editor.bureau.licences.pk), address="")
    assert editor.save(data).status_code == 302
    case, _answer = editor.submit()
    editor.publish(case)
    assert leads("/old/a.asp") == (301, "/xu-ke/")


@pytest.mark.parametrize("rows", [{"/a/": "/a/"}, {"/a/": "/b/", "/b/": "/c/", "/c/": "/a/"}])
def test_redirects_that_lead_in_a_circle_are_refused(editor, rows):
    HomePage.objects.update(site_domain="zj.example.cn")
    answer = editor.enter(*[(old, f"http://www.zj.example.cn{to}") for old, to in rows.items()])
    assert answer.status_code == 200
    assert "自己的地址" in errors(answer.content.decode())


def test_an_address_elsewhere_keeps_its_own_query(editor):
    editor.bring(("/out.asp", "https://example.test/x?a=1#part"))
    assert leads("/out.asp", "b=2") == (301, "https://example.test/x?a=1&b=2#part")


def stuck(editor):
    """As a site has it that was saved before: two rows of one address, in approval, at the last step."""
    draft = HomePage.objects.get()
    draft.redirects = [
        HomeRedirect(old_path="/old/page.asp?id=3", target=editor.other),
        HomeRedirect(old_path="/old/page.asp?id=3", target=editor.bureau.licences),
    ]
    draft.save_revision(user=user("publicity"), clean=False)
    return lookup.running(HomePage.objects.get())


def test_a_draft_that_contradicts_itself_is_not_submitted(editor):
    case = stuck(editor)
    url = reverse("disclosure_approval:submit", args=[case.pk])
    shown = editor.client.get(url).content.decode()
    assert "有两条跳转" in shown and 'method="post"' not in shown
    answer = editor.client.post(url, {**dict.fromkeys(ATTESTED, "on"), "reason_kind": "changed"})
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.state == Case.State.PREPARING


def test_the_way_out_of_two_redirects_that_were_signed(editor, monkeypatch):
    """Submitted before anything asked: publishing says why, returns it, and the row can be taken out."""
    stuck(editor)
    with monkeypatch.context() as before:
        before.setattr("cms.workflows.cases.validation.ahead", lambda *asked: [])
        case, _answer = editor.submit()
    client, answer = editor.publish(case)
    text = answer.content.decode()
    assert answer.status_code == 200 and "/old/page.asp?id=3" in text
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    given = fields(text, f"form[action='{reverse('disclosure_approval:act', args=[case.pk, 'return'])}']")
    assert "/old/page.asp?id=3" in given["return-reason"], "the reason is offered"
    client.post(reverse("disclosure_approval:act", args=[case.pk, "return"]), given)
    case.refresh_from_db()
    assert case.state == Case.State.RETURNED
    assert editor.save(without_row(editor.form(), "redirects", 1)).status_code == 302
    case, answer = editor.submit()
    assert answer.status_code == 302
    editor.publish(case)
    assert leads("/old/page.asp", "id=3") == (301, "/gong-gao/")


def test_what_was_published_before_stays_when_a_page_comes_to_its_address(editor):
    editor.bring(("/old/a", editor.other))
    page = editor.bureau.home.add_child(
        instance=ColumnPage(title="旧", slug="old", issuing_office=office("publicity"), live=False)
    )
    page.save_revision(user=user("publicity"))
    sign_all(services.submit(lookup.running(page), user("publicity"), attestation=ATTESTED))
    editor.bring(("/old/b.asp", editor.bureau.licences))
    assert leads("/old/b.asp") == (301, "/xu-ke/")
