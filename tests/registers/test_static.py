"""What the pages of the registers load is there; django.contrib.admin, whose pictures modeladmin names, is not."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from search.models import SynonymGroup
from tests.factories.bureau import Bureau, user
from tests.registers.test_registers import a_row, registers


class Loaded(HTMLParser):
    """The addresses of what a page loads by itself, of this site's static files."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        for address in (values.get("src"), values.get("href") if tag == "link" else None):
            if address and address.startswith(settings.STATIC_URL):
                self.found.add(urlsplit(address).path.removeprefix(settings.STATIC_URL))


def pages(client):
    """(address, HTML) of the list, the form of a new row and what is done with one, of every register."""
    for each in sorted(registers(), key=lambda each: each.model._meta.label):
        row, opts = a_row(each.model), each.model._meta
        for action in ("index", "create", "inspect", "edit", "delete", "history", "end"):
            args = [] if action in ("index", "create") else [row.pk] if row is not None else None
            if args is None:
                continue
            try:
                address = reverse(f"{opts.app_label}_{opts.model_name}_modeladmin_{action}", args=args)
            except NoReverseMatch:
                continue
            answer = client.get(address)
            if answer.status_code == 200:
                yield address, answer.content.decode()


@pytest.fixture
def administrator(db):
    Bureau()
    SynonymGroup.objects.create(terms="密语 秘语")
    SynonymGroup.objects.create(terms="明语 显语", is_active=False)
    client = Client()
    client.force_login(user("admin"))
    return client


def test_whatever_a_page_of_a_register_loads_is_there(administrator):
    assert not apps.is_installed("django.contrib.admin")
    loaded: dict[str, str] = {}
    seen = 0
    for address, page in pages(administrator):
        seen += 1
        loaded |= dict.fromkeys(Loaded(page).found, address)
    assert seen > 30
    assert {path: address for path, address in loaded.items() if finders.find(path) is None} == {}


def test_no_column_says_yes_and_no_by_a_picture_of_djangos_admin(administrator):
    """Asked of every register, with rows or without: such a column names `admin/img/icon-yes.svg`."""
    request = RequestFactory().get("/")
    request.user = user("admin")
    columns = [(each, name) for each in registers() for name in each.list_display]
    yes_or_no = [(each, name) for each, name in columns if is_boolean(each.model, name)]
    assert len(yes_or_no) > 4
    assert [(each.__name__, name) for each, name in yes_or_no if name in tuple(each().get_list_display(request))] == []


def is_boolean(model, name) -> bool:
    try:
        return isinstance(model._meta.get_field(name), BooleanField)
    except FieldDoesNotExist:
        return False
