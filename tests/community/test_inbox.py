import pytest

from community.models import Notification
from community.views.inbox import INBOX_PAGE
from feedback import actions
from tests.factories import make_comment, make_feedback
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

INBOX = "/me/inbox/"


@pytest.fixture
def feedback(alice, tessa):
    """Alice's item, with an answer that she was told of."""
    feedback = make_feedback(alice, "The search forgets my filter.")
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    return feedback


@pytest.fixture
def notice(feedback):
    return Notification.objects.get()


def reading(notice):
    return f"/me/inbox/{notice.pk}/read/"


def make_notices(member, number):
    return Notification.objects.bulk_create(
        Notification(
            member=member,
            kind="feedback.answered",
            cause_key=f"test:{n}",
            params={"title": f"Number {n}.", "text": "Yes."},
            url="/feedback/",
        )
        for n in range(number)
    )


def test_notices_are_read_in_the_readers_language(notice, alice, alice_client):
    page = alice_client.get(INBOX)
    assert "“The search forgets my filter” has an answer" in words_of(page)
    assert "We look at it." in words_of(page)
    alice_client.cookies["language"] = "zh-hans"
    assert "has an answer" not in words_of(alice_client.get(INBOX))


def test_each_sees_their_own_alone(notice, bob_client, tessa_client):
    for browser in (bob_client, tessa_client):
        assert browser.get(INBOX).context["notifications"] == []


def test_visitors_are_asked_to_sign_in(notice, visitor):
    assert asks_to_sign_in(visitor.get(INBOX))
    assert asks_to_sign_in(visitor.post(reading(notice)))
    assert asks_to_sign_in(visitor.post("/me/inbox/read/"))


def test_looking_marks_nothing_read(notice, alice_client):
    alice_client.get(INBOX)
    assert Notification.objects.unread().count() == 1
    assert alice_client.get("/").context["unread_count"] == 1


def test_opening_one_leads_to_it_and_marks_it_read_once(notice, feedback, alice_client):
    assert alice_client.post(reading(notice)).headers["Location"] == feedback.get_absolute_url()
    notice.refresh_from_db()
    first = notice.read_at
    assert first
    alice_client.post(reading(notice))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_nobody_reads_anothers(notice, bob_client, adam_client):
    for browser in (bob_client, adam_client):
        assert browser.post(reading(notice)).status_code == 404
    assert bob_client.post("/me/inbox/read/").status_code == 302
    assert Notification.objects.unread().count() == 1


def test_all_at_once_and_twice(feedback, alice, bob, alice_client):
    make_comment(feedback, bob)
    assert Notification.objects.unread().filter(member=alice).count() == 2
    for _twice in range(2):
        assert alice_client.post("/me/inbox/read/").headers["Location"] == INBOX
    assert not Notification.objects.unread().filter(member=alice).exists()


def test_links_mark_nothing(notice, alice_client):
    assert alice_client.get(reading(notice)).status_code == 405
    assert alice_client.get("/me/inbox/read/").status_code == 405
    assert alice_client.post(INBOX).status_code == 405


def test_pages_show_every_notice_once(alice, alice_client):
    rows = make_notices(alice, 2 * INBOX_PAGE + 3)
    seen, address = [], ""
    for size in (INBOX_PAGE, INBOX_PAGE, 3):
        context = alice_client.get(INBOX + address).context
        assert len(context["notifications"]) == size
        seen += [row.pk for row in context["notifications"]]
        address = context["next_url"]
    assert address == ""
    assert seen == sorted((row.pk for row in rows), reverse=True)


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 30, "1e3", "٣", "1,2"])
def test_page_keys_that_are_none(before, notice, alice_client):
    assert alice_client.get(INBOX, {"before": before}).status_code == 200


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 30, "9" * 5000, "-1"])
def test_numbers_that_are_none(number, alice_client):
    assert alice_client.post(f"/me/inbox/{number}/read/").status_code == 404


def test_markup_in_notices_stays_words(alice, alice_client):
    Notification.objects.create(
        member=alice,
        kind="feedback.commented",
        cause_key="x",
        params={"title": "<script>alert(1)</script>", "who": "<b>Eve</b>", "text": "<img src=x onerror=alert(1)>"},
        url="/feedback/",
    )
    html = alice_client.get(INBOX).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>Eve" not in html


def test_htmx_reads_as_well(notice, alice_client):
    assert alice_client.post(reading(notice), **HTMX).status_code == 302
