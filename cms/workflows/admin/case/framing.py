"""A public page in the frame on the page of a case: its own styles, no script, without head and foot of the site."""

import re

from django.templatetags.static import static
from django.utils.html import format_html

SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)
HERE = re.compile(r"<a\b(?=[^>]*\shref=[\"']?#)", re.IGNORECASE)
"""A link to a place in the page itself."""


def framed(page: str) -> str:
    """The HTML of a rendered page for the frame. Links open beside the admin; those within the page stay in it.

    The frame is sandboxed and carries the policy of a preview: taking the scripts out saves the browser's complaints.
    """
    head = format_html(
        '<base target="_blank"><link rel="stylesheet" href="{}">', static("disclosure_workflows/framed.css")
    )
    without = SCRIPT.sub("", page)
    return HERE.sub('<a target="_self"', without).replace("</head>", f"{head}</head>", 1)
