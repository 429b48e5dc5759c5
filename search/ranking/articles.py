"""Articles as people cite them: 产品质量法第五条, 产品质量法5条."""

import re

_DIGITS = "零一二三四五六七八九"
_CITED = re.compile(
    r"第?\s*([0-9]{1,4}|[〇零一二三四五六七八九十百千两]{1,9})\s*条(?:\s*(?:之|-|第)\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?!\s*款))?"
    r"(?:\s*第?\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[款项])*"
)
_ORDINAL = re.compile(r"^第.{1,9}条|^[0-9]{1,4}\s*条")


def numeral(value: int) -> str:
    """12 → 十二, 105 → 一百零五; up to 9999."""
    if value < 10:
        return _DIGITS[value]
    found, is_gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            found += ("零" if is_gap and found else "") + _DIGITS[digit] + name
            is_gap = False
        else:
            is_gap = bool(found)
    return found.removeprefix("一") if found.startswith("一十") else found


def _written(number: str) -> str:
    return numeral(int(number)) if number.isdigit() else number.replace("〇", "零").replace("两", "二")


def cited(text: str) -> tuple[str, str]:
    """(the article as laws write it, the text without it); ("", text) where none is cited."""
    for match in _CITED.finditer(text):
        number = match.group(1)
        is_cited = match.group().startswith("第") or number.isdigit() or len(number) > 1
        if not is_cited or not (match.start() or match.end() < len(text) or _ORDINAL.match(match.group())):
            continue
        if number.isdigit() and not int(number):
            continue
        place = f"第{_written(number)}条" + (f"之{_written(match.group(2))}" if match.group(2) else "")
        return place, f"{text[: match.start()]} {text[match.end() :]}".strip()
    return "", text


def before(text: str) -> str:
    """What stands before the article that is cited, "" where none is."""
    place, _rest = cited(text)
    match = next((each for each in _CITED.finditer(text) if each.start()), None)
    return text[: match.start()].strip() if place and match else ""
