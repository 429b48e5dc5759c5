"""Which publications a question finds, in SQL: FTS5 on SQLite, tsvector on PostgreSQL, joined with what is on view.

Pure: nothing here asks a database. A statement is its text and its parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cms.publication import viewing
from cms.publication.current import WEB
from cms.publication.models import ListingEntry
from cms.publication.reading import parameter

from .. import analysis
from ..models import SearchEntry
from ..query import FILTERS, Query, fits
from ..ranking.plans import Plan
from .tokens import FTS

ENTRY = SearchEntry._meta.db_table
MOST = 5_000
"""Of more matches only the newest are ranked and counted: a word of every page must not cost a minute."""
TIMES = 3
"""How many more than are wanted are looked at first, by their score alone: few of what an index has is not on view."""
_LIST = ListingEntry._meta.db_table
_VECTOR = 'e."vector"'
_TITLE_VECTOR = 'e."title_vector"'
"""Of a title with the weight A, of what is near it with B."""
MOST_TITLED = 40
_IS_LONG = 'octet_length(e."body_tokens") > 30000'
"""It may have over 16,383 tokens, of two bytes at least; the length is known without reading the text."""
_SQLITE_SOURCE = f'"{ENTRY}" e CROSS JOIN "{_LIST}" l ON l."number" = e."number"'
_POSTGRESQL_SOURCE = (
    f'"{ENTRY}" e CROSS JOIN LATERAL (SELECT * FROM "{_LIST}" o WHERE o."number" = e."number" OFFSET 0) l'  # noqa: S608 - constants
)
"""In this order: else either of them, where it expects more than there are, goes through all that is on view."""
Statement = tuple[str, list[Any]]


@dataclass(frozen=True)
class Match:
    """The condition of a text in one database. `inside` scores while it is looked for, or names what
    `outside` scores of those that were found; `alone` is the table that finds and scores by itself, "" where there is
    none.
    """

    source: str
    condition: str
    params: list[Any]
    newest: str
    inside: str = "0"
    outside: str = 'm."score"'
    outside_params: list[Any] = field(default_factory=list)
    alone: str = ""


def best(match: Match, query: Query, at: datetime, limit: int) -> Statement | None:
    """Rows like `hits` with two more: how many of those that were looked at are on view, and how many matches there
    are. Scored first and then joined with what is on view: a third of the time of `hits`, but only TIMES `limit` are
    looked at. None where the question or the database has to be asked in the other way.
    """
    if not match.alone or query.since or query.until or query.sort == "date":
        return None
    moment, names = parameter(at), ", ".join(f'l."{name}"' for name in ("date", *FILTERS))
    found = (
        f'SELECT rowid AS "number", {match.inside} AS "score" FROM {match.alone} '  # noqa: S608 - constants only
        f"WHERE {match.condition} ORDER BY rowid DESC LIMIT {MOST}"
    )
    first = (
        f'SELECT "number", "score", COUNT(*) OVER () AS "all" FROM ({found}) ORDER BY "score", "number" DESC LIMIT %s'  # noqa: S608 - constants only
    )
    sql = (
        f'SELECT m."number", m."score", {names}, COUNT(*) OVER (), m."all" FROM ({first}) m '  # noqa: S608 - constants only
        f'CROSS JOIN "{_LIST}" l ON l."number" = m."number" '
        f'WHERE l."channel" = %s AND {viewing.sql()} '
        'ORDER BY m."score", l."date" DESC, m."number" DESC LIMIT %s'
    )
    return sql, [*match.params, TIMES * limit, WEB, moment, moment, limit]


def hits(
    match: Match,
    query: Query,
    at: datetime,
    *,
    filters: Mapping[str, Any],
    limit: int,
    offset: int = 0,
    without: Sequence[int] = (),
) -> Statement:
    """Rows of (number, score, date, values of the FILTERS, how many there are), the best first, or the newest where
    that is asked for.
    """
    inner, params = _inner(match, query, at, filters, without)
    names = ", ".join(f'm."{name}"' for name in ("date", *FILTERS))
    best = "" if query.sort == "date" else "score, "
    sql = (
        f'SELECT m."number", {match.outside} AS score, {names}, COUNT(*) OVER () FROM ({inner}) m '  # noqa: S608 - constants only
        f'ORDER BY {best}m."date" DESC, m."number" DESC LIMIT %s OFFSET %s'
    )
    return sql, [*match.outside_params, *params, limit, offset]


def groups(match: Match, query: Query, at: datetime) -> Statement:
    """Rows of the FILTERS' values, how many have them, the newest of these; filters not applied."""
    inner, params = _inner(replace(match, inside="0"), query, at, {})
    names = ", ".join(f'm."{name}"' for name in FILTERS)
    return f'SELECT {names}, COUNT(*), MAX(m."number") FROM ({inner}) m GROUP BY {names}', params  # noqa: S608 - constants only


def titled(vendor: str, names: Sequence[str], query: Query, at: datetime) -> Statement:
    """Rows like `hits` of what has one of these as its title."""
    marks = ", ".join(["%s"] * len(names)) or "NULL"
    source = _SQLITE_SOURCE if vendor == "sqlite" else _POSTGRESQL_SOURCE
    match = Match(source, f'e."title_key" IN ({marks})', list(names), 'l."number"')
    return first(match, query, at, MOST_TITLED)


def near(vendor: str, plan: Plan) -> Match:
    """Of titles that may be meant."""
    return (_sqlite_near if vendor == "sqlite" else _postgresql_near)(plan)


def loose(vendor: str, plan: Plan, *, only_titles: bool = False) -> Match:
    """Of what has any of the plan's loose phrases."""
    make = _sqlite if vendor == "sqlite" else _postgresql_loose
    return make([list(plan.loose)], plan.excluded, only_titles=only_titles)


def first(match: Match, query: Query, at: datetime, limit: int) -> Statement:
    """Rows like `hits`, the best of these, uncounted."""
    inner, params = _inner(match, query, at, {})
    names = ", ".join(f'm."{name}"' for name in ("date", *FILTERS))
    sql = (
        f'SELECT m."number", {match.outside} AS score, {names} FROM ({inner}) m '  # noqa: S608 - constants only
        'ORDER BY score, m."number" DESC LIMIT %s'
    )
    return sql, [*match.outside_params, *params, limit]


def _inner(
    match: Match, query: Query, at: datetime, filters: Mapping[str, Any], without: Sequence[int] = ()
) -> Statement:
    moment = parameter(at)
    conditions = [match.condition, 'l."channel" = %s', viewing.sql()]
    params = [*match.params, WEB, moment, moment]
    for bound, value in (('l."date" >= %s', query.since), ('l."date" <= %s', query.until)):
        if value:
            conditions += [bound, "l.\"date\" <> ''"]
            params.append(value)
    for name, value in filters.items():
        if not fits(name, value):
            conditions.append("1 = 0")
        elif name == "attachment":
            conditions.append('l."attachment" LIKE %s')
            params.append(f"% {value} %")
        else:
            conditions.append(f'l."{name}" = %s')
            params.append(int(value) if name == "year" else value)
    if without:
        conditions.append(f'l."number" NOT IN ({", ".join(["%s"] * len(without))})')
        params += without
    columns = ", ".join(f'l."{name}"' for name in ("number", "date", *FILTERS))
    sql = (
        f'SELECT {columns}, {match.inside} AS "score" FROM {match.source} '  # noqa: S608 - constants only
        f"WHERE {' AND '.join(conditions)} ORDER BY {match.newest} DESC LIMIT {MOST}"
    )
    return sql, params


def match_of(vendor: str, plan: Plan, *, only_titles: bool = False) -> Match:
    """Of what has all the words."""
    expression = [list(group) for group in plan.groups]
    make = _sqlite if vendor == "sqlite" else _postgresql
    return make(expression, plan.excluded, only_titles=only_titles)


def _sqlite(expression: list[list[str]], excluded: Sequence[str], *, only_titles: bool) -> Match:
    text = " AND ".join("(" + " OR ".join(_fts5(each) for each in group) + ")" for group in expression)
    text = f"{{title}} : ({text})" if only_titles else f"{{title body}} : ({text})"
    for tokens in excluded:
        text = f"({text}) NOT {{title body}} : ({_fts5(tokens)})"
    return _of_fts(text, "8.0, 1.0, 0.0")


def _sqlite_near(plan: Plan) -> Match:
    between = {"all": " AND ", "any": " OR "}
    parts = [
        '"' + " ".join(each.tokens) + '"'
        if each.kind == "phrase"
        else "(" + between[each.kind].join(f'"{token}"' for token in each.tokens) + ")"
        for each in plan.near
    ]
    text = f"near : ({' OR '.join(parts)})"
    for tokens in plan.excluded:
        text = f"({text}) NOT {{title body}} : ({_fts5(tokens)})"
    return _of_fts(text, "0.0, 0.0, 1.0")


def _of_fts(text: str, columns: str) -> Match:
    return Match(
        source=f'"{FTS}" CROSS JOIN "{_LIST}" l ON l."number" = "{FTS}".rowid',  # a cross join keeps this order
        condition=f'"{FTS}" MATCH %s',
        params=[text],
        newest=f'"{FTS}".rowid',
        inside=f'bm25("{FTS}", {columns})',
        alone=f'"{FTS}"',
    )


def _fts5(phrase: str) -> str:
    """A quoted phrase; a single Chinese character at its end may begin a pair, so it is a prefix."""
    quoted = '"' + phrase.replace('"', '""') + '"'
    return f"{quoted}*" if analysis.is_open(phrase) else quoted


def _postgresql(expression: list[list[str]], excluded: Sequence[str], *, only_titles: bool) -> Match:
    """All the tokens by the index, then their order in what that found. The server knows positions up to 16,383 in a
    document: of a long one the text itself is read for the phrases.
    """
    tokens, token_params = _tsquery([[_all_of(each) for each in group] for group in expression])
    if only_titles:
        titled, title_params = _tsquery([[_titled(each) for each in group] for group in expression])
        condition, params = f"{_TITLE_VECTOR} @@ ({titled})", title_params
    else:
        condition, params = f"{_VECTOR} @@ ({tokens})", [*token_params]
    if excluded or (not only_titles and any(" " in each for group in expression for each in group)):
        phrases, phrase_params = _tsquery([[_phrase(each) for each in group] for group in expression])
        asked, asked_params = _without(phrases, phrase_params, excluded)
        read, read_params = _read(expression, excluded)
        condition += f" AND CASE WHEN {_IS_LONG} THEN {read} ELSE {_VECTOR} @@ ({asked}) END"
        params = [*params, *read_params, *asked_params]
    return _ranked(condition, params, _VECTOR, tokens, token_params)


def _postgresql_near(plan: Plan) -> Match:
    between = {"all": " & ", "any": " | ", "phrase": " <-> "}
    asked, params = _tsquery(
        [[("to_tsquery('simple', %s)", between[n.kind].join(f"'{t}':B" for t in n.tokens)) for n in plan.near]]
    )
    condition = f"{_TITLE_VECTOR} @@ ({asked})"
    rest = [f"NOT {_VECTOR} @@ phraseto_tsquery('simple', %s)" for _each in plan.excluded]
    return _ranked(" AND ".join([condition, *rest]), [*params, *plan.excluded], _TITLE_VECTOR, asked, params)


def _postgresql_loose(expression: list[list[str]], excluded: Sequence[str], *, only_titles: bool) -> Match:
    """By tokens alone, wherever they stand: ranking reads the texts."""
    tokens, params = _tsquery([[_all_of(each) for each in group] for group in expression])
    asked, asked_params = _without(tokens, params, excluded)
    condition = f"{_VECTOR} @@ ({asked})"
    if only_titles:
        titled, title_params = _tsquery([[_all_of(each, "A") for each in group] for group in expression])
        condition, asked_params = f"{_TITLE_VECTOR} @@ ({titled}) AND {condition}", [*title_params, *asked_params]
    return _ranked(condition, asked_params, _VECTOR, tokens, params)


def _without(asked: str, params: list[Any], excluded: Sequence[str]) -> Statement:
    for each in excluded:
        asked, params = f"({asked}) && !! phraseto_tsquery('simple', %s)", [*params, each]
    return asked, params


def _ranked(condition: str, params: list[Any], vector: str, asked: str, rank_params: list[Any]) -> Match:
    """The vector goes along, by where it lies, to those that are ranked: no row is looked for twice."""
    return Match(
        source=_POSTGRESQL_SOURCE,
        condition=condition,
        params=params,
        newest='l."number"',
        inside=vector,
        outside=f'-ts_rank(m."score", ({asked}))',
        outside_params=rank_params,
    )


def _tsquery(groups: list[list[tuple[str, str]]]) -> Statement:
    """All groups, each by one of its (call, parameter)."""
    asked = " && ".join("(" + " || ".join(call for call, _value in group) + ")" for group in groups)
    return asked, [value for group in groups for _call, value in group]


def _phrase(phrase: str) -> tuple[str, str]:
    if analysis.is_open(phrase):
        return "to_tsquery('simple', %s)", _quoted(phrase, " <-> ")
    return "phraseto_tsquery('simple', %s)", phrase


def _all_of(phrase: str, weight: str = "") -> tuple[str, str]:
    return "to_tsquery('simple', %s)", _quoted(phrase, " & ", weight)


def _titled(phrase: str) -> tuple[str, str]:
    """The phrase in a title."""
    return "to_tsquery('simple', %s)", _quoted(phrase, " <-> ", "A")


def _quoted(phrase: str, between: str, weight: str = "") -> str:
    """Tokens are letters and digits: there is nothing to escape."""
    *first, last = phrase.split() or [""]
    marks = [f"'{token}'" + (f":{weight}" if weight else "") for token in first]
    of_last = weight + ("*" if analysis.is_open(phrase) else "")
    return between.join([*marks, f"'{last}'" + (f":{of_last}" if of_last else "")])


def _read(expression: list[list[str]], excluded: Sequence[str]) -> Statement:
    """The same on the text of the tokens, which stand between spaces."""
    text = """(' ' || e."title_tokens" || ' ' || e."body_tokens" || ' ')"""
    has = f"POSITION(%s IN {text}) > 0"
    groups = ["(" + " OR ".join([has] * len(group)) + ")" for group in expression]
    groups += [f"NOT {has}"] * len(excluded)
    phrases = [*(each for group in expression for each in group), *excluded]
    return " AND ".join(groups), [f" {each}" + ("" if analysis.is_open(each) else " ") for each in phrases]


def in_titles(vendor: str, terms: Sequence[str]) -> Statement:
    """The condition that a list's row `l` has all of these in its title, each as it stands or as it sounds."""
    phrases = [phrase for phrase in map(analysis.phrase, terms) if phrase]
    if not phrases:
        return "1 = 0", []
    if vendor == "sqlite":
        text = "{title} : (" + " AND ".join(_fts5(each) for each in phrases) + ")"
        return f'l."number" IN (SELECT rowid FROM "{FTS}" WHERE "{FTS}" MATCH %s)', [text]  # noqa: S608 - constants
    asked, params = _tsquery([[_titled(each)] for each in phrases])
    return f'l."number" IN (SELECT e."number" FROM "{ENTRY}" e WHERE {_TITLE_VECTOR} @@ ({asked}))', params  # noqa: S608 - constants


def in_texts(vendor: str, plan: Plan) -> Statement:
    """The condition that a list's row `l` has all that a plan asks for, in its title or text."""
    match = match_of(vendor, plan)
    table, number = (f'"{FTS}"', "rowid") if vendor == "sqlite" else (f'"{ENTRY}" e', 'e."number"')
    return f'l."number" IN (SELECT {number} FROM {table} WHERE {match.condition})', match.params  # noqa: S608 - constants
