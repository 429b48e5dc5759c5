"""Which part of the manual is about the screen that somebody has before them."""

from collections.abc import Mapping

CHAPTERS: Mapping[str, str] = {
    "wagtailadmin_pages:": "起草承办处室",
    "wagtailadmin_explore": "起草承办处室",
    "disclosure_licence_import": "各类事项",
    "disclosure_approval:submit": "起草承办处室",
    "disclosure_approval:provide": "提供内容计划科技处等",
    "disclosure_approval:begin": "修改撤下与废止",
    "disclosure_approval:end": "修改撤下与废止",
    "disclosure_approval:life": "修改撤下与废止",
    "disclosure_approval:emergency": "紧急撤下",
    "disclosure_approval:delegations": "委托",
    "disclosure_approval:register": "案件登记簿",
    "disclosure_approval:channels": "发布到其他渠道",
    "disclosure_approval:": "审核签批法规处办公室局领导",
    "disclosure_casefile:": "监督纪检监察室",
    "wagtailusers": "管理系统管理员",
    "disclosure_organisation": "管理系统管理员",
    "wagtailsites": "管理系统管理员",
}
"""How the name of a view begins → the anchor of what is said about it; the longest that fits counts."""


def anchor_of(view_name: str) -> str:
    """The anchor for a view, "" where the manual begins."""
    fitting = [begins for begins in CHAPTERS if view_name.startswith(begins)]
    return CHAPTERS[max(fitting, key=len)] if fitting else ""
