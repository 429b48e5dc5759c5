"""A bureau at work on one item: random people do random things, and time passes.

Every chain of the item's class, in every channel; posts change hands, powers are delegated, the chains themselves
change, and somebody tries ways around them.
"""

import datetime

import time_machine
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cms.lifecycle import transitions
from cms.organisation import services as organisation
from cms.organisation.models import Post, Tenure
from cms.organisation.seats import Directory
from cms.publication import current
from cms.workflows import services
from cms.workflows.cases import people, progress, regulation
from cms.workflows.cases.models import UNPOST, Case, Decision
from cms.workflows.chains import reading
from cms.workflows.services import acting, submitting
from tests.factories.bureau import ATTESTED, sign_all, user
from tests.testapp.models import Notice
from tests.workflows import oracle, ways_around
from tests.workflows.test_every_chain import bring_on_view, every_chain, first_author, new_notice

CHAINS = list(every_chain())
LOWERING = ("director", "yuzhong_director", "leading_group_office", "yuzhong_general", "legal")
MINUTES = {"sha256": "0" * 64, "name": "纪要.pdf", "type": "application/pdf", "size": 9}
MARKS = st.sampled_from(["major", "particularly_major", "sensitive"])
NUMBERS = st.integers(0, 10_000)
HOURS = st.sampled_from([None, 1, 5, 48])
NONSENSE = {"Unauthorised", "ValueError", "LookupError", "KeyError", "DoesNotExist", "IntegrityError"}
"""What a case says whose rows were meddled with by hand, where it does not refuse."""
CHANNELS = sorted({channel for _name, _action, channel in CHAINS})


def other_texts() -> list[str]:
    """The regulation, and what an administrator may make of it."""
    text = reading.regulation().text
    return [
        text,
        text.replace("legality_for_major_only = false", "legality_for_major_only = true"),
        text.replace("days = 3", "days = 7"),
        text.replace("bureau_too = true", "bureau_too = false"),
    ]


class Bureau(RuleBasedStateMachine):
    """Everybody of the fixture's organisation, and one item."""

    steps = 0
    """Of all walks together."""

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(datetime.datetime.now(datetime.UTC), tick=True)
        self.clock = self.travel.start()
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
            self.travel.stop()
            current.forget()

    @initialize(chain=st.sampled_from(CHAINS), unit=st.sampled_from(["municipal", "municipal", "yuzhong"]))
    def begin(self, chain, unit):
        class_name, action, channel = chain
        self.notice = new_notice(class_name, unit)
        self.ways = [(each, where) for name, each, where in CHAINS if name == class_name]
        self.first = (action, channel)
        if action != "publish":
            bring_on_view(self.notice, channel)
        self.author = first_author(self.notice)
        self.everyone = list(get_user_model().objects.filter(is_active=True).order_by("pk"))

    # Who and what

    def anybody(self, number):
        return self.everyone[number % len(self.everyone)]

    def running(self) -> list[Case]:
        if self.notice is None:
            return []
        return list(Case.objects.filter(item=self.notice.disclosure_key, state__in=Case.RUNNING).order_by("pk"))

    def case(self, number) -> Case:
        found = self.running()
        return found[number % len(found)]

    def somebody_who_may(self, case, number):
        holders = [holder for seat in progress.look(case).seats() for holder in seat.assignment.holders]
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

    # The office at its work: each of these finds the item where it is and takes it on

    @rule(number=NUMBERS, live_in=HOURS, gone_in=HOURS)
    def begin_something(self, number, live_in, gone_in):
        """Open what can be opened now, write what it needs, have it provided, submit it."""
        wanted = "modify" if current.of_item(self.notice.disclosure_key) else "publish"
        ways = [each for each in self.ways if number % 2 or each[0] == wanted] or self.ways
        action, channel = ways[number % len(ways)]
        self._open(action, channel, self.author)
        for case in self.running():
            if case.state in Case.EDITABLE:
                self._prepare(case, live_in, gone_in)

    def _open(self, action, channel, person):
        self.attempt(
            services.open_case,
            Notice.objects.get(pk=self.notice.pk),
            action=action,
            user=person,
            channel=channel,
            reason="到期",
            basis="某号",
        )

    def _prepare(self, case, live_in, gone_in):
        if case.has_content:
            self._write(self._provider(case), live_in, gone_in)
        self._provide(case)
        self.attempt(services.submit, case, self._provider(case), attestation=ATTESTED)

    def _write(self, person, live_in, gone_in):
        self.version += 1
        now = timezone.now().replace(microsecond=0)
        draft = Notice.objects.get(pk=self.notice.pk).get_latest_revision_as_object()
        draft.text = f"第{self.version}版"
        draft.go_live_at = now + datetime.timedelta(hours=live_in) if live_in else None
        draft.expire_at = now + datetime.timedelta(hours=gone_in + (live_in or 0)) if gone_in else None
        draft.save_revision(user=person)

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, live_in=HOURS, gone_in=HOURS)
    def prepare(self, number, live_in, gone_in):
        case = self.case(number)
        if case.state in Case.EDITABLE:
            self._prepare(case, live_in, gone_in)

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, steps=st.integers(1, 4))
    def sign_on(self, number, steps):
        self._go_on(number, steps)

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS)
    def sign_to_the_end(self, number):
        self._go_on(number, 16)

    @rule(number=NUMBERS, live_in=HOURS, gone_in=HOURS, recorded=st.booleans())
    def a_whole_life(self, number, live_in, gone_in, recorded):
        """From the draft to the second in which it expires, with whatever hinders it on the way."""
        self.begin_something(number, live_in, gone_in)
        for place in range(len(self.running())):
            self._go_on(place, 16)
        for hours in (live_in, gone_in):
            if hours:
                self.time_passes(hours, recorded)
                oracle.everything_visible_is_signed()

    def _go_on(self, number, steps):
        if not self.running():
            return
        case = self.case(number)
        for turn in range(steps):
            case.refresh_from_db()
            if case.state == Case.State.OPEN:
                self.decide(case, self.somebody_who_may(case, number + turn))

    # Anybody at anything

    @rule(number=NUMBERS, outsider=st.booleans(), live_in=HOURS, gone_in=HOURS)
    def edit(self, number, outsider, live_in, gone_in):
        self._write(self.anybody(number) if outsider else self.author, live_in, gone_in)

    @rule()
    def edit_without_change(self):
        draft = Notice.objects.get(pk=self.notice.pk).get_latest_revision_as_object()
        draft.save_revision(user=self.author)

    @rule(number=NUMBERS, outsider=st.booleans())
    def open(self, number, outsider):
        """What this walk is about, or anything else that the class knows: other channels beside it too."""
        action, channel = self.ways[number % len(self.ways)] if number % 3 else self.first
        self._open(action, channel, self.anybody(number) if outsider else self.author)

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, outsider=st.booleans())
    def cancel(self, number, outsider):
        if number % 4 == 0:
            person = self.anybody(number) if outsider else self.author
            self.attempt(services.cancel, self.case(number // 4), person, reason="不办了")

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, outsider=st.booleans())
    def submit(self, number, outsider):
        case = self.case(number)
        if case.state in Case.EDITABLE and not outsider:
            self._provide(case)
        person = self.anybody(number) if outsider else self.author
        self.attempt(services.submit, case, person, attestation=ATTESTED)

    def _provide(self, case):
        for step in case.plan.steps:
            if step.kind == "provide":
                found = Directory.at().assign(people.seat_ref(step.seats[0])).holders
                if found:
                    stated = [name for name, _what in step.states]
                    self.attempt(services.provide, case, user(found[0].username), step=step.number, stated=stated)

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS)
    def meddle(self, number):
        case = self.case(number)
        self.decide(case, self.anybody(number))

    def decide(self, case, person):
        situation = progress.look(case)
        step = situation.position.step
        kind = step.kind if step else "review"
        today = timezone.localdate().isoformat()
        if kind == "resolution":
            self.attempt(services.record, case, person, date=today, number="1号")
        elif kind == "filing":
            recipient = situation.position.recipients[0]
            self.attempt(services.record, case, person, date=today, recipient=recipient, how="交换")
        elif kind in ("publish", "post", "take_down"):
            self.attempt(services.publish, case, person)
        else:
            self.attempt(services.sign, case, person)

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS)
    def publish_too_early(self, number):
        self.attempt(services.publish, self.case(number), self.anybody(number))

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, outsider=st.booleans())
    def return_it(self, number, outsider):
        case = self.case(number)
        person = self.anybody(number) if outsider else self.somebody_who_may(case, number)
        self.attempt(services.return_to_provider, case, person, reason="请补充")

    @rule(number=NUMBERS, outsider=st.booleans())
    def recall(self, number, outsider):
        """What is in approval, or completed for a time that has not come."""
        newest = Case.objects.filter(item=self.notice.disclosure_key).order_by("-pk")[:3]
        if newest:
            person = self.anybody(number) if outsider else self.author
            self.attempt(services.recall, newest[number % len(newest)], person, reason="修改")

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, mark=MARKS)
    def raise_mark(self, number, mark):
        self.attempt(services.raise_mark, self.case(number), self.anybody(number), mark)

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, mark=MARKS)
    def raise_mark_in_the_chain(self, number, mark):
        """By whoever's turn it is: in a unit's case somebody of the municipal bureau, when it has come there."""
        case = self.case(number)
        self.attempt(services.raise_mark, case, self.somebody_who_may(case, number), mark, reason="重要")

    @precondition(lambda self: self.running())
    @rule(number=NUMBERS, mark=MARKS, who=st.sampled_from([*LOWERING, ""]), recorded=st.booleans())
    def lower_mark(self, number, mark, who, recorded):
        """By the director of either bureau, the chair, the group's office, or anybody."""
        person = user(who) if who else self.anybody(number)
        facts = {"how": "resolution", "number": "1号", "date": timezone.localdate().isoformat(), "file": MINUTES}
        reason = "不再如此" if number % 5 else ""
        self.attempt(services.lower_mark, self.case(number), person, mark, reason=reason, **(facts if recorded else {}))

    @rule(number=NUMBERS, outsider=st.booleans())
    def take_down_at_once(self, number, outsider):
        """An emergency: by a named post, or by somebody who is none."""
        named = "yuzhong_general" if self.notice.issuing_office.unit.kind == "district" else "general"
        person = self.anybody(number) if outsider else user(named)
        notice = Notice.objects.get(pk=self.notice.pk)
        self.attempt(services.take_down_now, notice, person, reason="误登", reason_kind="error")

    # Time, people, chains

    @rule(hours=st.sampled_from([1, 6, 50]), recorded=st.booleans())
    def time_passes(self, hours, recorded):
        """The service may run or not: what is on view does not depend on it."""
        self.clock.shift(datetime.timedelta(hours=hours))
        if recorded:
            before = self.seen()
            assert transitions.run(timezone.now())["failed"] == []
            assert self.seen() == before

    @rule(number=NUMBERS)
    def change_the_chains(self, number):
        """For cases that begin from now on; those that run keep theirs (rule 7)."""
        plans = {case.pk: case.plan_text for case in self.running()}
        texts = other_texts()
        regulation.activate(texts[number % len(texts)], user("admin"), "调整")
        assert plans == {case.pk: case.plan_text for case in self.running()}

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

    # Ways around

    def seen(self) -> dict[str, tuple[int, str]]:
        """What the public reads of the item, channel by channel: publication and its text."""
        rows = {each: current.of_item(self.notice.disclosure_key, each, form=True) for each in CHANNELS}
        return {channel: (row.number, row.form) for channel, row in rows.items() if row is not None}

    @rule(way=st.sampled_from(sorted(ways_around.THROUGH_WAGTAIL)))
    def go_around(self, way):
        before = self.seen()
        ways_around.go(ways_around.THROUGH_WAGTAIL[way], Notice.objects.get(pk=self.notice.pk))
        assert self.seen() == before, way

    @rule(way=st.sampled_from(sorted(ways_around.IN_THE_TABLES)), number=NUMBERS)
    def meddle_with_tables(self, way, number):
        """By hand in our own tables; then whoever may goes on with the case. Undone afterwards."""
        with transaction.atomic():
            before = self.seen()
            ways_around.go(ways_around.IN_THE_TABLES[way], Notice.objects.get(pk=self.notice.pk))
            assert self.seen() == before, way
            for case in self.running():
                for turn in range(3):
                    self._try_to_decide(case, number + turn)
            oracle.everything_visible_is_signed()
            transaction.set_rollback(True)
        current.forget()

    def _try_to_decide(self, case, number):
        """In a case that was meddled with: it may refuse, or find that its record makes no sense."""
        try:
            with transaction.atomic():
                case.refresh_from_db()
                self.decide(case, self.somebody_who_may(case, number))
        except Exception as error:
            assert type(error).__name__ in NONSENSE, error

    # What must hold

    @invariant()
    def what_is_visible_is_signed(self):
        Bureau.steps += 1
        oracle.everything_visible_is_signed()
        oracle.everything_taken_down_is_signed()

    @invariant()
    def pending_seats_are_where_the_case_stands(self):
        for case in self.running():
            if case.state == Case.State.OPEN:
                where = progress.look(case).position
                waiting = case.pending.exclude(kind=UNPOST)  # what hangs somewhere is a job beside the chain
                rows = {(row.step, row.identifier, row.office_id) for row in waiting}
                assert rows == {(where.step.number, seat.identifier, seat.office) for seat in where.waiting}

    def _every_case_can_be_finished(self):
        """Whoever holds the seats now brings it through: nobody is missing, nothing waits for nothing."""
        for case in self.running():
            case.refresh_from_db()
            for _round in range(3):
                if case.state in Case.RUNNING:
                    self._finish(case)
                    case.refresh_from_db()
            assert case.state not in Case.RUNNING, case
        oracle.everything_visible_is_signed()

    def _finish(self, case):
        """To its end; or, where what it was about has gone meanwhile, by being taken back and given up."""
        if self._pointless(case):
            if case.state == Case.State.OPEN:
                services.recall(case, self._provider(case), reason="已无对象")
                case.refresh_from_db()
            services.cancel(case, self._provider(case), reason="已无对象")
            return
        if case.state in Case.EDITABLE:
            if case.has_content:
                self.version += 1
                draft = Notice.objects.get(pk=self.notice.pk).get_latest_revision_as_object()
                draft.go_live_at = draft.expire_at = None
                draft.text = f"最后一版{self.version}"
                draft.save_revision(user=self._provider(case))
            self._provide(case)
            self._fill_what_is_vacant(case)
            services.submit(case, self._provider(case), attestation=ATTESTED)
        situation = progress.look(Case.objects.get(pk=case.pk))
        if situation.position.step is not None and acting.overtaken(situation):
            services.return_to_provider(case, self.somebody_who_may(case, 0), reason="已过到期时间")
            return
        sign_all(case)

    def _pointless(self, case) -> bool:
        """A take-down of what is down already, or a release of what is on view no more or has changed."""
        shown = current.of_item(case.item, case.channel)
        if case.action == "withdraw" and not case.is_ratification and shown is None:
            return True
        if case.is_release and case.shows_form:
            web = current.of_item(case.item, "web")
            changed = web is not None and case.state == Case.State.OPEN and web.digest != case.digest
            return web is None or changed or (shown is not None and shown.digest == web.digest)
        return False

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
