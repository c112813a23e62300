import re

import pytest

from community.models import AuditEntry, Member
from tests.factories import image_upload
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

PROFILE = "/me/profile/"


def form(**fields):
    return {"name": "Alice", "bio": "", "language": "en", "time_zone": "Asia/Shanghai"} | fields


def test_a_member_says_who_they_are(alice, alice_client):
    assert alice_client.get(PROFILE).status_code == 200
    answer = alice_client.post(
        PROFILE, form(name="Alice Wang 王", bio="Shops at night.", language="zh-hans", time_zone="Europe/Paris")
    )
    assert answer.headers["Location"] == PROFILE
    alice.refresh_from_db()
    assert (alice.name, alice.bio, alice.language) == ("Alice Wang 王", "Shops at night.", "zh-hans")
    assert alice.time_zone == "Europe/Paris"
    assert 'lang="zh-hans"' in alice_client.get(PROFILE).content.decode()


def test_saving_twice_and_ones_own_name_again(alice, alice_client):
    for _twice in range(2):
        assert alice_client.post(PROFILE, form()).status_code == 302


@pytest.mark.parametrize("name", ["Bob", "BOB", "Ｂob", "B\u200bob", "B\u043eb"])
def test_names_that_look_alike_are_taken(name, alice, bob, alice_client):
    page = alice_client.post(PROFILE, form(name=name))
    assert page.status_code in (200, 422)
    assert "name" in page.context["form"].errors
    alice.refresh_from_db()
    assert alice.name == "Alice"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 31}, "name"),
        ({"name": "admin"}, "name"),
        ({"bio": "x" * 201}, "bio"),
        ({"language": "fr"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"picture": image_upload("x.png", content=b"no picture")}, "picture"),
    ],
)
def test_what_is_wrong_is_said_by_the_field(wrong, field, alice, alice_client):
    page = alice_client.post(PROFILE, form(name="Other", **wrong) if "name" not in wrong else form(**wrong))
    assert field in page.context["form"].errors
    # The page around the form still speaks of the member as they are.
    assert page.wsgi_request.user.name == "Alice"
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_rights_and_address_cannot_be_taken_by_a_field(alice, alice_client):
    alice_client.post(
        PROFILE, form(is_staff="1", is_superuser="1", job_title="Boss", email="x@example.org", is_active="", pk="9")
    )
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser, alice.job_title) == (False, False, "")
    assert (alice.email, alice.is_active) == ("alice@example.org", True)


def test_visitors_are_asked_to_sign_in(visitor):
    assert asks_to_sign_in(visitor.get(PROFILE))
    assert asks_to_sign_in(visitor.post(PROFILE, form()))


def test_a_picture_is_made_ours_and_the_old_one_goes(alice, alice_client, visitor, media):
    address = f"/members/{alice.pk}/picture.webp"
    assert visitor.get(address).status_code == 404
    alice_client.post(PROFILE, form(picture=image_upload("我的照片.png", size=(900, 600))))
    alice.refresh_from_db()
    first = media / alice.avatar.name
    assert first.exists()
    assert "照片" not in alice.avatar.name
    assert max(alice.avatar.width, alice.avatar.height) == 400
    picture = visitor.get(address)
    assert picture.headers["Content-Type"] == "image/webp"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    alice_client.post(PROFILE, form(picture=image_upload()))
    alice.refresh_from_db()
    assert not first.exists()
    assert (media / alice.avatar.name).exists()


def test_saving_without_a_picture_keeps_the_old_one(alice, alice_client, media):
    alice_client.post(PROFILE, form(picture=image_upload()))
    alice_client.post(PROFILE, form(bio="New."))
    alice.refresh_from_db()
    assert (media / alice.avatar.name).exists()


def test_a_new_picture_has_a_new_address(alice, alice_client, visitor):
    addresses = []
    for _picture in range(2):
        alice_client.post(PROFILE, form(picture=image_upload()))
        [address] = re.findall(r'src="(/members/[^"]+)"', visitor.get(f"/members/{alice.pk}/").content.decode())
        assert visitor.get(address).status_code == 200
        addresses.append(address)
    assert len(set(addresses)) == 2
    assert all(address.startswith(f"/members/{alice.pk}/picture.webp?v=") for address in addresses)


def test_a_picture_can_be_taken_away(alice, alice_client, visitor, media):
    assert "Take my picture away" not in words_of(alice_client.get(PROFILE))
    alice_client.post(PROFILE, form(picture=image_upload()))
    alice.refresh_from_db()
    picture = media / alice.avatar.name
    assert "Take my picture away" in words_of(alice_client.get(PROFILE))
    for _twice in range(2):
        assert alice_client.post(PROFILE, form(no_picture="on")).status_code == 302
    alice.refresh_from_db()
    assert not alice.avatar
    assert not picture.exists()
    assert visitor.get(f"/members/{alice.pk}/picture.webp").status_code == 404


def test_a_new_picture_goes_before_taking_it_away(alice, alice_client):
    alice_client.post(PROFILE, form(picture=image_upload()))
    alice_client.post(PROFILE, form(picture=image_upload(), no_picture="on"))
    alice.refresh_from_db()
    assert alice.avatar


def test_a_new_name_leaves_a_trace(alice, alice_client):
    for _twice in range(2):
        alice_client.post(PROFILE, form(name="Alice Wang"))
    alice_client.post(PROFILE, form(name="Alice Wang", bio="New."))
    entry = AuditEntry.objects.get(action="community.member.renamed")
    assert (entry.actor, entry.changes) == (alice, {"name": ["Alice", "Alice Wang"]})


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT-8", "EST"])
def test_nobody_is_moved_to_another_time_zone_by_saving(zone, alice, alice_client):
    Member.objects.update(time_zone=zone)
    assert f'<option value="{zone}" selected>' in alice_client.get(PROFILE).content.decode()
    assert alice_client.post(PROFILE, form(time_zone=zone)).status_code == 302
    alice.refresh_from_db()
    assert alice.time_zone == zone


def test_who_was_shut_out_shows_no_picture(alice, alice_client, visitor):
    alice_client.post(PROFILE, form(picture=image_upload()))
    Member.objects.update(is_active=False)
    assert visitor.get(f"/members/{alice.pk}/picture.webp").status_code == 404


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 30, "9" * 5000])
def test_pictures_of_nobody(number, visitor):
    assert visitor.get(f"/members/{number}/picture.webp").status_code == 404


def test_markup_in_a_profile_stays_words(alice, alice_client, visitor):
    alice_client.post(PROFILE, form(name="<b>Al</b>ice & co", bio="<script>alert(1)</script>"))
    html = alice_client.get("/me/").content.decode() + alice_client.get(PROFILE).content.decode()
    assert "<script>alert" not in html
    assert "<b>Al" not in html
    assert "<b>Al</b>ice & co" in words_of(alice_client.get("/me/")) or "Al" in words_of(alice_client.get("/me/"))
