"""What hosts announce in their group reaches the robots of that group, and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.announcing import actions, tasks
from community.announcing.models import RobotDelivery
from community.moderation.actions import give_sanction
from community.posts.actions import hide_post, plan_post
from community.posts.models import Post
from community.posts.tasks import publish_due_posts
from tests.announcing.conftest import make_robot
from tests.announcing.receiver import chatting
from tests.factories import join, make_group, make_member, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_home(settings):
    settings.OUTBOUND_ALLOW_PRIVATE = True
    settings.SITE_URL = "https://hui.example"


@pytest.fixture
def open_group(alice):
    group = make_group("Cake")
    join(group, alice, host=True)
    return group


def robot_of(*groups, **fields):
    robot = make_robot(**({"takes_all": False} | fields))
    robot.groups.set(groups)
    return robot


def announce(author, group, **words):
    return make_post(author, "We bake **tonight**.", kind="announcement", title="Come at eight", group=group, **words)


def carried():
    return set(RobotDelivery.objects.values_list("robot", "post"))


def test_the_robots_of_its_group_carry_it_once(open_group, alice, queue):
    own = robot_of(open_group)
    robot_of(make_group())
    robot_of(takes_all=True)
    robot_of(open_group, is_active=False)
    post = announce(alice, open_group)
    make_post(alice, group=open_group)
    queue.run()
    tasks.carry_post(post.pk)
    assert carried() == {(own.pk, post.pk)}
    later = robot_of(open_group)
    tasks.carry_post(post.pk)
    assert later.deliveries.count() == 0


def test_what_the_team_announces_to_everybody_goes_to_those_that_take_all(adam, open_group, queue):
    everywhere = robot_of(takes_all=True)
    robot_of(open_group)
    post = announce(adam, None)
    queue.run()
    assert carried() == {(everywhere.pk, post.pk)}


def test_out_of_a_private_group_only_its_own_robot_carries(bob, group, open_group, queue):
    group.memberships.update(role="host")
    own = robot_of(group)
    robot_of(group, open_group)
    robot_of(takes_all=True)
    post = announce(bob, group)
    queue.run()
    assert carried() == {(own.pk, post.pk)}


def test_it_says_title_words_and_where_it_stands(open_group, alice, queue):
    with chatting() as chat:
        robot_of(open_group, address=chat.url)
        post = announce(alice, open_group)
        queue.run()
    content = chat.body["markdown"]["content"]
    assert content.startswith("### Come at eight\nWe bake **tonight**.")
    assert content.endswith(f"](https://hui.example/talk/{post.pk}/)")
    assert RobotDelivery.objects.get().state == "sent"


def test_a_planned_one_is_carried_at_its_hour(open_group, alice, queue):
    robot_of(open_group)
    post = announce(alice, open_group, state="draft")
    plan_post(post, actor=alice, publish_at=timezone.now() + timedelta(hours=1))
    assert not carried()
    Post.objects.update(publish_at=timezone.now())
    publish_due_posts()
    queue.run()
    assert len(carried()) == 1


def test_a_lost_job_is_found_again(open_group, alice, queue, monkeypatch):
    monkeypatch.setattr(actions.robots, "call", lambda *_args: "")
    robot_of(open_group)
    announce(alice, open_group)
    queue.lose()
    tasks.sweep_robots()
    assert not carried()
    Post.objects.update(published_at=timezone.now() + timedelta(minutes=-2))
    type(robot_of()).objects.update(created_at=timezone.now() - timedelta(days=1))
    for _twice in range(2):
        tasks.sweep_robots()
    assert RobotDelivery.objects.get().state == "sent"


@pytest.mark.parametrize("what", ["hidden", "closed", "private", "suspended"])
def test_what_may_not_be_read_any_more_is_not_sent(what, open_group, alice, adam, queue, monkeypatch):
    monkeypatch.setattr(actions.robots, "call", lambda *_args: pytest.fail("it was sent"))
    robot = robot_of(open_group, make_group())
    post = announce(alice, open_group)
    queue.lose()
    delivery = RobotDelivery.objects.create(robot=robot, post=post)
    if what == "hidden":
        hide_post(post, actor=adam)
    elif what == "suspended":
        give_sanction(alice, actor=adam, kind="suspend", reason="other")
    else:
        fields = {"is_active": False} if what == "closed" else {"is_private": True, "policy": "invitation"}
        type(open_group).objects.filter(pk=open_group.pk).update(**fields)
    tasks.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "dropped"


def test_what_failed_stands_at_the_desk_and_is_tried_again(open_group, alice, lead, lead_client, queue):
    post = announce(alice, open_group)
    delivery = RobotDelivery.objects.create(robot=robot_of(open_group), post=post, state="dead", attempts=5)
    page = lead_client.get("/admin/announcing/robotdelivery/")
    assert "Come at eight" in page.content.decode()
    assert lead_client.get(f"/admin/announcing/robotdelivery/{delivery.pk}/change/").status_code == 200
    assert actions.retry_robot_delivery(delivery, actor=lead)
    delivery.refresh_from_db()
    assert delivery.state == "pending"
    RobotDelivery.objects.update(state="dead")
    hide_post(post, actor=lead)
    assert not actions.retry_robot_delivery(delivery, actor=lead)


def test_the_desk_names_nothing_of_a_private_group_to_others(bob, group, sign_in, queue):
    from django.contrib.auth.models import Permission

    group.memberships.update(role="host")
    RobotDelivery.objects.create(robot=robot_of(group), post=announce(bob, group))
    other = make_member(is_staff=True)
    other.user_permissions.add(Permission.objects.get(codename="view_robotdelivery"))
    page = sign_in(other).get("/admin/announcing/robotdelivery/")
    assert page.status_code == 200
    assert "Come at eight" not in page.content.decode()
