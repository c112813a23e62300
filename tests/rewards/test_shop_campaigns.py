"""R7: gifts to many, once each, interrupted and gone on with."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import Notification
from rewards import actions as bank
from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from rewards.shop import actions, tasks
from rewards.shop.actions import campaigns
from rewards.shop.models import Campaign, Coupon, Redemption
from tests.factories import make_member, set_rule
from tests.rewards.shop_kit import fresh, make_item, make_listed, make_pack

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def make_campaign(item=None, members=None, **fields):
    fields = {"name": "谢谢", "name_en": "Thanks", "audience": "listed"} | fields
    campaign = Campaign.objects.create(item=item or make_item(), **fields)
    campaign.listed.set(members or [])
    return campaign


def pay(member, number, **options):
    return bank.award(member, "answer_accepted", key=f"reply:{number}:accepted", **options)


def names(campaign):
    return set(campaigns.recipients(campaign).values_list("name", flat=True))


# --- whom it means ------------------------------------------------------------------------------------------


def test_whoever_was_thanked_for_something_in_a_time(alice, bob, carol):
    set_rule(points=5)
    today = timezone.localdate()
    pay(alice, 1, day=today - timedelta(days=3))
    pay(bob, 2, day=today - timedelta(days=30))
    bank.reverse_entry(pay(carol, 3, day=today - timedelta(days=3)))
    week = {"starts_on": today - timedelta(days=7), "ends_on": today}
    assert names(make_campaign(audience="reason", reason="answer_accepted", **week)) == {"Alice"}
    assert names(make_campaign(audience="reason")) == {"Alice", "Bob"}
    assert names(make_campaign(audience="reason", reason="other")) == set()
    bank.restore_entry(Entry.objects.get(key="reply:3:accepted"))
    assert names(make_campaign(audience="reason", **week)) == {"Alice", "Carol"}


def test_whoever_has_so_many_contributions(alice, bob):
    set_rule(points=5)
    for number in range(3):
        pay(alice, number)
    pay(bob, 9)
    assert names(make_campaign(audience="contributions", min_contributions=2)) == {"Alice"}


def test_a_segment_and_a_list(alice, bob, carol):
    from community.segments.actions import compute_segments

    compute_segments(timezone.localdate())
    assert names(make_campaign(audience="segment", segment="newcomer")) == {"Alice", "Bob", "Carol"}
    carol.is_active = False
    carol.save()
    assert names(make_campaign(members=[alice, carol])) == {"Alice"}


# --- giving -------------------------------------------------------------------------------------------------


def test_everybody_gets_one_and_is_told_once(queue, adam):
    members = [make_member() for _n in range(120)]
    campaign = make_campaign(make_item(per_member_limit=1, cost=50), members)
    assert actions.start_campaign(campaign, actor=adam)
    assert not actions.start_campaign(campaign, actor=adam)
    queue.run()
    campaign = fresh(campaign)
    assert (campaign.state, campaign.total, campaign.given_count, campaign.percent) == ("done", 120, 120, 100)
    assert Redemption.objects.values("member").distinct().count() == Redemption.objects.count() == 120
    assert Notification.objects.filter(kind="shop.given").count() == 120
    assert not Account.objects.exists()
    assert fresh(campaign.item).taken == 120
    tasks.give_campaign(campaign.pk)
    assert Redemption.objects.count() == 120
    assert prove_ledger().wrong_count == 0


def test_a_pack_to_many(queue, adam):
    tea, listed = make_item(stock=10), make_listed("A-1", "A-2", "A-3")
    campaign = make_campaign(make_pack((tea, 2), listed), [make_member(), make_member()])
    actions.start_campaign(campaign, actor=adam)
    queue.run()
    assert Coupon.objects.filter(state="live").count() == 6
    assert (fresh(tea).taken, fresh(listed).taken) == (4, 2)
    assert prove_ledger().wrong_count == 0


def test_it_stops_where_nothing_is_left_and_goes_on(queue, adam):
    members = [make_member() for _n in range(5)]
    item = make_item(stock=3)
    campaign = make_campaign(item, members)
    actions.start_campaign(campaign, actor=adam)
    queue.run()
    stopped = fresh(campaign)
    assert (stopped.state, stopped.halt, stopped.given_count, stopped.done_count) == ("stopped", "sold_out", 3, 3)
    actions.set_stock(item, 9)
    actions.start_campaign(stopped, actor=adam)
    queue.run()
    assert (fresh(campaign).state, fresh(campaign).given_count) == ("done", 5)
    assert Notification.objects.filter(kind="shop.given").count() == 5


def test_stopped_by_hand_it_keeps_its_place(queue, adam, monkeypatch):
    monkeypatch.setattr(campaigns, "BATCH", 2)
    campaign = make_campaign(members=[make_member() for _n in range(5)])
    actions.start_campaign(campaign, actor=adam)
    assert actions.give_batch(campaign.pk)
    assert actions.stop_campaign(campaign, actor=adam)
    assert not actions.stop_campaign(campaign, actor=adam)
    queue.run()
    assert fresh(campaign).given_count == 2
    actions.start_campaign(fresh(campaign), actor=adam)
    queue.run()
    assert fresh(campaign).given_count == Redemption.objects.count() == 5


def test_a_batch_that_breaks_gives_nothing_and_is_done_again(queue, adam, monkeypatch):
    campaign = make_campaign(members=[make_member() for _n in range(3)])
    actions.start_campaign(campaign, actor=adam)
    with monkeypatch.context() as broken:
        broken.setattr(campaigns, "tell", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.give_batch(campaign.pk)
    assert not Redemption.objects.exists()
    assert fresh(campaign).after == 0
    queue.run()
    assert Redemption.objects.count() == 3


def test_a_lost_job_is_taken_up(queue, adam):
    campaign = make_campaign(members=[make_member()])
    actions.start_campaign(campaign, actor=adam)
    queue.lose()
    tasks.sweep_campaigns()
    assert queue.names() == []
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        tasks.sweep_campaigns()
        queue.run()
    assert fresh(campaign).state == "done"


@pytest.mark.parametrize(("fields", "code"), [({}, "nobody"), ({"item": "pack"}, "empty_pack")])
def test_what_cannot_begin_says_why(fields, code, adam):
    item = make_item(kind="pack") if fields else make_item()
    campaign = make_campaign(item, [adam] if fields else [])
    with pytest.raises(ValidationError) as refused:
        actions.start_campaign(campaign, actor=adam)
    assert refused.value.code == code
    assert fresh(campaign).state == "draft"


def test_a_gift_is_no_purchase_and_is_not_given_back_for_points(queue, adam):
    alice = make_member()
    campaign = make_campaign(make_item(cost=50, cancel_days=9), [alice])
    actions.start_campaign(campaign, actor=adam)
    queue.run()
    redemption = Redemption.objects.get()
    assert redemption.cost == 0
    with pytest.raises(ValidationError):
        actions.give_back(redemption, actor=alice)
    assert actions.cancel_redemption(redemption, actor=adam, reason="A mistake.")
    assert not Entry.objects.exists()
    assert prove_ledger().wrong_count == 0


def test_nothing_is_given_that_is_over(alice, adam):
    over = timezone.now() - timedelta(hours=1)
    for item in (make_item(valid_until=over), make_pack(make_item(), make_item(valid_until=over))):
        with pytest.raises(ValidationError) as caught:
            actions.start_campaign(make_campaign(item, [alice]), actor=adam)
        assert caught.value.code == "over"


def test_it_stops_where_its_gift_ends_meanwhile(alice, adam):
    item = make_item(valid_until=timezone.now() + timedelta(days=1))
    campaign = make_campaign(item, [alice])
    actions.start_campaign(campaign, actor=adam)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        actions.work_campaign(campaign.pk)
    campaign = fresh(campaign)
    assert (campaign.state, campaign.halt, campaign.given_count) == ("stopped", "over", 0)
    assert not Redemption.objects.exists()
