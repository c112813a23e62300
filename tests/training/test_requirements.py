"""Rights that rest until a course is passed: on every way to the desk, and to the very moment."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.announcing.permissions import robot_keepers
from community.models import AuditEntry
from community.moderation.actions import appeal, decide_appeal, give_sanction
from community.training import actions
from community.training.models import Certificate, GroupRequirement, Option
from feedback.duty import desk_watchers, on_duty
from tests.factories import make_feedback, make_member, make_team
from tests.pages import words_of
from tests.training.conftest import make_course, take_course

pytestmark = pytest.mark.django_db

TRIAGE = "/admin/feedback/feedback/triage/"
ITEMS = "/admin/feedback/feedback/"
MAY = "feedback.triage_feedback"


def require(course, group="moderators", *, grace_days=0, introduced_at=None):
    return GroupRequirement.objects.create(
        group=Group.objects.get(name=group),
        course=course,
        grace_days=grace_days,
        introduced_at=introduced_at or timezone.now(),
    )


@pytest.fixture
def lead(db):
    member = make_member("Lena", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return member


def may(member, permission=MAY):
    """What a new request would find."""
    return get_user_model().objects.get(pk=member.pk).has_perm(permission)


# --- the backend ----------------------------------------------------------------------------------------------


def test_rights_rest_without_a_certificate_and_are_back_with_it(course, tessa):
    assert may(tessa)
    require(course)
    assert not may(tessa)
    assert get_user_model().objects.get(pk=tessa.pk).get_group_permissions() == set()
    take_course(course, tessa, wrong=4)
    assert not may(tessa)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        take_course(course, tessa)
        assert may(tessa)


def test_every_course_that_is_required_is_needed(tessa):
    first, second = make_course("one"), make_course("two")
    require(first)
    require(second)
    take_course(first, tessa)
    assert not may(tessa)
    take_course(second, tessa)
    assert may(tessa)


def test_another_group_keeps_its_rights(course, tessa):
    other = Group.objects.create(name="writers")
    other.permissions.add(Permission.objects.get(codename="view_replytemplate"))
    tessa.groups.add(other)
    require(course)
    assert not may(tessa)
    assert may(tessa, "feedback.view_replytemplate")


def test_what_somebody_may_by_himself_stays(course, tessa):
    tessa.user_permissions.add(Permission.objects.get(codename="triage_feedback"))
    require(course)
    assert may(tessa)


def test_superusers_are_never_locked_out(course, adam, adam_client):
    adam.groups.add(Group.objects.get(name="moderators"))
    require(course)
    assert may(adam)
    assert adam_client.get(TRIAGE).status_code == 200
    assert "still missing" not in words_of(adam_client.get("/admin/"))


def test_rights_stay_through_the_grace_and_rest_at_its_end(course, tessa):
    now = timezone.now()
    end = require(course, grace_days=3, introduced_at=now).binding_from
    assert end == now + timedelta(days=3)
    with time_machine.travel(end - timedelta(microseconds=1), tick=False):
        assert may(tessa)
    with time_machine.travel(end, tick=False):
        assert not may(tessa)


def test_rights_rest_at_the_moment_a_certificate_ends(course, tessa):
    require(course)
    take_course(course, tessa)
    end = Certificate.objects.get().expires_at
    with time_machine.travel(end - timedelta(microseconds=1), tick=False):
        assert may(tessa)
    with time_machine.travel(end, tick=False):
        assert not may(tessa)


def test_somebody_elses_certificate_is_of_no_use(course, tessa, adam):
    require(course)
    take_course(course, adam)
    assert not may(tessa)


def test_a_course_that_is_no_longer_offered_is_asked_of_nobody(course, tessa):
    require(course)
    course.is_active = False
    course.save()
    assert may(tessa)


def test_an_older_version_counts(course, tessa):
    require(course)
    take_course(course, tessa)
    actions.mark_edited(course)
    assert may(tessa)


def test_moving_the_grace_moves_the_day(course, tessa):
    requirement = require(course, grace_days=0)
    assert not may(tessa)
    requirement.grace_days = 10
    requirement.save()
    assert may(tessa)
    requirement.delete()
    assert may(tessa)


def test_the_database_keeps_one_requirement_each(course):
    require(course)
    with pytest.raises(IntegrityError), transaction.atomic():
        require(course)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupRequirement.objects.update(binding_from=timezone.now() - timedelta(days=9))


def test_it_costs_no_query_of_its_own(course, tessa, alice):
    """The question is Django's own, asked once, whether anything is required or not."""

    def questions(member):
        fresh = get_user_model().objects.get(pk=member.pk)
        with CaptureQueriesContext(connection) as queries:
            for _many in range(3):
                fresh.has_perm(MAY)
                fresh.has_perm("feedback.view_fixnote")
        return len(queries)

    before = questions(tessa), questions(alice)
    require(course)
    require(make_course("more"), "leads")
    assert (questions(tessa), questions(alice)) == before == (2, 2)


def test_members_pages_ask_nothing_of_it(course, alice_client):
    require(course)
    with CaptureQueriesContext(connection) as queries:
        assert alice_client.get("/").status_code == 200
    assert not [query for query in queries if "training_" in query["sql"]]


# --- every way to the desk ------------------------------------------------------------------------------------


@pytest.fixture
def item(alice):
    return make_feedback(alice, "The strawberries were crushed again.")


def ways(item):
    """Address and form (None for looking) of what a moderator may do with his rights."""
    return {
        "triage list": (TRIAGE, None),
        "an item's desk": (f"{ITEMS}{item.pk}/desk/", None),
        "answering": (f"{ITEMS}{item.pk}/desk/", {"answer": "Yes.", "status": "planned"}),
        "a note": (reverse("admin:feedback_note", args=[item.pk]), {"note": "Hm."}),
        "several at once": (
            reverse("admin:feedback_bulk"),
            {"items": [item.pk], "status": "planned", "confirmed": "1"},
        ),
        "the approval queue": (f"{ITEMS}approval/", None),
        "the admin's list": (ITEMS, None),
        "an action of the list": (ITEMS, {"action": "delete_selected", "_selected_action": [item.pk]}),
        "an item in the admin": (f"{ITEMS}{item.pk}/change/", None),
        "its history": (f"{ITEMS}{item.pk}/history/", None),
        "fix notes": ("/admin/feedback/fixnote/", None),
        "a new fix note": ("/admin/feedback/fixnote/add/", {"title": "T", "you_said": "Y", "text": "X"}),
        "autocomplete": (
            "/admin/autocomplete/?app_label=feedback&model_name=fixnote&field_name=items&term=strawberries",
            None,
        ),
        "workload": (f"{ITEMS}workload/", None),
        "reply templates": ("/admin/feedback/replytemplate/", None),
    }


WAYS = [
    *("triage list", "an item's desk", "answering", "a note", "several at once", "the approval queue"),
    *("the admin's list", "an action of the list", "an item in the admin", "its history", "fix notes"),
    *("a new fix note", "autocomplete", "workload", "reply templates"),
]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_to_the_desk_stays_open(way, course, item, tessa, tessa_client):
    address, form = ways(item)[way]
    ask = (lambda: tessa_client.get(address)) if form is None else (lambda: tessa_client.post(address, form))
    if form is None:
        assert ask().status_code == 200
    require(course)
    refused = ask()
    assert refused.status_code == 403
    page = words_of(refused)
    assert "1 course is still missing:" in page
    assert "Tone" in page
    assert "/training/tone/" in refused.content.decode()
    item.refresh_from_db()
    assert (item.status, item.owner) == ("new", None)
    assert not item.entries.exclude(kind="said").filter(actor=tessa).exists()


def test_taking_from_the_list_rests_too(course, item, tessa, tessa_client):
    address = reverse("admin:feedback_take", args=[item.pk])
    require(course)
    assert tessa_client.post(address, {"view": "new"}).status_code == 403
    item.refresh_from_db()
    assert item.owner is None


def test_the_message_names_all_that_is_missing(tessa, tessa_client):
    for slug in ("one", "two"):
        require(make_course(slug))
    page = words_of(tessa_client.get(TRIAGE))
    assert "2 courses are still missing:" in page
    assert "One" in page
    assert "Two" in page


def test_who_simply_lacks_a_right_is_refused_as_before(course, tessa, tessa_client):
    take_course(course, tessa)
    require(course)
    refused = tessa_client.get("/admin/community/member/")
    assert refused.status_code == 403
    assert "still missing" not in words_of(refused)


def test_the_desk_itself_and_training_stay_open(course, tessa, tessa_client):
    require(course)
    today = tessa_client.get("/admin/")
    assert today.status_code == 200
    assert "1 course is still missing:" in words_of(today)
    assert "the rights of “Moderators” wait for it" in words_of(today)
    assert tessa_client.get("/training/").status_code == 200
    assert tessa_client.post("/training/tone/test/start/").status_code == 302


def test_through_the_grace_the_desk_says_by_when(course, tessa, tessa_client):
    require(course, grace_days=9, introduced_at=timezone.now() - timedelta(days=1))
    today = words_of(tessa_client.get("/admin/"))
    assert "for “Moderators”, by" in today
    assert tessa_client.get(TRIAGE).status_code == 200
    assert "still missing" not in words_of(tessa_client.get(TRIAGE))
    take_course(course, tessa)
    assert "still missing" not in words_of(tessa_client.get("/admin/"))


def test_the_way_back_is_open_at_once(course, item, tessa, tessa_client):
    require(course)
    assert tessa_client.get(TRIAGE).status_code == 403
    take_course(course, tessa)
    assert tessa_client.get(TRIAGE).status_code == 200


def test_alarms_call_nobody_whose_rights_rest(course, tessa, adam):
    assert desk_watchers() == {tessa.pk, adam.pk}
    require(course)
    assert desk_watchers() == {adam.pk}
    take_course(course, tessa)
    assert desk_watchers() == {tessa.pk, adam.pk}


def test_nobody_is_given_what_he_could_not_open(course, tessa, adam):
    team = make_team(members=[tessa, adam])
    now = timezone.now()
    assert on_duty(team, now) == {tessa.pk, adam.pk}
    require(course)
    assert on_duty(team, now) == {adam.pk}
    take_course(course, tessa)
    assert on_duty(team, now) == {tessa.pk, adam.pk}


def test_an_appeal_waits_for_nobody_whose_rights_rest(course, tessa, alice):
    other = make_member("Mona", is_staff=True)
    other.groups.add(*tessa.groups.all())
    sanction = give_sanction(alice, actor=tessa, kind="warn", reason="spam")
    asked = appeal(sanction, actor=alice, words="I meant the lift.")
    take_course(course, tessa)
    with pytest.raises(ValidationError, match="somebody else"):
        decide_appeal(asked, actor=tessa, outcome="upheld", words="It stays.")
    require(course)
    assert may(tessa, "moderation.decide_case")
    assert not may(other, "moderation.decide_case")
    assert decide_appeal(asked, actor=tessa, outcome="upheld", words="It stays.")


def test_robots_are_kept_by_nobody_whose_rights_rest(course, lead, adam):
    assert set(robot_keepers()) == {lead.pk, adam.pk}
    require(course, "leads")
    assert robot_keepers() == [adam.pk]


def test_leads_lock_out_and_let_in(course, tessa, sign_in):
    """Who requires a course of his own group rests as well; a superuser takes it back."""
    tessa.groups.set([Group.objects.get(name="leads")])
    lead = sign_in(tessa)
    form = {"group": Group.objects.get(name="leads").pk, "course": course.pk, "grace_days": "0"}
    assert lead.post("/admin/training/grouprequirement/add/", form).status_code == 302
    assert lead.get("/admin/training/grouprequirement/").status_code == 403
    assert lead.post("/admin/training/grouprequirement/1/delete/", {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.filter(action="training.requirement.created", actor=tessa).count() == 1


# --- setting it -----------------------------------------------------------------------------------------------


def test_only_what_can_be_passed_is_required(adam_client):
    course = make_course()
    Option.objects.update(is_right=False)
    form = {"group": Group.objects.get(name="moderators").pk, "course": course.pk, "grace_days": "21"}
    refused = adam_client.post("/admin/training/grouprequirement/add/", form)
    assert "nobody could pass it" in words_of(refused)
    closed = make_course("closed", is_active=False)
    assert adam_client.post("/admin/training/grouprequirement/add/", form | {"course": closed.pk}).status_code == 200
    assert not GroupRequirement.objects.exists()


@pytest.mark.parametrize("days", ["-1", "366", "", "x", "9" * 30])
def test_odd_days_of_grace_are_refused(days, course, adam_client):
    form = {"group": Group.objects.get(name="moderators").pk, "course": course.pk, "grace_days": days}
    assert adam_client.post("/admin/training/grouprequirement/add/", form).status_code == 200
    assert not GroupRequirement.objects.exists()


def test_the_group_of_a_requirement_stays(course, adam_client):
    requirement = require(course, grace_days=5)
    address = f"/admin/training/grouprequirement/{requirement.pk}/change/"
    other = Group.objects.create(name="other")
    assert adam_client.post(address, {"group": other.pk, "grace_days": "9"}).status_code == 302
    requirement.refresh_from_db()
    assert (requirement.group.name, requirement.grace_days) == ("moderators", 9)
    assert requirement.binding_from == requirement.introduced_at + timedelta(days=9)


def test_moderators_require_nothing(course, tessa_client):
    assert tessa_client.get("/admin/training/grouprequirement/add/").status_code == 403
