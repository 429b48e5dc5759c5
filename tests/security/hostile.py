"""Requests that nobody sends by mistake: made from a seed, so that one that did harm can be sent again."""

import random
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.attacks import inventory, judged

UNESCAPED = "<i>xq9</i>"
VALUES = (
    *(
        "",
        "0",
        "1",
        "-1",
        "²",
        "٣",
        "1e9",
        "9" * 19,
        "9" * 40,
        "1" + "0" * 30,
        "-9223372036854775809",
        "２",
        "9" * 5000,
        "0x10",
        "1.5",
        "NaN",
        "None",
        "null",
        "true",
    ),
    *("\x00", "a\x00b", "\n", "\r\nX-Evil: 1", "\u202e", "\ufeff", "\u2028", "😀" * 50, "é", "ß", "中" * 3000),
    *(
        "'",
        '"',
        "' OR 1=1 --",
        "%",
        "_",
        "\\",
        "%27",
        "%00",
        "%ff",
        "{{7*7}}",
        "{% debug %}",
        "${7*7}",
        "*",
        "(",
        "[",
        "^",
    ),
    *(UNESCAPED, f'"><script>{UNESCAPED}</script>', "javascript:alert(1)", "//evil.example/", "http://evil.example/"),
    *("../../etc/passwd", "..\\..\\", "/", "a/b", "?", "#", "&", "=", ";", ",", "+", " ", "x" * 20_000),
    *(
        "-published",
        "shown_from",
        "page:1",
        "page:x",
        "disclosure_pages.LicensingPage",
        "wagtailcore.Page",
        "x.y",
        "csv",
    ),
)
NAMES = (
    *(
        "q",
        "page",
        "p",
        "category",
        "unit",
        "year",
        "genre",
        "validity",
        "subject",
        "sort",
        "id",
        "ids",
        "pk",
        "next",
        "o",
    ),
    *(
        "ordering",
        "export",
        "search",
        "multiple",
        "page_type",
        "target_pages[]",
        "childOf",
        "parent_page_id",
        "user_perms",
    ),
    *(
        "collection_id",
        "tag",
        "locale",
        "mode",
        "in_preview_panel",
        "allow_external_link",
        "link_url",
        "link_text",
        "title",
    ),
    *(
        "content_type",
        "action",
        "user",
        "timestamp_from",
        "timestamp_to",
        "state",
        "kind",
        "verb",
        "channel",
        "item",
        "__x",
    ),
    *(
        "a__b__startswith",
        "is_active__exact",
        "fields",
        "limit",
        "offset",
        "child_of",
        "descendant_of",
        "type",
        "order",
    ),
)
FIELDS = (
    *NAMES,
    *("new_title", "new_slug", "new_parent_page", "copy_subpages", "publish_copies", "alias", "chooser", "confirm"),
    *("move_page", "page_type", "locale", "collection", "tags", "name", "slug", "successor", "basis_item", "office"),
    *("form-TOTAL_FORMS", "disclosure_attachments-TOTAL_FORMS", "disclosure_attachments-0-document", "body-count"),
    *("user", "post", "unit", "case", "number", "position", "revision", "cropping", "focal_point_x", "width", "file"),
    *("username", "email", "password", "url", "hostname", "port", "site", "root_page", "view_restriction_type"),
)
"""Of forms: Wagtail's, those of the registers and ours."""
HEADERS = (
    ("range", "bytes=" + "9" * 5000 + "-"),
    ("range", "bytes=-"),
    ("range", "bytes=5-1"),
    ("range", "bytes=٣-"),
    ("range", "bytes=0-0,1-1" * 500),
    ("if-none-match", '"x' * 1000),
    ("if-modified-since", "x"),
    ("if-match", "*"),
    ("accept-language", "x" * 4000),
    ("accept-language", "zh;q=²,en;q=-1"),
    ("accept", "application/json"),
    ("x-requested-with", "XMLHttpRequest"),
    ("x-forwarded-for", "x, y, ::1, 1.2.3.4.5"),
    ("x-forwarded-proto", "gopher"),
    ("cookie", "sessionid=x; messages=x; csrftoken=" + "x" * 5000),
    ("cookie", "django_language=../../x; disclosure-device=a:b:c"),
    ("content-type", "application/json"),
    ("content-type", "multipart/form-data; boundary="),
    ("referer", "javascript:alert(1)"),
    ("origin", "null"),
    ("user-agent", ""),
)
METHODS = ("GET",) * 12 + ("POST",) * 4 + ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE")
BODIES = (b"", b"\x00", b"{", b'{"a": ' * 500, b"a=1&" * 900, b"\xff\xfe", b"--\r\n", b"id=%00&id=1")


@dataclass(frozen=True)
class Sent:
    """One request, as a test client sends it."""

    method: str
    address: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.address[:300]} {self.headers and dict(list(self.headers.items())[:2])!r:.200}"


def public_addresses(known: list[str]) -> list[str]:
    found = ["/", "/mu-lu/", "/search/", "/search/suggest/", "/feed/", "/sitemap.xml", "/robots.txt", "/intranet/"]
    found += [
        "/feed/{}",
        "/sitemap-{}.xml",
        "/{}",
        "/{}/",
        "/intranet/{}/",
        "/files/{}",
        "/files/{}/x.pdf",
        "/admin/{}/",
    ]
    found += ["/files/" + "0" * 64 + "/{}", "/admin/login/", "/admin/password_reset/", "/static/{}", "/gong-gao/{}/"]
    return [*found, *known]


def admin_addresses() -> list[str]:
    """Every address of the admin with a hole for each of its names."""
    found = []
    for view, route, _entry in inventory.patterns():
        if view in judged.LEFT_ALONE or view in judged.FAILS_IN_WAGTAIL or "logout" in view:
            continue
        holes = 0
        out, depth, at = "", 0, 0
        while at < len(route):  # <int:pk>, (?P<name>[^/]+), (\d+)
            letter = route[at]
            if letter in "<(" and depth == 0:
                depth, holes, out = 1, holes + 1, out + "{}"
            elif letter in "<(" and depth:
                depth += 1
            elif letter in ">)" and depth:
                depth -= 1
            elif not depth and letter not in "^$\\?":
                out += letter
            at += 1
        found.append("/" + out)
    return sorted(set(found))


def requests(seed: int, count: int, known: list[str]) -> list[Sent]:
    """So many requests of this seed; the same each time."""
    chance = random.Random(seed)
    public, admin = public_addresses(known), admin_addresses()
    return [_one(chance, public if chance.random() < 0.5 else admin) for _number in range(count)]


def _one(chance: random.Random, addresses: list[str]) -> Sent:
    address = chance.choice(addresses)
    while "{}" in address:
        value = chance.choice(VALUES) if chance.random() < 0.7 else str(chance.randint(1, 60))
        address = address.replace("{}", quote(value[:2000], safe="/" if chance.random() < 0.3 else ""), 1)
    pairs = [(chance.choice(NAMES), chance.choice(VALUES)) for _pair in range(chance.choice((0, 1, 1, 2, 3, 8)))]
    if chance.random() < 0.02:
        pairs = [(f"n{number}", "1") for number in range(900)]
    query = "&".join(f"{quote(name)}={quote(value[:4000])}" for name, value in pairs)
    if chance.random() < 0.05:
        query += chance.choice(("&&&=", "%", "%zz", "a%00=b", "\udcff".encode("utf-8", "surrogateescape").hex()))
    headers = dict(chance.sample(HEADERS, chance.choice((0, 0, 1, 2))))
    method = chance.choice(METHODS)
    body = chance.choice(BODIES) if method in ("POST", "PUT", "PATCH") else b""
    if method == "POST" and chance.random() < 0.7:
        body = _form(chance)
        headers.pop("content-type", None)
    return Sent(method, f"{address}?{query}" if query else address, headers, body)


def _form(chance: random.Random) -> bytes:
    """A form as a browser sends it, its fields filled with what no screen offers."""
    fields = chance.sample(FIELDS, chance.choice((1, 3, 8, 20)))
    return "&".join(f"{quote(name)}={quote(chance.choice(VALUES)[:4000])}" for name in fields).encode()
