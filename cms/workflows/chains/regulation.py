"""The regulation of one text: its rules, and the chains that are composed from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from cms.workflows.chains import composing
from cms.workflows.chains.rules import Rules
from cms.workflows.chains.values import Chain


@dataclass(frozen=True)
class Regulation(Rules):
    """The rules of a text with the chains that follow from them."""

    def chain(
        self, procedure_class: str, action: str, channel: str, subordinate: bool = False, contacts_only: bool = False
    ) -> Chain:
        """The whole chain, steps with a condition included. Raises composing.NoSuchChain."""
        return composing.compose(
            self, procedure_class, action, channel, subordinate=subordinate, contacts_only=contacts_only
        )

    def every(self) -> Iterator[tuple[str, str, str]]:
        """(class, action, channel) of every chain that there is, in the order of the text."""
        for name, rules in self.classes.items():
            for channel in rules.channels:
                for action in composing.actions_of(rules, channel, rules.own_channel):
                    yield name, action, channel
