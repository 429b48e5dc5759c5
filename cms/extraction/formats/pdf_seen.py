"""Which text of a PDF page nobody sees: drawn in no colour or in none that shows, too small, beside the page."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

DRAWS_NOTHING = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
FILLED_ALONE = frozenset({pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP})
SMALLEST = 0.7
"""Points: below it letters are dots."""
TRANSPARENT, WHITE = 12, 247
"""Of 255: how much of a colour has to show, and from where on it looks like paper."""
MOST_PAINTED = 50
"""Pages of a file that are painted, to see whether white letters stand on something that is not."""
Box = tuple[float, float, float, float]


@dataclass
class Page:
    """What looking at a page costs once. `page` and `text_page` are PDFium's."""

    page: Any
    text_page: Any
    may_paint: bool
    _verdicts: dict[int, bool | None] = field(default_factory=dict)
    _paper: Any = None
    is_painted: bool = False

    def spans(self) -> Iterator[tuple[bool, str]]:
        """(whether it is seen, text) in order; a page without hidden text is one span."""
        ends: list[tuple[bool, int, int]] = []
        for first, last in self._runs():
            seen = self._is_seen(first, last)
            if ends and ends[-1][0] == seen:
                ends[-1] = seen, ends[-1][1], last
            else:
                ends.append((seen, first, last))
        if not any(not seen for seen, _first, _last in ends):
            yield True, self.text_page.get_text_range()
            return
        for seen, first, last in ends:
            yield seen, self.text_page.get_text_range(first, last - first + 1)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """(first, last) character of one object each; what PDFium puts between belongs to what stands before."""
        handle, count = self.text_page.raw, self.text_page.count_chars()
        first, held = 0, 0
        for at in range(count):
            found = pdfium.FPDFText_GetTextObject(handle, at)
            here = ctypes.addressof(found.contents) if found else held
            if here != held and held:
                yield first, at - 1
                first = at
            held = here
        if count:
            yield first, count - 1

    def _is_seen(self, first: int, last: int) -> bool:
        found = pdfium.FPDFText_GetTextObject(self.text_page.raw, first)
        if not found:
            return True
        mode = pdfium.FPDFTextObj_GetTextRenderMode(found)
        if mode in DRAWS_NOTHING or self._size(first) < SMALLEST:
            return False
        boxes = [self._box(first), self._box(last)]
        if _is_beside(boxes, self._edges()):
            return False
        colour = self._colour(first)
        if mode not in FILLED_ALONE or colour is None:
            return True
        if colour[3] <= TRANSPARENT:
            return False
        return min(colour[:3]) < WHITE or self._stands_on_something(first, last)

    def _size(self, at: int) -> float:
        """Points, as it comes out on the page."""
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self.text_page.raw, at, matrix):
            return SMALLEST
        scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
        return float(abs(pdfium.FPDFText_GetFontSize(self.text_page.raw, at)) * scale)

    def _box(self, at: int) -> Box:
        """Left, bottom, right, top."""
        sides = [ctypes.c_double() for _side in range(4)]
        pdfium.FPDFText_GetCharBox(self.text_page.raw, at, *sides)
        left, right, bottom, top = (each.value for each in sides)
        return left, bottom, right, top

    def _edges(self) -> Box:
        media, crop = self.page.get_mediabox(), self.page.get_cropbox()
        return max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])

    def _colour(self, at: int) -> tuple[int, int, int, int] | None:
        parts = [ctypes.c_uint() for _part in range(4)]
        if not pdfium.FPDFText_GetFillColor(self.text_page.raw, at, *parts):
            return None
        red, green, blue, opaque = (each.value for each in parts)
        return red, green, blue, opaque

    def _stands_on_something(self, first: int, last: int) -> bool:
        """Whether white letters show: what is painted where they stand is not all as white as paper."""
        if not self.may_paint:
            return True
        paper = self._painted()
        left, bottom, right, top = self._edges()
        for at in {first, (first + last) // 2, last}:
            box = self._box(at)
            across = paper.width / max(1.0, right - left), paper.height / max(1.0, top - bottom)
            area = (
                int((box[0] - left) * across[0]),
                int((top - box[3]) * across[1]),
                int((box[2] - left) * across[0]) + 1,
                int((top - box[1]) * across[1]) + 1,
            )
            darkest, _lightest = paper.crop(area).getextrema()
            if darkest < WHITE:
                return True
        return False

    def _painted(self) -> Any:
        if self._paper is None:
            self.is_painted = True
            self._paper = self.page.render(scale=1, rotation=0, draw_annots=False).to_pil().convert("L")
        return self._paper


def _is_beside(boxes: list[Box], edges: Box) -> bool:
    """Whether all of it stands on one side of the page."""
    left, bottom, right, top = edges
    return (
        all(box[2] <= left for box in boxes)
        or all(box[0] >= right for box in boxes)
        or all(box[3] <= bottom for box in boxes)
        or all(box[1] >= top for box in boxes)
    )
