"""The editor of a table in the language of whoever uses it: Wagtail passes on a code for which it has no words."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from wagtail.admin.telepath import register
from wagtail.contrib.table_block.blocks import TableInput, TableInputAdapter


class WordedTableInput(TableInput):
    """Wagtail's, with the words of its menu."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["disclosure/js/table-words.js"])


class WordedTableInputAdapter(TableInputAdapter):
    def js_args(self, widget: Any) -> list[Any]:
        options, *words = super().js_args(widget)
        language = "zh-CN" if (get_language() or "").startswith("zh") else "en-US"
        return [{**options, "language": language}, *words]


register(WordedTableInputAdapter(), WordedTableInput)
