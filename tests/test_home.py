"""Home, "me", health, and the choices that every visitor has."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_q.models import OrmQ

from feedback import actions
from feedback.models import Status
from tests.factories import make_due, make_feedback, make_fix_note
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db


# --- home ---------------------------------------------------------------------------------------------------


def test_an_empty_house_has_a_home(visitor, alice_client):
    for browser in (visitor, alice_client):
        assert browser.get("/").status_code == 200
    assert visitor.post("/").status_code == 405


def test_home_shows_what_was_fixed_and_what_is_wanted(alice, bob, tessa, visitor):
    wanted, other = make_feedback(alice), make_feedback(alice)
    actions.cast_vote(wanted, actor=bob)
    note = make_fix_note([make_feedback(alice)], actor=tessa)
    context = visitor.get("/").context
    assert context["most_wanted"] == [wanted, other]
    assert list(context["latest_fix_notes"]) == [note]
    assert context["fixed_this_month"] == 1


def test_the_promise_figures_count_what_is_settled(alice, tessa, visitor):
    now = timezone.now()
    kept, broken, overdue, waiting, spam = (make_feedback(alice) for _n in range(5))
    make_due(broken, now - timedelta(minutes=1))
    make_due(overdue, now - timedelta(minutes=1))
    actions.triage_feedback(kept, actor=tessa, answer="Yes.")
    actions.triage_feedback(broken, actor=tessa, answer="Late.")
    actions.triage_feedback(spam, actor=tessa, status="closed")
    actions.watch_promises()
    assert waiting.answer_due_at > now
    context = visitor.get("/").context
    assert context["promise_share"] == 33
    assert context["mean_first_answer"] < timedelta(minutes=1)


def test_home_shows_members_their_own(alice, bob, alice_client, bob_client, visitor):
    feedback = make_feedback(alice)
    assert list(alice_client.get("/").context["my_items"]) == [feedback]
    assert list(bob_client.get("/").context["my_items"]) == []
    assert "my_items" not in visitor.get("/").context


# --- me -----------------------------------------------------------------------------------------------------


def test_me_shows_what_awaits_me(alice, bob, tessa, alice_client, visitor):
    plain = make_feedback(alice)
    asked = make_feedback(alice, status=Status.NEEDS_INFO, by=tessa)
    fixed = make_feedback(alice, status=Status.FIXED, by=tessa)
    rated = make_feedback(alice, status=Status.FIXED, by=tessa)
    actions.rate_feedback(rated, actor=alice, score=5)
    gone = make_feedback(alice)
    actions.remove_feedback(gone, actor=alice)
    make_feedback(bob)
    context = alice_client.get("/me/").context
    assert list(context["waiting"]) == [asked]
    assert list(context["to_rate"]) == [fixed]
    assert list(context["items"]) == [rated, fixed, asked, plain]
    assert asks_to_sign_in(visitor.get("/me/"))
    assert alice_client.post("/me/").status_code == 405


# --- language and theme -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-hans"),
        ("en-US,zh;q=0.5", "en"),
        ("fr-FR,en;q=0.5", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("*;;", "zh-hans"),
    ],
)
def test_visitors_are_met_in_their_language(accepted, language, visitor):
    page = visitor.get("/", headers={"accept-language": accepted})
    assert f'<html lang="{language}"' in page.content.decode()
    assert page.headers["Content-Language"] == language


def test_the_choice_of_a_language_is_kept(alice, alice_client):
    assert 'lang="en"' in alice_client.get("/").content.decode()
    answer = alice_client.post("/language/", {"language": "zh-hans", "next": "/feedback/"})
    assert answer.headers["Location"] == "/feedback/"
    assert 'lang="zh-hans"' in alice_client.get("/").content.decode()


@pytest.mark.parametrize("language", ["", "fr", "zh-hans\r\nSet-Cookie: x=1", "x" * 5000])
def test_other_languages_are_not_taken(language, visitor):
    answer = visitor.post("/language/", {"language": language})
    assert answer.status_code == 302
    assert not answer.cookies


def test_the_choice_of_a_theme_is_kept_and_given_up(visitor):
    for theme, shown in (("dark", True), ("light", True), ("", False), ("pink", False)):
        visitor.post("/theme/", {"theme": theme})
        assert ("data-theme=" in visitor.get("/").content.decode()) == shown


@pytest.mark.parametrize("address", ["/language/", "/theme/"])
def test_choices_lead_back_to_pages_of_ours_alone(address, visitor):
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "x" * 9):
        answer = visitor.post(address, {"language": "en", "theme": "dark", "next": target})
        assert answer.headers["Location"] in ("/", "x" * 9)
    assert visitor.get(address).status_code == 405


# --- kept pages ---------------------------------------------------------------------------------------------


def test_a_members_page_is_stored_by_nobody(alice_client, visitor):
    for path in ("/", "/feedback/", "/me/"):
        assert "no-store" in alice_client.get(path).headers["Cache-Control"]
    page = visitor.get("/feedback/")
    assert "no-store" not in page.headers["Cache-Control"]
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in page.headers["Vary"].split(",")}


def test_visitors_see_every_change_at_once(alice, bob, tessa, visitor):
    feedback = make_feedback(alice)
    steps = [
        lambda: actions.cast_vote(feedback, actor=bob),
        lambda: actions.add_comment(feedback, actor=bob, text="Same here."),
        lambda: actions.triage_feedback(feedback, actor=tessa, answer="We look at it."),
        lambda: actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED),
        lambda: actions.hide_feedback(feedback, actor=tessa),
        lambda: actions.show_feedback(feedback, actor=tessa),
        lambda: make_fix_note([feedback], actor=tessa),
        lambda: actions.withdraw_vote(feedback, actor=bob),
        lambda: actions.remove_feedback(feedback, actor=alice),
    ]
    for step in steps:
        before = visitor.get("/feedback/").headers["ETag"], visitor.get(feedback.get_absolute_url()).content
        step()
        after = visitor.get("/feedback/").headers["ETag"], visitor.get(feedback.get_absolute_url()).content
        assert before != after
    assert feedback.title not in words_of(visitor.get("/feedback/"))


# --- health -------------------------------------------------------------------------------------------------


def test_health(visitor):
    assert visitor.get("/healthz").content == b"ok"
    ready = visitor.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["database"] is True
    assert "no-store" in ready.headers["Cache-Control"]


def test_not_ready_without_a_database(visitor, monkeypatch):
    def away():
        raise OperationalError("database is away")

    monkeypatch.setattr("config.views.connection.cursor", away)
    ready = visitor.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["database"] is False


def test_not_ready_when_the_queue_stands_still(visitor, queue, alice, tessa):
    actions.triage_feedback(make_feedback(alice), actor=tessa, answer="Yes.")
    OrmQ.objects.update(lock=timezone.now() - timedelta(minutes=11))
    ready = visitor.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["queue_age_seconds"] > 600
