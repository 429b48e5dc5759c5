"""What is told in words at the start instead of an import error, or of searches that fail.

A host's template makes a top-level app called `search` of its own.
"""

from pathlib import Path
from typing import Any

from django.core.checks import Error, register

from search import word_files
from search.engines import elastic


@register()
def this_search_is_ours(app_configs: Any, **kwargs: Any) -> list[Error]:
    """disclosure_search.E001: another package of the name `search` comes first on the path."""
    import search

    if Path(str(search.__file__)).parent == Path(__file__).parent:
        return []
    message = "Another top-level package called “search” hides this one: remove it from the project."
    return [Error(message, id="disclosure_search.E001")]


@register()
def the_server_can_be_addressed(app_configs: Any, **kwargs: Any) -> list[Error]:
    """disclosure_search.E002: ELASTICSEARCH_URL or ELASTICSEARCH_OPTIONS are not what a client can be made of."""
    if not elastic.configured():
        return []
    try:
        elastic.ElasticsearchEngine()
    except (ValueError, TypeError, OSError) as error:
        return [Error(f"ELASTICSEARCH_URL (with its options) cannot be used: {error}", id="disclosure_search.E002")]
    return []


@register()
def words_can_be_read(app_configs: Any, **kwargs: Any) -> list[Error]:
    """disclosure_search.E003: a file of words, shipped or of DISCLOSURE_SEARCH_VOCABULARY, cannot be read."""
    try:
        word_files.shipped_words()
        word_files.shipped_stop_words()
        word_files.shipped_boosts()
    except word_files.Unreadable as error:
        return [Error(str(error), id="disclosure_search.E003")]
    return []
