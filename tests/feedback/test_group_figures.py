"""The figures of a group: counted once an hour, shown without counting."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community import actions as community_actions
from community.models import Activity, InterestGroup, Membership
from feedback.actions.groups import last_months, roll_up_groups
from feedback.charts import Bars
from feedback.models import Feedback, GroupMonth
from feedback.tasks import count_group_months
from tests.factories import make_feedback, make_fix_note, make_group
from tests.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(alice, bob):
    group = make_group("Bread", created_at=timezone.now() - timedelta(days=100))
    for member in (alice, bob):
        community_actions.join_group(group, actor=member)
    return group


def this_month(group):
    return GroupMonth.objects.get(group=group, month=timezone.localdate().replace(day=1))


def test_what_was_said_and_what_became_of_it(group, alice, carol, tessa):
    answered = make_feedback(alice, group=group, status="planned", by=tessa)
    make_feedback(alice, group=group, status="declined", by=tessa)
    fixed, hidden = make_feedback(alice, group=group), make_feedback(alice, group=group)
    make_fix_note([fixed], actor=tessa)
    Feedback.objects.filter(pk=hidden.pk).update(visibility="hidden")
    Feedback.objects.filter(pk=answered.pk).update(answered_at=timezone.now())
    make_feedback(carol, group=make_group())
    count_group_months()
    month = this_month(group)
    assert (month.items, month.answered, month.fixed) == (3, 3, 1)
    assert (month.members, month.joined) == (2, 2)


def test_only_members_count_as_active_and_each_once(group, alice, carol):
    today = timezone.localdate()
    Activity.objects.all().delete()
    for member, age in ((alice, 0), (alice, 3), (carol, 1)):
        Activity.objects.create(member=member, kind="vote", group=group, day=today - timedelta(days=age))
    roll_up_groups()
    assert this_month(group).active == 1
    Activity.objects.update(day=today - timedelta(days=30))
    roll_up_groups()
    assert this_month(group).active == 0


def test_past_months_are_counted_back_and_then_stay(group, alice, bob):
    long_ago = timezone.now() - timedelta(days=70)
    Membership.objects.filter(member=alice).update(joined_at=long_ago)
    roll_up_groups()
    months = list(GroupMonth.objects.filter(group=group).order_by("month").values_list("members", "joined"))
    assert months[-1] == (2, 1)
    assert sum(joined for _members, joined in months) == 2
    assert sorted(members for members, _joined in months) == [members for members, _joined in months]
    before = GroupMonth.objects.filter(group=group).count()
    community_actions.leave_group(group, actor=alice)
    roll_up_groups()
    assert GroupMonth.objects.filter(group=group).count() == before
    kept = list(GroupMonth.objects.filter(group=group).order_by("month").values_list("members", flat=True))
    assert kept == [*(members for members, _joined in months[:-1]), 1]


def test_before_it_was_founded_there_is_no_month():
    group = make_group()
    roll_up_groups()
    assert GroupMonth.objects.filter(group=group).count() == 1


def test_the_page_shows_what_was_counted(group, alice, visitor, tessa):
    assert (
        "Nothing counted yet"
        in visitor.get(f"/groups/{group.slug}/figures/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )
    make_feedback(alice, group=group, status="planned", by=tessa)
    roll_up_groups()
    page = visitor.get(f"/groups/{group.slug}/figures/?x=1", HTTP_ACCEPT_LANGUAGE="en")
    assert page.context["fixed_share"] == 0
    assert page.content.decode().count('<svg class="bars"') == 2
    assert "Active in the last 30 days" in words_of(page)
    assert visitor.post(f"/groups/{group.slug}/figures/").status_code == 405


def test_a_month_is_once_and_parts_are_no_more_than_the_whole(group):
    month = timezone.localdate().replace(day=1)
    GroupMonth.objects.create(group=group, month=month)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMonth.objects.create(group=group, month=month)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMonth.objects.update(fixed=1)


def test_months_go_back_over_the_year():
    now = timezone.now().replace(year=2026, month=2, day=28)
    assert [str(month) for month in last_months(now, 3)] == ["2025-12-01", "2026-01-01", "2026-02-01"]


def test_bars_fit_their_picture():
    chart = Bars([("a", 4, 2), ("b", 0), ("c", 8)])
    assert [bar.height for bar in chart.bars] == [79.0, 0.0, 158.0]
    assert chart.bars[0].inner_height * 2 == chart.bars[0].height
    assert all(bar.y + bar.height == chart.baseline for bar in chart.bars)
    assert Bars([]).bars == []


def test_groups_that_are_switched_off_are_left_out(group):
    InterestGroup.objects.update(is_active=False)
    assert roll_up_groups() == 0
