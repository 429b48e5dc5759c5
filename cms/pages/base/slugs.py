"""Addresses that can be read out and typed: a Chinese title becomes pinyin."""

from django.utils.text import slugify
from pypinyin import lazy_pinyin

LONGEST = 60


def slug_of(text: str, longest: int = LONGEST) -> str:
    """`行政许可` → `xing-zheng-xu-ke`; cut at a syllable after so many characters. Empty when nothing can be read."""
    slug = slugify(" ".join(lazy_pinyin(text, errors=lambda rest: f" {rest} ")))
    if len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0] or slug[:longest]
