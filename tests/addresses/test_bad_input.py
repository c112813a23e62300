"""Whatever is sent to any public address is answered below 500, and says what is wrong."""

import io
import json
import re
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from django.test import RequestFactory
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils import timezone

from community.middleware import refuse
from config.wsgi import application
from tests.addresses.world import TEXT
from tests.factories import (
    PASSWORD,
    image_bytes,
)

pytestmark = pytest.mark.django_db

SAYING = {
    "text": TEXT,
    "title": "Search",
    "category": "other",
    "group": "",
    "identity": "member",
    "website": "",
    "shown_at": "x",
    "submit_key": "s" * 32,
    "draft_key": "d" * 32,
}
WRITING = {
    "kind": "poll",
    "title": "When?",
    "text": TEXT,
    "group": "",
    "options": "Nine",
    "max_choices": "1",
    "ballots": "open",
    "results": "voted",
    "closes_at": "",
    "submit_key": "s" * 32,
    "draft_key": "d" * 32,
}
WRITTEN_DOWN = {
    "summary": TEXT,
    "recording": "https://video.example/1",
    "shown": "",
    "promise-text": "Bigger signs",
    "promise-owner": "Bob",
    "promise-due_on": f"{timezone.now() + timedelta(days=9):%Y-%m-%d}",
    "promise-about": "",
    "promise-number": "",
    "submit_key": "s" * 32,
    "want": "save",
}
PROMISED = {
    "text": "Far bigger signs",
    "owner": "Alice",
    "due_on": f"{timezone.now() + timedelta(days=20):%Y-%m-%d}",
    "number": "",
    "want": "save",
}
SESSION = {
    "title": "Bread",
    "text": TEXT,
    "kind": "feedback",
    "whom": "group:1",
    "day": (timezone.localdate() + timedelta(days=20)).isoformat(),
    "begins": "19:30",
    "minutes": "90",
    "zone": "Asia/Shanghai",
    "place": "Here",
    "online_link": "https://meet.example/x",
    "capacity": "30",
    "reserved": "3",
    "language": "en",
    "host_name": "",
    "responsible_name": "",
    "code_word": "Glow",
}
# Every public address that takes a POST: the sound form for it, and who sends it.
POSTS = {
    "/feedback/new/": (SAYING, "alice"),
    "/feedback/new/?anonymous": (SAYING | {"identity": "anonymous"}, "visitor"),
    "/feedback/new/?lost": (SAYING, "visitor"),
    "/feedback/{item}/edit/": ({"title": "Search", "text": TEXT, "category": "other"}, "alice"),
    "/feedback/{item}/delete/": ({}, "alice"),
    "/feedback/{item}/again/": ({"again": TEXT}, "alice"),
    "/feedback/{item}/vote/": ({"want": "1", "size": "big"}, "bob"),
    "/feedback/{item}/follow/": ({"level": "all"}, "bob"),
    "/feedback/{fixed}/rate/": ({"score": "5", "remark": "Good."}, "alice"),
    "/feedback/{item}/comments/": ({"text": TEXT, "submit_key": "s" * 32, "draft_key": "d" * 32}, "bob"),
    "/feedback/comments/{comment}/edit/": ({"text": TEXT}, "bob"),
    "/feedback/comments/{comment}/delete/": ({}, "bob"),
    "/receipt/": ({"code": "ABCD-EFGH-JKMN-PQRS"}, "visitor"),
    "/receipt/view/": ({"text": TEXT, "submit_key": "s" * 32}, "holder"),
    "/receipt/view/?rate": ({"score": "5", "remark": "Good."}, "holder"),
    "/receipt/view/?again": ({"again": TEXT}, "holder"),
    "/receipt/leave/": ({}, "holder"),
    "/talk/new/": (WRITING | {"publish": "1"}, "alice"),
    "/talk/new/?preview": (WRITING | {"preview": "1"}, "alice"),
    "/talk/{draft}/edit/": (WRITING | {"draft": "1"}, "alice"),
    "/talk/{post}/edit/": ({"title": "Which?", "text": TEXT}, "alice"),
    "/talk/{post}/delete/": ({}, "alice"),
    "/talk/{post}/react/": ({"give": "like", "drop": ""}, "bob"),
    "/talk/{post}/pin/": ({"want": "1"}, "alice"),
    "/talk/{post}/remove/": ({"reason": "Off topic."}, "alice"),
    "/talk/{taken}/show/": ({}, "alice"),
    "/talk/{post}/replies/": ({"text": TEXT, "parent": "", "submit_key": "s" * 32}, "bob"),
    "/talk/replies/{reply}/edit/": ({"text": TEXT}, "bob"),
    "/talk/replies/{reply}/delete/": ({}, "bob"),
    "/talk/replies/{reply}/react/": ({"give": "like", "drop": ""}, "alice"),
    "/talk/replies/{reply}/accept/": ({"want": "1"}, "alice"),
    "/talk/replies/{reply}/remove/": ({"reason": "Off topic."}, "alice"),
    "/talk/replies/{taken_reply}/show/": ({}, "alice"),
    "/talk/polls/{poll}/vote/": ({"option": "1"}, "bob"),
    "/talk/polls/{poll}/close/": ({}, "alice"),
    "/talk/pictures/{picture}/drop/": ({}, "alice"),
    "/feedback/from-talk/{post}/": ({"title": "Which?", "text": TEXT, "category": ""}, "alice"),
    "/feedback/from-talk/{post}/offer/": ({}, "alice"),
    "/feedback/{polled}/poll/": ({"option": "1"}, "bob"),
    "/groups/{group}/join/": ({}, "bob"),
    "/groups/{group}/leave/": ({}, "bob"),
    "/groups/new/": ({"name": "Bread", "description": TEXT, "door": "open", "rules": TEXT, "hue": "1"}, "alice"),
    "/groups/invited/{door}/": ({}, "bob"),
    "/groups/{run}/ask/": ({"words": TEXT}, "bob"),
    "/groups/{run}/ask/withdraw/": ({}, "bob"),
    "/groups/{run}/host/edit/": ({"name": "Bread", "description": TEXT, "door": "open", "hue": "1"}, "alice"),
    "/groups/{run}/host/invite/": ({"name": "Bob"}, "alice"),
    "/groups/{run}/host/links/": ({"uses": "5", "days": "5"}, "alice"),
    "/groups/{run}/host/invitations/{link}/revoke/": ({}, "alice"),
    "/groups/{run}/host/requests/{asked}/": ({"want": "approve", "answer": TEXT}, "alice"),
    "/groups/{run}/host/members/{inside}/role/": ({"want": "host"}, "alice"),
    "/groups/{run}/host/members/{inside}/remove/": ({"reason": TEXT, "days": "7"}, "alice"),
    "/events/new/": (SESSION | {"draft": "1", "submit_key": "s" * 32}, "alice"),
    "/events/{draft_event}/edit/": (SESSION, "alice"),
    "/events/{draft_event}/publish/": ({}, "alice"),
    "/events/{draft_event}/remove/": ({}, "alice"),
    "/events/{event}/cancel/": ({"reason": TEXT}, "alice"),
    "/events/{event}/register/": ({}, "bob"),
    "/events/{event}/leave/": ({}, "bob"),
    "/events/{event}/guests/seat/": ({"member": "1"}, "alice"),
    "/events/{event}/guests/seats/": ({"capacity": "9", "reserved": "2"}, "alice"),
    "/events/{event}/guests/{guest}/remove/": ({}, "alice"),
    "/events/{event}/agenda/add/": (
        {"title": "Tea", "minutes": "5", "speaker": "Bob", "submit_key": "s" * 32},
        "alice",
    ),
    "/events/{event}/agenda/take/": ({"feedback": "1", "why": "wanted"}, "alice"),
    "/events/{event}/agenda/{line}/": ({"title": "Tea", "minutes": "5", "speaker": "Bob"}, "alice"),
    "/events/{event}/agenda/{line}/move/": ({"before": ""}, "alice"),
    "/events/{event}/agenda/{line}/remove/": ({}, "alice"),
    "/testing/{call}/join/": ({}, "bob"),
    "/testing/{call}/report/": ({"outcome": "works", "text": TEXT, "is_public": "on"}, "bob"),
    "/testing/{call}/leave/": ({}, "bob"),
    "/training/{course}/lessons/{lesson}/read/": ({}, "alice"),
    "/training/{course}/test/start/": ({}, "alice"),
    "/training/{course}/test/1/": ({"choice": "1"}, "alice"),
    "/training/{course}/test/finish/": ({}, "alice"),
    "/honours/listing/": ({"want": "0", "next": "/honours/"}, "bob"),
    "/rewards/{thing}/redeem/": ({"submit_key": "s" * 32, "cost": "10"}, "rita"),
    "/rewards/mine/{coupon}/give-back/": ({}, "rita"),
    "/rewards/verify/": ({"code": "ABCD-EFGH-JKMN-PQRT"}, "clerk"),
    "/rewards/verify/use/": ({"code": "ABCD-EFGH-JKMN-PQRT"}, "clerk"),
    "/events/{opened}/here/": ({"word": "Glow"}, "bob"),
    "/events/{opened}/here/{door_key}/": ({}, "bob"),
    "/events/{opened}/door/{sitting}/": ({}, "alice"),
    "/events/{opened}/door/renew/": ({"key": "x"}, "alice"),
    "/events/calendar/open/": ({}, "bob"),
    "/events/calendar/close/": ({}, "bob"),
    "/events/{live}/ask/": ({"text": TEXT, "nameless": "on", "submit_key": "s" * 32}, "bob"),
    "/events/{live}/questions/{wanted}/vote/": ({"want": "1"}, "bob"),
    "/events/{live}/questions/{asked_by_bob}/withdraw/": ({}, "bob"),
    "/events/{live}/live/polls/{session_poll}/": ({"option": "1"}, "bob"),
    "/events/{soon}/desk/begin/": ({}, "alice"),
    "/events/{live}/desk/end/": ({}, "alice"),
    "/events/{live}/desk/switch/": ({"turn": "questions_wait 1"}, "alice"),
    "/events/{live}/desk/agenda/{item_on}/": ({"want": "begin"}, "alice"),
    "/events/{live}/desk/questions/{wanted}/": ({"answer": TEXT}, "alice"),
    "/events/{live}/desk/questions/{wanted}/move/": ({"want": "now"}, "alice"),
    "/events/{live}/desk/questions/{wanted}/merge/": ({"into": "1"}, "alice"),
    "/events/{live}/desk/polls/": ({"question": "Where?", "options": "Here", "submit_key": "s" * 32}, "alice"),
    "/events/{live}/desk/polls/{session_poll}/": ({"want": "close"}, "alice"),
    "/events/{past}/minutes/edit/": (WRITTEN_DOWN, "alice"),
    "/events/{past}/minutes/publish/": ({"want": "leave"}, "alice"),
    "/events/{past}/survey/": ({"score": "4", "was_answered": "yes", "remark": TEXT}, "bob"),
    "/events/promises/{promise}/": ({"want": "drop", "note": TEXT}, "bob"),
    "/events/promises/{promise}/edit/": (PROMISED, "alice"),
    "/rules/accept/": ({"accept_rules": "1", "next": "/"}, "bob"),
    "/report/{kind}/{item}/": ({"reason": "spam", "words": TEXT}, "bob"),
    "/appeal/{sanction}/": ({"words": TEXT}, "alice"),
    "/appeal/case/{hidden_case}/": ({"words": TEXT}, "alice"),
    "/appeal/{sanction}/?suspended": ({"words": TEXT, "token": "x"}, "visitor"),
    "/rewards/held/{held}/answer/": ({"text": TEXT}, "alice"),
    "/me/inbox/read/": ({}, "alice"),
    "/me/inbox/{notice}/read/": ({}, "alice"),
    "/me/profile/": ({"name": "Alice", "bio": "Me.", "language": "en", "time_zone": "Asia/Shanghai"}, "alice"),
    "/members/{other}/block/": ({"level": "mute", "next": "/"}, "bob"),
    "/me/invite/new/": ({"code": "x"}, "bob"),
    "/welcome/": ({"interests": "1"}, "bob"),
    "/welcome/groups/{group}/join/": ({}, "bob"),
    "/welcome/settle/": ({"next": "/"}, "bob"),
    "/me/mail/": (
        dict.fromkeys(
            ["answers", "progress", "comments", "ratings", "talk", "groups", "announcements", "events", "rewards"],
            "never",
        ),
        "alice",
    ),
    "{unsubscribe}": ({"List-Unsubscribe": "One-Click"}, "visitor"),
    "/language/": ({"language": "en", "next": "/"}, "visitor"),
    "/theme/": ({"theme": "dark", "next": "/"}, "visitor"),
    "/accounts/signup/": ({"name": "Dora", "email": "dora@example.org", "password1": PASSWORD}, "visitor"),
    "/accounts/login/": ({"login": "alice@example.org", "password": PASSWORD, "next": "/"}, "visitor"),
    "/accounts/login/code/": ({"email": "alice@example.org", "next": "/"}, "visitor"),
    "/accounts/login/code/confirm/": ({"code": "ABCDEF"}, "visitor"),
    "/accounts/password/reset/": ({"email": "alice@example.org"}, "visitor"),
    "/accounts/password/change/": ({"oldpassword": "x", "password1": "y", "password2": "y"}, "alice"),
    "/accounts/email/": ({"email": "new@example.org", "action_add": ""}, "alice"),
    "/accounts/logout/": ({}, "alice"),
    "/admin/login/": ({"username": "adam@example.org", "password": "x", "next": "/admin/"}, "visitor"),
}
GETS = {
    "/": "",
    "/feedback/": "q order after status category group channel mine answered",
    "/feedback/new/": "category group text title",
    "/feedback/new/similar/": "text",
    "/feedback/{item}/": "q",
    "/feedback/reasons/": "q",
    "/feedback/{item}/rate/": "score",
    "/fixed/": "month",
    "/fixed/2026/5/": "page",
    "/roadmap/": "q",
    "/groups/": "q",
    "/groups/{group}/": "after order",
    "/talk/": "q order kind mine after",
    "/talk/new/": "kind group title",
    "/talk/{post}/": "from after reply_to",
    "/talk/{post}/history/": "after",
    "/talk/feed.atom": "page",
    "/groups/{group}/talk/": "q order kind mine after",
    "/groups/{group}/polls/": "order after",
    "/feedback/from-talk/{post}/": "text",
    "/groups/invited/{door}/": "code",
    "/groups/{group}/feedback/": "after order",
    "/groups/{group}/figures/": "month",
    "/groups/{group}/members/": "q after",
    "/groups/{group}/cover.webp": "v",
    "/groups/{run}/host/": "q",
    "/events/": "after",
    "/events/new/": "group",
    "/events/{event}/": "q",
    "/events/{event}/edit/": "scope",
    "/events/{event}/guests/": "find after",
    "/events/{event}/guests/export.csv": "q",
    "/events/{event}/agenda/": "q",
    "/groups/{run}/events/": "after",
    "/testing/": "after",
    "/testing/{call}/": "after",
    "/training/": "q",
    "/training/{course}/": "q",
    "/training/{course}/lessons/{lesson}/": "q",
    "/training/{course}/test/review/": "q",
    "/training/{course}/result/{result}/": "q",
    "/training/certificate/{certificate}/": "q",
    "/honours/": "period on group after",
    "/honours/badges/": "q",
    "/rewards/": "after",
    "/rewards/points/": "before",
    "/rewards/{thing}/": "q",
    "/rewards/{thing}/picture.webp": "v",
    "/rewards/mine/": "show after",
    "/rewards/mine/{coupon}/": "q",
    "/rewards/show/": "code",
    "/events/month/2026/5/": "q",
    "/events/past/": "after",
    "/events/calendar/": "q",
    "/events/calendar/{subscriber}/{feed_token}.ics": "q",
    "/events/{event}/session.ics": "q",
    "/events/{opened}/here/": "word",
    "/events/{opened}/here/{door_key}/": "q",
    "/events/{opened}/door/": "q after",
    "/events/{live}/live/": "v language",
    "/events/{live}/live/now/": "v language",
    "/events/{live}/live/own/": "v",
    "/events/{live}/live/code.svg": "v",
    "/events/{live}/ask/": "text",
    "/events/{live}/screen/": "v",
    "/events/{live}/screen/now/": "v language",
    "/events/{live}/screen/own/": "v",
    "/events/{live}/desk/": "v",
    "/events/{live}/desk/now/": "v",
    "/events/{live}/desk/questions/{wanted}/": "answer",
    "/events/promises/": "show after",
    "/events/{past}/minutes/": "q",
    "/rules/": "v",
    "/announcements/": "after",
    "/announcements/{announcement}/": "q",
    "/me/": "q show before",
    "/me/blocks/": "before",
    "/me/invite/": "code",
    "/me/invite/code.svg": "code",
    "/members/{other}/": "show before",
    "/invite/{invitation}/": "code",
    "/welcome/": "interests",
    "/welcome/groups/": "q",
    "/welcome/tasks/": "q",
    "/me/reports/": "before",
    "/me/sanctions/": "before",
    "/report/{kind}/{item}/": "reason",
    "/appeal/{sanction}/": "token",
    "/appeal/case/{hidden_case}/": "token",
    "/suspended/{suspension}/": "next",
    "/rewards/held/": "before",
    "/me/inbox/": "before",
    "/receipt/": "code next",
    "/receipt/view/": "code",
    "{unsubscribe}": "next",
    "/accounts/login/": "next",
    "/accounts/signup/": "next email",
    "/feedback/feed.atom": "page",
    "/fixed/feed.atom": "page",
    "/healthz": "x",
    "/readyz": "x",
}
VALUES = {
    "nul": b"a\x00b",
    "lone surrogate": b"a\xed\xa0\x80b",
    "bad utf-8": b"\xff\xfe\xc3(",
    "overlong": b"\xc0\xaf",
    "bidi": "\u202eabc\u2066\u200b".encode(),
    "controls": bytes(range(1, 32)) + b"\x7f",
    "noncharacters": "\ufffe\uffff\U0010ffff".encode(),
    "astral": ("😀" * 300).encode(),
    "combining": ("a" + "\u0301" * 3000).encode(),
    "long": b"x" * 300_000,
    "5000 digits": b"9" * 5000,
    "negative": b"-1",
    "exponent": b"1e999",
    "nan": b"nan",
    "lookup": b"id__in",
    "crlf": b"a\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "markup": b"\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% load x %}",
    "path": b"../../../../etc/passwd",
    "percent": b"%s%n%(x)s{0}{a.b}",
    "fts": b'" OR * NEAR(a b) title:x ^',
    "nested": b"[" * 4000 + b"*" * 4000 + b">" * 4000 + b"`" * 3000,
    "list": b"[1,2]",
    "spaces": b" " * 5000,
    "empty": b"",
}

# Those that have broken most software, tried in each field by itself.
WORST = ["nul", "lone surrogate", "bad utf-8", "long", "5000 digits", "crlf", "markup", "empty"]


def send(browser, address, body, content_type="application/x-www-form-urlencoded", **headers):
    return browser.generic("POST", address, body, content_type, **headers)


def multipart(fields, files=(), boundary=b"frontier"):
    out = io.BytesIO()
    for name, value in fields:
        out.write(
            b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"
        )
    for name, filename, kind, content in files:
        out.write(b"--" + boundary + b'\r\nContent-Disposition: form-data; name="' + name + b'"; filename="' + filename)
        out.write(b'"\r\nContent-Type: ' + kind + b"\r\n\r\n" + content + b"\r\n")
    out.write(b"--" + boundary + b"--\r\n")
    return out.getvalue(), f"multipart/form-data; boundary={boundary.decode()}"


# --- nothing was left out -----------------------------------------------------------------------------------


def routes(resolver, before=""):
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        else:
            yield path


def test_every_address_of_ours_is_tried():
    """A new address belongs in the lists above."""

    def shape(path):
        return re.sub(r"<[^>]+>|\{[^}]+\}|\d+", "*", path.split("?")[0].strip("/^$").removesuffix("\\Z"))

    tried = {shape(path) for path in [*POSTS, *GETS]}
    # Reached with the signed token alone, or pictures, which have their own tests.
    elsewhere = {
        "me/unsubscribe/*",
        "feedback/pictures/*.webp",
        "talk/pictures/*.webp",
        "members/*/picture.webp",
        "fixed/note/*",
        "fixed/note/*/*.webp",
    }
    ours = {shape(path) for path in routes(get_resolver()) if not path.startswith(("admin/", "accounts/", "__debug__"))}
    assert ours - tried - elsewhere == set()


# --- fields -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", POSTS)
def test_any_value_in_any_field(address, world):
    browsers, places = world
    form, who = POSTS[address]
    target = address.format(**places)

    def check(fields, name):
        answer = send(browsers[who], target, urlencode(form | fields))
        assert answer.status_code < 500, (fields.keys(), name)
        if name == "nul":
            assert answer.status_code == 400, fields.keys()

    for name, value in VALUES.items():
        check(dict.fromkeys([*form, "unknown__lookup"], value), name)
    for field in [*form, "images", "csrfmiddlewaretoken"]:
        for name in WORST:
            check({field: VALUES[name]}, name)


@pytest.mark.parametrize("address", GETS)
def test_any_value_in_any_parameter(address, world):
    browsers, places = world
    target = address.format(**places)
    fields = [*GETS[address].split(), "author__email__contains"]

    def check(who, query, name):
        answer = browsers[who].get(target, QUERY_STRING=urlencode(query))
        assert answer.status_code < 500, (who, query.keys(), name)
        if name == "nul":
            assert answer.status_code == 400

    for name, value in VALUES.items():
        for field in fields:
            check("visitor", {field: value[:4000]}, name)
        check("alice", dict.fromkeys(fields, value[:4000]), name)


@pytest.mark.parametrize(
    "path",
    [
        *("/feedback/{}/", "/groups/{}/", "/fixed/{}/1/", "/fixed/note/{}/", "/me/unsubscribe/{}/"),
        *("/invite/{}/", "/announcements/{}/", "/talk/{}/", "/groups/{}/talk/"),
    ],
)
def test_any_value_in_the_path(path, world):
    browsers, _places = world
    for name, value in VALUES.items():
        answer = browsers["alice"].get(path.format(quote(value[:3000])))
        assert 300 < answer.status_code < 500, name


# --- bodies -------------------------------------------------------------------------------------------------


def hostile_bodies(form):
    """(name, body, content type, statuses that are right or None for any below 500)."""
    form = form or {"x": "1"}
    sound = urlencode(form).encode()
    fields = [(name.encode(), value.encode()) for name, value in form.items()]
    whole, kind = multipart(fields)
    yield "other type", json.dumps(form).encode(), "application/json", None
    yield "deep json", b"[" * 100_000, "application/json", None
    yield "no type", sound, "", None
    yield "type of nonsense", sound, "a/b/c; ; =;boundary", None
    for charset in ("bogus", "utf-7", "utf-16", "base64", "rot13", "x" * 3000, "idna"):
        yield f"charset {charset[:9]}", sound, f"application/x-www-form-urlencoded; charset={charset}", {400}
        yield f"multipart charset {charset[:9]}", whole, f"{kind}; charset={charset}", {400}
    yield "1200 fields", b"&".join(b"f%d=1" % n for n in range(1200)), "application/x-www-form-urlencoded", {400, 413}
    yield "1200 parts", *multipart([(b"f%d" % n, b"1") for n in range(1200)]), {400, 413}
    yield "20 files", *multipart(fields, [(b"images", b"a.png", b"image/png", b"x")] * 20), {400, 413}
    yield "1 MB", b"text=" + b"x" * 1_100_000, "application/x-www-form-urlencoded", {400, 413}
    yield "1 MB part", *multipart([(b"text", b"x" * 1_100_000)]), {400, 413}
    yield "no boundary", whole, "multipart/form-data", {400}
    yield "wrong boundary", whole, "multipart/form-data; boundary=other", None
    yield "empty boundary", whole, "multipart/form-data; boundary=", {400}
    yield "boundary not ascii", whole, "multipart/form-data; boundary=ü", None
    yield "huge boundary", whole, f"multipart/form-data; boundary={'b' * 5000}", None
    yield "cut", whole[: len(whole) // 2], kind, None
    yield "headers without end", b"--frontier\r\nContent-Disposition: form-data; name=" + b"x" * 20_000, kind, None
    yield (
        "bad base64",
        (
            b'--frontier\r\nContent-Disposition: form-data; name="text"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--frontier--\r\n"
        ),
        kind,
        None,
    )
    yield "nul in a name", *multipart([(b"te\x00xt", b"x")]), {400}
    yield "nul in a file name", *multipart(fields, [(b"images", b"a\x00.png", b"image/png", image_bytes())]), None
    yield "file in a text field", *multipart([], [(name, b"a.png", b"image/png", b"x") for name, _v in fields]), None
    yield "text in a file field", *multipart([*fields, (b"images", b"x"), (b"picture", b"x")]), None
    yield "nothing", b"", "application/x-www-form-urlencoded", None
    yield "only ampersands", b"&" * 3000, "application/x-www-form-urlencoded", None
    yield "broken percents", b"text=%&title=%zz&%=%", "application/x-www-form-urlencoded", None


@pytest.mark.parametrize("address", POSTS)
def test_any_body(address, world):
    browsers, places = world
    form, who = POSTS[address]
    for name, body, content_type, right in hostile_bodies(form):
        answer = send(browsers[who], address.format(**places), body, content_type)
        assert answer.status_code < 500, name
        if right:
            assert answer.status_code in right, name


@pytest.mark.parametrize(
    "content_type",
    ["text/plain; charset=base64", "text/plain; charset=utf-8\x00", "a/b; charset*=bogus''x", "a/b; " + "x=y; " * 9000],
)
def test_the_door_itself_stands_any_content_type(content_type):
    """Before any middleware Django reads the charset of a request, and the query with it."""
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST", PATH_INFO="/feedback/", QUERY_STRING="q=1", CONTENT_TYPE=content_type
    )
    assert refuse(application.request_class(environ)) in (400, None)


@pytest.mark.parametrize(
    "headers",
    [
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "x"},
        {"CONTENT_LENGTH": "9" * 40},
        {"CONTENT_LENGTH": "٣"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "a b\x00"},
        {"HTTP_X_FORWARDED_FOR": "x" * 9000},
        {"HTTP_X_FORWARDED_FOR": ",,,"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "not an address"},
        {"HTTP_COOKIE": "sessionid=\x00; csrftoken=" + "x" * 5000},
        {"HTTP_COOKIE": "language=xx; theme=<b>; messages=broken; receipt=x; =; ;;"},
        {"HTTP_COOKIE": "sessionid=' OR 1=1 --"},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 9000},
        {"HTTP_ACCEPT_LANGUAGE": "en;q=\xff, *;q=nan"},
        {"HTTP_IF_NONE_MATCH": 'W/"' * 3000},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_REFERER": "http://[bad"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[bad"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "javascript:alert(1)"},
        {"HTTP_HX_REQUEST": "maybe", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true", "HTTP_HX_CURRENT_URL": "%zz"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_TRIGGERING_EVENT": "{" * 2000},
        {"HTTP_RANGE": "bytes=9-1"},
        {"HTTP_AUTHORIZATION": "Basic \x00"},
    ],
)
def test_any_header(headers, world):
    browsers, places = world
    for address, (form, _who) in POSTS.items():
        if address.startswith("/accounts/password/change"):
            continue
        answer = send(browsers["visitor"], address.format(**places), urlencode(form), **headers)
        assert answer.status_code < 500, address
    for address in GETS:
        assert browsers["visitor"].get(address.format(**places), **headers).status_code < 500, address


def test_forged_cookies_are_no_session(world):
    browsers, _places = world
    for value in ("", "x", "x" * 5000, "ümlaut", "' OR 1=1 --"):
        browsers["visitor"].cookies["sessionid"] = value
        for path in ("/", "/me/", "/feedback/new/"):
            assert browsers["visitor"].get(path).status_code in (200, 302)


def test_the_answer_to_a_broken_request_is_a_page_in_words(world):
    browsers, _places = world
    for status, body, kind in (
        (400, b"text=a%00b", "application/x-www-form-urlencoded"),
        (413, b"text=" + b"x" * 1_100_000, "application/x-www-form-urlencoded"),
    ):
        answer = send(browsers["visitor"], "/feedback/new/", body, kind, HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == status
        assert "<h1" in answer.content.decode()
        assert "lang=" in answer.content.decode()
