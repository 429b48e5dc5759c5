"""Somebody at the admin's pages: what is offered there is read from the HTML, and sent as the browser would."""

from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from cms.workflows.cases.models import Case


class At:
    """A person at the screen; `pages` they open, `forms` they fill in."""

    def __init__(self, name: str) -> None:
        self.user = get_user_model()._default_manager.get(username=name)
        self.client = Client()
        self.client.force_login(self.user)

    def page(self, url: str):
        """The page behind an address, as soup; fails on anything but a page."""
        response = self.client.get(url, follow=True)
        assert response.status_code == 200, (url, response.status_code)
        return BeautifulSoup(response.content.decode(), "html.parser")

    def case(self, case):
        return self.page(reverse("disclosure_approval:case", args=[case.pk]))

    def queue(self):
        return self.page(reverse("disclosure_approval:queue"))

    def offered(self, case) -> set[str]:
        """The verbs whose form is on the page of the case, and the links there that lead on."""
        if self.client.get(reverse("disclosure_approval:case", args=[case.pk])).status_code == 404:
            return set()
        soup = self.case(case)
        verbs = {form["data-verb"] for form in soup.select("form[data-verb]")}
        links = [link.get("href", "") for link in soup.select(".cases-actions a")]
        verbs |= {"submit"} if any(link.endswith(f"/{case.pk}/submit/") for link in links) else set()
        verbs |= {"provide"} if any(link.endswith(f"/{case.pk}/provide/") for link in links) else set()
        return verbs | {f"begin {link.rstrip('/').split('/')[-1]}" for link in links if "/begin/" in link}

    def press(self, case, verb: str, **entered):
        """Fill in the form of a verb on the case's page and send it; returns the page that follows."""
        form = self.case(case).select_one(f'form[data-verb="{verb}"]')
        assert form is not None, f"{self.user} is not offered {verb}"
        return self.send(form, **{f"{verb}-{name}": value for name, value in entered.items()})

    def send(self, form, **entered):
        data = dict(filled(form))
        for name, value in entered.items():
            assert form.select_one(f'[name="{name}"]') is not None, f"no field {name}"
            if value is False:
                data.pop(name, None)
            else:
                data[name] = "on" if value is True else value
        response = self.client.post(form["action"], data, follow=True)
        assert response.status_code in (200, 409, 422), response.status_code
        return BeautifulSoup(response.content.decode(), "html.parser")

    def fill(self, url: str, **entered):
        """The main form of a page of its own (a submission, a beginning), sent."""
        form = self.page(url).select_one(".cases-case form")
        assert form is not None, (url, self.page(url).select_one(".cases-case").get_text(" ", strip=True))
        form["action"] = form.get("action") or url
        return self.send(form, **entered)

    def submits(self, case, **entered):
        attested = {"accurate": True, "necessary": True, "no_secret": True, "no_harm": True}
        url = reverse("disclosure_approval:submit", args=[case.pk])
        form = self.page(url).select_one(".cases-case form")
        assert form is not None, self.page(url).select_one(".cases-case").get_text(" ", strip=True)
        form["action"] = url
        there = {name: value for name, value in attested.items() if form.select_one(f'[name="{name}"]')}
        self.send(form, **there, **entered)
        case.refresh_from_db()
        assert case.state == Case.State.OPEN
        return case


def filled(form):
    """(name, value) of what a form holds before anybody enters something."""
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "textarea":
            yield field["name"], field.get_text().lstrip("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            if chosen is not None:
                yield field["name"], chosen.get("value", "")
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                yield field["name"], field.get("value", "on")
        elif field.get("type") not in ("file", "submit"):
            yield field["name"], field.get("value", "")


def text(soup) -> str:
    return " ".join(soup.get_text(" ", strip=True).split())


def messages(soup) -> str:
    return " ".join(each.get_text(" ", strip=True) for each in soup.select(".messages, [data-messages], .w-messages"))
