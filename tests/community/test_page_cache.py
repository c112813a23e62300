"""Visitors' kept pages: fresh after every change, and never of one person for another (safety, row 39)."""

from itertools import count

import pytest
from django.contrib import messages
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template.response import SimpleTemplateResponse
from django.urls import include, path
from django.utils.translation import get_language

from community.models import Community
from community.page_cache import visitor_page
from community.readers import wanted_theme

runs = count(1)


def page(request, **more):
    who = request.user.name if request.user.is_authenticated else "visitor"
    part = "part" if request.htmx else "whole"
    response = HttpResponse(
        f"{next(runs)} {who} {get_language()} {wanted_theme(request)} {part} {request.GET.urlencode()}"
    )
    response["X-Kept"] = "yes"
    return response


@visitor_page(query=("sort",))
def sorted_page(request):
    return page(request)


@visitor_page()
def personal(request, how):
    response = page(request)
    if how == "cookie":
        response.set_cookie("a", "b")
    elif how == "token":
        get_token(request)
    elif how == "session":
        request.session["a"] = 1
    elif how == "message":
        messages.info(request, "hello")
    elif how == "private":
        response["Cache-Control"] = "private"
    elif how == "streamed":
        return StreamingHttpResponse(iter([response.content]))
    elif how.isdecimal():
        response.status_code = int(how)
    return response


@visitor_page()
def template(request):
    return SimpleTemplateResponse("errors/page.html", {"title": next(runs), "language": "en"})


urlpatterns = [
    path("kept/", visitor_page(seconds=60)(page)),
    path("sorted/", sorted_page),
    path("personal/<how>/", personal),
    path("template/", template),
    path("", include("config.urls")),
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def community():
    caches["pages"].clear()
    return Community.get()


def number(response):
    return int(response.content.split()[0])


def same(client, url="/kept/", **options):
    """Whether a second look is answered from the cache."""
    return number(client.get(url, **options)) == number(client.get(url, **options))


# --- kept and fresh -------------------------------------------------------------------------------------------


def test_a_second_look_costs_one_tiny_query(visitor, django_assert_num_queries):
    first = visitor.get("/kept/")
    with django_assert_num_queries(1):
        second = visitor.get("/kept/")
    assert second.content == first.content
    assert second["X-Kept"] == "yes"
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Language", "HX-Request"} <= {part.strip() for part in second["Vary"].split(",")}
    assert second["Content-Security-Policy"]
    assert "Set-Cookie" not in second.headers


def test_any_public_change_shows_at_once(visitor):
    first = number(visitor.get("/kept/"))
    Community.bump()
    assert number(visitor.get("/kept/")) != first


def test_what_is_rolled_back_keeps_the_page(visitor):
    first = number(visitor.get("/kept/"))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Community.bump()
        raise ZeroDivisionError
    assert number(visitor.get("/kept/")) == first


def test_a_page_grows_no_older_than_told(visitor, time_machine):
    time_machine.move_to("2026-03-04T12:00:00Z", tick=False)
    first = number(visitor.get("/kept/"))
    time_machine.shift(59)
    assert number(visitor.get("/kept/")) == first
    time_machine.shift(2)
    assert number(visitor.get("/kept/")) != first


def test_who_has_the_page_is_told_so(visitor):
    first = visitor.get("/kept/")
    for tag in (first["ETag"], f'"other", {first["ETag"]}', f"W/{first['ETag']}", "*"):
        again = visitor.get("/kept/", headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert not again.content
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == "no-cache"
    Community.bump()
    assert visitor.get("/kept/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_template_responses_are_kept(visitor):
    assert visitor.get("/template/").content == visitor.get("/template/").content


def test_a_look_at_the_head_alone(visitor):
    visitor.get("/kept/")
    head = visitor.head("/kept/")
    assert head.status_code == 200
    assert not head.content


# --- whose page it is -------------------------------------------------------------------------------------------


def test_a_members_page_is_not_shown_to_others(visitor, alice_client, bob_client):
    """Row 39, in every order of coming."""
    for first, then in ((alice_client, visitor), (visitor, alice_client), (alice_client, bob_client)):
        caches["pages"].clear()
        one, other = first.get("/kept/"), then.get("/kept/")
        assert one.content.split()[1] != other.content.split()[1]
    for member in (alice_client, bob_client):
        response = member.get("/kept/")
        assert "private" in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"]
        assert "ETag" not in response.headers
        assert not same(member)


def test_a_tag_of_the_visitors_page_is_nothing_to_a_member(visitor, alice_client):
    tag = visitor.get("/kept/")["ETag"]
    response = alice_client.get("/kept/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert b"Alice" in response.content


def test_signing_in_and_out_changes_the_page(visitor, alice):
    assert b"visitor" in visitor.get("/kept/").content
    visitor.force_login(alice)
    assert b"Alice" in visitor.get("/kept/").content
    visitor.logout()
    assert b"visitor" in visitor.get("/kept/").content


@pytest.mark.parametrize(
    "cookie", ["sessionid=x", "sessionid=", "messages=x", "receipt=x", "csrftoken=a; sessionid=b", "anything=1"]
)
def test_who_carries_something_of_their_own_passes_by(visitor, cookie):
    assert not same(visitor, headers={"Cookie": cookie})


@pytest.mark.parametrize(
    "cookie", ["theme=dark", "language=en", "csrftoken=" + "a" * 32, "theme=dark; language=en", "invite=x"]
)
def test_harmless_cookies_do_not(visitor, cookie):
    assert same(visitor, headers={"Cookie": cookie})


def test_who_proves_themselves_otherwise_passes_by(visitor):
    assert not same(visitor, headers={"Authorization": "Bearer x"})


@pytest.mark.parametrize("how", ["cookie", "token", "session", "message", "private", "404", "302", "500", "201"])
def test_an_answer_made_for_one_is_not_kept(client, how):
    first = number(client.get(f"/personal/{how}/"))
    client.cookies.clear()
    assert number(client.get(f"/personal/{how}/")) != first


def test_a_stream_is_not_kept(visitor):
    one, other = (b"".join(visitor.get("/personal/streamed/").streaming_content) for _ in range(2))
    assert one != other


def test_posts_are_never_answered_from_here(visitor):
    visitor.get("/kept/")
    assert number(visitor.post("/kept/")) != number(visitor.get("/kept/"))


@pytest.mark.parametrize(
    "options",
    [
        {"headers": {"Cookie": "language=en"}},
        {"headers": {"Accept-Language": "en"}},
        {"headers": {"Cookie": "theme=dark"}},
        {"headers": {"HX-Request": "true"}},
        {"headers": {"HX-Request": "true", "HX-Boosted": "true"}},
        {"headers": {"HX-Request": "true", "HX-Target": "rows"}},
        {"headers": {"Host": "localhost"}},
        {"query_params": {"sort": "new"}},
        {"query_params": {"sort": ""}},
        {"secure": True},
    ],
)
def test_what_changes_the_page_is_part_of_its_key(visitor, options):
    options = {"headers": {}} | options
    plain = number(visitor.get("/kept/"))
    assert number(visitor.get("/kept/", **options)) != plain
    assert same(visitor, **options)


def test_the_order_of_parameters_does_not_matter_but_their_borders_do(visitor):
    assert number(visitor.get("/kept/?a=1&b=2")) == number(visitor.get("/kept/?b=2&a=1"))
    assert number(visitor.get("/kept/?a=1&b=2")) != number(visitor.get("/kept/?a=1%0Ab=2"))
    assert number(visitor.get("/kept/?a=1&a=2")) != number(visitor.get("/kept/?a=2&a=1"))


def test_parameters_that_the_view_does_not_know_pass_by(visitor):
    assert same(visitor, "/sorted/?sort=new")
    assert not same(visitor, "/sorted/?sort=new&x=1")
    assert not same(visitor, "/kept/?q=" + "x" * 400)


def test_the_number_of_kept_pages_is_bounded(visitor, settings):
    most = settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"]
    assert most <= 1000
    for n in range(30):
        visitor.get(f"/kept/?n={n}")
    assert len(caches["pages"]._cache) <= most


@pytest.mark.parametrize("url", ["/", "/feedback/", "/fixed/", "/roadmap/", "/groups/"])
def test_the_public_pages_are_kept_for_visitors_and_only_for_them(
    visitor, alice_client, url, django_assert_num_queries
):
    first = visitor.get(url)
    assert first.status_code == 200
    with django_assert_num_queries(1):
        assert visitor.get(url).content == first.content
    mine = alice_client.get(url)
    assert "no-store" in mine["Cache-Control"]
    assert mine.content != first.content
    assert visitor.get(url).content == first.content
