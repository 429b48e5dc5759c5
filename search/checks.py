"""A host's template makes a top-level app called `search` of its own: said in words instead of an import error."""

from pathlib import Path
from typing import Any

from django.core.checks import Error, register


@register()
def this_search_is_ours(app_configs: Any, **kwargs: Any) -> list[Error]:
    """disclosure_search.E001: another package of the name `search` comes first on the path."""
    import search

    if Path(str(search.__file__)).parent == Path(__file__).parent:
        return []
    message = "Another top-level package called “search” hides this one: remove it from the project."
    return [Error(message, id="disclosure_search.E001")]
