"""The editor's form as a browser sends it: read from the page that the server gave, nothing of it touched."""

import json
from typing import Any

from bs4 import BeautifulSoup
from wagtail import blocks


def sent(html: str, model: Any) -> dict[str, Any]:
    """Name → value (or values) of every control of Wagtail's edit form; bodies as their script would write them."""
    form = BeautifulSoup(html, "html.parser").find("form", id="page-edit-form")
    assert form is not None
    for unused in form.find_all(["template", "script"]):
        unused.decompose()
    data: dict[str, Any] = {}
    for control in form.find_all(["input", "select", "textarea"]):
        name = control.get("name")
        if not name or control.has_attr("disabled") or "__prefix__" in name:
            continue
        for value in _values(control):
            data[name] = value if name not in data else [*_list(data[name]), value]
    for element in form.find_all(attrs={"data-w-block-arguments-value": True}):
        state = json.loads(element["data-w-block-arguments-value"])[0]
        name = element["id"]
        data.update(_block(model._meta.get_field(name).stream_block, state, name))
    return data


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _values(control: Any) -> list[str]:
    if control.name == "textarea":  # the parser of a browser drops the first line end, and sends all as two characters
        return [_lines(control.get_text().removeprefix("\n"))]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        chosen = chosen or ([] if control.has_attr("multiple") else options[:1])
        return [option.get("value", option.get_text()) for option in chosen]
    kind = control.get("type", "text")
    if kind in ("submit", "button", "file", "image"):
        return []
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.has_attr("checked") else []
    value = control.get("value", "")
    return [value if kind == "hidden" else value.replace("\r", "").replace("\n", "")]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _block(block: Any, state: Any, prefix: str) -> dict[str, str]:
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        data = {f"{prefix}-count": str(len(state))}
        for place, each in enumerate(state):
            here = f"{prefix}-{place}"
            data |= {f"{here}-deleted": "", f"{here}-order": str(place), f"{here}-id": each.get("id") or ""}
            child = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[each["type"]]
            if isinstance(block, blocks.StreamBlock):
                data[f"{here}-type"] = each["type"]
            data |= _block(child, each["value"], f"{here}-value")
        return data
    if isinstance(block, blocks.StructBlock):
        data = {}
        for name, child in block.child_blocks.items():
            data |= _block(child, state[name], f"{prefix}-{name}")
        return data
    if isinstance(block, blocks.ChooserBlock):
        return {prefix: str(state["id"]) if state else ""}
    if isinstance(state, dict):  # a table: its script keeps it as JSON
        return {prefix: json.dumps(state)}
    if isinstance(state, list):  # a choice: one of a list
        state = state[0] if state else ""
    text = "" if state is None else str(state)
    return {prefix: _lines(text) if isinstance(block, blocks.TextBlock) else text}
