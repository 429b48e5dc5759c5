"""The same site with Wagtail alone: a page type served from live rows, a workflow of four approvals by group."""

import datetime

from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowTask

from tests.benchmarks.stock.models import StockList, StockPage
from tests.factories.bureau import office, user

BODY = [
    {"type": "paragraph", "value": "<p>" + "依照规定办理特种设备使用登记。" * 20 + "</p>"},
    {"type": "clauses", "value": [
        {"level": "item", "number": f"{n}.", "title": "", "text": "条文内容" * 20} for n in range(1, 16)
    ]},
]  # fmt: skip
FIRST = 2_000_000
PEOPLE = ("legal", "general", "deputy_licensing", "publicity")


class Stock:
    """`page()` makes a page in its list, `to_live()` takes it through the four approvals."""

    def __init__(self, home: Page) -> None:
        self.people = [user(name) for name in PEOPLE]
        self.workflow = Workflow.objects.create(name="四步")
        for number, person in enumerate(self.people):
            group = Group.objects.create(name=f"审核{number}")
            person.groups.add(group)
            task = GroupApprovalTask.objects.create(name=f"第{number + 1}步")
            task.groups.add(group)
            WorkflowTask.objects.create(workflow=self.workflow, task=task, sort_order=number)
        self.list = home.add_child(instance=StockList(title="列表", slug="lie-biao"))
        publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
        GroupPagePermission.objects.create(group=group, page=self.list, permission=publish)  # of the last one

    def page(self, title: str, live: bool = False) -> StockPage:
        values = {"summary": "概述", "created_on": datetime.date(2026, 1, 1), "body": BODY}
        page = StockPage(title=title, live=live, issuing_office=office("licensing_office"), **values)
        self.list.add_child(instance=page)
        return page

    def to_live(self, page: StockPage) -> None:
        state = self.workflow.start(page, user("editor_licensing"))
        for person in self.people:
            state.refresh_from_db()
            state.current_task_state.specific.approve(user=person)
        page.refresh_from_db()
        assert page.live, "the stock page is not published"

    def many(self, count: int) -> None:
        """So many live pages in the list, written at once."""
        made = self.page("样本", live=True)
        made.first_published_at = timezone.now()
        made.save()
        with connection.cursor() as cursor:
            for number in range(count):
                self._copy(cursor, made, number)
        Page.objects.filter(pk=self.list.pk).update(numchild=count + 1)

    def _copy(self, cursor, made: StockPage, number: int) -> None:
        pk = FIRST + number
        step = f"{number + 100:04d}" if number < 9000 else f"Z{number % 1000:03d}"
        base = {"id": pk, "path": self.list.path + step, "slug": f"s{number}", "title": f"第{number}项"}
        base |= {"translation_key": f"{pk:032d}", "url_path": f"{self.list.url_path}s{number}/"}
        for table, fields, values, key in (
            ("wagtailcore_page", Page._meta.concrete_fields, base, "id"),
            ("stock_stockpage", StockPage._meta.local_concrete_fields, {"page_ptr_id": pk}, "page_ptr_id"),
        ):
            columns = [field.column for field in fields]
            names = ", ".join(f'"{name}"' for name in columns)
            chosen = ", ".join("%s" if name in values else f'"{name}"' for name in columns)
            params = [values[name] for name in columns if name in values]
            sql = f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM "{table}" WHERE "{key}" = %s'
            cursor.execute(sql, [*params, made.pk])
