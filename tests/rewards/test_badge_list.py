"""The page of badges, and what stands of honours on "me", the profile and by the name."""

import pytest
from django.core.cache import caches
from django.utils.html import escape

from community.fragments import face_of
from community.models import Community, Member
from rewards.honours import actions, tasks
from rewards.honours.models import Badge
from rewards.models import Account
from tests.factories import give_points, make_post
from tests.rewards.test_honours import pay
from tests.test_queries import cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def test_a_visitor_sees_all_and_gets_a_kept_page(visitor, django_assert_num_queries):
    Community.get()
    page = visitor.get("/honours/badges/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for badge in Badge.objects.all():
        assert badge.name_en in page
        assert escape(badge.description_en) in page
    with django_assert_num_queries(1):
        visitor.get("/honours/badges/", HTTP_ACCEPT_LANGUAGE="en")


def test_a_member_sees_what_he_has_and_how_far_it_is(alice, alice_client):
    pay(alice, 3)
    tasks.review_honours()
    page = alice_client.get("/honours/badges/").content.decode()
    assert "You have 1 badge." in page
    assert "3 / 10" in page


def test_one_that_is_no_longer_given_is_shown_to_who_has_it(alice, alice_client, bob_client):
    pay(alice)
    tasks.review_honours()
    Badge.objects.filter(slug="good-answer").update(is_active=False)
    assert "No longer given" in alice_client.get("/honours/badges/").content.decode()
    assert "Good answer" not in bob_client.get("/honours/badges/").content.decode()


def test_it_costs_the_same_whatever_one_has(alice, alice_client):
    Community.get()
    few = len(cost(alice_client, "/honours/badges/"))
    pay(alice, 60)
    tasks.review_honours()
    # Who has an account is asked for his figures besides.
    assert len(cost(alice_client, "/honours/badges/")) == few + 1 == 10


def test_me_shows_points_the_next_title_and_badges(alice, alice_client):
    pay(alice, 3)
    give_points(alice, 7)
    tasks.review_honours()
    page = alice_client.get("/me/").content.decode()
    for words in ("<b>22</b>", "<b>15</b>", "15 / 60", "New voice", "Good listener", "Good answer"):
        assert words in page, words


def test_me_of_who_has_nothing_yet(alice_client):
    page = alice_client.get("/me/").content.decode()
    assert "Your first title of honour" in page
    assert "How to earn the first" in page
    assert not Account.objects.exists()


def test_the_profile_shows_title_and_badges_with_their_citations(alice, adam, visitor):
    pay(alice, 2)
    tasks.review_honours()
    heart = Badge.objects.get(slug="warm-heart")
    award = actions.award_badge(alice, heart, 3, actor=adam, citation="For <the> soup.")
    page = visitor.get(alice.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for words in ("New voice", "Warm heart", "Gold", "For &lt;the&gt; soup.", "Good answer"):
        assert words in page, words
    actions.revoke_badge(award, actor=adam, reason="By mistake.")
    assert "Warm heart" not in visitor.get(alice.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_who_shows_no_contributions_shows_no_badges(alice, visitor):
    pay(alice, 2)
    tasks.review_honours()
    Member.objects.filter(pk=alice.pk).update(shows_contributions=False)
    page = visitor.get(alice.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Good answer" not in page
    # The title stands by the name everywhere, so here as well.
    assert "New voice" in page


def test_the_title_stands_by_the_name_without_a_query_and_shows_at_once(alice, visitor):
    make_post(alice)
    before, few = face_of(alice), len(cost(visitor, "/talk/"))
    assert "New voice" not in visitor.get("/talk/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    pay(alice, 2)
    tasks.review_honours()
    assert "New voice" in visitor.get("/talk/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "新声" in visitor.get("/talk/", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert face_of(Member.objects.get(pk=alice.pk)) != before
    for cache in caches.all():
        cache.clear()
    assert len(cost(visitor, "/talk/")) == few
