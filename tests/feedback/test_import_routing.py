"""An import is read and routed like everything else, batch by batch, and wakes nobody for what is old."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Notification
from feedback.models import Feedback, Promise, Reading, RoutingHit, RoutingRule
from tests.factories import make_category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reads(machine):
    machine.says("扣了两次", "negative", -0.8, ["扣了两次"], money=["扣了两次"])


def run(path):
    call_command("import_feedback", str(path), "--channel", "social", stdout=io.StringIO(), stderr=io.StringIO())


def table(*rows):
    return "编号,内容,时间\n" + "".join(f"{n},{text},{when}\n" for n, (text, when) in enumerate(rows))


def test_rows_are_read_routed_and_promised_by_their_severity(write):
    category = make_category()
    RoutingRule.objects.create(name="Lifts", words="电梯", set_category=category, set_severity=3)
    run(write(table(("卡里扣了两次", ""), ("电梯太慢", ""), ("不错", ""))))
    paid, lift, fine = Feedback.objects.order_by("pk")
    assert (paid.mood, paid.is_alarming, paid.severity) == ("negative", True, 1)
    assert paid.promises.get(target=Promise.Target.ANSWER).hours == 1
    assert (lift.category, lift.severity, lift.is_alarming) == (category, 3, False)
    assert (fine.mood, fine.severity) == ("neutral", None)
    assert Reading.objects.count() == 3
    assert list(RoutingHit.objects.order_by("pk").values_list("feedback", flat=True)) == [paid.pk, lift.pk]
    assert paid.entries.filter(is_public=False, changes__why="rule").count() == 1


def test_the_same_file_again_hits_nothing_twice(write):
    path = write(table(("卡里扣了两次", "")))
    run(path)
    run(path)
    assert RoutingHit.objects.count() == Reading.objects.count() == 1


def test_only_what_was_just_said_calls_those_on_duty(write, tessa, queue):
    now = timezone.localtime()
    fresh, old = (now - timedelta(hours=3)).isoformat(), (now - timedelta(days=9)).isoformat()
    run(write(table(("扣了两次 a", fresh), ("扣了两次 b", old), ("扣了两次 c", ""))))
    assert list(RoutingHit.objects.order_by("pk").values_list("tells_duty", flat=True)) == [True, False, False]
    assert "tells_duty" not in RoutingHit.objects.last().effects
    queue.run()
    assert Notification.objects.filter(member=tessa, kind="feedback.alarm").count() == 1


def test_a_check_reads_and_routes_nothing(write):
    path = write(table(("卡里扣了两次", "")))
    arguments = ["import_feedback", str(path), "--channel", "social", "--dry-run"]
    call_command(*arguments, stdout=io.StringIO(), stderr=io.StringIO())
    assert not RoutingHit.objects.exists()
    assert not Reading.objects.exists()


def test_a_batch_costs_the_same_however_many_rows_it_has(write):
    def cost(name, count):
        path = write("编号,内容\n" + "".join(f"{name}{n},扣了两次 {name} {n}\n" for n in range(count)), f"{name}.csv")
        with CaptureQueriesContext(connection) as queries:
            run(path)
        return len(queries)

    cost("warm", 1)
    few, many = cost("few", 3), cost("many", 60)
    # Only search tells its index of rows in pieces.
    assert many <= few + 3
