"""What is told in words at the start instead of searches that fail."""

from typing import Any

from django.core.checks import Error, register

from . import word_files
from .engines import elastic


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
