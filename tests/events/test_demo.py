"""The demos show a year of sessions that keep what the verbs keep, at whatever hour they are loaded."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from django.test import Client
from django.utils import timezone

from community.models import Activity, Delivery, Member, Notification
from events import tasks
from events.demo import show_sessions
from events.demo.sessions import nth_weekday
from events.live.actions.counting import count_people
from events.live.models import Question, QuestionVote, SessionPoll
from events.minutes.actions import ask_due
from events.minutes.models import ActionItem, Minutes, SurveyAnswer
from events.models import AgendaItem, Event, Registration, Series, Telling
from feedback.demo.stories import STORIES
from feedback.models import Feedback, Status
from rewards.models import Entry

State = Event.State
PRIVATE = {"market": "testers", "academy": "tutors-room"}
LEADS = {"market": "周岚", "academy": "许青"}


@pytest.fixture
def load(db, settings, tmp_path, capsys):
    """A function that loads a demo and returns what show_sessions was called with."""
    assert settings.DEMO_PARTS == ["events.demo.show_sessions"]
    settings.VAR_DIR = tmp_path
    settings.DEMO_PARTS = [f"{__name__}.watched"]

    def run(demo, *arguments):
        calls.clear()
        call_command("load_demo", demo, *arguments)
        return calls[0]

    return run


calls = []


def watched(*arguments):
    calls.append(arguments)
    return show_sessions(*arguments)


@pytest.mark.parametrize("demo", STORIES)
def test_a_year_of_sessions(load, demo, mailoutbox):
    arguments = load(demo)
    check_the_year()
    check_seats()
    check_questions()
    check_promises()
    check_lengths()
    check_points()
    check_times()
    check_nobody_is_told(mailoutbox)
    check_pages(demo)
    check_the_private_one(demo)
    check_other_hours(*arguments)


@pytest.mark.parametrize("months", [1, 14])
def test_over_other_spans(load, months):
    load("market", "--months", str(months))
    check_seats()
    check_questions()
    check_promises()
    check_points()
    check_times()


def check_the_year():
    now = timezone.now()
    series = Series.objects.get()
    past = series.events.past()
    assert past.count() == 12
    assert past.last().starts_at < now - timedelta(days=320)
    assert [event.number for event in past] == list(range(12, 0, -1))
    following = series.events.exclude(state=State.FINISHED).get()
    assert now < following.starts_at < now + timedelta(days=40)
    assert following.agenda.filter(feedback__isnull=False).count() >= 3
    assert following.questions.shown().exists()
    for event in series.events.all():
        assert event.occurs_on == nth_weekday(event.occurs_on.year, event.occurs_on.month, series.weekday, series.nth)
        assert event.title_en
    assert set(Event.objects.values_list("state", flat=True)) == set(State) - {State.LIVE}
    assert Event.objects.get(state=State.CANCELLED).cancel_reason
    assert set(Event.objects.past().values_list("kind", flat=True)) == {"feedback", "theme", "sharing"}
    linked = AgendaItem.objects.filter(event__in=past, feedback__isnull=False)
    assert linked.count() >= 8
    assert not linked.filter(feedback__created_at__gt=F("event__starts_at")).exists()
    assert not AgendaItem.objects.filter(event__state=State.FINISHED, answer="").exclude(why="questions").exists()


def check_seats():
    full = Event.objects.past().filter(waiting_count__gt=0)
    for event in Event.objects.all():
        rows = event.registrations
        assert event.seats_taken == rows.going().filter(is_reserved=False).count()
        assert event.reserved_taken == rows.going().filter(is_reserved=True).count()
        assert event.waiting_count == rows.waiting().count()
        assert event.attended_count == rows.attended().count()
        assert not event.waiting_count or event.seats_left == 0
        guests = rows.exclude(member=None)
        assert not guests.filter(member__joined_at__gt=F("registered_at")).exists()
        assert not guests.filter(member__in=[pk for pk in (event.host_id, event.responsible_id) if pk]).exists()
        if event.group_id:
            inside = event.group.memberships.values("member")
            assert not rows.exclude(member__in=inside).exists()
    # Who moved up got the seat when another one gave it back.
    for event in full:
        last_seat = max(event.registrations.going().values_list("registered_at", flat=True))
        assert event.registrations.filter(state=Registration.State.CANCELLED).exists()
        assert event.registrations.waiting().first().registered_at < event.starts_at
        assert last_seat < event.starts_at
    ways = set(Registration.objects.attended().values_list("way", flat=True))
    assert ways == set(Registration.Way)
    for event in Event.objects.all():
        here = Activity.objects.filter(kind="session", day=timezone.localdate(event.starts_at))
        assert here.count() >= event.attended_count


def check_questions():
    for event in Event.objects.all():
        assert event.question_count == Question.objects.filter(event=event).shown().count()
    for question in Question.objects.filter(merged_into=None):
        assert question.vote_count == count_people(question)
    assert not QuestionVote.objects.filter(member=F("question__author")).exists()
    assert Question.objects.filter(is_nameless=True).count() >= 10
    assert Question.objects.filter(merged_into__isnull=False).exists()
    assert Question.objects.filter(state=Question.State.LATER).exists()
    asked = Question.objects.exclude(author=None)
    assert not asked.filter(author__joined_at__gt=F("created_at")).exists()
    assert Activity.objects.filter(kind="session_question").count() == asked.count()
    for one in SessionPoll.objects.select_related("poll"):
        assert not one.is_running
        assert sum(one.poll.options.values_list("vote_count", flat=True)) == one.poll.voter_count > 0


def check_promises():
    for event in Event.objects.all():
        promises = event.promises
        assert (event.promise_count, event.kept_count) == (promises.count(), promises.kept().count())
    for promise in ActionItem.objects.select_related("event"):
        assert promise.owner_id
        assert promise.done_at is None or promise.event.finished_at < promise.done_at < timezone.now()
    assert ActionItem.objects.kept().count() > ActionItem.objects.count() / 2
    assert ActionItem.objects.late().count() == 1
    assert ActionItem.objects.dropped().get().note
    # Once told, an owner is not told again.
    assert not ActionItem.objects.to_urge(timezone.localdate()).exists()
    over = Event.objects.past()
    assert Minutes.objects.count() == over.count()
    assert not Minutes.objects.exclude(event__in=over).exists()
    for answer in SurveyAnswer.objects.select_related("event"):
        assert answer.event.registrations.attended().filter(member=answer.member_id).exists()
        assert answer.event.finished_at < answer.answered_at < timezone.now()
    assert SurveyAnswer.objects.exclude(remark="").count() >= 10


def check_lengths():
    """SQLite keeps what is too long, PostgreSQL does not."""
    for model in (Series, Event, AgendaItem, Question, ActionItem, SurveyAnswer, Telling):
        lengths = {field.name: field.max_length for field in model._meta.fields if field.max_length}
        for row in model.objects.values(*lengths):
            assert all(len(row[name] or "") <= most for name, most in lengths.items()), row


def check_points():
    call_command("check_ledger")
    # Whoever was thanked before, for what the demo did with the verbs themselves, has no written history.
    others = Feedback.objects.filter(status=Status.MERGED, author__isnull=False).values("author")
    awards = Entry.objects.exclude(key__contains=":turn-").exclude(account__member__in=others)
    came = Registration.objects.attended().exclude(member=F("event__host")).exclude(member__in=others)
    keys = {f"registration:{pk}:attended" for pk in came.values_list("pk", flat=True)}
    assert set(awards.filter(reason="session_attended").values_list("key", flat=True)) == keys != set()
    answers = SurveyAnswer.objects.exclude(member__in=others)
    keys = {f"survey:{pk}:answered" for pk in answers.values_list("pk", flat=True)}
    assert set(awards.filter(reason="session_survey_answered").values_list("key", flat=True)) == keys
    assert not Entry.objects.filter(created_at__gt=timezone.now()).exists()


def check_times():
    now = timezone.now()
    for event in Event.objects.exclude(state=State.DRAFT):
        assert event.created_at < event.published_at < min(event.starts_at, now)
    assert not Registration.objects.filter(Q(registered_at__gt=now) | Q(checked_in_at__gt=now)).exists()
    assert not Question.objects.filter(Q(created_at__gt=now) | Q(answered_at__lt=F("created_at"))).exists()
    assert not Minutes.objects.filter(Q(published_at__gt=now) | Q(edited_at__gt=now)).exists()
    for event in Event.objects.past():
        assert event.begun_at < event.finished_at <= now
        agenda = list(event.agenda.in_order())
        assert all(before.ended_at == after.begun_at for before, after in pairwise(agenda))
        assert not agenda or agenda[-1].ended_at <= event.finished_at


def check_nobody_is_told(mailoutbox):
    assert not Telling.objects.to_tell().exists()
    sweep()
    assert not Telling.objects.to_tell().exists()
    assert not Delivery.objects.exists()
    assert not mailoutbox
    following = Series.objects.get().events.get(state=State.PUBLISHED)
    assert Notification.objects.filter(kind="events.published", url=following.get_absolute_url()).exists()


def sweep():
    """What the workers do each minute finds nothing that is due."""
    before = Telling.objects.count()
    tasks.sweep_reminders()
    tasks.turn_events()
    assert ask_due() == 0
    assert Telling.objects.count() == before


def check_pages(demo):
    member = Member.objects.get(name=STORIES[demo].people[-2].name)
    lead = Member.objects.get(name=LEADS[demo])
    readers = {"visitor": Client(), "member": Client(), "lead": Client()}
    readers["member"].force_login(member)
    readers["lead"].force_login(lead)
    months = {timezone.localdate(event.starts_at).replace(day=1) for event in Event.objects.all()}
    common = ["/events/", "/events/past/", "/events/promises/"]
    common += [f"/events/month/{day.year}/{day.month}/" for day in sorted(months)]
    for who, browser in readers.items():
        for url in [*common, *event_pages(Event.objects.public())]:
            assert browser.get(url).status_code == 200, (who, url)
    run = Event.objects.filter(Q(host=lead) | Q(responsible=lead), state=State.FINISHED)
    assert run.exists()
    for event in run:
        assert readers["lead"].get(f"/events/{event.pk}/survey/").status_code == 200
        assert readers["lead"].get(f"/events/{event.pk}/door/").status_code == 200
    draft = Event.objects.get(state=State.DRAFT)
    assert [browser.get(draft.get_absolute_url()).status_code for browser in readers.values()][:2] == [404, 404]


def event_pages(events):
    out = set(Minutes.objects.published().values_list("event", flat=True))
    for event in events:
        yield event.get_absolute_url()
        yield f"/events/{event.pk}/session.ics"
        if not event.is_cancelled:
            yield f"/events/{event.pk}/live/"
        if event.pk in out:
            yield f"/events/{event.pk}/minutes/"


def check_the_private_one(demo):
    """Its group sees it, and nobody else has a sign of it."""
    event = Event.objects.get(group__is_private=True)
    assert (event.group.slug, event.state) == (PRIVATE[demo], State.PUBLISHED)
    month = f"/events/month/{event.starts_there.year}/{event.starts_there.month}/"
    inside = event.registrations.going().first().member
    outside = Member.objects.filter(is_staff=False, is_active=True).exclude(memberships__group=event.group).first()
    for member, status in ((inside, 200), (outside, 404), (None, 404)):
        browser = Client()
        if member:
            browser.force_login(member)
        for url in (event.get_absolute_url(), f"/events/{event.pk}/live/", f"/events/{event.pk}/session.ics"):
            assert browser.get(url).status_code == status, (member, url)
        for url in ("/events/", month):
            assert (event.title in browser.get(url).content.decode()) == (status == 200), (member, url)
    notices = Notification.objects.filter(url=event.get_absolute_url())
    assert notices.exists()
    assert not notices.exclude(member__in=event.group.memberships.values("member")).exists()


def check_other_hours(story, cast, _now, seed):
    """Shortly before, in the middle, and just after a session."""
    following = Series.objects.get().events.get(state=State.PUBLISHED)
    starts_at, ends_at = following.starts_at, following.ends_at
    minute = timedelta(minutes=1)
    for now in (starts_at - minute, starts_at + 30 * minute, ends_at + minute, ends_at + 20 * minute):
        with transaction.atomic():
            forget()
            deeds = show_sessions(story, cast, now, seed)
            assert all(deed.at <= now for deed in deeds)
            assert Series.objects.get().events.past().count() == 12
            coming = Series.objects.get().events.get(state=State.PUBLISHED)
            assert (coming.starts_at == starts_at) == (now < ends_at + 15 * minute)
            assert not Registration.objects.filter(Q(registered_at__gt=now) | Q(checked_in_at__gt=now)).exists()
            assert not Minutes.objects.filter(published_at__gt=now).exists()
            transaction.set_rollback(True)


def forget():
    """Take all sessions away, for another story of them."""
    for model in (SurveyAnswer, ActionItem, Minutes, QuestionVote, Question, AgendaItem, Registration, Telling):
        model.objects.all().delete()
    Notification.objects.filter(kind__startswith="events.").delete()
    Event.objects.all().delete()
    Series.objects.all().delete()
