"""The board: its orders, filters and search, pages by key, and what never shows on it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from feedback import actions
from feedback.board import ORDERS, PAGE
from feedback.models import Feedback, Status
from tests.factories import make_category, make_comment, make_feedback, make_group, make_member
from tests.pages import HTMX, words_of

pytestmark = pytest.mark.django_db

BOARD = "/feedback/"


def shown(browser, **query):
    page = browser.get(BOARD, query)
    assert page.status_code == 200
    return list(page.context["items"])


def all_pages(browser, address):
    """The rows of every page from this address on, following "more"."""
    pages = []
    while address:
        context = browser.get(address, **HTMX).context
        pages.append([item.pk for item in context["items"]])
        address = context["next_url"]
        assert len(pages) < 50
    return pages


# --- rows ---------------------------------------------------------------------------------------------------


def test_an_empty_board_says_what_to_do(visitor):
    page = visitor.get(BOARD)
    assert page.status_code == 200
    assert 'href="/feedback/new/"' in page.content.decode()


def test_a_row_shows_what_matters(alice, bob, tessa, visitor):
    feedback = make_feedback(
        alice, "The search forgets my filter.", category=make_category("speed"), group=make_group()
    )
    actions.cast_vote(feedback, actor=bob)
    make_comment(feedback, bob)
    actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED)
    page = visitor.get(BOARD, headers={"accept-language": "en"})
    words = words_of(page)
    for piece in (feedback.title, feedback.excerpt, "Planned", "Speed", feedback.group.name):
        assert piece in words
    assert page.context["items"][0].vote_count == page.context["items"][0].comment_count == 1


def test_a_member_sees_what_they_support(alice, bob, bob_client, visitor):
    feedback, other = make_feedback(alice), make_feedback(alice)
    actions.cast_vote(feedback, actor=bob)
    assert bob_client.get(BOARD).context["supported"] == {feedback.pk: "pressed"}
    assert not visitor.get(BOARD).context["supported"]
    assert other.pk not in bob_client.get(BOARD).context["supported"]


def test_htmx_gets_the_rows_alone(alice, visitor):
    make_feedback(alice)
    answer = visitor.get(BOARD, **HTMX)
    assert "<html" not in answer.content.decode()
    whole = visitor.get(BOARD, HTTP_HX_BOOSTED="true", **HTMX)
    assert "<html" in whole.content.decode()


def test_posts_are_refused(alice_client):
    assert alice_client.post(BOARD).status_code == 405


# --- order --------------------------------------------------------------------------------------------------


def test_the_orders(alice, tessa, visitor):
    now = timezone.now()
    old, wanted, answered = (make_feedback(alice) for _n in range(3))
    Feedback.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=9), hot=1)
    for _n in range(3):
        actions.cast_vote(wanted, actor=make_member())
    actions.triage_feedback(answered, actor=tessa, answer="We look at it.")
    assert shown(visitor, order="new") == [answered, wanted, old]
    assert shown(visitor, order="wanted") == [wanted, answered, old]
    assert shown(visitor, order="answered") == [answered]
    assert shown(visitor, order="hot") == shown(visitor) == [wanted, answered, old]


@pytest.mark.parametrize("order", ["hottest", "-pk", "pk", "vote_count", "author__email", "?", "hot,new"])
def test_an_unknown_order_is_the_usual_one(order, alice, visitor):
    make_feedback(alice)
    page = visitor.get(BOARD, {"order": order})
    assert page.context["order"] == "hot"
    assert len(page.context["items"]) == 1


@pytest.mark.parametrize("ties", [True, False])
def test_pages_show_every_row_once_even_with_ties(ties, alice, visitor):
    now = timezone.now()
    items = [make_feedback(alice) for _n in range(2 * PAGE + 7)]
    for number, item in enumerate(items):
        step = 3 if ties else number
        Feedback.objects.filter(pk=item.pk).update(
            hot=38000.1234567 + step / 7, vote_count=step, last_answer_at=now - timedelta(seconds=step)
        )
    fields = {"hot": "hot", "new": "pk", "wanted": "vote_count", "answered": "last_answer_at"}
    assert set(fields) == set(ORDERS)
    for order, field in fields.items():
        pages = all_pages(visitor, f"{BOARD}?order={order}")
        assert [len(page) for page in pages] == [PAGE, PAGE, 7], order
        rows = [pk for page in pages for pk in page]
        assert sorted(rows) == sorted(item.pk for item in items), order
        keys = [(getattr(row, field), row.pk) for row in map(Feedback.objects.in_bulk().get, rows)]
        assert all(earlier > later for earlier, later in pairwise(keys)), order


def test_exactly_one_page_has_no_next(alice, visitor):
    for _n in range(PAGE):
        make_feedback(alice)
    assert visitor.get(BOARD).context["next_url"] == ""


def test_what_comes_meanwhile_moves_no_page(alice, visitor):
    items = [make_feedback(alice) for _n in range(PAGE + 5)]
    address = visitor.get(BOARD, {"order": "new"}).context["next_url"]
    make_feedback(alice)
    assert list(visitor.get(address).context["items"]) == items[:5][::-1]


def test_the_next_page_keeps_the_filters(alice, visitor):
    category = make_category("speed")
    items = [make_feedback(alice, f"快一点 {n}", category=category) for n in range(PAGE + 2)]
    make_feedback(alice, "快一点")
    pages = all_pages(visitor, f"{BOARD}?order=new&category=speed&q=快一点&status=new&status=planned")
    assert sorted(pk for page in pages for pk in page) == [item.pk for item in items]


@pytest.mark.parametrize(
    "after", ["x", "~", "1~", "nan~5", "inf~5", "1e999~5", "9" * 99, f"1~{'9' * 19}", "2020-01-01~5", "-1", "1~-1"]
)
@pytest.mark.parametrize("order", ORDERS)
def test_a_page_key_that_is_none_starts_at_the_top(after, order, alice, tessa, visitor):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    page = visitor.get(BOARD, {"order": order, "after": after})
    assert page.status_code == 200


# --- filters ------------------------------------------------------------------------------------------------


@pytest.fixture
def various(alice, bob, tessa):
    """One item for each filter: name -> item."""
    category, group = make_category("speed"), make_group()
    items = {
        "plain": make_feedback(alice),
        "category": make_feedback(alice, category=category),
        "group": make_feedback(alice, group=group),
        "channel": make_feedback(),
        "planned": make_feedback(alice, status=Status.PLANNED, by=tessa),
        "fixed": make_feedback(alice, status=Status.FIXED, by=tessa),
        "bobs": make_feedback(bob),
    }
    actions.triage_feedback(items["planned"], actor=tessa, answer="In May.")
    actions.cast_vote(items["plain"], actor=bob)
    actions.set_follow(items["fixed"], actor=bob, level="all")
    actions.set_follow(items["group"], actor=bob, level="none")
    items["group_slug"] = group.slug
    return items


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"category": "speed"}, "category"),
        ({"channel": "anonymous"}, "channel"),
        ({"status": "planned"}, "planned"),
        ({"status": ["planned", "fixed"]}, "planned fixed"),
        ({"answered": "yes"}, "planned"),
        ({"status": "planned", "category": "speed"}, ""),
        ({"mine": "said"}, "bobs"),
        ({"mine": "supported"}, "plain"),
        ({"mine": "followed"}, "plain fixed bobs"),
        ({"category": "no-such"}, ""),
        ({"status": "gone"}, ""),
        ({"mine": "everything"}, ""),
        ({"status": ["planned", "gone"]}, ""),
    ],
)
def test_each_filter(query, names, various, bob_client):
    assert {item.pk for item in shown(bob_client, **query)} == {various[name].pk for name in names.split()}


def test_the_group_filter(various, visitor):
    assert shown(visitor, group=various["group_slug"]) == [various["group"]]


def test_mine_is_nothing_for_visitors(various, visitor):
    for mine in ("said", "supported", "followed"):
        assert shown(visitor, mine=mine) == []


def test_the_filters_stand_in_the_address_and_can_be_taken_away(various, visitor):
    page = visitor.get(BOARD, {"status": ["planned", "fixed"], "category": "speed", "q": "filter", "order": "new"})
    applied = {(f["name"], f["value"]): f["remove_url"] for f in page.context["applied"]}
    assert set(applied) == {("status", "planned"), ("status", "fixed"), ("category", "speed")}
    assert applied["status", "fixed"] == "/feedback/?category=speed&order=new&q=filter&status=planned"
    orders = {order["value"]: order["url"] for order in page.context["orders"]}
    assert orders["wanted"] == "/feedback/?category=speed&order=wanted&q=filter&status=planned&status=fixed"


def test_figures_beside_the_filters_count_public_items_alone(various, visitor):
    Feedback.objects.filter(pk=various["bobs"].pk).update(visibility="hidden")
    context = visitor.get(BOARD).context
    figures = {facet["name"]: {o["value"]: o["count"] for o in facet["options"]} for facet in context["facets"]()}
    assert context["total"] == 6
    assert context["open_total"] == 5
    assert (figures["status"]["new"], figures["status"]["planned"]) == (4, 1)
    assert figures["category"]["speed"] == 1
    assert figures["channel"] == {"board": 5, "anonymous": 1}


@pytest.mark.parametrize(
    "query",
    [
        "author__email=alice@example.org",
        "text__contains=filter",
        "receipt_hash__startswith=a",
        "status__in=new",
        "owner__is_superuser=1",
        "visibility=hidden",
        "author=1",
    ],
)
def test_lookups_in_the_address_tell_nothing(query, alice, visitor):
    make_feedback(alice)
    hidden = make_feedback(alice, fields={"visibility": "hidden"})
    items = list(visitor.get(f"{BOARD}?{query}").context["items"])
    assert len(items) == 1
    assert hidden not in items


# --- search -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["支付", "付款 失败", "无法登录", "Login", "LOGIN fails", "ｌｏｇｉｎ", "录"])
def test_search_in_both_languages(query, alice, visitor):
    hits = [
        make_feedback(alice, "支付页面付款总是失败。"),
        make_feedback(alice, "我无法登录，验证码收不到。"),
        make_feedback(alice, "The login fails on my phone."),
    ]
    make_feedback(alice, "别的什么。")
    found = shown(visitor, q=query)
    assert len(found) == 1
    assert found[0] in hits


def test_search_keeps_order_and_filters(alice, bob, visitor):
    first, second = make_feedback(alice, "付款失败一"), make_feedback(alice, "付款失败二")
    actions.cast_vote(first, actor=bob)
    assert shown(visitor, q="付款", order="wanted") == [first, second]
    assert shown(visitor, q="付款", order="new") == [second, first]
    assert shown(visitor, q="付款", status="fixed") == []


@pytest.mark.parametrize(
    "query", ['"', "*", "AND", "NEAR(a b)", "a OR b", "title:x", "-", "(", "'; DROP TABLE x --", "%", "付" * 3000, "💥"]
)
def test_no_operators_get_through(query, alice, visitor):
    make_feedback(alice)
    assert visitor.get(BOARD, {"q": query}).status_code == 200


# --- what never shows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", ["hidden", "pending", "removed"])
def test_what_is_not_public_is_nowhere(visibility, alice, tessa, visitor, bob_client, alice_client, tessa_client):
    kept = make_feedback(alice, "支付页面总是转圈，付不了款。")
    gone = make_feedback(alice, "支付页面总是转圈，付不了款，急急。", status=Status.PLANNED, by=tessa)
    if visibility == "hidden":
        actions.hide_feedback(gone, actor=tessa)
    elif visibility == "removed":
        actions.remove_feedback(gone, actor=alice)
    else:
        Feedback.objects.filter(pk=gone.pk).update(visibility=visibility, due_at=None)
    places = [
        BOARD,
        f"{BOARD}?q=转圈",
        f"{BOARD}?status=planned",
        f"{BOARD}?mine=said",
        f"{BOARD}feed.atom",
        f"{BOARD}new/similar/?text=支付页面总是转圈，付不了款，急急。",
        kept.get_absolute_url(),
        "/roadmap/",
        "/",
    ]
    for browser in (visitor, bob_client, alice_client, tessa_client):
        for place in places:
            page = browser.get(place)
            assert page.status_code == 200
            own = browser is alice_client and place == "/" and visibility != "removed"
            assert ("急急" in page.content.decode()) == own, place
