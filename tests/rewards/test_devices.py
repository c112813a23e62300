"""Which accounts use one device: a hash of a random number, known to the sign-in pages alone and soon forgotten."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from rewards.fairness import devices
from rewards.fairness.models import DeviceUse, MonthSecret
from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db
NUMBER = "a" * 22


def sign_in(browser, member):
    return browser.post("/accounts/login/", {"login": member.email, "password": PASSWORD})


def test_signing_in_notes_the_device_and_gives_it_a_number(alice):
    browser = Client()
    answer = sign_in(browser, alice)
    cookie = answer.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    use = DeviceUse.objects.get()
    assert use.member == alice
    assert cookie.value not in use.hash


def test_the_same_device_is_known_again_and_another_one_is_not(alice, bob, carol):
    browser = Client()
    for member in (alice, bob, alice):
        sign_in(browser, member)
        browser.post("/accounts/logout/")
    sign_in(Client(), carol)
    assert sorted(DeviceUse.objects.crowded(2).values()) == [[alice.pk, bob.pk]]
    assert DeviceUse.objects.count() == 3


@pytest.mark.parametrize("forged", ["", "x", "<b>" * 10, "9" * 5000])
def test_a_number_that_is_not_ours_is_replaced(alice, forged):
    browser = Client()
    browser.cookies["device"] = forged
    assert len(sign_in(browser, alice).cookies["device"].value) == 22


def test_nothing_of_who_came_from_where_is_kept(alice):
    Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Strange/1.0").post(
        "/accounts/login/", {"login": alice.email, "password": PASSWORD}
    )
    kept = repr(DeviceUse.objects.values()) + repr(MonthSecret.objects.values())
    assert "203.0.113" not in kept
    assert "Strange" not in kept
    assert {field.name for field in DeviceUse._meta.fields} == {"id", "hash", "member", "month"}


def test_another_month_has_another_hash_and_the_old_key_is_forgotten(alice):
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert devices.hash_of(NUMBER, october) != devices.hash_of(NUMBER, november)
    DeviceUse.objects.create(hash="x", member=alice, month=date(2026, 9, 1))
    DeviceUse.objects.create(hash="y", member=alice, month=october)
    devices.forget_devices(today=date(2026, 11, 15))
    assert [row.month for row in MonthSecret.objects.all()] == [november]
    assert [row.hash for row in DeviceUse.objects.all()] == ["y"]
    assert devices.forget_devices(today=date(2026, 11, 15)) == 0


def test_a_use_is_noted_once_a_month(alice):
    for _time in range(3):
        devices.note_device(alice, NUMBER)
    assert DeviceUse.objects.get().month == timezone.localdate().replace(day=1)


def test_it_goes_with_the_member():
    member = make_member()
    devices.note_device(member, NUMBER)
    member.delete()
    assert not DeviceUse.objects.exists()
