"""Which publications a question finds, in SQL: FTS5 on SQLite, tsvector on PostgreSQL, joined with what is on view.

Pure: nothing here asks a database. A statement is its text and its parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cms.publication.current import WEB
from cms.publication.models import ListingEntry
from cms.publication.reading import parameter
from search import analysis
from search.engines.tokens import FTS
from search.models import SearchEntry
from search.query import FILTERS, Query, fits
from search.ranking.plans import LOOSE_RANKED, NEAR_RANKED, Plan

ENTRY = SearchEntry._meta.db_table
MOST = 20_000
"""Of more matches only the newest are ranked and counted: a word of every page must not cost a minute."""
_LIST = ListingEntry._meta.db_table
_VECTOR = (
    "(setweight(to_tsvector('simple', e.\"title_tokens\"), 'A') "
    "|| setweight(to_tsvector('simple', e.\"near_tokens\"), 'B') || to_tsvector('simple', e.\"body_tokens\"))"
)
_TITLE_VECTOR = "to_tsvector('simple', e.\"title_tokens\")"
MOST_TITLED = 40
_IS_LONG = 'octet_length(e."body_tokens") > 30000'
"""It may have over 16,383 tokens, of two bytes at least; the length is known without reading the text."""
Statement = tuple[str, list[Any]]


@dataclass(frozen=True)
class Match:
    """The condition of a text in one database. `inside` scores while it is looked for, `outside` afterwards, through
    `join`."""

    source: str
    condition: str
    params: list[Any]
    newest: str
    inside: str = "0"
    outside: str = 'm."score"'
    outside_params: list[Any] = field(default_factory=list)
    join: str = ""


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
        f'SELECT m."number", {match.outside} AS score, {names}, COUNT(*) OVER () FROM ({inner}) m {match.join} '  # noqa: S608 - constants only
        f'ORDER BY {best}m."date" DESC, m."number" DESC LIMIT %s OFFSET %s'
    )
    return sql, [*match.outside_params, *params, limit, offset]


def groups(match: Match, query: Query, at: datetime) -> Statement:
    """Rows of the FILTERS' values, how many have them, the newest of these; filters not applied."""
    inner, params = _inner(match, query, at, {})
    names = ", ".join(f'm."{name}"' for name in FILTERS)
    return f'SELECT {names}, COUNT(*), MAX(m."number") FROM ({inner}) m GROUP BY {names}', params  # noqa: S608 - constants only


def titled(vendor: str, names: Sequence[str], query: Query, at: datetime) -> Statement:
    """Rows like `hits` of what has one of these as its title."""
    marks = ", ".join(["%s"] * len(names)) or "NULL"
    join = "CROSS JOIN" if vendor == "sqlite" else "JOIN"  # or SQLite goes through all that is on view
    source = f'"{ENTRY}" e {join} "{_LIST}" l ON l."number" = e."number"'
    match = Match(source, f'e."title_key" IN ({marks})', list(names), 'l."number"')
    return _first(match, query, at, MOST_TITLED)


def near(vendor: str, plan: Plan, query: Query, at: datetime) -> Statement:
    """Rows like `hits` of titles that may be meant."""
    make = _sqlite_near if vendor == "sqlite" else _postgresql_near
    return _first(make(plan), query, at, NEAR_RANKED)


def loose(vendor: str, plan: Plan, query: Query, at: datetime) -> Statement:
    """Rows like `hits` of what has any of the plan's loose phrases."""
    make = _sqlite if vendor == "sqlite" else _postgresql_loose
    return _first(make([list(plan.loose)], plan.excluded, only_titles=query.only_titles), query, at, LOOSE_RANKED)


def _first(match: Match, query: Query, at: datetime, limit: int) -> Statement:
    inner, params = _inner(match, query, at, {})
    names = ", ".join(f'm."{name}"' for name in ("date", *FILTERS))
    sql = (
        f'SELECT m."number", {match.outside} AS score, {names} FROM ({inner}) m {match.join} '  # noqa: S608 - constants only
        'ORDER BY score, m."number" DESC LIMIT %s'
    )
    return sql, [*match.outside_params, *params, limit]


def _inner(
    match: Match, query: Query, at: datetime, filters: Mapping[str, Any], without: Sequence[int] = ()
) -> Statement:
    moment = parameter(at)
    conditions = [match.condition, 'l."channel" = %s', 'l."shown_from" <= %s', 'l."shown_to" > %s']
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
    )


def _fts5(phrase: str) -> str:
    """A quoted phrase; a single Chinese character at its end may begin a pair, so it is a prefix."""
    quoted = '"' + phrase.replace('"', '""') + '"'
    return f"{quoted}*" if analysis.is_open(phrase) else quoted


def _postgresql(expression: list[list[str]], excluded: Sequence[str], *, only_titles: bool) -> Match:
    """The server knows positions up to 16,383 in a document: in a long one it looks for all the tokens, and then reads
    the text itself for the phrases.
    """
    phrases, params = _tsquery([[_phrase(each) for each in group] for group in expression])
    titled = f"{_TITLE_VECTOR} @@ ({phrases})" if only_titles else "TRUE"
    title_params = [*params] if only_titles else []
    tokens, token_params = _tsquery([[_all_of(each) for each in group] for group in expression])
    asked = phrases
    for each in excluded:
        asked = f"({asked}) && !! phraseto_tsquery('simple', %s)"
        params.append(each)
    read, read_params = _read(expression, excluded)
    return Match(
        source=f'"{ENTRY}" e JOIN "{_LIST}" l ON l."number" = e."number"',
        condition=(
            f"(({_VECTOR} @@ ({asked}) AND NOT {_IS_LONG}) OR ({_VECTOR} @@ ({tokens}) AND {_IS_LONG} AND {read}))"
            f" AND {titled}"
        ),
        params=[*params, *token_params, *read_params, *title_params],
        newest='l."number"',
        outside=f"-ts_rank({_VECTOR}, ({tokens}))",
        outside_params=token_params,
        join=f'JOIN "{ENTRY}" e ON e."number" = m."number"',
    )


def _postgresql_near(plan: Plan) -> Match:
    between = {"all": " & ", "any": " | ", "phrase": " <-> "}
    asked, params = _tsquery(
        [[("to_tsquery('simple', %s)", between[n.kind].join(f"'{t}':B" for t in n.tokens)) for n in plan.near]]
    )
    return _of_vector(asked, params, plan.excluded)


def _postgresql_loose(expression: list[list[str]], excluded: Sequence[str], *, only_titles: bool) -> Match:
    """By tokens alone, wherever they stand: ranking reads the texts."""
    asked, params = _tsquery([[_all_of(each) for each in group] for group in expression])
    found = _of_vector(asked, params, excluded)
    if not only_titles:
        return found
    condition = f"{found.condition} AND {_TITLE_VECTOR} @@ ({asked})"
    return replace(found, condition=condition, params=[*found.params, *params])


def _of_vector(asked: str, params: list[Any], excluded: Sequence[str]) -> Match:
    for each in excluded:
        asked = f"({asked}) && !! phraseto_tsquery('simple', %s)"
        params = [*params, each]
    return Match(
        source=f'"{ENTRY}" e JOIN "{_LIST}" l ON l."number" = e."number"',
        condition=f"{_VECTOR} @@ ({asked})",
        params=params,
        newest='l."number"',
        outside=f"-ts_rank({_VECTOR}, ({asked}))",
        outside_params=params,
        join=f'JOIN "{ENTRY}" e ON e."number" = m."number"',
    )


def _tsquery(groups: list[list[tuple[str, str]]]) -> Statement:
    """All groups, each by one of its (call, parameter)."""
    asked = " && ".join("(" + " || ".join(call for call, _value in group) + ")" for group in groups)
    return asked, [value for group in groups for _call, value in group]


def _phrase(phrase: str) -> tuple[str, str]:
    if analysis.is_open(phrase):
        return "to_tsquery('simple', %s)", _quoted(phrase, " <-> ")
    return "phraseto_tsquery('simple', %s)", phrase


def _all_of(phrase: str) -> tuple[str, str]:
    return "to_tsquery('simple', %s)", _quoted(phrase, " & ")


def _quoted(phrase: str, between: str) -> str:
    """Tokens are letters and digits: there is nothing to escape."""
    return between.join(f"'{token}'" for token in phrase.split()) + (":*" if analysis.is_open(phrase) else "")


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
    asked, params = _tsquery([[_phrase(each)] for each in phrases])
    titled = f'SELECT e."number" FROM "{ENTRY}" e WHERE {_VECTOR} @@ ({asked}) AND {_TITLE_VECTOR} @@ ({asked})'  # noqa: S608 - constants
    return f'l."number" IN ({titled})', [*params, *params]
