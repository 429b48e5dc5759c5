"""Random people do random things: nothing is ever on view without its signatures, and nothing ever gets stuck.

Runs over every chain of the regulation on the tests' own model, with posts that change hands while cases run.
"""

import datetime
import os

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cms.organisation import services as organisation
from cms.organisation.models import Post, Tenure
from cms.organisation.seats import Directory
from cms.publication import current
from cms.publication.disclosable import key_of
from cms.workflows import cases, people, progress, services
from cms.workflows.models import Case, Decision
from cms.workflows.services import submitting
from tests.factories.bureau import ATTESTED, load_organisation, sign_all, user
from tests.testapp.models import Notice
from tests.workflows import oracle
from tests.workflows.test_every_chain import bring_on_view, every_chain, first_author, new_notice, write

CHAINS = list(every_chain())
EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES", "36"))
STEPS = 18
PHASES = (Phase.explicit, Phase.generate)  # each step goes through services and database: shrinking takes too long
MARKS = st.sampled_from(["major", "particularly_major", "sensitive"])
NUMBERS = st.integers(0, 10_000)


class Bureau(RuleBasedStateMachine):
    """One item, one chain; everybody of the fixture's organisation."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.version = 0
        self.notice = None

    def teardown(self):
        try:
            if self.notice is not None:
                self._every_case_can_be_finished()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            current.forget()

    @initialize(chain=st.sampled_from(CHAINS), unit=st.sampled_from(["municipal", "municipal", "yuzhong"]))
    def begin(self, chain, unit):
        self.class_name, self.action, self.channel = chain
        self.notice = new_notice(self.class_name, unit)
        if self.action != "publish":
            bring_on_view(self.notice, self.channel)
        self.author = first_author(self.notice)
        self.everyone = list(get_user_model().objects.filter(is_active=True).order_by("pk"))

    # Who

    def anybody(self, number):
        return self.everyone[number % len(self.everyone)]

    def case(self) -> Case | None:
        return cases.running(self.notice, self.channel)

    def somebody_who_may(self, number):
        situation = progress.look(self.case())
        holders = [holder for seat in situation.seats() for holder in seat.assignment.holders]
        return user(holders[number % len(holders)].username) if holders else self.anybody(number)

    def attempt(self, verb, *args, **kwargs):
        """A refusal is an answer, and changes nothing."""
        before = (Decision.objects.count(), Case.objects.count())
        try:
            with transaction.atomic():
                return verb(*args, **kwargs)
        except services.Refused as refused:
            assert refused.reason
            assert before == (Decision.objects.count(), Case.objects.count())
            return None

    # What

    @rule(number=NUMBERS, outsider=st.booleans())
    def edit(self, number, outsider):
        person = self.anybody(number) if outsider else self.author
        self.version += 1
        write(self.notice, person, f"第{self.version}版")

    @rule()
    def edit_without_change(self):
        draft = Notice.objects.get(pk=self.notice.pk).get_latest_revision_as_object()
        draft.save_revision(user=self.author)

    @precondition(lambda self: self.case() is None)
    @rule(number=NUMBERS, outsider=st.booleans())
    def open(self, number, outsider):
        person = self.anybody(number) if outsider else self.author
        notice = Notice.objects.get(pk=self.notice.pk)
        self.attempt(
            services.open_case,
            notice,
            action=self.action,
            user=person,
            channel=self.channel,
            reason="到期",
            basis="某号",
        )

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS, outsider=st.booleans())
    def submit(self, number, outsider):
        case = self.case()
        if case.state in Case.EDITABLE and not outsider:
            self._provide(case)
        person = self.anybody(number) if outsider else self.author
        self.attempt(services.submit, case, person, attestation=ATTESTED)

    def _provide(self, case):
        for step in case.plan.steps:
            if step.kind == "provide":
                found = Directory.at().assign(people.seat_ref(step.seats[0])).holders
                if found:
                    self.attempt(services.provide, case, user(found[0].username), step=step.number)

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS)
    def meddle(self, number):
        self.decide(number, True)

    def decide(self, number, outsider):
        case = self.case()
        person = self.anybody(number) if outsider else self.somebody_who_may(number)
        step = progress.look(case).position.step
        kind = step.kind if step else "review"
        today = timezone.localdate().isoformat()
        if kind == "resolution":
            self.attempt(services.record, case, person, date=today, number="1号")
        elif kind == "filing":
            recipient = progress.look(case).position.recipients[0]
            self.attempt(services.record, case, person, date=today, recipient=recipient, how="交换")
        elif kind in ("publish", "post", "take_down"):
            self.attempt(services.publish, case, person)
        else:
            self.attempt(services.sign, case, person)

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS)
    def go_on(self, number):
        """Most of the time people do what they are there for."""
        self.decide(number, False)

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS)
    def publish_too_early(self, number):
        self.attempt(services.publish, self.case(), self.anybody(number))

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS, outsider=st.booleans())
    def return_it(self, number, outsider):
        person = self.anybody(number) if outsider else self.somebody_who_may(number)
        self.attempt(services.return_to_provider, self.case(), person, reason="请补充")

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS, outsider=st.booleans())
    def recall(self, number, outsider):
        person = self.anybody(number) if outsider else self.author
        self.attempt(services.recall, self.case(), person, reason="修改")

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS, mark=MARKS)
    def raise_mark(self, number, mark):
        self.attempt(services.raise_mark, self.case(), self.anybody(number), mark)

    @precondition(lambda self: self.case() is not None)
    @rule(number=NUMBERS, mark=MARKS, director=st.booleans())
    def lower_mark(self, number, mark, director):
        person = user("director") if director else self.anybody(number)
        self.attempt(services.lower_mark, self.case(), person, mark)

    @rule(number=NUMBERS, outsider=st.booleans())
    def take_down_at_once(self, number, outsider):
        """An emergency: by a named post, or by somebody who is none."""
        named = "yuzhong_general" if self.notice.issuing_office.unit.kind == "district" else "general"
        person = self.anybody(number) if outsider else user(named)
        notice = Notice.objects.get(pk=self.notice.pk)
        self.attempt(services.take_down_now, notice, person, reason="误登", reason_kind="error")

    @rule(number=NUMBERS)
    def go_past_the_chain(self, number):
        """Wagtail's own ways, by code: they change nothing of what is on view."""
        notice = Notice.objects.get(pk=self.notice.pk)
        if number % 3 == 0:
            Notice.objects.filter(pk=notice.pk).update(live=not notice.live, text="绕过")
        elif number % 3 == 1:
            notice.text = "绕过"
            notice.save()
        elif notice.latest_revision is not None:
            notice.latest_revision.publish(user=user("admin"))

    @rule(number=NUMBERS, other=NUMBERS)
    def end_a_tenure(self, number, other):
        """A post changes hands in this second; the head of a unit always has somebody."""
        running = Tenure.objects.valid_at(timezone.now()).filter(post__is_chief=False).order_by("pk")
        tenure = running[number % running.count()]
        self.attempt_organisation(organisation.end, tenure)
        if number % 2:
            self.attempt_organisation(
                organisation.appoint, post=tenure.post, user=self.anybody(other), starts_at=timezone.now()
            )

    @rule(number=NUMBERS, other=NUMBERS)
    def delegate(self, number, other):
        running = Tenure.objects.valid_at(timezone.now()).exclude(post__kind=Post.Kind.OVERSIGHT).order_by("pk")
        tenure = running[number % running.count()]
        now = timezone.now()
        self.attempt_organisation(
            organisation.delegate,
            post=tenure.post,
            from_user=tenure.user,
            to_user=self.anybody(other),
            starts_at=now,
            ends_at=now + datetime.timedelta(days=3),
            reason="出差",
        )

    def attempt_organisation(self, verb, *args, **kwargs):
        try:
            with transaction.atomic():
                verb(*args, **kwargs)
        except organisation.Refused:
            pass

    # What must hold

    @invariant()
    def what_is_visible_is_signed(self):
        oracle.everything_visible_is_signed()

    @invariant()
    def pending_seats_are_where_the_case_stands(self):
        case = self.case() if self.notice is not None else None
        if case is None or case.state != Case.State.OPEN:
            return
        where = progress.look(case).position
        rows = {(row.step, row.identifier, row.office_id) for row in case.pending.all()}
        assert rows == {(where.step.number, seat.identifier, seat.office) for seat in where.waiting}

    def _every_case_can_be_finished(self):
        """Whoever holds the seats now brings it through: nobody is missing, nothing waits for nothing."""
        case = self.case()
        if case is None:
            return
        if case.state in Case.EDITABLE:
            if case.has_content:
                write(self.notice, self._provider(case), f"最后一版{self.version}")
            self._provide(case)
            self._fill_what_is_vacant(case)
            services.submit(case, self._provider(case), attestation=ATTESTED)
        sign_all(case)
        case.refresh_from_db()
        assert case.state == Case.State.COMPLETED
        oracle.everything_visible_is_signed()

    def _fill_what_is_vacant(self, case):
        """Where everybody wrote a part of the text or left, the administrator is told, and appoints somebody new."""
        seen = submitting.prospect(case, self._provider(case))
        vacant = [each.seat for _step, found, _due in seen.steps for each in found if each.vacant]
        for ref in dict.fromkeys(vacant):
            named = seen.directory.post(ref.unit_id, ref.identifier)
            posts = [named] if named else seen.directory.deputies_over(ref.office_id)
            for post in posts:
                number = get_user_model().objects.count()
                person = get_user_model().objects.create_user(f"new_{number}", password="x")
                organisation.appoint(post=Post.objects.get(pk=post.id), user=person, starts_at=timezone.now())

    def _provider(self, case):
        directory = Directory.at()
        step = next(step for step in case.plan.steps if step.kind in ("draft", "provide"))
        for seat in step.seats:
            for holder in directory.assign(people.seat_ref(seat)).holders:
                if people.may_prepare(user(holder.username), case, directory):
                    return user(holder.username)
        return self.author


@pytest.mark.django_db
def test_nothing_is_visible_unsigned_and_nothing_gets_stuck():
    load_organisation()
    run_state_machine_as_test(
        Bureau, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=PHASES)
    )


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
