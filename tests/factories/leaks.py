"""What nobody outside may see, in every state, each with a file; and one public item."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from cms.pages.base.child_rows import Attachment
from cms.pages.models import AnnouncementPage, ColumnPage, InternalFolderPage, OtherInternalPage, UnitHomePage
from cms.publication import canonical
from cms.publication import services as publication
from cms.scheduler import service as scheduler
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import ATTESTED, Bureau, office, sign_all, unit, user

SECRET = "不公开密语"
STATES = ("internal", "draft", "in approval", "returned", "scheduled")


class Leaks:
    """A site with one item in every state that nobody outside may see, each with a file, and one public item."""

    def __init__(self) -> None:
        self.bureau = Bureau()
        home = self.bureau.home
        self.folder = home.add_child(
            instance=InternalFolderPage(title="内部公开", slug="nei-bu", issuing_office=office("publicity"))
        )
        self.news = home.add_child(
            instance=ColumnPage(
                title="公告", slug="gong-gao", issuing_office=office("publicity"), allowed_types=["announcements"]
            )
        )
        self.unit_home = home.add_child(
            instance=UnitHomePage(
                title="渝中", slug="yu-zhong", home_of=unit("yuzhong"), issuing_office=office("publicity", "yuzhong")
            )
        )
        for page in (self.news, self.unit_home):
            publication.publish(
                canonical.make(page), authority=publication.Authority("founding", "tests"), structural=True
            )
        self.files = {}
        self.items = {state: self.item(state) for state in STATES}
        self.public = self.announcement("可以公开的公告", "public")
        self.carry("public", self.public)
        scheduler.round_of_work(everything=True)

    def item(self, state):
        if state == "internal":
            page = OtherInternalPage(title=f"{SECRET} {state}", matter=SECRET, **self.values("general"))
            page = self.draft(page, self.folder, state, "editor_other_internal")
        else:
            more = {"go_live_at": timezone.now() + datetime.timedelta(days=3)} if state == "scheduled" else {}
            page = self.announcement(f"{SECRET} {state}", state, **more)
        self.carry(state, page)
        return page

    def announcement(self, title, state, **more):
        page = AnnouncementPage(title=title, area="玩具", **self.values("quality"), **more)
        return self.draft(page, self.news, state, "editor_announcements")

    def values(self, where):
        words = [{"type": "paragraph", "value": f"<p>{SECRET}的正文</p>"}]
        return {
            "issuing_office": office(where),
            "live": False,
            "summary": SECRET,
            "created_on": timezone.localdate(),
            "body": words,
        }

    def draft(self, page, parent, state, author):
        name = f"mi-yu-{state.replace(' ', '-')}"
        if state == "public":
            page.body, page.summary, name = [{"type": "paragraph", "value": "<p>公开的正文</p>"}], "公开", "gong-kai"
        file = ContentFile(f"%PDF-1.4\n% {state}\n%%EOF\n".encode(), name=f"{name}.pdf")
        document = get_document_model().objects.create(
            title=f"{SECRET}附件" if state != "public" else "附件", file=file
        )
        self.files[state] = (document.sha256, f"{name}.pdf")
        page.owner = user(author)
        page.disclosure_attachments = [Attachment(document=document)]
        parent.add_child(instance=page)
        page.save_revision(user=user(author))
        return type(page).objects.get(pk=page.pk)

    def carry(self, state, page):
        if state == "draft":
            return
        case = services.submit(lookup.running(page), page.owner, attestation=ATTESTED)
        if state == "returned":
            services.return_to_provider(case, user("general"), reason=SECRET)
        elif state != "in approval":
            sign_all(case)
