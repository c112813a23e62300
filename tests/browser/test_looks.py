"""Every page in each theme and language: nothing for axe to find, nothing wider than the screen."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.utils import timezone

from community.actions import publish_rules
from community.models import Rules
from community.posts import actions as talk
from feedback import actions
from feedback.models import Channel, FixNote, ReplyTemplate, RoutingRule
from tests.browser.conftest import LAPTOP, PHONE
from tests.factories import join, make_feedback, make_fix_note, make_group, make_post, make_reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
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
]
FOR_ALL += ["/groups/", "/rules/", "/receipt/", "/no-such-page/"]
FOR_ALL += ["/talk/", "/talk/?q=nothing-like-it", "{question}", "{question}history/", "{poll}", "{group}talk/"]
FOR_ALL += ["{group}polls/", "{polled}"]
FOR_VISITORS = ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/"]
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
    "/accounts/email/",
    "/accounts/password/change/",
]
DESK = "/admin/feedback/feedback"
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
    "{alarming_desk}",
    f"{DESK}/{{number}}/poll/",
    f"{DESK}/{{polled_number}}/poll/",
    f"{DESK}/triage/?view=alarming",
    f"{DESK}/triage/?view=open&q=lift",
    f"{DESK}/workload/",
    f"{DESK}/alike/",
    f"{DESK}/accuracy/",
    f"{DESK}/accuracy/second-look/",
]
FOR_LEADS = [
    "/admin/feedback/routingrule/",
    "/admin/feedback/routingrule/add/",
    "/admin/feedback/routingrule/{rule}/change/",
    f"{DESK}/enter/",
    f"{DESK}/{{number}}/support/",
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
    # Not accepted: the forms ask for them.
    for text in ("### 说事，不说人", "### 说事，不说人\n\n一件事说一次。"):
        publish_rules(Rules.objects.create(text=text, changed="新增一条。"), actor=tessa)
    return talked | {
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
    found = [f"{v['id']} {v['nodes'][0]['target']}" for v in Axe().run(page, options=RULES).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("wider than the screen")
    return [f"{address}: {fault}" for fault in found]


def faults_everywhere(places, look, member, browser, live_server, sign_in):
    viewport, theme, locale = look
    # Not open_page: axe puts a style of its own into the page, which our policy reports as an error.
    context = browser.new_context(base_url=live_server.url, viewport=viewport, locale=locale, color_scheme=theme)
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
