"""The bureau of the source document with all its people, and a site that was founded for it."""

import copy
import datetime
import io

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.organisation import chart
from cms.organisation.models import Delegation, LeadingGroupMember, Office, Portfolio, Post, Tenure, Unit
from cms.pages.models import (
    CataloguePage,
    ColumnPage,
    HomePage,
    LicensingFee,
    LicensingForm,
    LicensingMaterial,
    LicensingPage,
    LicensingStep,
    LicensingWindow,
    RegulationPage,
)
from cms.publication import canonical
from cms.publication import services as publication
from cms.workflows import services
from cms.workflows.cases import lookup, progress

ATTESTED = {"accurate": True, "necessary": True, "no_secret": True, "no_harm": True}
ATTESTED |= {"review_legal": True, "review_general": True}


_loaded: list[tuple[type, list]] = []


def load_organisation() -> None:
    """The fixture's organisation; what the command made once in this process is written in one go afterwards."""
    if _loaded:
        for model, rows in _loaded:
            model._base_manager.bulk_create(copy.copy(row) for row in rows)
        with connection.cursor() as cursor:  # PostgreSQL counts on from what it gave itself
            for sql in connection.ops.sequence_reset_sql(no_style(), [model for model, _rows in _loaded]):
                cursor.execute(sql)
        return
    people = get_user_model()
    models = [Group, Group.permissions.through, people, Unit, Office, Post, Post.roles.through]
    models += [Tenure, Portfolio, Delegation, LeadingGroupMember]
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
    call_command("organisation", "load", str(chart.EXAMPLE), stdout=io.StringIO())
    _loaded[:] = [(model, list(model._base_manager.exclude(pk__in=before[model]).order_by("pk"))) for model in models]


def user(name: str):
    return get_user_model().objects.get(username=name)


def unit(identifier: str = "municipal") -> Unit:
    return Unit.objects.get(kind="municipal") if identifier == "municipal" else Unit.objects.get(identifier=identifier)


def office(identifier: str, of: str = "municipal") -> Office:
    return Office.objects.get(unit=unit(of), identifier=identifier)


def document(title: str, content: bytes = b""):
    """A file of its own, unless its bytes are given."""
    content = content or f"%PDF-1.4\n% {title}\n%%EOF\n".encode()
    file = ContentFile(content, name=f"{title}.pdf")
    return get_document_model().objects.create(title=title, file=file)


class Bureau:
    """`site()` builds home page, two columns and a catalogue and founds them."""

    def __init__(self) -> None:
        load_organisation()
        with disable_reference_index_auto_update():  # of four pages that refer to an office, in nearly every test
            self._build()
        for page in (self.home, self.rules, self.licences, self.catalogue):
            publication.publish(
                canonical.make(page), authority=publication.Authority("founding", "tests"), structural=True
            )

    def _build(self) -> None:
        Site.objects.all().delete()
        welcome = Page.objects.filter(depth__gt=1)  # the one that Wagtail's migrations make: nothing refers to it
        welcome._raw_delete(welcome.db)
        Page.objects.filter(depth=1).update(numchild=0)
        root = Page.objects.get(depth=1)
        self.home = root.add_child(
            instance=HomePage(title="政务公开", issuing_office=office("publicity"), organiser="市质监局")
        )
        self.rules = self._column("法规文件", ["regulations"], "fa-gui")
        self.licences = self._column("行政许可", ["licensing"], "xu-ke")
        self.catalogue = self.home.add_child(
            instance=CataloguePage(title="公开目录", slug="mu-lu", issuing_office=office("publicity"))
        )
        Site.objects.create(hostname="localhost", root_page=self.home, is_default_site=True)

    def _column(self, title: str, takes: list[str], slug: str) -> ColumnPage:
        page = ColumnPage(title=title, slug=slug, issuing_office=office("publicity"), allowed_types=takes)
        return self.home.add_child(instance=page)

    def licence(self, title: str = "特种设备使用登记", by: str = "editor_licensing", **values) -> LicensingPage:
        """A complete draft, but for the fees, which are planning's."""
        page = LicensingPage(
            **{
                "title": title,
                "issuing_office": office("licensing_office"),
                "live": False,
                "owner": user(by),
                "item": title,
                "summary": "办理特种设备使用登记的条件、材料和程序。",
                "created_on": datetime.date(2007, 5, 8),
                "legal_basis": "<p>《特种设备安全监察条例》第二十五条</p>",
                "authority": "市质监局",
                "conditions": "<p>设备经检验合格。</p>",
                "quota": "无数量限制",
                "statutory_days": 30,
                "promised_days": 15,
                "tracking": "<p>凭受理编号查询。</p>",
                **values,
            }
        )
        page.materials = [LicensingMaterial(name="使用登记表")]
        page.steps = [LicensingStep(title="受理", days=1), LicensingStep(title="决定", days=14)]
        page.forms = [
            LicensingForm(kind="template", title="使用登记表", document=document("使用登记表")),
            LicensingForm(kind="sample", title="使用登记表示范文本", document=document("示范文本")),
        ]
        page.windows = [LicensingWindow(name="行政服务大厅")]
        self.licences.add_child(instance=page)
        page.save_revision(user=user(by))
        return LicensingPage.objects.get(pk=page.pk)

    def regulation(self, title: str = "测试办法", by: str = "editor_regulations", **values) -> RegulationPage:
        page = RegulationPage(
            **{
                "title": title,
                "issuing_office": office("standardisation"),
                "live": False,
                "owner": user(by),
                "issuing_organ": "市质监局",
                "document_number": "渝质监发〔2026〕1号",
                "summary": "为测试而写。",
                "created_on": datetime.date(2026, 1, 5),
                "body": [{"type": "paragraph", "value": "<p>第一条 为测试。</p>"}],
                **values,
            }
        )
        self.rules.add_child(instance=page)
        page.save_revision(user=user(by))
        return RegulationPage.objects.get(pk=page.pk)


def fees(page, amount: str = "120.00", by: str = "planning") -> None:
    """Planning enters its part, as the case's screen does."""
    case = lookup.running(page)
    draft = lookup.draft(case)
    draft.fee_basis = "发改价格〔2005〕711号"
    draft.fees = [LicensingFee(item="检验费", amount=amount, per="台")]
    draft.save_revision(user=user(by))
    services.provide(case, user(by))


def submit(page, by: str = "editor_licensing"):
    return services.submit(lookup.running(page), user(by), attestation=ATTESTED)


def next_people(case) -> list[str]:
    """User names of those for whom the case waits."""
    case.refresh_from_db()
    return sorted({holder.username for seat in progress.look(case).seats() for holder in seat.assignment.holders})


def sign_all(case, until: str = "") -> None:
    """Everybody whose turn it is decides, until the case is completed (or waits for a step of kind `until`)."""
    for _turn in range(40):
        case.refresh_from_db()
        situation = progress.look(case)
        step = situation.position.step
        if step is None or step.kind == until:
            return
        seat = situation.seats()[0]
        person = user(seat.assignment.holders[0].username)
        today = timezone.localdate().isoformat()
        if step.kind == "resolution":
            services.record(case, person, date=today, number="局务会〔2026〕1号")
        elif step.kind == "filing":
            services.record(case, person, date=today, recipient=situation.position.recipients[0], how="公文交换")
        elif step.kind in ("publish", "post", "take_down"):
            services.publish(case, person)
        else:
            services.sign(case, person, seat=seat.seat.key)
    raise AssertionError("the case never ends")
