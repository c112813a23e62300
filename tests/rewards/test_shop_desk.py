"""The catalogue, partners' codes, redemptions and campaigns on the staff desk."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from community.models import AuditEntry, Notification
from rewards.shop import actions
from rewards.shop.models import Campaign, Coupon, Item, PackPart
from tests.factories import image_upload, make_member
from tests.pages import words_of
from tests.rewards.shop_kit import balance_of, fresh, make_item, make_listed, rich

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

ITEMS, CAMPAIGNS = "/admin/shop/item/", "/admin/shop/campaign/"


@pytest.fixture
def lead(sign_in):
    member = make_member("Lea", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return sign_in(member)


def item_form(**fields):
    form = {"kind": "coupon", "codes": "made", "name": "茶", "cost": "10", "min_points": "0", "min_contributions": "0"}
    parts = {f"parts-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    return form | {"cancel_days": "0", "is_active": "on", "parts-MAX_NUM_FORMS": "50"} | parts | fields


def change_form(item, **fields):
    form = item_form(name=item.name, name_en=item.name_en, cost=item.cost, stock=item.stock or "")
    return {name: value for name, value in form.items() if name not in ("kind", "codes")} | fields


def errors(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


def test_an_item_with_a_picture(lead):
    answer = lead.post(f"{ITEMS}add/", item_form(stock="5", upload=image_upload()))
    assert answer.status_code == 302, errors(answer)
    item = Item.objects.get()
    assert (item.cost, item.stock, item.is_active) == (10, 5, True)
    assert item.picture.name.endswith(".webp")
    assert AuditEntry.objects.filter(action="shop.item.created").count() == 1
    lead.post(f"{ITEMS}{item.pk}/change/", change_form(item, drop="on"))
    assert not fresh(item).picture


def test_what_is_no_picture_is_refused_at_its_field(lead):
    upload = SimpleUploadedFile("a.png", b"<svg onload=x>", "image/png")
    assert "upload" in errors(lead.post(f"{ITEMS}add/", item_form(upload=upload)))
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cost": "-1"}, "cost"),
        ({"cost": "9" * 30}, "cost"),
        ({"name": ""}, "name"),
        ({"sale_until": "9999-12-31T23:59"}, "sale_until"),
        ({"sale_from": "2026-02-02T10:00", "sale_until": "2026-02-01T10:00"}, "__all__"),
        ({"kind": "pack", "codes": "uploaded"}, "codes"),
        ({"codes": "uploaded", "cancel_days": "3"}, "cancel_days"),
        ({"per_member_limit": "0"}, "__all__"),
    ],
)
def test_what_cannot_be_is_said_by_the_field(fields, field, lead):
    assert field in errors(lead.post(f"{ITEMS}add/", item_form(**fields)))


def test_editing_leaves_alone_what_is_given_meanwhile(lead):
    item = make_item(stock=3)
    actions.redeem_item(item, actor=rich())
    assert lead.post(f"{ITEMS}{item.pk}/change/", change_form(item, cost="20", stock="9")).status_code == 302
    item = fresh(item)
    assert (item.cost, item.stock, item.taken) == (20, 9, 1)
    assert "stock" in errors(lead.post(f"{ITEMS}{item.pk}/change/", change_form(item, stock="0")))


def test_a_pack_and_its_parts(lead):
    tea, pack = make_item("Tea"), make_item(kind="pack")
    parts = {"parts-TOTAL_FORMS": "1", "parts-0-part": tea.pk, "parts-0-quantity": "2", "parts-0-pack": pack.pk}
    lead.post(f"{ITEMS}{pack.pk}/change/", change_form(pack, **parts))
    assert PackPart.objects.get().quantity == 2
    forged = parts | {"parts-0-part": "9" * 30}
    assert lead.post(f"{ITEMS}{pack.pk}/change/", change_form(pack, **forged)).status_code == 200


def test_items_are_not_deleted(lead, adam_client):
    item = make_item()
    for browser in (lead, adam_client):
        assert browser.post(f"{ITEMS}{item.pk}/delete/", {"post": "yes"}).status_code == 403


# --- codes --------------------------------------------------------------------------------------------------


def test_a_list_is_uploaded_and_what_was_not_taken_is_told_by_line(lead, sign_in, alice_client):
    item = make_listed("OLD-1")
    address = f"{ITEMS}{item.pk}/codes/"
    upload = SimpleUploadedFile("codes.csv", "\ufeffNEW-1,x\nOLD-1\nNEW-1\n".encode(), "text/csv")
    words = words_of(lead.post(address, {"file": upload, "text": "NEW-2"}))
    for piece in ("2 codes were added", "Line 2 is here already", "Line 3 stands in the list twice"):
        assert piece in words
    assert fresh(item).stock == 3
    assert alice_client.post(address, {"text": "A-1"}).status_code == 302
    staff = make_member(is_staff=True)
    assert sign_in(staff).post(address, {"text": "A-1"}).status_code == 403
    assert lead.get(f"{ITEMS}{make_item().pk}/codes/").status_code == 404


@pytest.mark.parametrize("data", [b"", b"\x89PNG\xff\xfe\xff\x80", b"\x00" * 50, b"x" * 2_000_000])
def test_a_file_that_is_no_list_is_said(data, lead):
    item = make_listed("OLD-1")
    upload = SimpleUploadedFile("codes.csv", data, "text/csv")
    assert lead.post(f"{ITEMS}{item.pk}/codes/", {"file": upload}).status_code in (200, 422)
    assert fresh(item).stock == 1


def test_no_page_of_the_desk_shows_a_whole_code(lead):
    redemption = actions.redeem_item(make_item(), actor=rich())
    coupon = redemption.coupons.get()
    for path in ("coupon/", f"coupon/{coupon.pk}/change/", f"redemption/{redemption.pk}/change/", "redemption/"):
        words = words_of(lead.get(f"/admin/shop/{path}"))
        assert coupon.code not in words
        assert coupon.code_key not in words


# --- cancelling ---------------------------------------------------------------------------------------------


def test_a_redemption_is_cancelled_with_a_reason(lead, tessa_client):
    alice = rich()
    redemption = actions.redeem_item(make_item(cost=10), actor=alice)
    address = f"/admin/shop/redemption/{redemption.pk}/cancel/"
    assert "10 points go back" in words_of(lead.get(address))
    assert lead.post(address, {"reason": " "}).status_code == 422
    assert tessa_client.post(address, {"reason": "No."}).status_code == 403
    for _turn in range(2):
        assert lead.post(address, {"reason": "The shop has closed."}).status_code == 302
    assert balance_of(alice) == 100
    assert AuditEntry.objects.filter(action="shop.redemption.cancelled").count() == 1


# --- campaigns ----------------------------------------------------------------------------------------------


def campaign_form(gift, **fields):
    return {"name": "谢谢", "item": gift.pk, "audience": "contributions", "min_contributions": "1"} | fields


def test_a_campaign_to_a_list_of_addresses(lead, alice, bob, queue):
    item = make_item("Tea", stock=5)
    lines = f"{alice.email.upper()}\nnobody@example.org\n\n{bob.email},Bob\n{alice.email}"
    upload = SimpleUploadedFile("list.csv", lines.encode(), "text/csv")
    answer = lead.post(f"{CAMPAIGNS}add/", campaign_form(item, audience="listed", file=upload, _save="1"), follow=True)
    words = words_of(answer)
    assert "1 line is no member's address: 2" in words
    assert "It means 2 members" in words
    campaign = Campaign.objects.get()
    assert lead.post(f"{CAMPAIGNS}{campaign.pk}/start/").status_code == 302
    assert "progress" in lead.get(f"{CAMPAIGNS}{campaign.pk}/run/").content.decode()
    assert "HX-Refresh" not in lead.get(f"{CAMPAIGNS}{campaign.pk}/progress/").headers
    queue.run()
    done = lead.get(f"{CAMPAIGNS}{campaign.pk}/progress/")
    assert "2 of 2 members have it" in words_of(done)
    assert done.headers["HX-Refresh"] == "true"
    assert Coupon.objects.filter(member__in=[alice, bob], state="live").count() == 2
    assert Notification.objects.filter(kind="shop.given").count() == 2
    assert "nobody@" not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"min_contributions": ""}, "min_contributions"),
        ({"audience": "segment"}, "segment"),
        ({"audience": "saved"}, "saved_segment"),
        ({"audience": "listed"}, "file"),
        ({"audience": "listed", "addresses": "nobody@example.org"}, "file"),
        ({"audience": "reason", "reason": "breathing"}, "reason"),
        ({"audience": "reason", "starts_on": "2026-02-02", "ends_on": "2026-02-01"}, "__all__"),
        ({"item": "9" * 30}, "item"),
    ],
)
def test_what_a_campaign_lacks_is_said_by_the_field(fields, field, lead):
    answer = lead.post(f"{CAMPAIGNS}add/", campaign_form(make_item(), **fields))
    assert field in errors(answer)


def test_only_a_draft_is_edited_or_taken_away(lead, alice):
    campaign = Campaign.objects.create(name="A", item=make_item(), audience="listed")
    campaign.listed.add(alice)
    actions.start_campaign(campaign, actor=alice)
    form = campaign_form(campaign.item)
    assert lead.post(f"{CAMPAIGNS}{campaign.pk}/change/", form).status_code == 403
    assert lead.post(f"{CAMPAIGNS}{campaign.pk}/delete/", {"post": "yes"}).status_code == 403
    for verb in ("start", "stop"):
        assert lead.get(f"{CAMPAIGNS}{campaign.pk}/{verb}/").status_code == 405
    lead.post(f"{CAMPAIGNS}{campaign.pk}/stop/")
    assert fresh(campaign).state == "stopped"


def test_who_may_not_sees_no_campaign(tessa_client, alice_client):
    campaign = Campaign.objects.create(name="A", item=make_item(), audience="listed")
    for verb in ("run", "progress"):
        assert tessa_client.get(f"{CAMPAIGNS}{campaign.pk}/{verb}/").status_code == 403
        assert alice_client.get(f"{CAMPAIGNS}{campaign.pk}/{verb}/").status_code == 302
    for verb in ("start", "stop"):
        assert tessa_client.post(f"{CAMPAIGNS}{campaign.pk}/{verb}/").status_code == 403


def test_the_rows_of_the_desk_are_not_asked_what_they_do_not_offer(adam_client):
    for path in ("coupon/?code__startswith=A", "coupon/?code_key__regex=A", "redemption/?member__email__contains=a"):
        assert adam_client.get(f"/admin/shop/{path}").status_code == 400
