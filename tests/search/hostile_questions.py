"""Questions that nobody asks by mistake, made from a seed: query syntax of three databases, markup, control characters,
halves of characters, what is very long and what is very many."""

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
)


def questions(seed: int, count: int, names: tuple[str, ...]) -> Iterator[str]:
    """So many query strings; `names` are those of filters and of other settings of the page."""
    made = random.Random(seed)
    for number in range(count):
        text = _text(made, number)
        yield "&".join([f"q={text}", *_more(made, names)])


def _text(made: random.Random, number: int) -> str:
    if number % 199 == 7:
        return quote(made.choice((*WORDS, *ODD, *SYNTAX, *MARKUP))) * (1_000_000 // 12)
    kinds = [made.choice((SYNTAX, MARKUP, ODD, WORDS, WORDS)) for _part in range(made.randint(1, 12))]
    between = made.choice(("", " ", "　", '"'))
    told = quote(between.join(made.choice(kind) for kind in kinds) * made.choice((1, 1, 1, 3, 40)))
    return told + made.choice(RAW) if made.random() < 0.15 else told


def _more(made: random.Random, names: tuple[str, ...]) -> Iterator[str]:
    if made.random() < 0.01:
        yield from (f"{made.choice(names)}={number}" for number in range(made.choice((900, 5000))))
        return
    for name in made.sample(names, made.randint(0, 3)):
        values = PAGES if name == "page" else VALUES
        yield f"{name}={quote(made.choice(values))}"
