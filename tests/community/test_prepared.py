"""Statements that are built once: they answer as the QuerySets that they were made of, each time of the key given."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db.models import Count, F
from django.utils import timezone

from community.models import InterestGroup, Membership
from community.prepared import prepared
from tests.factories import join, make_group, make_member, make_post

pytestmark = pytest.mark.django_db


def test_each_key_has_its_own_answer(alice, bob):
    first, second = make_group(), make_group()
    join(first, alice, bob)
    join(second, bob)

    @prepared
    def groups_of(member):
        return Membership.objects.filter(member=member).order_by("pk").values_list("group")

    assert groups_of(alice.pk) == [(first.pk,)]
    assert groups_of(bob.pk) == [(first.pk,), (second.pk,)]
    assert groups_of(make_member().pk) == []


def test_rows_are_what_the_queryset_makes(alice):
    group = make_group(name="铁匠铺", description="打铁")
    join(group, alice, host=True)
    post = make_post(alice, group=group)

    @prepared
    def groups(member):
        mine = InterestGroup.objects.filter(memberships__member=member).annotate(role=F("memberships__role"))
        return mine.only("name", "is_private")

    @prepared
    def posts(slug):
        return type(post).objects.select_related("author", "group", "accepted_reply__author").filter(group__slug=slug)

    @prepared
    def counts(member, slug):
        return Membership.objects.filter(member=member, group__slug=slug).values_list("role").annotate(n=Count("pk"))

    (found,) = groups(alice.pk)
    assert (found, found.name, found.is_private, found.role) == (group, "铁匠铺", False, "host")
    assert found.get_deferred_fields() >= {"description", "slug"}
    (said,) = posts(group.slug)
    assert said == post
    assert said.published_at == post.published_at
    assert (said.author.name, said.group.name, said.accepted_reply) == (alice.name, "铁匠铺", None)
    assert said._state.fields_cache.keys() >= {"author", "group", "accepted_reply"}
    assert counts(alice.pk, group.slug) == [("host", 1)]


def test_what_holds_the_present_moment_is_refused(alice):
    @prepared
    def recent(member):
        since = timezone.now() - timedelta(days=1)
        return Membership.objects.filter(member=member, joined_at__gt=since)

    with pytest.raises(ValueError, match="more than its keys"):
        recent(alice.pk)


def test_a_session_ends_at_its_hour(alice_client):
    assert alice_client.get("/me/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert alice_client.get("/me/").status_code == 302


def test_a_session_that_was_ended_is_gone(alice_client):
    assert alice_client.get("/me/").status_code == 200
    Session.objects.all().delete()
    assert alice_client.get("/me/").status_code == 302


def test_rights_given_and_taken_show_at_once(alice, alice_client):
    founds = Permission.objects.get(codename="add_interestgroup")
    group = Group.objects.create(name="Founders")
    group.permissions.add(founds)

    def may_found():
        return alice_client.get("/groups/new/").status_code == 200

    assert not may_found()
    alice.user_permissions.add(founds)
    assert may_found()
    alice.user_permissions.remove(founds)
    assert not may_found()
    alice.groups.add(group)
    assert may_found()
    alice.groups.clear()
    assert not may_found()
