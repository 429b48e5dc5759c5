"""Whether the limits can be kept and the libraries are there."""

from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from cms.extraction import conf
from cms.outbox.delivery import lease_time

LIBRARIES = {"pypdfium2": "PDF", "python_calamine": "XLS, ET"}
LEFT = 10
"""Seconds that a message's lease lasts longer than the reading."""


@register()
def limits_are_kept(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """disclosure_extraction.E001: a limit that cannot be. disclosure_extraction.E002: a reading outlasts the lease of
    its message. disclosure_extraction.W001: a library is missing, so files of its kind are not read."""
    problems: list[CheckMessage] = []
    try:
        if conf.limits().seconds + LEFT > lease_time().total_seconds():
            problems.append(
                Error(
                    "DISCLOSURE_EXTRACTION: seconds outlast DISCLOSURE_OUTBOX_LEASE",
                    hint="Add to the settings a longer DISCLOSURE_OUTBOX_LEASE, or fewer seconds.",
                    id="disclosure_extraction.E002",
                )
            )
    except ImproperlyConfigured as error:
        problems.append(Error(str(error), id="disclosure_extraction.E001"))
    for name, what in LIBRARIES.items():
        if find_spec(name) is None:
            hint = f"Run `pip install {name.replace('_', '-')}`."
            problems.append(Warning(f"{name} is missing: {what} is not read", hint, id="disclosure_extraction.W001"))
    return problems
