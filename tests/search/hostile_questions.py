"""Questions that nobody asks by mistake, made from a seed: query syntax of three databases, markup, control characters,
halves of characters, what is very long and what is very many."""

import json
import random
from collections.abc import Iterator
from urllib.parse import quote

CANARY = "zq7canary"
SYNTAX = (
    *(
        '"',
        "'",
        "\\",
        "(",
        ")",
        "((((((",
        "*",
        "^",
        "~",
        ":",
        "-",
        "--",
        "+",
        "||",
        "&&",
        "!",
        "<->",
        "|",
        "&",
        "%",
        "_",
    ),
    *("AND", "OR", "NOT", "NEAR(", "NEAR/0", "title:", "{title body} :", "body_tokens:*", "_exists_:x", "[* TO *]"),
    *("a&b|!c:*", "''':*", '"":*', '{"match_all":{}}', '{"query":{"bool":', "/.*.*.*/", "a{1,99999}", "~99 x^9e9"),
    *("' OR '1'='1", "'; DROP TABLE disclosure_search_fts; --", "%s", "%(q)s", "{0}", "$1", "{{7*7}}", "{% debug %}"),
)
MARKUP = (
    f"<{CANARY}>",
    f"<script>{CANARY}</script>",
    f'"><img src=x onerror={CANARY}>',
    f"'><svg/onload={CANARY}>",
    f"</title><{CANARY}>",
    f"<mark><{CANARY}></mark>",
    f"&lt;{CANARY}&gt;",
    f"javascript:{CANARY}",
    f"]]><{CANARY}>",
    f"<!--{CANARY}-->",
)
ODD = (
    *(
        "\x00",
        "\x01\x02\x1b[31m",
        "\x1e",
        "\x1f",
        "\x7f\x85\x9f",
        "\n",
        "\r\n",
        "\t",
        "\u2028\u2029",
        "\ufeff",
        "\u00ad",
    ),
    *(
        "\u202e",
        "\u202d\u2066\u2069",
        "\u200f",
        "\u200b",
        "\u200d",
        "😀" * 40,
        "👨‍👩‍👧‍👦" * 20,
        "e" + "\u0301" * 900,
        "\U000e0041",
    ),
    *("𠮷野家", "㐀䶿", "﨑", "ﬁ", "Ⅷ", "①②", "㎏", "ß", "İ", "ſ", "ﷺ" * 30, "\uffff", "\U0010ffff", "\ue000"),
)
RAW = (
    "%ED%A0%80",
    "%ED%B0%80%ED%A0%80",
    "%FF%FE",
    "%C0%80",
    "%00",
    "%",
    "%%%",
    "%u4e2d",
    "%E7%94",
    "+%2B+",
    "%F4%90%80%80",
)
"""As an address has them: none of these is UTF-8."""
WORDS = (
    "电梯",
    "年检",
    "怎么",
    "收费标准",
    "第五条",
    "dianti",
    "dt",
    "渝府令〔2011〕250号",
    "計量",
    "计亮法",
    "的",
    "锅",
    "ａ１",
    "12365",
)
PAGES = ("0", "-1", "２", "²", "1e9", "200", "201", "99999", "9" * 400, "x", "")
VALUES = (
    "",
    "x",
    "municipal",
    "announcements",
    "2011",
    "②",
    "9" * 30,
    "in_force",
    "'",
    f"<{CANARY}>",
    "\x00",
    "长" * 500,
    "%",
    "\u202e",
)
OF_A_KIND = {"format": ("atom", "json", "xml"), "sort": ("date", "relevance", "-date"), "in": ("titles", "texts")}
"""Settings that are worth a value of their own as often as not."""
DAYS = ("2007-01-01", "2007-13-77", "0000-00-00", "9999-12-31", "-1", "2007-W01-1", "20070101")
MANY = (900, 5000)
"""Settings of one address; Django reads a thousand."""


def questions(seed: int, count: int, names: tuple[str, ...]) -> Iterator[str]:
    """So many query strings; `names` are those of filters and of other settings of the page."""
    made = random.Random(seed)
    for number in range(count):
        text = _text(made, number)
        yield "&".join([f"q={text}", *_more(made, number, names)])


def _text(made: random.Random, number: int) -> str:
    if number % 199 == 7:
        part = quote(made.choice((*WORDS, *ODD, *SYNTAX, *MARKUP)))
        return part * (1_000_001 // len(part) + 1)
    kinds = [made.choice((SYNTAX, MARKUP, ODD, WORDS, WORDS)) for _part in range(made.randint(1, 12))]
    between = made.choice(("", " ", "　", '"'))
    told = quote(between.join(made.choice(kind) for kind in kinds) * made.choice((1, 1, 1, 3, 40)))
    return told + made.choice(RAW) if made.random() < 0.15 else told


def _more(made: random.Random, number: int, names: tuple[str, ...]) -> Iterator[str]:
    if number % 83 == 5:
        yield from (f"{made.choice(names)}={each}" for each in range(MANY[number // 83 % len(MANY)]))
        return
    for name in made.sample(names, made.randint(0, 3)):
        yield f"{name}={quote(made.choice(_values(made, name)))}"


def _values(made: random.Random, name: str) -> tuple[str, ...]:
    if name == "page":
        return PAGES
    own = DAYS if name in ("from", "to") else OF_A_KIND.get(name, ())
    return own if own and made.random() < 0.5 else VALUES


def told(question: str, number: int) -> tuple[str, bytes]:
    """(content type, body) of what a page would tell the counter of this question, and of what none would."""
    text = question.partition("&")[0].removeprefix("q=")
    rest = question.partition("&")[2]
    fields = (f"asked={text}&found={number % 2}", f"opened={text}&position={number % 9}&after={text[::-1]}")
    form = f"{fields[number % 2]}&{rest}".encode()
    half = json.dumps({"asked": "\ud800" + text[:900], "found": "\udc00"}).encode()
    parts = f'--x\r\nContent-Disposition: form-data; name="asked"\r\n\r\n{text[:900]}\r\n--x--\r\n'.encode()
    kinds = (
        ("application/x-www-form-urlencoded", form),
        ("application/x-www-form-urlencoded; charset=utf-16", form),
        ("application/x-www-form-urlencoded; charset=none", form),
        ("application/json", half),
        ("application/x-www-form-urlencoded", half),
        ("multipart/form-data; boundary=x", parts),
        ("multipart/form-data; boundary=x", parts[: len(parts) // 2]),
        ("multipart/form-data", parts),
        ("text/plain;charset=UTF-8", form),
        ("", b"\xed\xa0\x80=\x00"),
    )
    return kinds[number % len(kinds)] if number % 3 else kinds[0]
