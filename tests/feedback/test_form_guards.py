"""Against machines that fill in forms: a hidden field and a minimum time. Nothing is lost to them, it only waits."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from feedback.forms import ShownAtField
from feedback.models import Approval, Feedback
from tests.factories import make_feedback, make_member
from tests.pages import words_of

pytestmark = pytest.mark.django_db

NEW = "/feedback/new/"
TEXT = "The app forgets my filter each time I come back."


@pytest.fixture(autouse=True)
def minimum(settings):
    settings.FORM_MIN_SECONDS = 3


def form(**fields):
    return {"text": TEXT, "identity": "member", "submit_key": "s" * 32, "draft_key": "d" * 32} | fields


def shown(browser):
    return browser.get(NEW).context["form"]["shown_at"].value()


def send(browser, *, after=5, **fields):
    """Open the form, wait, send it; the clock stands still meanwhile, however slow the machine is."""
    opened = timezone.now()
    with time_machine.travel(opened, tick=False):
        stamp = shown(browser)
    with time_machine.travel(opened + timedelta(seconds=after), tick=False):
        return browser.post(NEW, form(shown_at=stamp, **fields))


def waits():
    """Why the one item waits; None when it is public."""
    item = Feedback.objects.get()
    return item.approval.why if item.is_pending else None


@pytest.mark.parametrize(("after", "why"), [(0, "hasty"), (2, "hasty"), (4, None), (7 * 86_400, None)])
@pytest.mark.parametrize("identity", ["member", "anonymous"])
def test_nobody_types_that_fast(after, why, identity, alice_client):
    assert send(alice_client, after=after, identity=identity).status_code == 302
    assert waits() == why


def test_who_is_known_may_be_fast(alice, alice_client):
    for _n in range(2):
        make_feedback(alice)
    send(alice_client, after=0, website="https://alice.example")
    assert not Approval.objects.exists()


def test_what_was_filled_in_unseen_waits_and_is_not_lost(alice_client):
    answer = alice_client.post(NEW, form(website="https://autofilled.example"), follow=True)
    assert answer.status_code == 200
    assert "It waits for a look by the team." in words_of(answer)
    assert waits() == "trap"


@pytest.mark.parametrize("stamp", ["", "x", "form:abc:def", "form:1:" + "x" * 43, "字" * 200, "form:" * 400])
def test_without_our_stamp_it_waits(stamp, alice_client):
    assert alice_client.post(NEW, form(shown_at=stamp)).status_code == 302
    assert waits() == "hasty"


def test_a_stamp_of_another_purpose_is_none_of_ours():
    assert ShownAtField().clean(signing.TimestampSigner(salt="other").sign("form")) == 0


def test_a_refused_form_keeps_its_first_moment(alice_client):
    stamp = shown(alice_client)
    page = alice_client.post(NEW, form(text="", shown_at=stamp))
    assert page.status_code == 422
    assert page.context["form"]["shown_at"].value() == stamp
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        alice_client.post(NEW, form(shown_at=stamp))
    assert waits() is None


def test_signing_in_meanwhile_is_no_haste(visitor, alice):
    """The session had ended: the words come back after signing in and are sent at once."""
    stamp = shown(visitor)
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        visitor.post(NEW, form(shown_at=stamp))
        visitor.force_login(alice)
        again = visitor.get(NEW).context["form"]
        assert again["text"].value() == TEXT
        visitor.post(NEW, form(shown_at=again["shown_at"].value()))
    assert waits() is None


def test_a_fast_double_tap_is_one_item(alice_client):
    stamp = shown(alice_client)
    answers = [alice_client.post(NEW, form(shown_at=stamp)).headers["Location"] for _tap in range(2)]
    assert answers[0] == answers[1]
    assert waits() == "hasty"


def test_the_hidden_field_troubles_no_reader(alice_client):
    page = alice_client.get(NEW).content.decode()
    assert '<div class="trap" aria-hidden="true"><label>' in page
    assert '<input name="website" tabindex="-1" autocomplete="off">' in page


def test_no_time_is_kept_of_a_nameless_item(visitor):
    send(visitor, after=0, identity="anonymous")
    item = Feedback.objects.get()
    assert (item.author, item.is_anonymous, waits()) == (None, True, "hasty")
    assert {field.name for field in Approval._meta.concrete_fields} == {
        *("id", "feedback", "why", "outcome", "reason", "words", "decided_by", "decided_at"),
    }


def test_the_guard_can_be_switched_off(settings, alice_client):
    settings.FORM_MIN_SECONDS = 0
    alice_client.post(NEW, form())
    assert waits() is None


def test_staff_are_never_in_doubt(sign_in):
    send(sign_in(make_member(is_staff=True)), after=0)
    assert waits() is None
