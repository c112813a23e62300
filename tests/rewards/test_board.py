"""The honour board: fair ranks, whom it leaves out, whose groups it shows, and what it costs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from community.models import Community, Member, Membership
from rewards import actions as ledger
from rewards.honours import actions
from rewards.honours.board import PAGE, Wish, own_place, page_of
from rewards.honours.models import Badge
from rewards.models import Account, PeriodScore
from rewards.times import EVER, month_of, week_of
from tests.factories import join, make_group, make_member, set_rule
from tests.test_queries import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def this_week(**fields):
    return Wish("week", week_of(timezone.localdate()), **fields)


def pay(member, points, *, group=None, day=None):
    set_rule("answer_accepted", points=points)
    key = f"test:{member.pk}-{points}-{group and group.pk}-{day}:paid"
    return ledger.award(member, "answer_accepted", key=key, group_id=group and group.pk, day=day)


def ranks(wish):
    """[(rank, name)] of all pages of a board."""
    found, after = [], ""
    while True:
        rows, after = page_of(wish, after)
        found += [(row.rank, row.member.name) for row in rows]
        if not after:
            return found


# --- ranks --------------------------------------------------------------------------------------------------


def test_equal_points_share_a_rank():
    for name, points in (("Ann", 9), ("Ben", 7), ("Cem", 7), ("Dan", 3)):
        pay(make_member(name), points)
    assert ranks(this_week()) == [(1, "Ann"), (2, "Ben"), (2, "Cem"), (4, "Dan")]


def test_a_tie_over_the_end_of_a_page_is_fair():
    members = [make_member(f"M{n:02}") for n in range(PAGE + 6)]
    for place, member in enumerate(members):
        pay(member, 10 if place < PAGE - 3 else 5)
    pay(make_member("Last"), 1)
    found = ranks(this_week())
    assert [rank for rank, _name in found] == [1] * (PAGE - 3) + [PAGE - 2] * 9 + [PAGE + 7]
    assert len({name for _rank, name in found}) == len(members) + 1


def test_a_page_that_begins_with_fewer_points_asks_twice(django_assert_num_queries):
    for place in range(PAGE + 3):
        pay(make_member(f"M{place:02}"), 10 if place < PAGE else 5)
    _rows, after = page_of(this_week())
    with django_assert_num_queries(2):
        rows, _after = page_of(this_week(), after)
    assert [row.rank for row in rows] == [PAGE + 1] * 3


def test_nobody_stands_there_with_nothing(alice):
    ledger.reverse_entry(pay(alice, 5))
    assert ranks(this_week()) == []


def test_the_team_those_who_left_and_those_who_would_rather_not_are_passed_over(alice, bob, carol, tessa):
    for member, points in ((tessa, 9), (bob, 8), (carol, 7), (alice, 6)):
        pay(member, points)
    Member.objects.filter(pk=bob.pk).update(is_active=False)
    actions.set_listed(carol, False)
    assert ranks(this_week()) == [(1, "Alice")]


def test_ones_own_place_is_known_wherever_it_is(alice, carol, tessa):
    for n in range(PAGE + 4):
        pay(make_member(), 50 + n)
    pay(alice, 3)
    own = own_place(this_week(), alice)
    assert (own.rank, own.points) == (PAGE + 5, 3)
    actions.set_listed(alice, False)
    assert own_place(this_week(), alice).rank == 0
    assert own_place(this_week(), alice).points == 3
    assert own_place(this_week(), carol).points == 0
    pay(tessa, 3)
    assert own_place(this_week(), tessa).rank == 0


def test_far_down_it_is_not_counted(alice, bob, monkeypatch):
    monkeypatch.setattr("rewards.honours.board.RANKED", 3)
    for n in range(6):
        pay(make_member(), 50 + n)
    pay(alice, 3)
    assert own_place(this_week(), alice).is_far


# --- periods and groups -----------------------------------------------------------------------------------------


def test_weeks_and_months_stay_and_can_be_leafed_through(alice, bob, visitor):
    today = timezone.localdate()
    earlier = week_of(today) - timedelta(days=21)
    pay(alice, 5, day=earlier)
    pay(bob, 4)
    page = visitor.get("/honours/").content.decode()
    assert "Bob" in page
    assert "Alice" not in page
    assert f"?on={earlier}" in page
    past = visitor.get("/honours/", {"period": "week", "on": earlier + timedelta(days=3)}).content.decode()
    assert "Alice" in past
    assert "Bob" not in past
    assert 'rel="next"' in past
    both = visitor.get("/honours/?period=all").content.decode()
    assert "Alice" in both
    assert "Bob" in both
    assert ranks(Wish("month", month_of(earlier)))[0][1] == "Alice"


@pytest.mark.parametrize(
    "query",
    ["period=x", "on=yesterday", "on=9999-12-31", "on=0001-01-01", "after=x~y", "after=" + "9" * 40, "q=1"],
)
def test_odd_addresses_show_a_board(query, visitor, alice):
    pay(alice, 5)
    assert visitor.get(f"/honours/?{query}").status_code == 200


def test_a_private_group_is_there_for_its_members_alone(alice, bob, alice_client, bob_client, visitor):
    group = make_group("Night owls", policy="invitation", is_private=True)
    join(group, alice)
    pay(alice, 5, group=group)
    address = f"/honours/?group={group.slug}"
    assert "Alice" in alice_client.get(address).content.decode()
    assert bob_client.get(address).status_code == 404
    assert visitor.get(address).status_code == 404
    # What was earned there counts in the whole number, which names no group.
    for browser in (bob_client, visitor):
        page = browser.get("/honours/").content.decode()
        assert "Alice" in page
        assert "Night owls" not in page
    assert "Night owls" in alice_client.get("/honours/").content.decode()
    Membership.objects.filter(group=group).delete()
    assert alice_client.get(address).status_code == 404


def test_a_groups_board_counts_what_was_earned_in_it(alice, bob, visitor):
    group = make_group("Bread")
    pay(alice, 5, group=group)
    pay(bob, 9)
    page = visitor.get(f"/honours/?group={group.slug}").content.decode()
    assert "Alice" in page
    assert "Bob" not in page
    assert visitor.get("/honours/?group=nowhere").status_code == 404


# --- pages ------------------------------------------------------------------------------------------------------


def test_more_comes_behind_the_page(alice_client):
    for n in range(PAGE + 4):
        pay(make_member(f"M{n:02}"), 100 - n)
    page = alice_client.get("/honours/").content.decode()
    assert "M00" in page
    assert "M20" not in page
    part = alice_client.get(
        "/honours/?after=81~" + str(Account.objects.get(member__name="M19").pk), HTTP_HX_REQUEST="true"
    )
    assert "M20" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_visitors_get_a_kept_page(visitor, alice, django_assert_num_queries):
    pay(alice, 5)
    Community.get()
    visitor.get("/honours/")
    with django_assert_num_queries(1):
        assert b"Alice" in visitor.get("/honours/").content
    actions.set_listed(alice, False)
    assert b"Alice" not in visitor.get("/honours/").content


@pytest.mark.parametrize(("who", "pinned"), [("visitor", 5), ("alice_client", 11)])
def test_the_page_costs_the_same_for_few_and_many(who, pinned, request, alice, adam):
    heart = Badge.objects.get(slug="warm-heart")
    pay(alice, 1)

    def grow(number):
        for _n in range(number):
            member = make_member()
            pay(member, 20, group=make_group())
            actions.award_badge(member, heart, 1, actor=adam, citation="Thanks.")

    assert_flat(request.getfixturevalue(who), "/honours/?period=all", grow, pinned)


@pytest.mark.parametrize("in_group", [False, True])
def test_the_board_is_read_along_its_index(in_group):
    group = make_group() if in_group else None
    day = week_of(timezone.localdate())
    accounts = Account.objects.bulk_create(Account() for _n in range(3000))
    PeriodScore.objects.bulk_create(
        PeriodScore(account=account, period=period, starts_on=start, group=group, points=n % 500 + 1)
        for n, account in enumerate(accounts)
        for period, start in (("week", day), ("week", day - timedelta(days=7)), ("all", EVER))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = Wish("week", day, group).listed().order_by("-points", "account")[: PAGE + 1].explain()
    assert ("score_board_of_group" if in_group else "score_board") in plan, plan
    assert "TEMP B-TREE FOR ORDER" not in plan, plan


# --- the switch ---------------------------------------------------------------------------------------------------


def test_the_switch(alice, alice_client, visitor):
    pay(alice, 5)
    for _turn in range(2):
        answer = alice_client.post("/honours/listing/", {"want": "0", "next": "/honours/?period=all"})
        assert answer.headers["Location"] == "/honours/?period=all"
        assert not Account.objects.get(member=alice).is_listed
    assert b"Alice" not in visitor.get("/honours/").content
    alice_client.post("/honours/listing/", {"want": "1", "next": "https://elsewhere.example/"})
    assert Account.objects.get(member=alice).is_listed
    assert b"Alice" in visitor.get("/honours/").content


def test_the_switch_is_for_members_and_pressed(alice_client, visitor):
    assert alice_client.get("/honours/listing/").status_code == 405
    assert visitor.post("/honours/listing/", {"want": "0"}).status_code == 302
    assert not Account.objects.exists()


def test_the_switch_of_who_has_no_account_yet(carol, carol_client):
    answer = carol_client.post("/honours/listing/", {"want": "0", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/honours/"
    assert not Account.objects.get(member=carol).is_listed


def test_first_days():
    assert Wish.asked_for({"period": "month", "on": "2026-02-14"}, None).starts_on == date(2026, 2, 1)
    assert Wish.asked_for({"period": "week", "on": "2026-02-15"}, None).starts_on == date(2026, 2, 9)
    assert Wish.asked_for({"period": "all", "on": "2026-02-15"}, None).starts_on == EVER
