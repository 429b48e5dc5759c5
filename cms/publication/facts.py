"""Sealed facts as they are read: those of a part say what is its own, and not what is the whole's."""

import json
from typing import Any

PART = "part:"


def is_part(key: str) -> bool:
    return key.startswith(PART)


def read(item: str, text: str) -> dict[str, Any]:
    """The facts of a publication.

    A part is sealed with the facts of its whole. The index number there is the whole's; what stands in the place of a
    document number is the part's own number: `part_number` here, for it is no document's.
    """
    found = dict(json.loads(text))
    if not is_part(item):
        return found
    return {**found, "index_number": "", "document_number": "", "part_number": found.get("document_number", "")}
