"""The Atom feeds: sound XML, public things only."""

from xml.etree import ElementTree

import pytest

from feedback import actions
from feedback.models import Feedback
from tests.factories import make_feedback, make_fix_note, make_receipt

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = '<script>alert(1)</script> & ]]> "quoted" \x85 &#0; 😀 ​‮ end'


def entries(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    return root.findall(f"{ATOM}entry")


def text(entry, path):
    return entry.findtext("/".join(ATOM + step for step in path.split("/")))


def test_the_board_feed(alice, visitor):
    first = make_feedback(alice, "Pay fails.", title="Pay")
    second, _code = make_receipt("Rude remark.")
    found = entries(visitor, "/feedback/feed.atom")
    assert [text(entry, "title") for entry in found] == [second.title, first.title]
    assert [text(entry, "author/name") for entry in found] == ["匿名", "Alice"]
    assert found[1].find(f"{ATOM}link").get("href").endswith(first.get_absolute_url())
    assert text(found[1], "summary") == "Pay fails."


def test_the_fix_feed(alice, tessa, visitor):
    note = make_fix_note([make_feedback(alice)], actor=tessa, text="It **remembers**.")
    make_fix_note([make_feedback(alice)], actor=tessa, publish=False)
    [entry] = entries(visitor, "/fixed/feed.atom")
    assert text(entry, "title") == note.title
    assert "<strong>remembers</strong>" in text(entry, "summary")


@pytest.mark.parametrize("address", ["/feedback/feed.atom", "/fixed/feed.atom"])
def test_an_empty_feed_is_sound(address, visitor):
    assert entries(visitor, address) == []


def test_markup_is_only_words(alice, alice_client, visitor, tessa):
    alice_client.post("/feedback/new/", {"text": NASTY, "title": NASTY[:70], "identity": "member"})
    feedback = Feedback.objects.get()
    make_fix_note([feedback], actor=tessa, title="<b>x</b>", text=NASTY)
    [entry] = entries(visitor, "/feedback/feed.atom")
    assert "<script>alert(1)</script>" in text(entry, "title")
    [entry] = entries(visitor, "/fixed/feed.atom")
    assert "<script" not in text(entry, "summary")


def test_characters_that_xml_cannot_hold_do_not_break_the_feed(alice, visitor):
    """Imported words may hold what the form would have cleaned away."""
    make_feedback(alice, fields={"text": "bell \x07 and \x1b escape", "title": "form \x0c feed"})
    [entry] = entries(visitor, "/feedback/feed.atom")
    assert "bell" in text(entry, "summary")


def test_thirty_and_no_hidden_ones(alice, tessa, visitor):
    hidden = make_feedback(alice)
    actions.hide_feedback(hidden, actor=tessa)
    for _n in range(31):
        make_feedback(alice)
    found = entries(visitor, "/feedback/feed.atom")
    assert len(found) == 30
    assert hidden.title not in {text(entry, "title") for entry in found}


def test_a_post_changes_nothing(visitor):
    assert visitor.post("/feedback/feed.atom").status_code == 405
