"""The catalogue, redeeming in two steps, my coupons, and giving one back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from rewards.models import Account
from rewards.shop import actions
from rewards.shop.models import Coupon, Item, Redemption
from tests.factories import image_upload, set_rule
from tests.pages import HTMX, asks_to_sign_in, words_of
from tests.rewards.shop_kit import balance_of, fresh, make_item, make_listed, make_pack, rich
from tests.test_queries import assert_flat, cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def visitor():
    """A visitor who reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def alice(alice):
    return rich(alice, 100)


def form(item, key="a"):
    return {"submit_key": key * 32, "cost": item.cost}


# --- the catalogue ------------------------------------------------------------------------------------------


def test_visitors_see_what_there_is(visitor):
    make_item("Tea", cost=10, stock=3)
    make_item("Hidden", is_active=False)
    make_item("Later", sale_from=timezone.now() + timedelta(days=1))
    words = words_of(visitor.get("/rewards/"))
    assert "Tea" in words
    assert "3 left" in words
    assert "Hidden" not in words
    assert "Later" not in words


def test_a_kept_page_shows_at_once_what_was_taken(visitor, alice):
    item = make_item("Tea", stock=3)
    assert "3 left" in words_of(visitor.get("/rewards/"))
    actions.redeem_item(item, actor=alice)
    assert "2 left" in words_of(visitor.get("/rewards/"))


def test_members_see_what_they_have_and_what_it_is_enough_for(alice_client, alice):
    make_item("Tea", cost=10)
    make_item("Cake", cost=130)
    make_item("Gone", stock=0)
    make_item("Level", min_points=50)
    set_rule(points=5)
    words = words_of(alice_client.get("/rewards/"))
    for piece in ("100", "30 points to go", "All given away", "Opens at 50 points earned", "+5"):
        assert piece in words


def test_above_the_shelf_stands_what_is_ones_own(alice_client, bob_client, alice):
    late, soon, used = make_item("Late", cost=1), make_item("Soon", cost=1, valid_days=3), make_item("Used", cost=1)
    coupons = {item.name: actions.redeem_item(item, actor=alice).coupons.get() for item in (late, used, soon)}
    actions.use_coupon(coupons["Used"], actor=alice)
    page = alice_client.get("/rewards/").content.decode()
    assert page.index(coupons["Soon"].get_absolute_url()) < page.index(coupons["Late"].get_absolute_url())
    assert coupons["Used"].get_absolute_url() not in page
    assert [coupon.code for coupon in coupons.values() if coupon.code in page] == []
    words = words_of(alice_client.get("/rewards/"))
    assert "2 to use" in words
    # The last three entries, not the first.
    assert words.count("−1 Spent") == 3
    assert "Set right by the team" not in words
    assert "/rewards/mine/" in bob_client.get("/rewards/").content.decode()


def test_an_empty_shelf_says_so(visitor, alice_client):
    assert "The shelf is empty" in words_of(visitor.get("/rewards/"))
    assert "Your points stay yours" in words_of(alice_client.get("/rewards/"))


def test_the_cheapest_comes_first_and_more_goes_on(visitor):
    for number in range(30):
        make_item(f"Thing{number:02}", cost=30 - number // 2)
    first = visitor.get("/rewards/")
    [after] = [part for part in first.content.decode().split('"') if part.startswith("?after=")][:1]
    rest = visitor.get(f"/rewards/{after}", headers={"HX-Request": "true"})
    shown = [name for page in (first, rest) for name in words_of(page).split() if name.startswith("Thing")]
    assert len(shown) == len(set(shown)) == 30
    assert shown[0] == "Thing28"
    assert visitor.get("/rewards/?after=x~y").status_code == 200


@pytest.mark.parametrize("path", ["/rewards/{}/", "/rewards/{}/picture.webp"])
def test_what_is_not_offered_is_not_there(path, visitor, alice_client):
    item = make_item(is_active=False)
    for browser in (visitor, alice_client):
        assert browser.get(path.format(item.pk)).status_code == 404
        assert browser.get(path.format(999_999)).status_code == 404


def test_an_item_in_full(visitor, alice_client):
    tea = make_item("Tea", description="Hot.\n\nGreen.", terms="One each.", partner="Old Street", valid_days=30)
    pack = make_pack((tea, 2), name="Morning", name_en="Morning", cost=50, per_member_limit=1, cancel_days=7)
    words = words_of(visitor.get(f"/rewards/{tea.pk}/"))
    for piece in ("Hot.", "Green.", "One each.", "Old Street", "30 days", "Sign in to redeem it"):
        assert piece in words
    words = words_of(alice_client.get(f"/rewards/{pack.pk}/"))
    for piece in ("× 2", "1 at most", "within 7 days", "Redeem it", "You have 100 points."):
        assert piece in words


def test_a_picture_is_served_as_an_image(visitor):
    item = make_item()
    item.picture.save("a.webp", image_upload())
    answer = visitor.get(f"/rewards/{item.pk}/picture.webp")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"


def test_the_picture_stays_with_those_who_have_one_of_it(alice_client, alice):
    item = make_item()
    item.picture.save("a.webp", image_upload())
    actions.redeem_item(item, actor=alice)
    Item.objects.update(is_active=False)
    assert item.picture_url in alice_client.get("/rewards/mine/").content.decode()
    assert alice_client.get(item.picture_url).status_code == 200


# --- redeeming ----------------------------------------------------------------------------------------------


def test_redeeming_leads_to_the_code(alice_client, alice):
    item = make_item("Tea", cost=12)
    page = words_of(alice_client.get(f"/rewards/{item.pk}/redeem/"))
    assert "Redeem for 12 points" in page
    assert "88" in page
    answer = alice_client.post(f"/rewards/{item.pk}/redeem/", form(item), follow=True)
    coupon = Coupon.objects.get(member=alice)
    assert answer.redirect_chain == [(f"/rewards/mine/{coupon.pk}/", 302)]
    assert coupon.code in words_of(answer)
    assert balance_of(alice) == 88


def test_a_double_press_is_one(alice_client, alice):
    item = make_item(stock=1)
    for _turn in range(2):
        assert alice_client.post(f"/rewards/{item.pk}/redeem/", form(item)).status_code == 302
    assert Redemption.objects.count() == 1


def test_looking_redeems_nothing_and_visitors_sign_in(alice_client, visitor):
    item = make_item()
    assert alice_client.get(f"/rewards/{item.pk}/redeem/").status_code == 200
    assert asks_to_sign_in(visitor.get(f"/rewards/{item.pk}/redeem/"))
    assert visitor.post(f"/rewards/{item.pk}/redeem/", form(item)).status_code == 302
    assert not Redemption.objects.exists()


def test_a_refusal_says_why_and_takes_nothing(alice_client, alice):
    item = make_item(cost=130)
    answer = alice_client.post(f"/rewards/{item.pk}/redeem/", form(item))
    assert answer.status_code == 422
    assert "130 points are needed, and you have 100." in words_of(answer)
    assert balance_of(alice) == 100


def test_a_new_price_is_shown_and_agreed_to(alice_client, alice):
    item = make_item(cost=10)
    sent = form(item)
    Item.objects.update(cost=20)
    answer = alice_client.post(f"/rewards/{item.pk}/redeem/", sent)
    assert answer.status_code == 422
    assert "costs 20 points now" in words_of(answer)
    assert b'name="cost" value="20"' in answer.content
    assert alice_client.post(f"/rewards/{item.pk}/redeem/", sent | {"cost": 20}).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"cost": "x"}, {"cost": "9" * 400}, {"cost": -1}])
def test_a_broken_form_redeems_nothing(sent, alice_client):
    item = make_item()
    assert alice_client.post(f"/rewards/{item.pk}/redeem/", {"submit_key": "a" * 32} | sent).status_code == 422
    assert not Redemption.objects.exists()


def test_a_pack_leads_to_all_its_coupons(alice_client):
    pack = make_pack(make_item("Tea"), make_item("Cake"))
    answer = alice_client.post(f"/rewards/{pack.pk}/redeem/", form(pack), follow=True)
    words = words_of(answer)
    assert answer.redirect_chain == [("/rewards/mine/", 302)]
    for piece in ("2 coupons", "Tea", "Cake"):
        assert piece in words


# --- my coupons ---------------------------------------------------------------------------------------------


@pytest.fixture
def coupon(alice):
    return actions.redeem_item(make_item("Tea", valid_days=30, cancel_days=3), actor=alice).coupons.get()


def test_the_code_and_its_picture_are_for_their_holder_alone(coupon, alice_client, bob_client, visitor):
    answer = alice_client.get(f"/rewards/mine/{coupon.pk}/")
    assert coupon.code in words_of(answer)
    html = answer.content.decode()
    assert "<svg" in html
    assert 'class="coupon-qr"' in html
    assert "no-store" in answer.headers["Cache-Control"]
    assert " style=" not in html
    assert bob_client.get(f"/rewards/mine/{coupon.pk}/").status_code == 404
    assert asks_to_sign_in(visitor.get(f"/rewards/mine/{coupon.pk}/"))


def test_a_partners_free_code_is_nobodys(alice_client):
    make_listed("ABC-1")
    free = Coupon.objects.get()
    assert alice_client.get(f"/rewards/mine/{free.pk}/").status_code == 404


def test_a_past_coupon_shows_no_picture(coupon, alice_client, tessa):
    actions.use_coupon(coupon, actor=tessa)
    answer = alice_client.get(f"/rewards/mine/{coupon.pk}/")
    assert b'class="coupon-qr"' not in answer.content
    assert "Used on" in words_of(answer)
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        assert "Tea" not in words_of(alice_client.get("/rewards/mine/"))


def test_my_coupons_by_what_became_of_them(coupon, alice_client, bob_client):
    assert "Tea" in words_of(alice_client.get("/rewards/mine/"))
    assert "Nothing is past" in words_of(alice_client.get("/rewards/mine/?show=past"))
    assert "No coupon to use" in words_of(bob_client.get("/rewards/mine/"))
    with time_machine.travel(coupon.valid_until + timedelta(minutes=1)):
        alice_client.force_login(coupon.member)
        assert "No coupon to use" in words_of(alice_client.get("/rewards/mine/"))
        words = words_of(alice_client.get("/rewards/mine/?show=past"))
        assert "Tea" in words
        assert "over since" in words


def test_giving_back_asks_first_and_works_once(coupon, alice_client, bob_client, visitor, alice):
    address = f"/rewards/mine/{coupon.pk}/give-back/"
    assert "10 points come back" in words_of(alice_client.get(address))
    assert balance_of(alice) == 90
    assert bob_client.post(address).status_code == 404
    assert visitor.post(address).status_code == 302
    assert fresh(coupon).state == "live"
    for _turn in range(2):
        assert alice_client.post(address).status_code == 302
    assert fresh(coupon).state == "cancelled"
    assert balance_of(alice) == 100


def test_what_was_used_is_not_given_back(coupon, alice_client, tessa):
    actions.use_coupon(coupon, actor=tessa)
    address = f"/rewards/mine/{coupon.pk}/give-back/"
    assert alice_client.get(address).status_code == 302
    answer = alice_client.post(address)
    assert answer.status_code == 422
    assert "used already" in words_of(answer)


# --- what the pages cost ------------------------------------------------------------------------------------


def grow_items(number):
    for _turn in range(number):
        make_item(stock=5, per_member_limit=2)


def test_the_catalogue_costs_the_same_for_few_and_many(alice_client, visitor):
    assert_flat(alice_client, "/rewards/", grow_items, 11)
    assert len(cost(visitor, "/rewards/")) == 4
    assert len(cost(visitor, "/rewards/", warm=True)) == 1


def test_my_coupons_cost_the_same_for_few_and_many(alice, alice_client):
    item = make_item(cost=0)
    Account.objects.of(alice)

    def grow(number):
        for _turn in range(number):
            actions.redeem_item(item, actor=alice)

    assert_flat(alice_client, "/rewards/mine/", grow, 5)


def test_htmx_gets_the_rows_alone(alice_client):
    make_item("Tea")
    for address in ("/rewards/", "/rewards/mine/"):
        assert b"<html" not in alice_client.get(address, **HTMX).content
