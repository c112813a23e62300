"""Markup in whatever is said is never live on a page, nor does a page carry script or style of its own."""

from html.parser import HTMLParser

import pytest

from community.models import Community, Member
from feedback import actions
from feedback.models import Comment, Feedback
from tests.addresses.test_bad_input import SAYING
from tests.factories import (
    image_upload,
    make_feedback,
    make_fix_note,
    make_group,
)

pytestmark = pytest.mark.django_db

LIVE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>"
    "<a href=\"javascript:alert(3)\">x</a>' onmouseover=alert(4) x='"
)
MARKDOWN = "[x](javascript:alert(5)) ![x](http://evil.example/x.png) <svg onload=alert(6)>"


class Reader(HTMLParser):
    """What a browser would run or fetch of a page: as short sentences in `live`."""

    def __init__(self, html):
        super().__init__()
        self.live = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in ("script", "style", "iframe", "object", "embed") and not attributes.get("src", "").startswith("/"):
            self.live.append(f"<{tag}> of its own")
        for name, value in attributes.items():
            if name.startswith("on") or name == "style":
                self.live.append(f"{name} of <{tag}>")
            if name in ("href", "src", "action", "formaction") and (value or "").strip().lower().startswith(
                "javascript:"
            ):
                self.live.append(f"{name} to a script in <{tag}>")
            if name == "src" and "//" in (value or ""):
                self.live.append(f"<{tag}> from elsewhere")


def assert_dead(html, where):
    assert Reader(html).live == [], where


def test_the_reader_itself():
    for live in ("<script>x</script>", "<img src=x onerror=y>", "<a href=' javascript:x'>", "<p style='x'>"):
        assert Reader(live).live
    assert not Reader("<p>&lt;script&gt; onerror=x <a href='/x'>javascript:</a><script src='/x.js'></script>").live


def test_markup_in_every_field_and_name_is_dead_on_every_page(alice, bob, tessa, sign_in, visitor, mailoutbox):
    # Links are refused or held for newcomers: nobody is new here.
    Community.get()
    Community.objects.update(new_until_items=0)
    Member.objects.filter(pk=alice.pk).update(name="<b onclick=x>Al</b>'\"", job_title="<i>boss</i>", bio=LIVE[:200])
    alice.refresh_from_db()
    browsers = {"alice": sign_in(alice), "bob": sign_in(bob), "tessa": sign_in(tessa), "visitor": visitor}
    group = make_group("<u>Group</u>'\"", description=LIVE[:300])
    upload = image_upload('"><script>alert(1)</script>.png')
    form = SAYING | {"text": f"{LIVE} {MARKDOWN}", "title": LIVE[:80], "group": group.slug, "images": upload}
    assert browsers["alice"].post("/feedback/new/", form).status_code == 302
    feedback = Feedback.objects.get()
    browsers["bob"].post(f"/feedback/{feedback.pk}/comments/", {"text": f"{LIVE}\n\n{MARKDOWN}"})
    actions.triage_feedback(feedback, actor=tessa, answer=f"{LIVE}\n\n{MARKDOWN}", owner=alice)
    note = make_fix_note(
        [feedback], actor=tessa, title=LIVE[:80], you_said=LIVE[:160], text=f"{LIVE}\n\n{MARKDOWN}", done_by=LIVE[:60]
    )
    assert Comment.objects.count() == 1
    places = [
        "/",
        "/feedback/",
        "/feedback/?q=alert",
        "/feedback/new/similar/?text=alert script img onerror javascript",
        feedback.get_absolute_url(),
        f"/feedback/{feedback.pk}/edit/",
        f"/feedback/{feedback.pk}/rate/",
        "/fixed/",
        note.get_absolute_url(),
        "/roadmap/",
        "/groups/",
        group.get_absolute_url(),
        "/me/",
        "/me/inbox/",
        "/me/profile/",
        "/feedback/feed.atom",
        "/fixed/feed.atom",
    ]
    for who, browser in browsers.items():
        for place in places:
            answer = browser.get(place)
            assert answer.status_code < 500
            assert_dead(answer.content.decode(), f"{place} for {who}")
            policy = answer.headers["Content-Security-Policy"]
            assert "script-src 'self'" in policy
            assert "unsafe" not in policy
    assert mailoutbox
    for message in mailoutbox:
        assert_dead(message.alternatives[0][0], "a mail")


def test_no_page_carries_script_or_style_of_its_own(alice, sign_in, visitor):
    make_feedback(alice)
    places = ["/", "/feedback/", "/feedback/new/", "/feedback/1/", "/fixed/", "/roadmap/", "/groups/", "/receipt/"]
    for browser in (visitor, sign_in(alice)):
        for place in [*places, "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]:
            assert_dead(browser.get(place).content.decode(), place)
