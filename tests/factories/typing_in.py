"""Forms as a person fills them in: what stands in the page's HTML, some of it changed, sent as a browser would."""

from typing import Any

from bs4 import BeautifulSoup


def fields(html: str, form: str = "form[method=post]") -> dict[str, Any]:
    """Name → value of the form that has the most fields among those that fit."""
    soup = BeautifulSoup(html, "html.parser")
    largest = max(soup.select(form), key=lambda each: len(each.select("[name]")))
    found: dict[str, Any] = {}
    for each in largest.select("input[name], textarea[name], select[name]"):
        kind, name = each.get("type", ""), each["name"]
        if each.find_parent("template") or kind in ("submit", "button", "file"):
            continue
        if each.name == "select":
            chosen = [option.get("value", "") for option in each.select("option[selected]")]
            found[name] = chosen if each.has_attr("multiple") else (chosen or [""])[0]
        elif kind in ("checkbox", "radio"):
            if each.has_attr("checked"):
                found.setdefault(name, []).append(each.get("value", "on"))
        else:
            found[name] = each.text.lstrip("\n") if each.name == "textarea" else each.get("value", "")
    return found


def errors(html: str) -> str:
    """What the page says is wrong."""
    soup = BeautifulSoup(html, "html.parser")
    return " ".join(
        each.get_text(" ", strip=True) for each in soup.select(".error-message, .w-field__errors, .messages")
    )


def with_row(data: dict[str, Any], relation: str, **values: Any) -> dict[str, Any]:
    """One more row of a relation."""
    place = int(data[f"{relation}-TOTAL_FORMS"])
    row = {f"{relation}-{place}-{name}": value for name, value in values.items()}
    order = {f"{relation}-{place}-id": "", f"{relation}-{place}-ORDER": str(place + 1)}
    return {**data, **order, **row, f"{relation}-TOTAL_FORMS": str(place + 1), f"{relation}-{place}-DELETE": ""}


def without_row(data: dict[str, Any], relation: str, place: int) -> dict[str, Any]:
    return {**data, f"{relation}-{place}-DELETE": "1"}
