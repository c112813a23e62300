"""A world with something behind every public address."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from community.actions import ask_to_join, make_invitation, make_link, set_hosts
from community.models import Notification
from community.moderation.actions import decide_case, give_sanction, report_thing
from community.moderation.permissions import sanction_token
from community.notices import unsubscribe_path
from community.posts import actions as talk
from events import actions as sessions
from events.calendars import token_of
from feedback import actions
from rewards.fairness.actions import hold_suspicion
from rewards.shop import actions as shop
from tests.announcing.conftest import make_announcement
from tests.conftest import make_moderator
from tests.events.live_kit import make_item as make_agenda_item
from tests.events.live_kit import make_live, make_question
from tests.events.live_kit import make_poll as make_session_poll
from tests.events.minutes_kit import ask, over, promise, put_on_agenda
from tests.factories import (
    image_upload,
    join,
    make_call,
    make_comment,
    make_event,
    make_feedback,
    make_group,
    make_member,
    make_post,
    make_receipt,
    make_reply,
    move_event,
    take_seats,
)
from tests.rewards.conftest import earn, suspect
from tests.rewards.shop_kit import make_item, rich
from tests.training.conftest import make_course, take_course

TEXT = "The search forgets my filter."


def make_world():
    """({who: cookies of a browser}, {name: what stands for it in an address})."""
    alice, bob = make_member("Alice"), make_member("Bob")
    tessa = make_moderator("Tessa")
    rita, clerk = rich(make_member("Rita")), make_member("Clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="verify_coupon"))
    item, fixed = make_feedback(alice), make_feedback(alice, status="fixed", by=tessa)
    _receipt, code = make_receipt()
    browsers = {who: Client() for who in ("alice", "bob", "visitor", "holder", "rita", "clerk")}
    # Somebody who was signed in and left.
    browsers["holder"].force_login(bob)
    browsers["holder"].logout()
    browsers["holder"].post("/receipt/", {"code": code})
    sanction = give_sanction(alice, actor=tessa, kind="warn", reason="spam", words="Once.")
    for who, member in (("alice", alice), ("bob", bob), ("rita", rita), ("clerk", clerk)):
        browsers[who].force_login(member)
    places = talk_places(alice, bob, tessa) | group_places(alice, tessa) | course_places(alice)
    places |= shop_places(rita) | session_places(alice) | door_places(alice)
    places |= live_places(alice, bob) | after_places(alice, bob)
    places |= {
        "call": make_call(make_feedback(alice), tessa).pk,
        "item": item.pk,
        "fixed": fixed.pk,
        "comment": make_comment(item, bob).pk,
        "group": make_group().slug,
        "other": alice.pk,
        "invitation": make_invitation(actor=alice).code,
        "announcement": make_announcement().pk,
        "notice": Notification.objects.filter(member=alice).first().pk,
        "kind": "feedback",
        "sanction": sanction.pk,
        "hidden_case": hide_something(alice, bob, tessa).pk,
        "held": hold_points(alice, tessa).pk,
        "suspension": sanction_token(sanction),
        "unsubscribe": unsubscribe_path(alice, "feedback.answered"),
    }
    return {who: browser.cookies for who, browser in browsers.items()}, places


def hide_something(alice, bob, tessa):
    """The case that hid words of Alice."""
    comment = make_comment(make_feedback(bob), alice)
    case = report_thing("comment", comment, actor=bob, reason="spam")[0].case
    decide_case(case, actor=tessa, outcome="hide", reason="spam")
    return case


def hold_points(alice, tessa):
    """A suspicion that holds points of Alice."""
    suspicion = suspect(earn(alice, key="reply:999:accepted"))
    hold_suspicion(suspicion, actor=tessa)
    return suspicion


def group_places(alice, tessa):
    """Something behind every address of a group that Alice runs; she may found others."""
    run = make_group(policy="request")
    set_hosts(run, [alice, make_member()], actor=tessa)
    join(run, inside := make_member())
    link = make_link(run, actor=alice, uses=5, days=5)
    alice.user_permissions.add(Permission.objects.get(codename="add_interestgroup"))
    return {
        "run": run.slug,
        "inside": inside.pk,
        "asked": ask_to_join(run, actor=make_member(), words=TEXT).pk,
        "link": link.pk,
        "door": link.get_absolute_url().strip("/").split("/")[-1],
    }


def shop_places(rita):
    """A thing that Rita can pay for, and a coupon of hers."""
    coupon = shop.redeem_item(make_item(cancel_days=9), actor=rita).coupons.get()
    return {"thing": make_item().pk, "coupon": coupon.pk, "coupon_code": coupon.code}


def course_places(alice):
    """A course that Alice passed."""
    course = make_course()
    attempt = take_course(course, alice)
    return {
        "course": course.slug,
        "lesson": "lesson-1",
        "result": attempt.pk,
        "certificate": attempt.certificate.number,
    }


def talk_places(alice, bob, tessa):
    """Something behind every address of the talk; Alice runs the group."""
    group = make_group()
    join(group, alice, host=True)
    join(group, bob)
    post = make_post(alice, kind="question", group=group)
    [picture] = talk.keep_draft_pictures([image_upload()], actor=alice, draft_key="p" * 32)
    polled = make_feedback(alice, status="planned", by=tessa)
    closes_at = timezone.now() + timedelta(days=1)
    actions.attach_poll(polled, actor=tessa, question="Which?", ballot=talk.Ballot(["a", "b"], closes_at=closes_at))
    taken, taken_reply = make_post(bob, group=group), make_reply(post, bob)
    talk.take_post_away(taken, actor=alice, reason="Off topic.")
    talk.take_reply_away(taken_reply, actor=alice, reason="Off topic.")
    return {
        "taken": taken.pk,
        "taken_reply": taken_reply.pk,
        "post": post.pk,
        "draft": make_post(alice, state="draft").pk,
        "reply": make_reply(post, bob).pk,
        "poll": make_post(alice, kind="poll").poll.pk,
        "picture": picture.pk,
        "polled": polled.pk,
    }


def session_places(alice):
    """Sessions that Alice hosts: a draft, and one with a guest and two lines on its agenda."""
    event = make_event(alice, capacity=5)
    [guest] = take_seats(event, make_member())
    line = sessions.add_line(event, actor=alice, title="Welcome")
    sessions.add_line(event, actor=alice, title="Goodbye")
    draft = make_event(alice, publish=False)
    return {"event": event.pk, "draft_event": draft.pk, "guest": guest.pk, "line": line.pk}


def door_places(alice):
    """A session that is going on, run by Alice, with a guest; her calendar."""
    live = make_event(alice, code_word="Glow")
    [guest] = take_seats(live, make_member())
    move_event(live, starts_in=timedelta(minutes=-5), state="live")
    feed = sessions.open_calendar(actor=alice)
    return {
        "opened": live.pk,
        "door_key": live.door_key,
        "sitting": guest.pk,
        "subscriber": alice.pk,
        "feed_token": token_of(feed),
    }


def live_places(alice, bob):
    """Something behind every address of a session that Alice runs while it goes on; another one is still to begin."""
    live, asker = make_live(alice), make_member()
    return {
        "live": live.pk,
        "soon": make_event(alice).pk,
        "wanted": make_question(live, asker).pk,
        "asked_by_bob": make_question(live, bob).pk,
        "item_on": make_agenda_item(live).pk,
        "session_poll": make_session_poll(live, alice).pk,
    }


def after_places(alice, bob):
    """A session of Alice's that is over, where Bob was and promised something."""
    past = over(make_event(alice), bob)
    ask(past, bob)
    put_on_agenda(past)
    return {"past": past.pk, "promise": promise(past, bob, actor=alice).pk}
