"""A list of publications narrowed down by words: what of it the search would find by all of them."""

from django.db import connection

from cms.numbering import document_numbers
from cms.publication import clock, listing

from . import finding, words
from .engines import matching
from .query import Query, clean

MOST = 8
"""Parts of a question that are looked for in titles as they sound."""
NOTHING: listing.Condition = ("1 = 0", [])
NUMBERED = 'l."document_key" = %s'


def condition(text: str) -> listing.Condition:
    """How a list finds these words: all of them in the title or the text, or what stands for them in the site's words;
    in a title also as they sound; or, where there is one, what has the whole as its document number. A few queries, the
    same for any length.

    Of the site's own database, whatever engine answers the search: nobody waits for a server here.
    """
    query = Query(clean(text), synonyms=words.current().synonyms)
    key = document_numbers.canonical(query.text)
    if key and listing.numbers(NUMBERED, [key], limit=1, at=clock.now()):
        return NUMBERED, [key]
    plan, _raised = finding.planned(query)
    parts = [matching.in_texts(connection.vendor, plan)] if plan.groups else []
    if query.terms and not query.excluded:
        parts.append(matching.in_titles(connection.vendor, query.terms[:MOST]))
    if not parts:
        return NOTHING
    return " OR ".join(each for each, _params in parts), [value for _each, params in parts for value in params]
