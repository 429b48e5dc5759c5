"""Cells of a table as people read them, and what a spreadsheet may have done to them before anybody noticed.

A spreadsheet keeps numbers to 15 digits, drops leading zeros, turns what looks like a date into one, and shows an error
where a formula has no result. Of a code nobody can tell afterwards: such a cell is named, never guessed at.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

EXACT_DIGITS = 15
CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]{1,3}")
_ROUNDED = re.compile(r"[0-9]{15}000")
_ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")


@dataclass(frozen=True)
class Cell:
    """`value` as the file gives it; `has_formula` where the file keeps a formula instead of a value.

    `covered_by` is the merged range (B2:B3) that shows its first cell's value here.
    """

    value: Any
    row: int
    column: int
    has_formula: bool = False
    covered_by: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether whoever looks at the table sees something here."""
        return bool(self.words or self.has_formula or self.covered_by)

    @property
    def name(self) -> str:
        """As spreadsheets name it: C2."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def words(self) -> str:
        value = self.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, datetime.datetime | datetime.date):
            return value.strftime("%Y-%m-%d")
        if isinstance(value, float) and value.is_integer() and abs(value) < 10**EXACT_DIGITS:
            return str(int(value))
        return str(value).strip()

    def wrong(self, *, is_code: bool = False, is_date: bool = False) -> str:
        """What is wrong with the cell as such, in words; "" when it can be read as it stands.

        A code (`is_code`) has to be text: nobody sees what a number has lost.
        """
        value = self.value
        if self.covered_by:
            return self._noted(
                _("is merged with others (%(range)s): unmerge them, and write into each cell what it holds.")
                % {"range": self.covered_by}
            )
        if self.has_formula and value is None:
            return self._noted(_("holds a formula without a result: open the file, save it, and read it again."))
        if isinstance(value, bool):
            return self._noted(_("holds a truth value (TRUE or FALSE), no text."))
        if isinstance(value, datetime.time | datetime.timedelta):
            return self._noted(_("holds a time of day."))
        if isinstance(value, datetime.date):
            return "" if is_date else self._noted(_("was turned into a date: format it as text and type it again."))
        if isinstance(value, int | float):
            return self._wrong_number(value, is_code, is_date)
        return self._wrong_words(str(value or "").strip(), is_code)

    def _wrong_number(self, value: float, is_code: bool, is_date: bool) -> str:
        if is_code:
            return self._noted(
                _("is kept as a number, which has lost leading zeros and digits beyond 15: format it as text.")
            )
        if is_date:
            is_day = float(value).is_integer() and 10**7 <= value < 10**8  # 20260501
            return "" if is_day else self._noted(_("is a number: format it as a date, or as text such as 2026-05-01."))
        if abs(value) >= 10**EXACT_DIGITS:
            return self._noted(_("is kept as a number and was rounded to 15 digits: format it as text."))
        return ""

    def _wrong_words(self, words: str, is_code: bool) -> str:
        if _ERROR.fullmatch(words):
            return self._noted(_("shows an error of the spreadsheet (%(error)s).") % {"error": words})
        rounded = _ROUNDED.fullmatch(words) and not check_digit_holds(words)
        if is_code and (_SCIENTIFIC.fullmatch(words) or rounded):
            return self._noted(_("was rounded by a spreadsheet (%(words)s): format it as text.") % {"words": words})
        return ""

    def _noted(self, what: str) -> str:
        return _("Cell %(name)s %(what)s") % {"name": self.name, "what": what}


def check_digit_holds(code: str) -> bool:
    """Whether the last of the 18 characters of a unified social credit code follows from the others (GB 32100-2015)."""
    if len(code) != 18 or any(character not in CODE_CHARACTERS for character in code):
        return False
    values = [CODE_CHARACTERS.index(character) for character in code]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]
