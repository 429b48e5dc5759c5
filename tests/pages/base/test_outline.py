from hypothesis import given
from hypothesis import strategies as st

from cms.pages.base.outline import DEPTHS, outline


class Block:
    def __init__(self, block_type, value):
        self.block_type, self.value = block_type, value


def part(number, *clauses, title="题"):
    rows = [{"level": level, "number": mark, "title": "", "text": "文"} for level, mark in clauses]
    return Block("part", {"number": number, "title": title, "clauses": rows})


def anchors(*blocks):
    return [entry.anchor for piece in outline(blocks).pieces for entry in piece.entries]


def test_anchors_follow_the_numbers_of_the_document():
    block = part("五、", ("section", "(一)"), ("item", "4."), ("subitem", "(2)"), ("section", "(五)"), ("item", "1."))
    assert anchors(block) == ["p5-1", "p5-1-4", "p5-1-4-2", "p5-5", "p5-5-1"]


def test_articles_are_numbered_through_the_whole_law():
    one = part("第一章", ("section", "第一节"), ("article", "第一条"), ("item", "(二)"))
    two = part("第二章", ("article", "第十二条"), ("item", "(一)"))
    assert anchors(one, two) == ["p1-1", "a1", "a1-2", "a12", "a12-1"]


def test_numbers_that_come_twice_get_anchors_of_their_own():
    assert anchors(part("一、", ("item", "1."), ("item", "1.")), part("一、", ("item", "1."))) == [
        "p1-1",
        "p1-1_2",
        "p1-1_3",
    ]


def test_contents_name_parts_and_sections():
    found = outline([part("三、", ("section", "(一)"), ("item", "1."), title="公开内容")]).contents
    assert [(line.label, [below.label for below in line.children]) for line in found] == [("三、公开内容", ["(一)文"])]


clauses = st.lists(st.tuples(st.sampled_from([*DEPTHS, "paragraph"]), st.text(alphabet="一二三1(). 第条", max_size=4)))


@given(st.lists(clauses, max_size=5))
def test_every_anchor_is_used_once_and_can_be_an_id(bodies):
    made = outline([part("一、", *rows) for rows in bodies])
    found = [piece.anchor for piece in made.pieces] + [e.anchor for piece in made.pieces for e in piece.entries]
    named = [anchor for anchor in found if anchor]
    assert len(named) == len(set(named))
    assert all(" " not in anchor for anchor in named)
