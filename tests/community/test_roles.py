"""Marks by the name: what they follow from, who gives them, and where they stand."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from community import actions
from community.models import AuditEntry, Member, Membership
from community.tasks import sweep_marks
from tests.factories import make_comment, make_feedback, make_group, make_member
from tests.pages import words_of

pytestmark = pytest.mark.django_db

MEMBERS = "/admin/community/member/"


def mark_of(member):
    return Member.objects.get(pk=member.pk).mark


def put_into(member, *names):
    for name in names:
        Group.objects.get_or_create(name=name)[0].user_set.add(member)


@pytest.fixture
def lead_client(sign_in):
    lead = make_member("Lena", is_staff=True)
    put_into(lead, "leads")
    return sign_in(lead)


# --- what they follow from ----------------------------------------------------------------------------------


def test_the_highest_counts(alice):
    group = make_group()
    actions.set_hosts(group, [alice], actor=alice)
    assert mark_of(alice) == "host"
    for name, staff, mark in (
        ("ambassadors", False, "ambassador"),
        ("moderators", False, "ambassador"),
        ("moderators", True, "moderator"),
        ("leads", True, "lead"),
    ):
        Member.objects.filter(pk=alice.pk).update(is_staff=staff)
        put_into(alice, name)
        actions.refresh_marks([alice.pk])
        assert mark_of(alice) == mark


def test_whoever_hosts_in_secret_shows_nothing_of_it(alice):
    hidden = make_group(policy="invitation", is_private=True)
    actions.set_hosts(hidden, [alice], actor=alice)
    actions.set_hosts(make_group(is_active=False), [alice], actor=alice)
    assert mark_of(alice) == ""


def test_hosts_have_their_mark_as_long_as_they_host(alice, bob):
    group = make_group()
    actions.set_hosts(group, [alice], actor=alice)
    actions.set_hosts(group, [bob], actor=alice)
    assert (mark_of(alice), mark_of(bob)) == ("", "host")
    actions.name_host(group.memberships.get(member=alice), actor=bob)
    assert mark_of(alice) == "host"
    actions.dismiss_host(group.memberships.get(member=alice), actor=bob)
    assert mark_of(alice) == ""
    actions.name_host(group.memberships.get(member=alice), actor=bob)
    actions.leave_group(group, actor=bob)
    assert mark_of(bob) == ""
    actions.edit_group(group, actor=alice, policy="invitation", is_private=True)
    assert mark_of(alice) == ""


def test_the_sweep_mends_what_was_changed_past_the_verbs(alice, bob, tessa):
    put_into(alice, "ambassadors")
    Member.objects.filter(pk=bob.pk).update(mark="lead")
    sweep_marks()
    assert (mark_of(alice), mark_of(bob), mark_of(tessa)) == ("ambassador", "", "moderator")
    assert actions.refresh_marks() == 0


def test_a_group_that_is_closed_has_no_hosts(alice, adam_client):
    group = make_group("Owls")
    actions.set_hosts(group, [alice], actor=alice)
    page = {"name": "Owls", "slug": group.slug, "hue": "0", "policy": "open", "hosts": [alice.pk]}
    assert adam_client.post(f"/admin/community/interestgroup/{group.pk}/change/", page).status_code == 302
    assert mark_of(alice) == ""


# --- who gives them -----------------------------------------------------------------------------------------


def test_appointing_and_dismissing_twice_is_once(alice, adam):
    for verb, mark in ((actions.appoint_ambassador, "ambassador"), (actions.dismiss_ambassador, "")):
        for _twice in range(2):
            verb(alice, actor=adam)
            assert mark_of(alice) == alice.mark == mark
    assert AuditEntry.objects.filter(action="community.ambassador.appointed").count() == 1
    assert AuditEntry.objects.filter(action="community.ambassador.dismissed").count() == 1


def test_whoever_left_is_no_ambassador(adam):
    gone = make_member(is_active=False)
    with pytest.raises(ValidationError) as refused:
        actions.appoint_ambassador(gone, actor=adam)
    assert refused.value.code == "not_active"


def test_leads_appoint_on_the_desk(alice, bob, lead_client, tessa_client):
    for action, mark in (("appoint", "ambassador"), ("dismiss", "")):
        chosen = {"action": action, "_selected_action": [alice.pk, bob.pk]}
        assert tessa_client.post(MEMBERS, chosen).status_code == 403
        assert lead_client.post(MEMBERS, chosen).status_code == 302
        assert mark_of(alice) == mark_of(bob) == mark


def test_leads_give_no_other_role(alice, lead_client):
    leads = Group.objects.get(name="leads")
    answer = lead_client.post(f"{MEMBERS}{alice.pk}/change/", {"groups": [leads.pk], "is_staff": "on"})
    assert answer.status_code == 403
    assert not alice.groups.exists()


def test_superusers_give_roles_and_the_mark_follows(alice, adam_client):
    moderators = Group.objects.get_or_create(name="moderators")[0]
    form = {"email": alice.email, "name": alice.name, "language": "en", "time_zone": "Asia/Shanghai"}
    form |= {"is_active": "on", "is_staff": "on", "shows_contributions": "on"}
    assert adam_client.post(f"{MEMBERS}{alice.pk}/change/", form | {"groups": [moderators.pk]}).status_code == 302
    assert mark_of(alice) == "moderator"
    entry = AuditEntry.objects.filter(action="community.member.edited").latest("pk")
    assert "moderators" in entry.changes["groups"][1]
    adam_client.post(f"{MEMBERS}{alice.pk}/change/", form)
    assert mark_of(alice) == ""


# --- where they stand ---------------------------------------------------------------------------------------


def drawn(member, call="member"):
    return engines["django"].from_string(f"{{% member_name {call} %}}").render({"member": member})


def test_a_name_leads_to_the_profile_and_asks_nothing(alice, adam):
    actions.appoint_ambassador(alice, actor=adam)
    member = Member.objects.get(pk=alice.pk)
    with CaptureQueriesContext(connection) as queries:
        html = drawn(member)
    assert not queries.captured_queries
    assert f'href="/members/{alice.pk}/"' in html
    assert "Ambassador" in html
    assert "#mk-ambassador" in html


def test_a_name_within_a_link_and_of_those_who_left_leads_nowhere(alice):
    assert "<a" not in drawn(alice, "member link=False")
    alice.is_active = False
    assert "<a" not in drawn(alice)
    assert "A former member" in drawn(None)


def test_markup_in_a_name_stays_words():
    assert "<i>" not in drawn(Member(pk=1, name="<i>Eve</i>"))


def test_marks_stand_where_members_speak(alice, bob, adam, visitor):
    feedback = make_feedback(alice)
    make_comment(feedback, bob)
    actions.appoint_ambassador(bob, actor=adam)
    group = make_group()
    actions.join_group(group, actor=bob)
    pages = [feedback.get_absolute_url(), f"/members/{bob.pk}/", f"{group.get_absolute_url()}members/"]
    assert all("大使" in words_of(visitor.get(page)) for page in pages)
    actions.dismiss_ambassador(bob, actor=adam)
    assert not any("大使" in words_of(visitor.get(page)) for page in pages)


def test_a_role_in_a_group_says_nothing_of_other_groups(alice):
    group = make_group()
    Membership.objects.create(group=group, member=alice)
    assert actions.refresh_marks([alice.pk]) == 0
