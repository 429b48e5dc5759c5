"""Presentations (PPTX): a page is a slide; hidden slides and shapes, speakers' notes and comments apart."""

from cms.extraction.formats import markup
from cms.extraction.formats.found import SLIDE, Enough, Found
from cms.extraction.formats.package import Package

SHAPES = frozenset({"sp", "pic", "graphicFrame", "grpSp", "cxnSp"})
NOTHING = frozenset({"fld"})
"""Fields: the number of the slide, today's date."""


def read(content: bytes, found: Found) -> None:
    """Raises Unreadable, TooLarge, Enough."""
    package = Package(content, found)
    main = package.main
    targets = {each.identifier: each.target for each in package.relations(main)}
    slides = [
        part
        for what, name, attributes in markup.events(package.read(main))
        if what == "start" and name == "sldId"
        for key, value in attributes.items()
        if key.endswith(":id") and (part := targets.get(value, "")) in package.names
    ]
    found.total = len(slides)
    package.hide_common()
    full: Enough | None = None
    for number, part in enumerate(slides, start=1):
        _hide_beside(package, part, number)
        shown, text = _slide(package.read(part), number, found)
        for each in package.related(part, "diagramData"):
            text += "\n" + markup.plain(package.read(each))
        if not shown:
            found.hide("hidden_slide", str(number), text or "-")
        elif full is None:
            try:
                found.show(SLIDE, number, "", text)
            except Enough as enough:
                full = enough
    if full is not None:
        raise full


def _hide_beside(package: Package, part: str, number: int) -> None:
    for each in package.related(part, "notesSlide"):
        _shown, text = _slide(package.read(each), number, package.found)
        package.found.hide("notes", str(number), text)
    for each in package.related(part, "comments"):
        package.found.hide("comment", str(number), markup.plain(package.read(each), ("t", "text"), ("p", "cm")))


def _slide(content: bytes, number: int, found: Found) -> tuple[bool, str]:
    """Whether it is shown, and its text; shapes that are hidden are noted."""
    shown, within, beside = True, False, 0
    shapes: list[bool] = []
    parts: list[str] = []
    unseen: list[str] = []
    for what, name, attributes in markup.events(content):
        if what == "start" and name == "sld":
            shown = "show" not in attributes or markup.is_on(attributes, "show")
        elif name in SHAPES:
            if what == "start":
                shapes.append(False)
            elif shapes:
                shapes.pop()
        elif what == "start" and name == "cNvPr" and shapes:
            shapes[-1] = "hidden" in attributes and markup.is_on(attributes, "hidden")
        elif name in NOTHING:
            beside += 1 if what == "start" else -1
        elif name == "t":
            within = what == "start"
        elif what == "text" and within and not beside:
            (unseen if any(shapes) else parts).append(name)
        elif what == "end" and name in ("p", "tc"):
            (unseen if any(shapes) else parts).append("\n")
    found.hide("hidden_text", str(number), "".join(unseen))
    return shown, "".join(parts)
