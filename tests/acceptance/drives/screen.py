"""Somebody at the pages of the project, over HTTP: what is offered is read from the HTML, sent as a browser would."""

import functools
import os
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup

PASSWORD = "open sesame 2007"
SITE = os.environ.get("DRIVEN_AT", "")
"""Where the project is served."""


class Screen:
    """One person's browser; a visitor's without a name."""

    def __init__(self, name=""):
        self.session = requests.Session()
        self.session.trust_env = False
        self.at = SITE
        if name:
            self.send(self.form("/admin/login/", "form"), username=name, password=PASSWORD)
            self.open("/admin/")

    def open(self, address, status=200):
        """The page at an address: soup. It has to answer with this status, and not with the page of log-in."""
        answer = self.session.get(urljoin(SITE, address), timeout=60)
        assert answer.status_code == status, (address, answer.status_code, answer.history)
        self.at = answer.url
        assert "/login/" in address or "/login/" not in self.at, (address, "asks for a log-in")
        return BeautifulSoup(answer.text, "html.parser")

    def status(self, address):
        """What the address itself answers, without going on to where it leads."""
        return self.session.get(urljoin(SITE, address), timeout=60, allow_redirects=False).status_code

    def form(self, address, select):
        soup = self.open(address)
        form = soup.select_one(select)
        assert form is not None, (address, select, said(soup)[:3000])
        form["action"] = urljoin(self.at, form.get("action") or "")
        return form

    def send(self, form, **entered):
        """What the form holds and what was entered, sent; the page that follows."""
        answer = self.session.post(form["action"], {**filled(form), **entered}, timeout=60)
        page = BeautifulSoup(answer.text, "html.parser")
        assert answer.status_code in (200, 409, 422), (form["action"], answer.status_code, said(page)[:3000])
        self.at = answer.url
        return page

    def path(self):
        return urlsplit(self.at).path


@functools.cache
def screens(name):
    """The browser in which this person is logged in already."""
    return Screen(name)


def visitor():
    """A browser that nobody has used."""
    return Screen()


def filled(form):
    """What a form holds before anybody enters something: name → values."""
    found = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        for value in _held(field):
            found.setdefault(field["name"], []).append(value)
    return found


def _held(field):
    if field.name == "textarea":
        return [field.get_text().lstrip("\n")]
    if field.name == "select":
        chosen = field.select("option[selected]") or ([] if field.has_attr("multiple") else field.select("option")[:1])
        return [each.get("value", "") for each in chosen]
    if field.get("type") in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.has_attr("checked") else []
    return [] if field.get("type") in ("file", "submit") else [field.get("value", "")]


def said(soup):
    """The words of a page."""
    return " ".join(soup.get_text(" ", strip=True).split())
