"""What is kept of a publication for search is sealed as everything else: by one way to write a value down."""

from hypothesis import given
from hypothesis import strategies as st

from cms.ledger import keys
from cms.ledger.texts import canonical
from search import entry_cache
from search.models import SearchEntry

FIELDS = (
    "number",
    "item",
    "title",
    "title_key",
    "body",
    "title_tokens",
    "body_tokens",
    "near_tokens",
    "headings",
    "passages",
    "category",
    "category_label",
    "unit",
)
MORE = ("unit_name", "year", "genre", "validity", "validity_label", "document_key", "date", "made_by")


@given(
    st.text(),
    st.text(alphabet='\x00\x1f\x7f"\\/\u2028\ud7ff政\U0001f600'),
    st.integers(1, 2**62),
    st.none() | st.just(2026),
)
def test_the_seal_is_over_the_canonical_text(title, body, number, year):
    entry = entry_cache.seal(SearchEntry(number=number, item="item-1", title=title, body=body, year=year))
    text = canonical(["search", 1, *(getattr(entry, name) for name in (*FIELDS, *MORE))])
    assert keys.ring().holds(entry.key_id, text, entry.seal)
    assert entry_cache.holds(entry)
    entry.body += "改"
    assert not entry_cache.holds(entry)
