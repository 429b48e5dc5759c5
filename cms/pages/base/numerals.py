"""Chinese numerals as official texts number their parts: 五、 (一) 第十二条 二〇〇七."""

import re

_MARKS = ("〇零○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")
DIGITS = {mark: value for value, marks in enumerate(_MARKS) for mark in marks}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = re.compile(rf"[0-9]+|[{''.join(DIGITS)}{''.join(UNITS)}]+")


def value_of(numeral: str) -> int:
    """`二十三` → 23, `二〇〇七` → 2007, `12` → 12. ValueError for anything else."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if not numeral or any(mark not in DIGITS and mark not in UNITS for mark in numeral):
        raise ValueError(f"not a Chinese numeral: {numeral!r}")
    if not any(mark in UNITS for mark in numeral):
        return int("".join(str(DIGITS[mark]) for mark in numeral))
    total, digit = 0, None
    for mark in numeral:
        if mark in DIGITS:
            digit = DIGITS[mark]
        else:
            total += (1 if digit is None else digit) * UNITS[mark]
            digit = 0
    return total + (digit or 0)


def first_value(text: str) -> int | None:
    """The first numeral of a number as it stands in a text: `(三)` → 3, `第十二条` → 12, `注` → None."""
    found = NUMERAL.search(text)
    return value_of(found.group()) if found else None
