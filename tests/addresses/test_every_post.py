"""The matrix that every public POST keeps, whatever it does: it works, a GET is refused or shows the form, visitors and
strangers change nothing, twice is once, and HTMX gets an answer that it can use.

What each of them does is tested where it is at home; here nobody is left out.
"""

from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from community.models import Interest, InterestGroup
from community.posts.models import Poll
from events.live.models import SessionPoll
from feedback import actions
from feedback.models import Feedback, FeedbackPoll, Status
from tests.addresses.test_bad_input import POSTS, send
from tests.factories import join, make_fix_note, make_receipt

pytestmark = pytest.mark.django_db

# Kept of any request whatever it asks for, or a picture of what is kept elsewhere.
UNCOUNTED = {"session", "auditentry", "ormq", "task", "success", "failure", "schedule", "emailaddress"}
# Those that any member may send.
OF_ANYBODY = {
    *("/feedback/new/", "/talk/new/", "/talk/new/?preview", "/feedback/{item}/vote/", "/feedback/{item}/follow/"),
    *("/feedback/{item}/comments/", "/feedback/{polled}/poll/", "/talk/{post}/react/", "/talk/replies/{reply}/react/"),
    *("/talk/polls/{poll}/vote/", "/groups/{group}/join/", "/groups/{group}/leave/", "/groups/invited/{door}/"),
    *("/groups/{run}/ask/", "/groups/{run}/ask/withdraw/", "/testing/{call}/join/", "/testing/{call}/leave/"),
    *(
        "/honours/listing/",
        "/rules/accept/",
        "/report/{kind}/{item}/",
        "/members/{other}/block/",
        "/me/inbox/read/",
        "/me/mail/",
    ),
    *("/me/invite/new/", "/me/profile/", "/welcome/", "/welcome/groups/{group}/join/", "/welcome/settle/"),
    *("/events/{event}/register/", "/events/{event}/leave/"),
    *("/accounts/email/", "/accounts/password/change/", "/accounts/logout/", "/rewards/{thing}/redeem/"),
    "/events/{opened}/here/",
    *("/events/{opened}/here/{door_key}/", "/events/calendar/open/", "/events/calendar/close/"),
    *("/events/{live}/ask/", "/events/{live}/questions/{wanted}/vote/", "/events/{live}/live/polls/{session_poll}/"),
}
# Pages of the team at the counter: to everybody else, visitors too, they are not there.
OF_THE_TEAM = {"/rewards/verify/", "/rewards/verify/use/"}
# Those that leave nothing behind here: what they do is undone already, or seen in the session and the cookies alone.
WITHOUT_TRACE = {
    *("/talk/new/?preview", "/receipt/", "/receipt/leave/", "/rules/accept/", "/accounts/password/change/"),
    *("/training/{course}/test/finish/", "/language/", "/theme/", "/accounts/logout/", "/admin/login/"),
    *("/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/password/reset/", "/feedback/new/?lost"),
    *("/accounts/email/", "/feedback/from-talk/{post}/offer/", "/rewards/verify/"),
}
# Its token is only good for somebody who is suspended: see tests of care.
ELSEWHERE = {"/appeal/{sanction}/?suspended"}
# Read by anybody, written by members of its group.
EXPLAINED = {"/talk/{post}/replies/"}
# Again makes the invitation hold longer, and nothing else.
LONGER = {"/groups/{run}/host/invite/"}


@pytest.fixture
def stranger(carol, sign_in):
    browser = sign_in(carol)
    browser.raise_request_exception = False
    return browser


@pytest.fixture
def sound(world, bob, tessa):
    """A function that brings about what an address needs, and gives (browser, path, form)."""
    browsers, places = world

    def ready(address):
        form, who = POSTS[address]
        if again := READY.get(address):
            form = form | (again(browsers[who], places, tessa=tessa, bob=bob) or {})
        return browsers[who], address.format(**places), form

    return ready


def decline(_browser, places, *, tessa, **_people):
    item = Feedback.objects.get(pk=places["item"])
    words = {"status": Status.DECLINED, "decline_reason": "too_costly", "answer": "It costs too much."}
    actions.triage_feedback(item, actor=tessa, **words)


def settle_receipt(status):
    """What was said without a name is declined or fixed, so that its writer may ask again or rate."""

    def settle(browser, places, *, tessa, **people):
        item = Feedback.objects.get(author=None)
        if status == Status.FIXED:
            make_fix_note([item], actor=tessa)
        else:
            decline(browser, places | {"item": item.pk}, tessa=tessa, **people)

    return settle


def hosted(browser, places, **_people):
    """The group that Alice hosts, for a session of hers; and a draft of hers is for it."""
    whom = f"group:{InterestGroup.objects.get(slug=places['run']).pk}"
    return {"whom": whom}


def first_option(poll):
    return {"option": poll.options.order_by("position").first().pk}


def ballot_of_session(_browser, places, **_people):
    pk = places["session_poll"]
    return {f"option-{pk}": SessionPoll.objects.get(pk=pk).poll.options.get(position=1).pk}


# What an address needs beyond the world that is there: it is called with a browser, the places and the people, and may
# give fields of the form.
READY = {
    "/feedback/{item}/again/": decline,
    "/receipt/view/?again": settle_receipt(Status.DECLINED),
    "/receipt/view/?rate": settle_receipt(Status.FIXED),
    "/talk/new/": lambda *_args, **_people: {"options": ["Nine", "Ten"]},
    "/talk/polls/{poll}/vote/": lambda _b, places, **_p: first_option(Poll.objects.get(pk=places["poll"])),
    "/feedback/{polled}/poll/": lambda _b, places, **_p: first_option(
        FeedbackPoll.objects.get(feedback=places["polled"]).poll
    ),
    "/groups/{group}/leave/": lambda _b, places, bob, **_p: (
        join(InterestGroup.objects.get(slug=places["group"]), bob) and {}
    ),
    "/groups/{run}/ask/withdraw/": lambda browser, places, **_p: browser.post(f"/groups/{places['run']}/ask/") and {},
    "/testing/{call}/leave/": lambda browser, places, **_p: browser.post(f"/testing/{places['call']}/join/") and {},
    "/testing/{call}/report/": lambda browser, places, **_p: browser.post(f"/testing/{places['call']}/join/") and {},
    "/training/{course}/test/1/": lambda browser, places, **_p: (
        browser.post(f"/training/{places['course']}/test/start/") and {}
    ),
    "/feedback/{item}/follow/": lambda *_args, **_people: {"level": "status"},
    "/events/{live}/live/polls/{session_poll}/": ballot_of_session,
    "/events/{live}/desk/questions/{wanted}/merge/": lambda _b, places, **_p: {"into": places["asked_by_bob"]},
    "/events/{live}/desk/polls/": lambda *_args, **_people: {"options": ["Here", "There"]},
    "/welcome/": lambda *_args, **_people: {"interests": Interest.objects.create(name="纸", name_en="Paper").pk},
    "/rewards/verify/": lambda _b, places, **_p: {"code": places["coupon_code"]},
    "/rewards/verify/use/": lambda _b, places, **_p: {"code": places["coupon_code"]},
    "/receipt/": lambda *_args, **_people: {"code": make_receipt()[1]},
    "/events/new/": hosted,
    "/events/{draft_event}/edit/": hosted,
    "/events/{event}/leave/": lambda browser, places, **_p: browser.post(f"/events/{places['event']}/register/") and {},
    "/events/{event}/guests/seat/": lambda _b, places, bob, **_p: {"member": bob.pk},
    "/events/{event}/agenda/take/": lambda _b, places, **_p: {"feedback": places["item"]},
    "/groups/new/": lambda *_args, **_people: {"submit_key": "s" * 32},
    "/groups/{run}/host/links/": lambda *_args, **_people: {"submit_key": "s" * 32},
    "/events/{opened}/door/renew/": lambda _b, places, **_p: {"key": places["door_key"]},
    "/events/calendar/close/": lambda browser, _places, **_p: browser.post("/events/calendar/open/") and {},
    "/me/mail/": lambda *_args, **_people: {"hour": "8", "weekday": "0"},
}


def kept():
    """{model: rows} of all that is kept, for comparison; as the database gives them, for nobody asks what they mean."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.model_name not in UNCOUNTED and model._meta.managed
    ]
    with connection.cursor() as cursor:
        return {model._meta.label: rows_of(model._meta.db_table, cursor) for model in models}


def rows_of(table, cursor):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    return sorted(cursor.fetchall(), key=repr)


def changes(browser, path, form, **headers):
    """(answer, the models of which something changed) of a POST."""
    before = kept()
    answer = send(browser, path, urlencode(form, doseq=True), **headers)
    after = kept()
    return answer, {label for label in before if before[label] != after[label]}


def of_members(addresses):
    signed_in = [address for address in addresses if POSTS[address][1] not in ("visitor", "holder")]
    return [address for address in signed_in if address != "/accounts/logout/"]


@pytest.mark.parametrize("address", of_members(POSTS))
def test_nobody_else_changes_anything_and_nothing_changes_by_looking(address, sound, stranger):
    """A visitor is asked to sign in. To a stranger missing and forbidden look alike; where anybody may read the page
    with the form, its field says why."""
    browser, path, form = sound(address)
    before = kept()
    answer = send(Client(), path, urlencode(form, doseq=True))
    if address in OF_THE_TEAM:
        assert answer.status_code == 404
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert browser.get(path).status_code in (200, 302, 405)
    if address not in OF_ANYBODY:
        answer = send(stranger, path, urlencode(form, doseq=True))
        assert answer.status_code in ((422,) if address in EXPLAINED else (404,))
    assert kept() == before


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize("address", [address for address in POSTS if address not in ELSEWHERE])
def test_it_works_and_twice_is_once(address, htmx, sound):
    browser, path, form = sound(address)
    headers = {"HTTP_HX_REQUEST": "true"} if htmx else {}
    answer, changed = changes(browser, path, form, **headers)
    assert answer.status_code in (200, 204, 302), answer.content[:400]
    assert bool(changed) == (address not in WITHOUT_TRACE), changed
    again, changed = changes(browser, path, form, **headers)
    assert again.status_code in (200, 204, 302)
    assert changed == ({"community.GroupInvitation"} if address in LONGER else set())
