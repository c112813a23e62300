"""The limiter: exact under parallel tries, back in time as told, and leading back to nobody."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from community.limits import TooMany, client_address, daily_hash, forget_old_counts, hit, limited
from community.models import DaySecret, RateCount

NOON = datetime.datetime(2026, 3, 4, 12, 0, 7, tzinfo=datetime.UTC)


def tries(n, scope="code", key="a", *, limit=3, seconds=600):
    """How many of `n` tries were let through."""
    passed = 0
    for _ in range(n):
        try:
            hit(scope, key, limit=limit, seconds=seconds)
            passed += 1
        except TooMany:
            pass
    return passed


@pytest.mark.django_db
def test_so_many_and_no_more(time_machine):
    time_machine.move_to(NOON, tick=False)
    assert tries(5) == 3
    with pytest.raises(TooMany) as refused:
        hit("code", "a", limit=3, seconds=600)
    assert 540 <= refused.value.retry_after <= 600
    assert tries(5, key="b") == 3
    assert tries(5, scope="vote") == 3


@pytest.mark.django_db
def test_waiting_as_told_helps_and_waiting_less_does_not(time_machine):
    time_machine.move_to(NOON, tick=False)
    tries(3)
    with pytest.raises(TooMany) as refused:
        hit("code", "a", limit=3, seconds=600)
    wait = refused.value.retry_after
    time_machine.move_to(NOON + datetime.timedelta(seconds=wait - 1), tick=False)
    assert tries(5) == 0
    time_machine.move_to(NOON + datetime.timedelta(seconds=wait), tick=False)
    assert tries(5) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [1, 5, 60, 3600, 86400])
def test_a_window_lasts_nine_tenths_to_all_of_its_time(time_machine, seconds):
    time_machine.move_to(NOON, tick=False)
    tries(1, seconds=seconds)
    lasts = (RateCount.objects.get().ends_at - timezone.now()).total_seconds()
    assert max(1, 0.9 * seconds - 1) <= lasts <= seconds


def test_a_limit_is_no_longer_than_a_day():
    with pytest.raises(ValueError, match="one day"):
        hit("code", "a", limit=3, seconds=86401)


@pytest.mark.django_db
def test_a_limit_of_none_lets_nobody_in():
    assert tries(2, limit=0) == 0


@pytest.mark.django_db
def test_a_refused_try_writes_nothing(django_assert_num_queries):
    tries(3)
    with django_assert_num_queries(2) as asked:
        tries(1)
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_no_more_than_ten():
    together = Barrier(10)

    def five(_):
        together.wait()
        try:
            return tries(5, limit=10, seconds=3600)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(five, range(10))) == 10
    assert RateCount.objects.get().count == 10


@pytest.mark.django_db(transaction=True)
def test_a_try_counts_though_the_action_fails():
    for _ in range(3):
        hit("code", "a", limit=3, seconds=600)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
    assert tries(1) == 0


# --- who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "client"),
    [
        (0, None, "203.0.113.9", "203.0.113.9"),
        (0, "198.51.100.1", "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1", "10.0.0.2", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "10.0.0.2", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.3", "10.0.0.2", "198.51.100.1"),
        (1, None, "203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1", "10.0.0.2", "198.51.100.1"),
        (1, "garbage\x00", "10.0.0.2", "10.0.0.2"),
        (1, "198.51.100.1,", "10.0.0.2", "10.0.0.2"),
        (0, None, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (0, None, "::ffff:203.0.113.9", "203.0.113.9"),
        (0, None, "", "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, remote, client):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers)) == client


@pytest.fixture
def door():
    @limited("door", limit=2, seconds=600)
    def view(request):
        return HttpResponse("in")

    return view


def knock(view, member, method="post", address="203.0.113.9"):
    request = getattr(RequestFactory(), method)("/", REMOTE_ADDR=address)
    request.user = member
    return view(request)


@pytest.mark.django_db
def test_members_are_counted_one_by_one_and_visitors_by_address(door, alice, bob):
    for who in (alice, bob, AnonymousUser()):
        for _ in range(2):
            assert knock(door, who).status_code == 200
        with pytest.raises(TooMany):
            knock(door, who)
        with pytest.raises(TooMany):
            knock(door, who)
    assert knock(door, AnonymousUser(), address="203.0.113.10").status_code == 200
    with pytest.raises(TooMany):
        knock(door, alice, address="203.0.113.10")


@pytest.mark.django_db
def test_looking_is_not_limited(door, alice):
    for _ in range(5):
        assert knock(door, alice, method="get").status_code == 200
    assert not RateCount.objects.exists()


# --- nothing leads back ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_address_and_no_account_is_kept(alice):
    hit("anonymous", "203.0.113.77", limit=9, seconds=600)
    hit("vote", f"member:{alice.pk}", limit=9, seconds=600)
    kept = str(list(RateCount.objects.values()))
    assert "203.0.113" not in kept
    assert "member" not in kept


@pytest.mark.django_db
def test_a_hash_of_the_day_is_another_on_the_next_and_cannot_be_made_again(time_machine):
    time_machine.move_to(NOON)
    first = daily_hash("203.0.113.77")
    assert daily_hash("203.0.113.77") == first
    assert daily_hash("203.0.113.78") != first
    time_machine.move_to(NOON + datetime.timedelta(days=1))
    assert daily_hash("203.0.113.77") != first
    forget_old_counts()
    time_machine.move_to(NOON)
    assert daily_hash("203.0.113.77") != first


@pytest.mark.django_db
def test_the_end_of_a_window_does_not_tell_its_beginning(time_machine):
    ends = set()
    for second in range(0, 300, 17):
        time_machine.move_to(NOON + datetime.timedelta(seconds=second))
        hit("anonymous", f"address {second}", limit=9, seconds=3600)
    ends = set(RateCount.objects.values_list("ends_at", flat=True))
    assert len(ends) <= 2


@pytest.mark.django_db
def test_the_sweep_forgets_what_is_over_and_nothing_else(time_machine):
    time_machine.move_to(NOON)
    tries(1, key="short", seconds=60)
    tries(1, key="long", seconds=3600)
    time_machine.move_to(NOON + datetime.timedelta(minutes=5))
    assert forget_old_counts() == 1
    assert RateCount.objects.count() == 1
    assert DaySecret.objects.count() == 1
    time_machine.move_to(NOON + datetime.timedelta(days=1))
    forget_old_counts()
    assert not RateCount.objects.exists()
    assert not DaySecret.objects.exists()
