"""The counter: states told apart for the team alone, and a code is used once."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from rewards.shop import actions
from tests.factories import make_member
from tests.pages import words_of
from tests.rewards.shop_kit import fresh, make_item, make_listed, rich

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def visitor():
    """A visitor who reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def clerk():
    member = make_member("Clerk", is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename="verify_coupon"))
    return member


@pytest.fixture
def counter(clerk, sign_in):
    return sign_in(clerk)


@pytest.fixture
def coupon():
    return actions.redeem_item(make_item("Tea", valid_days=30), actor=rich()).coupons.get()


def look(browser, code):
    answer = browser.post("/rewards/verify/", {"code": code})
    assert answer.status_code == 200
    return words_of(answer)


def test_a_valid_code_is_looked_up_and_then_used(coupon, counter, clerk):
    words = look(counter, coupon.code.lower().replace("-", " "))
    assert "Valid" in words
    assert "Tea" in words
    assert fresh(coupon).state == "live"
    assert "Taken in" in words_of(counter.post("/rewards/verify/use/", {"code": coupon.code}))
    assert fresh(coupon).used_by == clerk
    again = words_of(counter.post("/rewards/verify/use/", {"code": coupon.code}))
    assert "Used already" in again
    assert "Clerk" in again


def test_every_state_is_told_apart(coupon, counter, clerk, adam):
    cancelled = actions.redeem_item(make_item(), actor=rich())
    actions.cancel_redemption(cancelled, actor=adam, reason="Closed.")
    assert "Cancelled" in look(counter, cancelled.coupons.get().code)
    make_listed("FREE-1")
    assert "Unknown code" in look(counter, "FREE-1")
    assert "Unknown code" in look(counter, "nothing")
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        counter.force_login(clerk)
        assert "Expired" in look(counter, coupon.code)
        assert "Use it now" not in look(counter, coupon.code)


def test_to_everybody_else_there_is_no_such_page(coupon, visitor, alice_client, sign_in):
    staff = sign_in(make_member(is_staff=True))
    for browser in (visitor, alice_client, staff):
        assert browser.get("/rewards/verify/").status_code == 404
        for path in ("/rewards/verify/", "/rewards/verify/use/"):
            assert browser.post(path, {"code": coupon.code}).status_code == 404
    assert fresh(coupon).state == "live"


def test_moderators_and_leads_stand_at_the_counter(sign_in):
    for name in ("moderators", "leads"):
        member = make_member(is_staff=True)
        member.groups.add(Group.objects.get(name=name))
        assert sign_in(member).get("/rewards/verify/").status_code == 200


def test_a_camera_of_anybody_else_learns_nothing(visitor, alice_client, counter):
    for browser in (visitor, alice_client):
        assert "Show this to the team" in words_of(browser.get("/rewards/show/"))
    assert counter.get("/rewards/show/").headers["Location"] == "/rewards/verify/"


@pytest.mark.parametrize("code", ["", " ", "x" * 500, "\u202e", "é" * 80])
def test_what_is_no_code_is_answered_by_the_field_or_as_unknown(code, counter):
    for path in ("/rewards/verify/", "/rewards/verify/use/"):
        assert counter.post(path, {"code": code}).status_code in (200, 422)


def test_whoever_guesses_is_stopped(counter, monkeypatch):
    monkeypatch.setattr("rewards.shop.views.counter.UNKNOWN", 3)
    for _turn in range(3):
        look(counter, "nothing")
    assert counter.post("/rewards/verify/", {"code": "nothing"}).status_code == 429


def test_using_is_no_get(counter, coupon):
    assert counter.get("/rewards/verify/use/").status_code == 405
    assert "no-store" in counter.get("/rewards/verify/").headers["Cache-Control"]
