"""Lines of the log: one a record, whatever a visitor put into an address or a header."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
REFUSED = "django.security"


class OneLine(logging.Formatter):
    """Control characters and those that turn the direction of writing are written as escapes, so that nobody adds a
    line of their own. What Django refuses because of how it was asked (a forged Host) is said without a traceback:
    it is no fault of ours, and anybody can make thousands.
    """

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage()
        clean = CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), said)
        if clean == said and not (record.exc_info and record.name.startswith(REFUSED)):
            return super().format(record)
        copied = logging.makeLogRecord(record.__dict__)
        copied.msg, copied.args = clean, ()
        if record.name.startswith(REFUSED):
            copied.exc_info, copied.exc_text, copied.stack_info = None, None, None
        return super().format(copied)
