"""What we fixed: by month, one by one, with its pictures; drafts are for the team."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from feedback import actions
from feedback.models import Feedback, FixNote
from tests.factories import image_bytes, make_feedback, make_fix_note, make_receipt
from tests.pages import words_of

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")


def published(alice, tessa, *moment, **fields):
    with time_machine.travel(datetime(*moment, tzinfo=SHANGHAI), tick=False):
        return make_fix_note([make_feedback(alice)], actor=tessa, **fields)


def notes(browser, address):
    page = browser.get(address)
    assert page.status_code == 200
    return list(page.context["notes"])


def test_by_month_in_community_time(alice, tessa, visitor):
    october = published(alice, tessa, 2026, 10, 31, 23, 59)
    november = published(alice, tessa, 2026, 11, 1, 0, 1)
    december = published(alice, tessa, 2026, 12, 31, 23, 59)
    assert notes(visitor, "/fixed/2026/10/") == [october]
    assert notes(visitor, "/fixed/2026/11/") == [november]
    assert notes(visitor, "/fixed/2026/12/") == [december]
    assert notes(visitor, "/fixed/2026/09/") == notes(visitor, "/fixed/2027/1/") == []
    months = visitor.get("/fixed/2026/8/").context["months"]
    assert [(row["month"].year, row["month"].month, row["n"]) for row in months] == [
        (2026, 12, 1),
        (2026, 11, 1),
        (2026, 10, 1),
    ]


def test_the_list_opens_at_the_newest_month(alice, tessa, visitor):
    published(alice, tessa, 2026, 3, 5)
    newest = published(alice, tessa, 2026, 5, 5)
    page = visitor.get("/fixed/")
    assert list(page.context["notes"]) == [newest]
    assert (page.context["month"].year, page.context["month"].month) == (2026, 5)


def test_without_a_note_the_page_says_so(visitor):
    assert notes(visitor, "/fixed/") == []


@pytest.mark.parametrize("path", ["2026/13", "2026/0", "1999/1", "2101/1", "99999999999/1", "2026/1e1", "a/b", "-1/1"])
def test_months_that_are_none(path, visitor):
    assert visitor.get(f"/fixed/{path}/").status_code == 404


def test_the_figures_of_a_month(alice, bob, tessa, visitor):
    first = published(alice, tessa, 2026, 5, 5)
    published(alice, tessa, 2026, 5, 6)
    feedback = first.items.get()
    for member, score in ((alice, 5), (bob, 4)):
        actions.rate_feedback(feedback, actor=member, score=score)
    context = visitor.get("/fixed/2026/5/").context
    assert (context["figures"]["notes"], context["figures"]["people"]) == (2, 2)
    assert context["average"] == 4.5


def test_a_note_shows_who_is_thanked_and_what_it_answers(alice, bob, tessa, visitor):
    items = [make_feedback(alice, "Pay fails always."), make_feedback(bob), make_receipt()[0]]
    note = make_fix_note(items, actor=tessa, title="Paying works", text="We **mended** it.", done_by="Warehouse team")
    page = visitor.get(note.get_absolute_url())
    words = words_of(page)
    for piece in ("Paying works", "It forgets.", "We mended it.", "Warehouse team", "Alice", "Pay fails always"):
        assert piece in words
    assert "<strong>mended</strong>" in page.content.decode()
    assert len(page.context["items"]) == 3


def test_the_way_back_leads_to_the_month_of_the_note(alice, tessa, visitor):
    note = published(alice, tessa, 2026, 12, 1, 2)  # still November in Greenwich
    assert 'href="/fixed/2026/12/"' in visitor.get(note.get_absolute_url()).content.decode()


@pytest.mark.parametrize("how", ["hidden", "removed"])
def test_who_is_no_longer_public_is_not_thanked_by_name(how, alice, bob, tessa, visitor):
    gone = make_feedback(bob, "Secret trouble of mine.")
    note = make_fix_note([make_feedback(alice), gone], actor=tessa)
    if how == "hidden":
        actions.hide_feedback(gone, actor=tessa)
    else:
        actions.remove_feedback(gone, actor=bob)
    for address in (note.get_absolute_url(), "/fixed/", "/", "/fixed/feed.atom"):
        html = visitor.get(address).content.decode()
        assert note.title in html
        assert "Secret trouble" not in html
        assert "Bob" not in html, address
        assert f"/feedback/{gone.pk}/" not in html


# --- drafts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_what_is_not_published_is_for_the_team(state, alice, tessa, visitor, alice_client, tessa_client, media):
    note = make_fix_note([make_feedback(alice)], actor=tessa, publish=False, title="Not yet out")
    (media / "fixes").mkdir(parents=True)
    (media / "fixes" / "a.webp").write_bytes(image_bytes(kind="WEBP"))
    FixNote.objects.update(state=state, publish_at=datetime(2099, 1, 1, tzinfo=SHANGHAI), before_image="fixes/a.webp")
    for browser in (visitor, alice_client):
        assert browser.get(note.get_absolute_url()).status_code == 404
        assert browser.get(f"{note.get_absolute_url()}before.webp").status_code == 404
        for place in ("/fixed/", "/", "/fixed/feed.atom", "/fixed/2099/1/"):
            assert "Not yet out" not in browser.get(place).content.decode()
    assert tessa_client.get(note.get_absolute_url()).status_code == 200
    assert tessa_client.get(f"{note.get_absolute_url()}before.webp").status_code == 200


def test_pictures_of_a_note(alice, tessa, visitor, media):
    note = make_fix_note([make_feedback(alice)], actor=tessa)
    assert visitor.get(f"{note.get_absolute_url()}before.webp").status_code == 404
    (media / "fixes").mkdir(parents=True)
    (media / "fixes" / "a.webp").write_bytes(image_bytes(kind="WEBP"))
    FixNote.objects.update(before_image="fixes/a.webp", after_image="fixes/gone.webp")
    picture = visitor.get(f"{note.get_absolute_url()}before.webp")
    assert picture.status_code == 200
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.get(f"{note.get_absolute_url()}after.webp").status_code == 404
    assert visitor.get(f"{note.get_absolute_url()}other.webp").status_code == 404


def test_posts_are_refused(alice, tessa, alice_client):
    note = make_fix_note([make_feedback(alice)], actor=tessa)
    for address in ("/fixed/", "/fixed/2026/5/", note.get_absolute_url(), f"{note.get_absolute_url()}before.webp"):
        assert alice_client.post(address).status_code == 405


# --- roadmap ------------------------------------------------------------------------------------------------


def test_the_roadmap_has_three_columns(alice, bob, tessa, visitor):
    items = {s: make_feedback(alice, status=s, by=tessa) for s in ("planned", "in_progress", "fixed", "declined")}
    wanted = make_feedback(alice, status="planned", by=tessa)
    actions.cast_vote(wanted, actor=bob)
    make_feedback(alice)
    page = visitor.get("/roadmap/")
    columns = {column["status"]: list(column["rows"]) for column in page.context["columns"]}
    assert columns == {
        "planned": [wanted, items["planned"]],
        "in_progress": [items["in_progress"]],
        "fixed": [items["fixed"]],
    }
    words = words_of(page)
    assert all(item.title in words for rows in columns.values() for item in rows)
    assert items["declined"].title not in words
    assert visitor.post("/roadmap/").status_code == 405


def test_hidden_items_are_not_on_the_roadmap(alice, tessa, visitor):
    hidden = make_feedback(alice, "Secret trouble.", status="planned", by=tessa)
    actions.hide_feedback(hidden, actor=tessa)
    assert "Secret trouble" not in visitor.get("/roadmap/").content.decode()
    assert Feedback.objects.get().status == "planned"
