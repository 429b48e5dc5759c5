"""Tables that leave the admin: what somebody typed is text in them, never a formula, and times are the site's own.

Wagtail's views all write their CSV and XLSX through one mixin, so it is mended there once: for every list of ours,
and for Wagtail's own reports, in which what is ours stands beside a host's pages. A host's own tables are written as
ever.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""
PACKAGES = {"cms", "search", "disclosure_search"}
BYTE_ORDER_MARK = "\ufeff"
"""By which Excel knows that a CSV file is UTF-8."""


def text(value: Any) -> Any:
    """A cell of a CSV file: text that could be taken for a formula stands behind an apostrophe."""
    if isinstance(value, str) and value.startswith(BEGINNINGS):
        return f"'{value}"
    return value


def local(value: Any) -> Any:
    """A moment as the clocks of this site show it, without a zone, which no spreadsheet knows; yes and no in words, for
    stock leaves the cell of a no empty.
    """
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.make_naive(value).replace(microsecond=0)
    return value


def cell(value: Any) -> Any:
    """A cell of an XLSX file: without the characters that the format cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def is_ours(view: Any) -> bool:
    """Whether a view lists something of the plugins: one of their tables, what goes through a chain, or what Wagtail
    brings itself (reports of pages of all kinds, redirects)."""
    if any(each.__module__.split(".")[0] in PACKAGES for each in type(view).__mro__):
        return True
    model = getattr(view, "model", None)
    if model is not None and (model._meta.app_label.startswith("disclosure_") or hasattr(model, "disclosure_schema")):
        return True
    if type(view).__module__.startswith("wagtail.admin.views."):
        return True
    return type(view).__module__.startswith("wagtail.") and str(getattr(model, "__module__", "")).startswith("wagtail.")


def install() -> None:
    """Wagtail's mixin from now on. Twice is once."""
    if getattr(SpreadsheetExportMixin, "_disclosure", False):
        return
    stock_value, stock_stream = SpreadsheetExportMixin.preprocess_field_value, SpreadsheetExportMixin.stream_csv
    stock_heading = SpreadsheetExportMixin.get_heading

    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        if not is_ours(self):
            return stock_value(self, field, value, export_format)
        facts = stock_value(self, field, local(value), export_format)
        return text(facts) if export_format == self.FORMAT_CSV else cell(facts)

    def stream_csv(self: Any, queryset: Any) -> Iterator[bytes]:
        if is_ours(self):
            yield BYTE_ORDER_MARK.encode()
        yield from stock_stream(self, queryset)

    def get_heading(self: Any, queryset: Any, field: str) -> Any:
        heading = stock_heading(self, queryset, field)
        return text(cell(heading)) if is_ours(self) else heading

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
    SpreadsheetExportMixin.stream_csv = stream_csv
    SpreadsheetExportMixin.get_heading = get_heading
    SpreadsheetExportMixin._disclosure = True
