"""Texts compared for the eye: what went and what came."""

from cms.workflows.admin.forms import marking


def test_thousands_of_equal_lines_are_compared_without_taking_minutes():
    """Counted in comparisons of the alignment, not in seconds: what occurs all the time is no landmark."""
    same, other = ["同一行"] * 1500, ["同一行", "另一行"] * 750
    said = marking.text("\n".join(same), "\n".join(other), near=1)
    assert "<del>" in said
    assert "另一" in said
    assert marking.aligned(["甲", "乙"], ["甲", "丙", "乙"], marking.alike, str) == [
        ("甲", "甲"),
        (None, "丙"),
        ("乙", "乙"),
    ]
