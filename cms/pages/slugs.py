"""Addresses that can be read out and typed: a Chinese title becomes pinyin."""

from django.utils.text import slugify
from pypinyin import lazy_pinyin

LONGEST = 60


def slug_of(text: str) -> str:
    """`行政许可` → `xing-zheng-xu-ke`; cut at a syllable after LONGEST characters. Empty when nothing can be read."""
    slug = slugify(" ".join(lazy_pinyin(text, errors=lambda rest: f" {rest} ")))
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
