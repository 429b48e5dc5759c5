"""The words that chains are made of: kinds of steps, channels, actions, marks. Each stands here once and says all about
itself; a plugin adds a kind of step or a channel of its own by `STEP_KINDS.add(…)`, `CHANNELS.add(…)` in its
`AppConfig.ready()`, and stays installed as long as cases have steps of it.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SHOWN, TAKEN_DOWN = "shown", "tombstone"
"""What a last step brings about: the kinds of a publication."""
DRAFTING = "draft"
WEB, INTRANET = "web", "intranet"


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Any: ...


Word = TypeVar("Word", bound=Named)


class Vocabulary(Generic[Word]):
    """Words by their names, in the order in which they were added."""

    def __init__(self, what: str, *words: Word) -> None:
        self.what = what
        self._words: dict[str, Word] = {word.name: word for word in words}

    def add(self, word: Word) -> Word:
        """Raises ValueError when another word has this name."""
        if self._words.setdefault(word.name, word) != word:
            raise ValueError(f"there is another {self.what} called {word.name}")
        return word

    @contextlib.contextmanager
    def also(self, word: Word) -> Iterator[Word]:
        """The word is there until the block ends: for what tries one."""
        self.add(word)
        try:
            yield word
        finally:
            del self._words[word.name]

    def __getitem__(self, name: str) -> Word:
        """Raises KeyError for a name that no plugin added."""
        return self._words[name]

    def __contains__(self, name: object) -> bool:
        return name in self._words

    def __iter__(self) -> Iterator[Word]:
        return iter(tuple(self._words.values()))

    def names(self, of: Callable[[Word], bool] = lambda word: True) -> tuple[str, ...]:
        """The names of those for which `of` holds."""
        return tuple(word.name for word in self if of(word))

    def label(self, name: str) -> str:
        """What people call it; the name itself where nobody knows it any more."""
        return str(self._words[name].label) if name in self._words else name

    def choices(self) -> list[tuple[str, Any]]:
        """(name, label) of each, as fields and forms take them."""
        return [(word.name, word.label) for word in self]


# Seats

PROVIDER, OFFICE, REVIEWER, PUBLISHER = "provider", "office", "reviewer", "publisher"
LEADER, CHIEF, GROUP, BODY = "leader", "chief", "group", "body"
ROLES = (PROVIDER, OFFICE, REVIEWER, PUBLISHER, LEADER, CHIEF, GROUP, BODY)
"""What a seat is to the chains, which a text says of each: the office that provides the item, any other office, one
that gives a review of §6.1, the one that publishes; a leader, the head of the unit, the leading group; a meeting."""
LEADING = (LEADER, CHIEF, GROUP)
"""Those before whose signature the reviews of §6.1 are given."""
ORIGINATING_OFFICE, DEPUTY_IN_CHARGE = "originating_office", "deputy_in_charge"
DEPUTIES_CONCERNED = "deputies_concerned"
RELATIONS = (ORIGINATING_OFFICE, DEPUTY_IN_CHARGE, DEPUTIES_CONCERNED)
"""What a seat can be that follows from the item: its office, the leader over that, those over all offices concerned."""


# Steps


class Phase(Enum):
    """Where in a chain a step stands, and what deciding it means."""

    PREPARING = "preparing"
    """Before the submission, in the order of the vocabulary; it has no task of its own."""
    RECORD = "record"
    """A fact that is recorded with number, date and file; the chain waits for it."""
    PASSING = "passing"
    """Carrying a case on is not a signature."""
    SIGNATURE = "signature"
    """Whoever wrote the text is barred from it (rule 2)."""
    FINISHING = "finishing"
    """The last step: it is the publication."""


@dataclass(frozen=True)
class Fact:
    """What a recorded fact consists of beside its date, and before what it cannot be dated.

    `to_recipients`: one record for each authority that the step names. `not_before` is `draft` or a kind of step.
    """

    number: Any
    file: Any
    needs_number: bool = False
    needs_file: bool = False
    to_recipients: bool = False
    not_before: str = ""
    without_number: Any = ""


@dataclass(frozen=True)
class StepKind:
    """A kind of step. `roles` are those of which its seats are, each of them, or one where any of them may act; none
    stands for every role. `ends_in` is what a finishing one brings about, `fact` what a recorded one consists of,
    `consent` what the case file writes where nobody wrote a word, `button` what is certified by pressing it, where the
    label does not say it; `is_review`: each of its seats gives a review that
    has a name; `template` is shown above its form on the case.
    """

    name: str
    label: Any
    phase: Phase
    roles: tuple[str, ...] = ()
    is_review: bool = False
    ends_in: str = ""
    fact: Fact | None = None
    consent: Any = ""
    template: str = ""
    button: Any = ""

    @property
    def prepares(self) -> bool:
        return self.phase is Phase.PREPARING

    @property
    def is_recorded(self) -> bool:
        return self.phase is Phase.RECORD

    @property
    def is_signature(self) -> bool:
        return self.phase is Phase.SIGNATURE

    @property
    def finishes(self) -> bool:
        return self.phase is Phase.FINISHING

    @property
    def is_decided(self) -> bool:
        """By a person's word alone, in a seat: signed or passed on."""
        return self.phase in (Phase.SIGNATURE, Phase.PASSING)

    @property
    def is_approval(self) -> bool:
        """What a release of the same form takes over, and a notice of its end quotes."""
        return self.phase in (Phase.SIGNATURE, Phase.RECORD)


STEP_KINDS: Vocabulary[StepKind] = Vocabulary(
    "kind of step",
    StepKind(DRAFTING, pgettext_lazy("step of a chain", "draft"), Phase.PREPARING),
    StepKind("provide", pgettext_lazy("step of a chain", "provide"), Phase.PREPARING),
    StepKind("attest", pgettext_lazy("step of a chain", "attest"), Phase.PREPARING),
    StepKind(
        "resolution",
        pgettext_lazy("step of a chain", "record the resolution"),
        Phase.RECORD,
        roles=(BODY, GROUP),
        fact=Fact(
            number=_("Number of the resolution"),
            file=_("Minutes"),
            needs_number=True,
            needs_file=True,
            not_before=DRAFTING,
            without_number=_("Give the number of the resolution."),
        ),
    ),
    StepKind(
        "filing",
        pgettext_lazy("step of a chain", "file"),
        Phase.RECORD,
        fact=Fact(
            number=_("Number of the reply, if there is one already"),
            file=_("Receipt"),
            to_recipients=True,
            not_before="resolution",
        ),
    ),
    StepKind("screen", pgettext_lazy("step of a chain", "screen"), Phase.PASSING),
    StepKind("receive", pgettext_lazy("step of a chain", "receive"), Phase.PASSING),
    StepKind("circulate", pgettext_lazy("step of a chain", "circulate"), Phase.PASSING),
    StepKind(
        "review",
        pgettext_lazy("step of a chain", "review"),
        Phase.SIGNATURE,
        roles=(REVIEWER,),
        is_review=True,
        consent=_("Reviewed: agrees."),
    ),
    StepKind(
        "sign",
        pgettext_lazy("step of a chain", "sign"),
        Phase.SIGNATURE,
        roles=LEADING,
        consent=_("Agrees."),
        button=pgettext_lazy("button", "Agree"),
    ),
    StepKind(
        "publish", pgettext_lazy("step of a chain", "publish"), Phase.FINISHING, roles=(PUBLISHER,), ends_in=SHOWN
    ),
    StepKind("post", pgettext_lazy("step of a chain", "post"), Phase.FINISHING, ends_in=SHOWN),
    StepKind("take_down", pgettext_lazy("step of a chain", "take down"), Phase.FINISHING, ends_in=TAKEN_DOWN),
)


# Channels


@dataclass(frozen=True)
class Channel:
    """Where an item is shown. `has_pages`: items have an address of their own there, else it shows what the web page
    releases; `is_public`: for everybody (§6.1 asks the municipal bureau about what is), else for staff; `template` is
    the list, in the admin, of what it shows now.
    """

    name: str
    label: Any
    has_pages: bool = False
    is_public: bool = True
    template: str = "disclosure_workflows/channels.html"


CHANNELS: Vocabulary[Channel] = Vocabulary(
    "channel",
    Channel(WEB, _("web site"), has_pages=True),
    Channel("wall", _("wall of the service hall")),
    Channel("touchscreen", _("touch screen")),
    Channel("leaflet", _("leaflet")),
    Channel(INTRANET, _("intranet"), has_pages=True, is_public=False),
)


def own_channels() -> tuple[str, ...]:
    """Where an item stands itself; what is released to the others follows it."""
    return CHANNELS.names(lambda channel: channel.has_pages)


def channel_choices() -> list[tuple[str, Any]]:
    """For model fields, which read them anew: a plugin may add one."""
    return CHANNELS.choices()


# Actions: those of the regulation and no others


class Action(models.TextChoices):
    """What a case does with an item."""

    PUBLISH = "publish", _("publish")
    MODIFY = "modify", _("modify")
    WITHDRAW = "withdraw", _("withdraw")
    REPEAL = "repeal", _("repeal")

    @property
    def is_reviewed(self) -> bool:
        """Whether it brings a new text, which §6.1 has reviewed."""
        return self in (Action.PUBLISH, Action.MODIFY)

    @property
    def is_in_every_class(self) -> bool:
        """Whether every class has it, written or not; a repeal is written, and an act of its own channel only."""
        return self is not Action.REPEAL


# Marks: columns of a case


@dataclass(frozen=True)
class Mark:
    """What is decided about an item and is not its content. `lowered_by` names the municipal rule whose seat alone
    lowers it ("" for one that nobody raises by hand), `implies` the mark that comes with it.
    """

    name: str
    label: Any
    lowered_by: str = ""
    implies: str = ""


MARKS: Vocabulary[Mark] = Vocabulary(
    "mark",
    Mark("major", _("Major"), lowered_by="director"),
    Mark("particularly_major", _("Particularly major"), lowered_by="leading_group", implies="major"),
    Mark("sensitive", _("Sensitive"), lowered_by="leading_group"),
    Mark("rule_changed", _("the rule changes")),
)


def raised_by_hand() -> tuple[str, ...]:
    """The marks that people raise and lower."""
    return MARKS.names(lambda mark: bool(mark.lowered_by))
