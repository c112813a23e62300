"""Who may open what on the staff desk: every address of the admin, for every role."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from community.models import AuditEntry, Member
from feedback.models import ProgressEntry
from tests.factories import make_feedback, make_member

pytestmark = pytest.mark.django_db

MODERATOR_OPENS = {
    "feedback.feedback",
    "feedback.fixnote",
    "feedback.comment",
    "feedback.progressentry",
    "feedback.replytemplate",
    "community.delivery",
    "community.digest",
    "channels.importjob",
    "moderation.case",
    "fairness.suspicion",
    "announcing.announcement",
    "live.question",
    "minutes.minutes",
    "minutes.actionitem",
    "events.series",
    "events.event",
    "events.registration",
}
LEAD_OPENS = MODERATOR_OPENS | {
    "feedback.category",
    "feedback.channel",
    "feedback.trustedauthor",
    "feedback.routingrule",
    "feedback.slapolicy",
    "feedback.workcalendar",
    "feedback.team",
    "feedback.absence",
    "community.community",
    "community.interestgroup",
    "community.interest",
    "community.invitation",
    "community.rules",
    "community.arrival",
    "community.member",
    "community.auditentry",
    "training.course",
    "training.lesson",
    "training.question",
    "training.playbook",
    "training.grouprequirement",
    "training.certificate",
    "moderation.sanction",
    "moderation.blockedword",
    "segments.savedsegment",
    "announcing.robot",
    "announcing.robotdelivery",
    "rewards.account",
    "rewards.entry",
    "rewards.rule",
    "rewards.bank",
    "rewards.adjustment",
    "rewards.ledgerproof",
    "honours.badge",
    "honours.badgeaward",
    "honours.title",
    "shop.item",
    "shop.redemption",
    "shop.coupon",
    "shop.campaign",
    "live.sessionpoll",
    "events.telling",
}


def staff_client(sign_in, group):
    member = make_member(is_staff=True)
    member.groups.add(Group.objects.get(name=group))
    return sign_in(member)


def opened(client):
    found = set()
    for model in admin.site._registry:
        meta = model._meta
        response = client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"))
        assert response.status_code in (200, 302, 403)
        # The table of the one community is its one row.
        row = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[1])
        # The tariff is one page with all its rules.
        if response.status_code == 200 or response.headers.get("location") in (row, "/admin/rewards/rule/tariff/"):
            found.add(meta.label_lower)
    return found


def test_a_moderator_opens_exactly_this(sign_in):
    assert opened(staff_client(sign_in, "moderators")) == MODERATOR_OPENS


def test_a_lead_opens_exactly_this(sign_in):
    assert opened(staff_client(sign_in, "leads")) == LEAD_OPENS


def test_members_and_visitors_open_nothing(visitor, alice_client):
    assert opened(visitor) == set()
    assert opened(alice_client) == set()


def test_the_queues_tables_and_addresses_are_not_there():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert not labels & {"django_q", "account", "sessions", "contenttypes"}


@pytest.mark.parametrize("group", ["moderators", "leads"])
def test_nobody_makes_himself_more(group, sign_in):
    client = staff_client(sign_in, group)
    me = Member.objects.order_by("-pk").first()
    for path in (f"/admin/community/member/{me.pk}/change/", "/admin/community/member/add/", "/admin/auth/group/add/"):
        client.post(path, {"email": me.email, "name": me.name, "is_superuser": "on", "is_staff": "on"})
    me.refresh_from_db()
    assert not me.is_superuser


@pytest.mark.parametrize("model", [AuditEntry, ProgressEntry])
def test_trails_are_only_looked_at_even_by_superusers(model, adam_client, alice):
    make_feedback(alice, "Something to leave a trail.")
    row = model.objects.first()
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    page = adam_client.get(reverse(f"{base}_change", args=[row.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert adam_client.post(reverse(f"{base}_change", args=[row.pk]), {"text": "x"}).status_code == 403
    assert adam_client.post(reverse(f"{base}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert adam_client.get(reverse(f"{base}_add")).status_code == 403


def test_autocomplete_shows_items_only_to_those_who_may(visitor, alice_client, sign_in, alice):
    make_feedback(alice, "Crushed strawberries in the box.")
    query = {"app_label": "feedback", "model_name": "fixnote", "field_name": "items", "term": "strawberries"}
    address = "/admin/autocomplete/"
    found = staff_client(sign_in, "moderators").get(address, query)
    assert found.json()["results"]
    assert visitor.get(address, query).status_code == 302
    assert alice_client.get(address, query).status_code in (302, 403)


def test_the_way_in_is_the_members_sign_in(visitor):
    response = visitor.get("/admin/login/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")
