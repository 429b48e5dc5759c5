"""One document has one number, however it is typed (domain: page marks and metadata)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.numbering import document_numbers
from cms.numbering.document_numbers import DocumentNumber

ORGANS = st.sampled_from(["渝文备", "渝质监发", "国发", "国办公开办函", "财综", "发改价格"])
YEARS = st.integers(1950, 2150)
NUMBERS = st.integers(1, 99_999)
BRACKETS = st.sampled_from(["[]", "()", "〔〕", "【】", "（）", "［］"])
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def spellings(draw):
    """A document and one of the ways in which people type its number."""
    document = DocumentNumber(draw(ORGANS), draw(YEARS), draw(NUMBERS))
    left, right = draw(BRACKETS)
    space = draw(st.sampled_from(["", " "]))
    ordinal, ending = draw(st.sampled_from(["", "第"])), draw(st.sampled_from(["号", ""]))
    text = f"{document.organ}{space}{left}{document.year}{right}{space}{ordinal}{document.number}{ending}"
    return document, text.translate(WIDE) if draw(st.booleans()) else text


@given(spellings())
def test_every_spelling_is_the_same_document(pair):
    document, text = pair
    assert document_numbers.parse(text) == document
    assert document_numbers.canonical(text) == str(document)


@given(spellings())
def test_the_official_form_stays_as_it_is(pair):
    written = document_numbers.canonical(pair[1])
    assert document_numbers.canonical(written) == written


@given(spellings(), spellings())
def test_two_documents_never_share_a_form(one, other):
    same = document_numbers.canonical(one[1]) == document_numbers.canonical(other[1])
    assert same == (one[0] == other[0])


@pytest.mark.parametrize(
    "text",
    ["渝文备[2007]23号", "渝文备〔２００７〕23号", "渝文备(2007)23", "渝文备2007 23", " 渝文备 〔2007〕 第23号 "],
)
def test_the_spellings_of_the_source(text):
    assert document_numbers.canonical(text) == "渝文备〔2007〕23号"


@pytest.mark.parametrize(
    "text", ["", None, "渝文备", "2007", "23号", "渝文备〔2007〕", "渝文备〔2007〕0号", "12365", "电梯2007"]
)
def test_what_is_no_number(text):
    assert document_numbers.parse(text) is None
    assert document_numbers.canonical(text) is None


def test_numbers_in_running_text_in_their_order():
    text = "依据国发[2004]10号和渝质监发〔2007〕12号，参照《办法》第3条。"
    assert [(found.year, found.number) for found in document_numbers.find(text)] == [(2004, 10), (2007, 12)]
