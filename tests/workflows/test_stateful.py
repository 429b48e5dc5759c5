"""Random people do random things: nothing is ever on view without its signatures, and nothing ever gets stuck.

STATEFUL_STEPS says how many steps; `make test-long` walks a hundred thousand, in STATEFUL_WALKS walks side by side.
"""

import os

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from cms.publication import current
from cms.publication.disclosable import key_of
from cms.workflows.cases.models import Decision
from tests.factories.bureau import load_organisation
from tests.workflows import oracle
from tests.workflows.test_every_chain import bring_on_view, new_notice
from tests.workflows.walking import Bureau

WALKS = int(os.environ.get("STATEFUL_WALKS", "1"))
STEPS = int(os.environ.get("STATEFUL_STEPS", "2000")) // WALKS
IN_A_ROW = 60
PHASES = (Phase.explicit, Phase.generate)  # each step goes through services and database: shrinking takes too long


@pytest.mark.django_db
@pytest.mark.parametrize("walk", range(WALKS))
def test_nothing_is_visible_unsigned_and_nothing_gets_stuck(walk):
    load_organisation()
    Bureau.steps = 0
    while Bureau.steps < STEPS:
        examples = max(1, min(200, (STEPS - Bureau.steps) // IN_A_ROW))
        run_state_machine_as_test(
            Bureau,
            settings=settings(
                max_examples=examples, stateful_step_count=IN_A_ROW, deadline=None, phases=PHASES, database=None
            ),
        )
        print(f"walk {walk}: {Bureau.steps} of {STEPS} steps", flush=True)


def test_the_oracle_can_fail(db):
    """A publication whose signature is taken out of the record does not pass."""
    load_organisation()
    notice = new_notice("announcements")
    bring_on_view(notice, "web")
    oracle.everything_visible_is_signed()
    row = current.of_item(key_of(notice))
    signed = Decision.objects.filter(item=row.item, kind="sign").first()
    kept = Decision.objects.exclude(pk=signed.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oracle.Decision, "objects", kept)
        with pytest.raises(AssertionError):
            oracle.everything_visible_is_signed()
