"""Guessing at passwords is slowed down, and nobody is kept out by it who has logged in on this device before.

django-axes counts the failures, in a table of its own. Three rules decide whether an attempt is looked at:

- a pair of account and address that failed `pair` times waits until `window` is over: one's own mistakes;
- an account that strangers tried more than `account` times in `remembered`, from wherever, waits between attempts,
  twice as long each time up to `longest`: a guess that is spread over many addresses;
- an address that failed `address` times at whatever accounts waits until `window` is over: a list of names tried from
  one place.

A device that logged in to the account before carries a signed cookie. Its failures are counted apart, and the other two
rules do not ask about it: a stranger cannot lock out whom the house waits for. A success counts for nothing.
"""

import datetime
import ipaddress
import math
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cms.security.ratelimit import client_address

DEVICE, COOKIE, SALT = "device:", "disclosure-device", "disclosure-device"
ACCOUNTS_OF_A_DEVICE = 10
DAYS = 180
LONGEST_NAME = 150
CLOCKS_DIFFER = datetime.timedelta(minutes=1)
"""Between two servers, at most."""


@dataclass(frozen=True)
class Rules:
    """From DISCLOSURE_SIGN_IN; times in seconds."""

    window: int = 1800
    remembered: int = 24 * 3600
    pair: int = 10
    account: int = 10
    address: int = 60
    longest: int = 900


def rules() -> Rules:
    return Rules(**getattr(settings, "DISCLOSURE_SIGN_IN", {}))


def remembered(request: Any = None) -> datetime.timedelta:
    """For AXES_COOLOFF_TIME: failures that are older are deleted."""
    return datetime.timedelta(seconds=rules().remembered)


def account(name: str) -> str:
    """An account as it is counted, however it was typed: width, case, spaces and invisible characters make no other."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] not in "CZ")[:LONGEST_NAME]


def account_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """For AXES_USERNAME_CALLABLE."""
    return account(str((credentials or {}).get("username") or request.POST.get("username", "")))


def address_of(request: HttpRequest) -> str | None:
    """For AXES_CLIENT_IP_CALLABLE: an address that the database takes, or None."""
    try:
        return str(ipaddress.ip_address(client_address(request)))
    except ValueError:
        return None


class Handler(AxesDatabaseHandler):
    """For AXES_HANDLER."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return wait(request, account_of(request, credentials)) > 0

    def filter_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> list[Any]:
        return [_own(request, account_of(request, credentials))]

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        """Counted by account and address, or by device; of what was sent nothing is kept."""
        if request is None:
            return super().user_login_failed(sender, credentials, request, **kwargs)
        request.axes_user_agent = device(request, account_of(request, credentials))
        kept = request.GET, request.POST
        request.GET = request.POST = QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = kept

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        request.signed_in_account = account(user.get_username())
        super().user_logged_in(sender, request, user, **kwargs)


def wait(request: HttpRequest, name: str) -> int:
    """Seconds until an attempt at this account from here is looked at; 0 for now."""
    now, facts = timezone.now(), rules()
    if device(request, name):
        return _until(_own(request, name), facts.pair, facts.window, now)
    window = now - datetime.timedelta(seconds=facts.window)
    strangers = AccessAttempt.objects.filter(attempt_time__gt=now - remembered()).exclude(user_agent__startswith=DEVICE)
    here = strangers.filter(ip_address=address_of(request), attempt_time__gt=window)
    return max(
        _until(here.filter(username=name), facts.pair, facts.window, now),
        _until(here, facts.address, facts.window, now),
        _growing(strangers.filter(username=name), facts, now),
    )


def _own(request: HttpRequest, name: str) -> Any:
    """The failures that lock: of the device at this account, or else of the pair of account and address."""
    attempts = AccessAttempt.objects.filter(username=name)
    known = device(request, name)
    if known:
        return attempts.filter(user_agent=known)
    return attempts.filter(ip_address=address_of(request)).exclude(user_agent__startswith=DEVICE)


def _failures(attempts: Any, now: datetime.datetime) -> tuple[int, datetime.datetime | None]:
    """How many, and when the newest was. One that lies ahead counts, but nobody waits for its time: the clock was put
    back since, and the next failure says again when it is."""
    past = Q(attempt_time__lte=now + CLOCKS_DIFFER)
    found = attempts.aggregate(failures=Sum("failures_since_start"), newest=Max("attempt_time", filter=past))
    return found["failures"] or 0, found["newest"]


def _until(attempts: Any, most: int, seconds: int, now: datetime.datetime) -> int:
    failures, newest = _failures(attempts, now)
    if failures < most or newest is None:
        return 0
    return _left(newest, seconds, now)


def _growing(attempts: Any, facts: Rules, now: datetime.datetime) -> int:
    failures, newest = _failures(attempts, now)
    if failures <= facts.account or newest is None:
        return 0
    return _left(newest, min(facts.longest, 2 ** min(failures - facts.account, 20)), now)


def _left(since: datetime.datetime, seconds: int, now: datetime.datetime) -> int:
    return max(0, math.ceil((since - now).total_seconds()) + seconds)


# Devices


def device(request: HttpRequest, name: str) -> str:
    """What stands for the device in the table, if it logged in to this account before; "" for a stranger's."""
    known = _devices(request).get(name)
    return f"{DEVICE}{known}" if known else ""


def _devices(request: HttpRequest) -> dict[str, str]:
    """Account → name of this device there. Read once a request."""
    kept: dict[str, str] | None = getattr(request, "_known_devices", None)
    if kept is None:
        try:
            facts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 24 * 3600)
            kept = {str(name): str(known) for name, known in facts.items()}
        except (signing.BadSignature, AttributeError, ValueError, TypeError):
            kept = {}
        request._known_devices = kept  # type: ignore[attr-defined]  # kept where it ends with the request
    return kept


class Devices:
    """Middleware: a device that logged in is known from then on."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        name = getattr(request, "signed_in_account", "")
        if name:
            others = [(other, known) for other, known in _devices(request).items() if other != name]
            known = _devices(request).get(name) or secrets.token_urlsafe(12)
            facts = dict([*others[-(ACCOUNTS_OF_A_DEVICE - 1) :], (name, known)])
            response.set_cookie(
                COOKIE,
                signing.dumps(facts, salt=SALT),
                max_age=DAYS * 24 * 3600,
                path=reverse("wagtailadmin_home"),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def too_many(request: HttpRequest, response: Any = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """For AXES_LOCKOUT_CALLABLE: 429 in words, with the seconds to wait."""
    seconds = max(1, wait(request, account_of(request, credentials)))
    facts = {"minutes": math.ceil(seconds / 60)}
    answer = render(request, "429.html", facts, status=429)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer
