"""Every page in each theme and language: nothing for axe to find, nothing wider than the screen."""

from datetime import timedelta

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from community import actions as actions_of_groups
from community.actions import (
    appoint_ambassador,
    count_arrival,
    make_invitation,
    note_arrival,
    publish_rules,
    set_block,
)
from community.images import clean_image
from community.models import InterestGroup, Invitation, Rules
from community.moderation import actions as care
from community.moderation.permissions import sanction_token
from community.posts import actions as talk
from community.segments.models import SegmentDay
from community.training.actions import start_attempt
from community.training.models import GroupRequirement, Playbook
from events import actions as sessions
from events.minutes.actions import answer_survey, drop_promise, keep_promise, make_feedback_of
from events.minutes.models import ActionItem
from events.models import AgendaItem
from feedback import actions
from feedback.actions.groups import roll_up_groups
from feedback.models import Channel, FixNote, ReplyTemplate, RoutingRule
from tests.announcing.conftest import make_announcement, make_robot
from tests.browser.conftest import LAPTOP, PHONE
from tests.events.minutes_kit import ask, over, promise, publish, put_on_agenda
from tests.events.series_kit import make_series
from tests.factories import (
    image_upload,
    join,
    make_call,
    make_event,
    make_feedback,
    make_fix_note,
    make_group,
    make_member,
    make_post,
    make_reply,
    make_report,
    move_event,
    take_seats,
)
from tests.training.conftest import make_course, take_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # Style sheets it would fetch anew, by addresses that are wrong, for an experimental rule that is not among these.
    "preload": {"assets": ["media"]},
}
# Of all that axe found only this is carried out of the browser.
FAULTS = """async rules => {
    const {violations} = await axe.run(rules);
    const faults = violations.map(({id, nodes}) => `${id} ${nodes[0].target}`);
    const isWider = document.documentElement.scrollWidth > window.innerWidth;
    return isWider ? [...faults, "wider than the screen"] : faults;
}"""
FOR_ALL = [
    "/",
    "/feedback/",
    "/feedback/?q=nothing-like-it",
    "{item}",
    "/feedback/new/",
    "/fixed/",
    "{note}",
    "/roadmap/",
    "/feedback/reasons/",
    "{declined}",
    "{call}",
    "{tested}",
    "/testing/",
]
FOR_ALL += ["{member}", "{member}?show=comments", "{member}?show=fixes", "{invitation}", "/invite/nothing/"]
FOR_ALL += ["/groups/", "/rules/", "/receipt/", "/no-such-page/"]
FOR_ALL += ["/announcements/", "{announcement}"]
FOR_ALL += ["{group}feedback/", "{group}members/", "{group}figures/", "{invited}"]
FOR_ALL += ["{group}events/"]
FOR_VISITORS = [
    "/suspended/{suspension}/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
]
FOR_ALL += ["{certificate}"]
FOR_ALL += ["/talk/", "/talk/?q=nothing-like-it", "{question}", "{question}history/", "{poll}", "{group}talk/"]
FOR_ALL += ["{group}polls/", "{polled}"]
FOR_ALL += ["/events/", "/events/month/2001/5/", "/events/past/", "{full}", "{cancelled}", "{over}"]
FOR_ALL += ["{minutes}", "/events/promises/", "/events/promises/?show=dropped"]
FOR_MEMBERS = [
    "/talk/new/?kind=poll",
    "/talk/new/",
    "{question}edit/",
    "{question}delete/",
    "{question}remove/",
    "{question}?reply_to={reply}",
    "/talk/replies/{reply}/edit/",
    "/feedback/from-talk/{question_number}/",
    "{pending}",
    "/me/",
    "/me/inbox/",
    "/me/profile/",
    "/me/mail/",
    "/me/?show=done",
    "/me/invite/",
    "/me/blocks/",
    "{other}",
    "/welcome/",
    "/welcome/groups/",
    "/welcome/tasks/",
    "/me/reports/",
    "/me/sanctions/",
    "/report/feedback/{reportable}/",
    "/appeal/{sanction}/",
    "{report}",
    "/accounts/email/",
    "/accounts/password/change/",
    "/groups/?q=nothing-like-it",
    "/groups/new/",
    "{group}host/",
    "{group}host/edit/",
    "{group}host/members/{bob}/remove/",
    "{asked}",
    "{asked}ask/",
    "{private_item}",
    "/training/",
    "{course}",
    "{course}lessons/lesson-1/",
    "{course}test/1/",
    "{course}test/review/",
    "{result}",
    "{hosted}",
    "{hosted}door/",
    "{hosted}here/",
    "/events/calendar/",
    "{unfinished}minutes/edit/",
    "{unfinished}minutes/publish/",
    "{unfinished}survey/",
    "{survey}",
    "{promise}",
    "{promise}edit/",
    "/events/new/",
    "{session}edit/",
    "{session}cancel/",
    "{session}agenda/",
    "{session}agenda/{line}/",
    "{session}guests/?find=o",
    "{session}guests/{guest}/remove/",
    "{draft_session}remove/",
]
DESK, CARE = "/admin/feedback/feedback", "/admin/moderation/case"
FOR_STAFF = [
    "/admin/",
    f"{DESK}/triage/?view=open",
    f"{DESK}/triage/?view=mine",
    "{desk}",
    f"{DESK}/",
    f"{DESK}/approval/",
    f"{DESK}/enter/",
    f"{DESK}/{{number}}/support/",
    "{pending_desk}",
    "/admin/feedback/replytemplate/add/",
    "/admin/feedback/replytemplate/{template}/change/",
    "/admin/feedback/fixnote/",
    "/admin/feedback/fixnote/add/",
    "/admin/feedback/fixnote/{draft}/publish/",
    "/admin/channels/importjob/",
    "/admin/channels/importjob/add/",
    "/admin/community/delivery/",
    "/admin/community/digest/",
    f"{DESK}/{{number}}/testers/",
    "{alarming_desk}",
    f"{DESK}/{{number}}/poll/",
    f"{DESK}/{{polled_number}}/poll/",
    f"{DESK}/triage/?view=alarming",
    f"{DESK}/triage/?view=open&q=lift",
    f"{DESK}/workload/",
    f"{DESK}/alike/",
    f"{DESK}/accuracy/",
    f"{DESK}/accuracy/second-look/",
    f"{CARE}/queue/",
    f"{CARE}/decided/",
    f"{CARE}/{{case}}/desk/",
    f"{CARE}/{{decided_case}}/desk/",
    f"{CARE}/appeals/",
    f"{CARE}/appeals/{{appeal}}/",
    "/admin/announcing/announcement/",
    "/admin/announcing/announcement/add/",
    "/admin/announcing/announcement/calendar/",
    "/admin/announcing/announcement/calendar/?view=week",
    "/admin/announcing/announcement/{planned}/plan/",
    "/admin/events/event/",
    "/admin/events/event/add/",
    "/admin/events/event/{session_key}/change/",
    "/admin/events/series/{series}/change/",
    "/admin/events/registration/",
]
FOR_LEADS = [
    "/admin/community/interest/",
    "/admin/community/invitation/",
    "/admin/community/invitation/{campaign}/change/",
    "/admin/community/arrival/",
    "/admin/community/member/",
    "/admin/training/course/people/",
    "/admin/training/course/{course_key}/change/",
    "/admin/training/lesson/",
    "/admin/training/question/add/",
    "/admin/training/playbook/",
    "/admin/training/grouprequirement/",
    "/admin/training/certificate/",
    "/admin/feedback/routingrule/",
    "/admin/feedback/routingrule/add/",
    "/admin/feedback/routingrule/{rule}/change/",
    f"{CARE}/figures/",
    "/admin/moderation/blockedword/",
    "/admin/moderation/blockedword/add/",
    f"{DESK}/enter/",
    f"{DESK}/{{number}}/support/",
    "/admin/announcing/announcement/{planned}/plan/",
    "/admin/announcing/robot/",
    "/admin/announcing/robot/{robot}/change/",
    "/admin/announcing/robotdelivery/",
    "/admin/segments/savedsegment/",
    "/admin/segments/savedsegment/add/",
    "/admin/segments/savedsegment/glance/",
    "/admin/events/series/",
    "/admin/events/series/add/",
    "/admin/events/series/{series}/change/",
    "/admin/events/telling/",
]
# Each screen, theme, language and kind of reader at least twice.
LOOKS = {
    "phone-light-zh-visitor": ((PHONE, "light", "zh-CN"), False),
    "wide-dark-en-visitor": ((LAPTOP, "dark", "en-US"), False),
    "phone-dark-en-member": ((PHONE, "dark", "en-US"), True),
    "wide-light-zh-member": ((LAPTOP, "light", "zh-CN"), True),
}
TABLET = {"width": 1024, "height": 768}
DESK_LOOKS = {
    "wide-light-zh": (LAPTOP, "light", "zh-CN"),
    "tablet-dark-en": (TABLET, "dark", "en-US"),
    "phone-light-en": (PHONE, "light", "en-US"),
}


@pytest.fixture
def addresses(alice, bob, tessa, machine):
    """An item with an answer and talk, and a fix note, to fill the pages."""
    item = make_feedback(author=alice, title="Pick-up points close at eight")
    actions.cast_vote(item, actor=bob)
    actions.add_comment(item, actor=bob, text="So it is.")
    actions.triage_feedback(item, actor=tessa, answer="We look at it.", status="in_progress")
    mended = make_feedback(author=bob, title="Shelves are too dark")
    note = FixNote.objects.create(
        title="New lamps", you_said="Too dark", text="Lamps.", before_figure="1", after_figure="9"
    )
    note.items.add(mended)
    actions.publish_fix_note(note, actor=tessa)
    declined = make_feedback(author=alice, title="Open at six", status="declined", by=tessa)
    Channel.objects.filter(slug="phone").update(publishing="nothing")
    pending = make_feedback(author=alice, title="Waits for a look", channel="phone")
    template = ReplyTemplate.objects.create(title="Thanks", language="en", text="Hello {name}.", status="planned")
    draft = make_fix_note([item], actor=tessa, publish=False)
    machine.says("twice", "negative", -0.8, ["charged"], money=["twice"])
    alarming = make_feedback(author=alice, title="You charged me twice")
    actions.judge_hit(alarming.routing_hits.get(), False, actor=tessa)
    talked = talk_addresses(alice, bob, tessa)
    call = make_call(item, tessa)
    make_report(call, bob, "partly", text="Only on the first page.")
    actions.join_test(call, actor=alice)
    mended.refresh_from_db()
    tested = make_call(mended, tessa)
    make_report(tested, alice, "works", text="So much brighter.")
    actions.end_test_call(tested, actor=tessa, words="Thank you.")
    after = make_past_sessions(item, alice=alice, bob=bob, tessa=tessa)
    groups = make_groups(alice, bob, tessa)
    met = make_sessions(item, alice=alice, bob=bob) | session_addresses(alice, bob, tessa, item)
    # The last that Alice says: she is paused by it.
    cared = care_for(item, alice=alice, bob=bob, tessa=tessa)
    # Not accepted: the forms ask for them.
    for text in ("### 说事，不说人", "### 说事，不说人\n\n一件事说一次。"):
        publish_rules(Rules.objects.create(text=text, changed="新增一条。"), actor=tessa)
    make_group("Night owls", description="For those who are up late.")
    set_block(bob, actor=alice, level="mute")
    link = make_invitation(actor=alice)
    note_arrival(bob, link.code)
    count_arrival(bob)
    appoint_ambassador(bob, actor=tessa)
    soon = timezone.now() + timedelta(hours=2)
    planned = make_announcement("Closed on Monday", publish=False, publish_at=soon)
    make_announcement(
        "Open on Tuesday", publish=False, publish_at=soon, text="# One\n\n- two\n\n[three](https://a.example/)"
    )
    announced = make_announcement("八点关门", title_en="Closing at eight", pinned_until=soon, publish_at=soon)
    for days, count in ((8, 3), (1, 5)):
        SegmentDay.objects.create(day=timezone.localdate() - timedelta(days=days), segment="core", count=count)
    # Hosts learn too; what is not passed yet is the leads' to pass.
    make_group().memberships.create(member=alice, role="host")
    course = make_course()
    attempt = take_course(course, alice)
    start_attempt(course, actor=alice)
    Playbook.objects.create(
        title="先听见", title_en="Hear first", situation="any", text="你好，{name}。", course=course
    )
    GroupRequirement.objects.create(group=Group.objects.get(name="leads"), course=course, grace_days=9)
    return talked | {
        "member": bob.get_absolute_url(),
        "other": tessa.get_absolute_url(),
        "invitation": link.get_absolute_url(),
        "campaign": Invitation.objects.create(name="Poster").pk,
        "announcement": announced.get_absolute_url(),
        "planned": planned.pk,
        "robot": make_robot(is_active=False, failed_at=timezone.now(), last_error="200: 93000 gone").pk,
        "course": course.get_absolute_url(),
        "course_key": course.pk,
        "result": attempt.get_absolute_url(),
        "certificate": attempt.certificate.get_absolute_url(),
        "item": item.get_absolute_url(),
        "note": note.get_absolute_url(),
        "desk": f"{DESK}/{item.pk}/desk/",
        "draft": draft.pk,
        "declined": declined.get_absolute_url(),
        "pending": pending.get_absolute_url(),
        "pending_desk": f"{DESK}/{pending.pk}/desk/",
        "alarming_desk": f"{DESK}/{alarming.pk}/desk/",
        "rule": RoutingRule.objects.first().pk,
        "number": item.pk,
        "template": template.pk,
        "call": call.get_absolute_url(),
        "report": f"{call.get_absolute_url()}report/",
        "tested": tested.get_absolute_url(),
        **groups,
        **after,
        **cared,
        **met,
    }


def session_addresses(alice, bob, tessa, item):
    """A session that is full, one that Alice runs now, one that is called off and one that is over."""
    full = make_event(tessa, capacity=1, place="Bakery", text="Ask **anything**.", zone="Europe/Berlin")
    take_seats(full, bob, alice)
    AgendaItem.objects.create(event=full, position=1, title="Pick-up", feedback=item, why="wanted", speaker=tessa)
    hosted = make_event(alice, code_word="Glow", online_link="https://meet.example.org/a")
    take_seats(hosted, alice, bob)
    move_event(hosted, starts_in=timedelta(minutes=-5), state="live")
    sessions.check_in(hosted, bob, way="desk", actor=alice)
    cancelled = make_event(tessa)
    sessions.cancel_event(cancelled, actor=tessa, reason="The oven broke.")
    over = make_event(tessa)
    done = {
        "state": "finished",
        "finished_at": timezone.now(),
        "promise_count": 3,
        "kept_count": 1,
        "question_count": 9,
    }
    move_event(over, starts_in=timedelta(days=-20), **done)
    sessions.open_calendar(actor=alice)
    named = {"full": full, "hosted": hosted, "cancelled": cancelled, "over": over}
    return {name: event.get_absolute_url() for name, event in named.items()}


def make_past_sessions(item, *, alice, bob, tessa):
    """A session of Bob's with its minutes, where Alice was, and one of hers whose minutes are not out yet."""
    past, unfinished = over(make_event(bob), alice, tessa), over(make_event(alice), bob)
    put_on_agenda(past, "Open until ten?", feedback=item, answer="We try.", answer_rendered="<p>We try.</p>")
    make_feedback_of(ask(past, alice), actor=bob)
    ask(past, None)
    kept, late, dropped, _near = (promise(past, alice, actor=bob, feedback=item) for _n in range(4))
    keep_promise(kept, actor=alice, note="It hangs.")
    drop_promise(dropped, actor=alice, reason="No wall.")
    ActionItem.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    publish(past, actor=bob)
    put_on_agenda(unfinished, "The signs")
    ask(unfinished, bob)
    ask(unfinished, None, state="submitted")
    answer_survey(unfinished, actor=bob, score=4, was_answered="yes", remark="Louder, please.")
    return {
        "minutes": f"/events/{past.pk}/minutes/",
        "survey": f"/events/{past.pk}/survey/",
        "unfinished": f"/events/{unfinished.pk}/",
        "promise": promise(unfinished, alice, actor=alice).get_absolute_url(),
    }


def make_groups(alice, bob, tessa):
    """A group that Alice runs, with people, figures, somebody at the door and a link; one by request; a private one."""
    group = make_group("Bread corner", description="Flour and butter, bought together.", policy="request")
    actions_of_groups.set_hosts(group, [alice], actor=tessa)
    actions_of_groups.edit_group(group, actor=alice, rules="# Here\n\n- Be kind.", cover=clean_image(image_upload())[0])
    actions_of_groups.enter_group(group, bob, actor=bob)
    actions_of_groups.ask_to_join(group, actor=make_member("Kim"), words="I bake.")
    actions_of_groups.make_link(group, actor=alice, uses=5, days=5)
    actions_of_groups.invite_member(group, make_member("Lee"), actor=alice)
    outside = actions_of_groups.make_link(
        make_group("Elsewhere", is_private=True, policy="invitation"), actor=tessa, uses=5, days=5
    )
    private = make_group("Night circle", is_private=True, policy="invitation")
    actions_of_groups.set_hosts(private, [alice], actor=tessa)
    make_feedback(author=alice, title="In the group", group=group)
    roll_up_groups()
    alice.user_permissions.add(Permission.objects.get(codename="add_interestgroup"))
    return {
        "group": f"/groups/{group.slug}/",
        "bob": bob.pk,
        "invited": outside.get_absolute_url(),
        "asked": f"/groups/{make_group('By request', policy='request').slug}/",
        "private_item": make_feedback(author=alice, title="Among us", group=private).get_absolute_url(),
    }


def make_sessions(item, *, alice, bob):
    """A session that Alice runs, with guests, others who wait, and an agenda that runs past its end; a draft of hers in
    a series, and one in a group."""
    event = make_event(alice, title="Bread and its price", capacity=2, reserved=1, place="Market hall")
    guest, _waiting = take_seats(event, bob, make_member("Kai"))
    line = sessions.take_up(event, item, actor=alice, why="wanted", minutes=60)
    sessions.add_line(event, actor=alice, title="Tea", minutes=45, speaker=bob)
    sessions.take_up_usual(event, "questions", actor=alice)
    make_event(alice, group=InterestGroup.objects.get(name="Bakers"))
    series = make_series(alice, publishes=False, starts_on=timezone.localdate() + timedelta(days=1), days_ahead=8)
    # The worker has made them.
    draft = series.events.order_by("occurs_on").first()
    return {
        "session": event.get_absolute_url(),
        "session_key": event.pk,
        "draft_session": draft.get_absolute_url(),
        "guest": guest.pk,
        "line": line.pk,
        "series": series.pk,
    }


def care_for(item, *, alice, bob, tessa):
    """An open case, a decided one, and Alice's sanctions: one with an appeal, one that she may appeal against."""
    said = [actions.add_comment(item, actor=alice, text=text) for text in ("You are all fools.", "Buy gold from me.")]
    still, done = (care.report_thing("comment", one, actor=bob, reason="harassment")[0].case for one in said)
    care.report_thing("feedback", make_feedback(bob, "Empty shelves."), actor=alice, reason="spam")
    care.decide_case(done, actor=tessa, outcome="pause", reason="spam", words="Not here.", days=7, hide=True)
    pause = done.sanctions.get()
    appeal = care.appeal(pause, actor=alice, words="It was a gift.")
    warning = care.give_sanction(alice, actor=tessa, kind="warn", reason="spam", words="Once.")
    suspension = care.give_sanction(make_member(), actor=tessa, kind="suspend", reason="hate", words="No.", days=7)
    return {
        "case": still.pk,
        "decided_case": done.pk,
        "appeal": appeal.pk,
        "sanction": warning.pk,
        "suspension": sanction_token(suspension),
        "reportable": make_feedback(bob, "Nothing wrong here.").pk,
    }


def talk_addresses(alice, bob, tessa):
    """A question with an accepted answer, a poll, and an item that members decide about."""
    group = make_group("Bakers")
    join(group, alice, host=True)
    join(group, bob)
    question = make_post(alice, "Which **flour** keeps, @Bob?", kind="question", title="Which flour?", group=group)
    reply = make_reply(question, bob, "Rye. @Alice knows.")
    make_reply(question, alice, "Thank you.", parent=reply)
    own = make_reply(question, alice, "I tried it.")
    talk.accept_reply(reply, actor=alice)
    talk.react(question, actor=bob, kind="like")
    talk.edit_post(question, actor=alice, title="Which flour?", text="Which **flour** keeps best, @Bob?")
    talk.pin_post(question, actor=alice)
    poll = make_post(bob, kind="poll", title="When?", group=group, held={"results": "always", "is_anonymous": False})
    talk.cast_ballot(poll.poll, [poll.poll.options.first().pk], actor=bob)
    polled = make_feedback(author=bob, title="Queue at the desk", status="planned", by=tessa)
    held = talk.Ballot(["Numbers", "Slots"], closes_at=timezone.now() + timedelta(days=1))
    actions.attach_poll(polled, actor=tessa, question="Which way?", ballot=held)
    return {
        "question": question.get_absolute_url(),
        "question_number": question.pk,
        "reply": own.pk,
        "poll": poll.get_absolute_url(),
        "group": group.get_absolute_url(),
        "polled": polled.get_absolute_url(),
        "polled_number": polled.pk,
    }


def faults_on(page, address):
    page.goto(address)
    return [f"{address}: {fault}" for fault in page.evaluate(FAULTS, RULES)]


def faults_everywhere(places, look, member, browser, live_server, sign_in):
    viewport, theme, locale = look
    # Not open_page: axe puts a style of its own into the page, which our policy reports as an error.
    context = browser.new_context(base_url=live_server.url, viewport=viewport, locale=locale, color_scheme=theme)
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    if member:
        member.language = "en" if locale.startswith("en") else "zh-hans"
        member.save(update_fields=["language"])
        sign_in(page, member)
    faults = [fault for place in places for fault in faults_on(page, place)]
    context.close()
    return faults


@pytest.mark.parametrize(("look", "signed_in"), LOOKS.values(), ids=LOOKS)
def test_every_public_page_is_sound(look, signed_in, addresses, browser, live_server, sign_in, alice):
    places = [place.format(**addresses) for place in FOR_ALL + (FOR_MEMBERS if signed_in else FOR_VISITORS)]
    member = alice if signed_in else None
    faults = faults_everywhere(places, look, member, browser, live_server, sign_in)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("look", DESK_LOOKS.values(), ids=DESK_LOOKS)
def test_every_page_of_the_desk_is_sound(look, addresses, browser, live_server, sign_in, tessa):
    faults = []
    for group, places in (("moderators", FOR_STAFF), ("leads", FOR_LEADS)):
        tessa.groups.set([Group.objects.get(name=group)])
        places = [place.format(**addresses) for place in places]
        faults += faults_everywhere(places, look, tessa, browser, live_server, sign_in)
    assert not faults, "\n".join(faults)
