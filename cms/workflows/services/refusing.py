"""How a verb says no: the same sentence for button, queue, API, command and test."""

import logging

log = logging.getLogger("cms.workflows")


class Refused(Exception):
    """The service does not do it. `reason` is a sentence for people; nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(reason: str | None, what: str) -> None:
    """Raise Refused, and leave a line in the log, when there is a reason."""
    if reason is not None:
        log.info("refused %s: %s", what, reason)
        raise Refused(reason)
