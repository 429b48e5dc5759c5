"""How a question is looked for: what every engine asks its index, in our tokens. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .. import analysis
from . import near
from .asked import Asked, Form, Unit
from .near import Near

RANKED = 150
"""Candidates that are ranked, at most; what is found beyond them keeps the engine's order. Twice as many changed no
figure on the judged questions and cost twice as much."""
NEAR_RANKED = 50
LOOSE_RANKED = 75
BUDGET = 6000
"""Postings that may be read for documents with only some of the words: the rarest words until they are used up."""
ALTERNATIVES = 12


@dataclass(frozen=True)
class Plan:
    """Phrases are tokens as `analysis.phrase` makes them. `groups`: all of these, each by one of its phrases; `loose`:
    any of these, for who has only some of the words; `near`: titles that may be meant; `excluded`: none of these.
    """

    asked: Asked
    groups: tuple[tuple[str, ...], ...] = ()
    loose: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.loose or self.near)


def of(asked: Asked, counts: Mapping[str, int], total: int) -> Plan:
    """`counts` of words and, behind near.COUNTED, of tokens of titles."""
    groups: list[tuple[str, ...]] = [(analysis.phrase(each),) for each in asked.quoted]
    needed = [unit for unit in asked.units if unit.is_needed] or list(asked.units)
    groups += [_phrases(unit, asked.related) for unit in needed]
    return Plan(
        asked,
        tuple(filter(None, groups)),
        () if asked.quoted else tuple(_loose(asked, needed, counts, total)),
        () if asked.quoted else tuple(_near(asked, counts)),
        tuple(filter(None, (analysis.phrase(word) for word in asked.excluded))),
    )


def tokens_of(asked: Asked) -> set[str]:
    """Which counts `of` wants to know besides those of words."""
    return {near.COUNTED + token for each in near.asked(asked.names, asked.number) for token in each.tokens}


def _phrases(unit: Unit, related: Iterable[Unit]) -> tuple[str, ...]:
    """A word, its other forms, and what the site's data says that it stands for."""
    found = [form.text for form in unit.forms if not form.is_part]
    found += [each.text for each in related if unit.text in each.source or (each.source and each.source in unit.text)]
    return tuple(filter(None, dict.fromkeys(analysis.phrase(each) for each in found[:ALTERNATIVES])))


def _loose(asked: Asked, needed: list[Unit], counts: Mapping[str, int], total: int) -> Iterable[str]:
    """The rarest first, until the budget is used up; of one word alone everything is found already, if any text has it;
    else what stands beside it is looked for.
    """
    forms: dict[str, int] = {}
    if len(needed) == 1 and not any(form.text in counts for form in needed[0].forms):
        needed = list(asked.units)
    for unit in (*asked.related, *needed):
        for form in unit.forms if len(needed) > 1 else (form for form in unit.forms if form.is_part or unit.source):
            forms.setdefault(form.text, _count(form, counts, total))
    spent = 0
    for text, count in sorted(forms.items(), key=lambda each: each[1]):
        spent += count
        if spent > BUDGET and spent > count:
            return
        phrase = analysis.phrase(text)
        if phrase:
            yield phrase


def _count(form: Form, counts: Mapping[str, int], total: int) -> int:
    """Of a phrase of several words: the rarest of them at most; of what nobody counted: little."""
    if form.text in counts:
        return counts[form.text]
    from .asked import cut

    known = [counts[word] for run in analysis.runs(form.text) for word in cut(run) if word in counts]
    return min(known, default=min(total, 50))


def _near(asked: Asked, counts: Mapping[str, int]) -> Iterable[Near]:
    """Of pairs of syllables the rarest within the budget."""
    for each in near.asked(asked.names, asked.number):
        if each.kind != "any":
            if all(near.COUNTED + token in counts for token in each.tokens):
                yield each
            continue
        known = sorted((counts[near.COUNTED + token], token) for token in each.tokens if near.COUNTED + token in counts)
        spent, chosen = 0, list[str]()
        for count, token in known:
            spent += count
            if chosen and spent > BUDGET:
                break
            chosen.append(token)
        if chosen:
            yield Near(tuple(chosen), "any")
