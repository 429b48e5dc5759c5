"""Calendar months, as people count them: a month after 31 January is the last day of February."""

import calendar
import datetime


def months_after(moment: datetime.datetime, months: int) -> datetime.datetime:
    """The same day and time so many months later (earlier, for a negative number); the month's last day at most."""
    place = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(place, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
