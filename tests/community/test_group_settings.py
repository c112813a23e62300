"""Founding a group, and what its hosts set about it."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError

from community import actions
from community.groups import suggest_groups
from community.models import AuditEntry, Interest, InterestGroup, Membership, Rules
from community.moderation.actions import give_sanction
from tests.factories import image_bytes, image_upload, make_group
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

FORM = {"name": "Bread", "description": "Flour.", "door": "open", "rules": "Be **kind**.", "hue": "3"}


@pytest.fixture
def founder(alice):
    alice.user_permissions.add(Permission.objects.get(codename="add_interestgroup"))
    return alice


@pytest.fixture
def group(bob):
    group = make_group("Bread")
    actions.set_hosts(group, [bob], actor=None)
    group.refresh_from_db()
    return group


def edit(group):
    return f"/groups/{group.slug}/host/edit/"


def test_whoever_may_founds_a_group_and_runs_it(founder, alice_client):
    assert "Found a group" in words_of(alice_client.get("/groups/"))
    assert alice_client.get("/groups/new/").status_code == 200
    answer = alice_client.post("/groups/new/", FORM)
    group = InterestGroup.objects.get()
    assert answer.headers["Location"] == f"/groups/{group.slug}/host/"
    assert (group.name, group.slug, group.hue, group.member_count) == ("Bread", "bread", 3, 1)
    assert group.rules_rendered == "<p>Be <strong>kind</strong>.</p>\n"
    assert Membership.objects.get().is_host
    assert AuditEntry.objects.filter(action="community.group.founded", actor=founder).count() == 1


def test_others_see_nothing_of_it(bob_client, visitor):
    assert "Found a group" not in words_of(bob_client.get("/groups/"))
    for method in ("get", "post"):
        assert getattr(bob_client, method)("/groups/new/", FORM).status_code == 404
        assert asks_to_sign_in(getattr(visitor, method)("/groups/new/", FORM))
    assert not InterestGroup.objects.exists()


def test_founding_twice_makes_one(founder, alice_client):
    alice_client.post("/groups/new/", FORM)
    again = alice_client.post("/groups/new/", FORM)
    assert again.status_code == 422
    assert "Another group goes by this name." in words_of(again)
    assert InterestGroup.objects.count() == 1


@pytest.mark.parametrize("door", ["open", "private"])
def test_one_form_sent_twice_founds_one(door, founder, alice_client):
    form = FORM | {"door": door, "submit_key": "s" * 32}
    first, second = alice_client.post("/groups/new/", form), alice_client.post("/groups/new/", form)
    assert first.headers["Location"] == second.headers["Location"]
    assert InterestGroup.objects.count() == 1
    assert AuditEntry.objects.filter(action="community.group.founded").count() == 1
    # The same form after "back", for another group.
    alice_client.post("/groups/new/", form | {"name": "Cake"})
    assert InterestGroup.objects.count() == 2


def test_a_group_is_about_interests_and_suggested_by_them(founder, bob, alice_client):
    Interest.objects.all().delete()
    baking, eating, retired = (
        Interest.objects.create(name=name, name_en=name, is_active=name != "Milling")
        for name in ("Baking", "Eating", "Milling")
    )
    alice_client.post("/groups/new/", FORM | {"interests": [baking.pk]})
    group = InterestGroup.objects.get()
    assert list(group.interests.all()) == [baking]
    actions.choose_interests(bob, [baking])
    assert [found.shared for found in suggest_groups(bob, 3)] == [1]
    group.interests.add(retired)
    page = alice_client.get(edit(group)).content.decode()
    assert re.search(rf'value="{baking.pk}"[^>]* checked', page)
    assert "optional; it is shown first to those who care about the same" in words_of(alice_client.get(edit(group)))
    for _twice in range(2):
        alice_client.post(edit(group), FORM | {"interests": [eating.pk]})
    assert set(group.interests.all()) == {eating, retired}
    assert AuditEntry.objects.filter(action="community.group.edited").count() == 1
    assert alice_client.post(edit(group), FORM | {"interests": [retired.pk]}).status_code == 422


def test_a_group_that_is_edited_without_interests_keeps_them(group, bob):
    baking = Interest.objects.create(name="Baking", name_en="Baking")
    group.interests.add(baking)
    actions.edit_group(group, actor=bob, name="Cake")
    assert list(group.interests.all()) == [baking]


def test_who_may_say_nothing_new_founds_nothing(founder, tessa, alice_client):
    give_sanction(founder, actor=tessa, kind="pause", reason="spam", words="Enough.", days=3)
    answer = alice_client.post("/groups/new/", FORM)
    assert answer.status_code == 422
    assert "You can say something new again from" in words_of(answer)
    assert not InterestGroup.objects.exists()


def test_names_in_any_script_get_an_address(founder):
    for name in ("烘焙角", "new", "Invited", "Bread", "🍞🍞"):
        group = actions.found_group(actor=founder, name=name)
        assert group.slug not in ("new", "invited", "")
    assert InterestGroup.objects.values("slug").distinct().count() == 5


@pytest.mark.parametrize(
    "wrong",
    [
        *({"name": name} for name in ("", "x" * 41, " \u200b ")),
        *({"door": "back"}, {"door": ""}, {"hue": "12"}, {"hue": "x"}),
        *({"description": "x" * 301}, {"rules": "x" * 5001}),
    ],
)
def test_what_cannot_be_is_said_by_the_field(wrong, founder, group, alice_client, bob_client):
    for browser, address in ((alice_client, "/groups/new/"), (bob_client, edit(group))):
        answer = browser.post(address, FORM | {"name": "Other bread"} | wrong)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == set(wrong)
        assert "Flour." in answer.content.decode() or "description" in wrong
    assert InterestGroup.objects.count() == 1


def test_markup_stays_words(founder, alice_client, visitor):
    words = {
        "name": "<b>Bread</b>",
        "description": "<script>x</script>",
        "rules": "<script>alert(1)</script> [x](javascript:x)",
    }
    alice_client.post("/groups/new/", FORM | words)
    page = visitor.get(InterestGroup.objects.get().get_absolute_url()).content.decode()
    assert "<b>Bread" not in page
    assert "<script>x" not in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_whoever_founds_has_accepted_the_rules(founder, alice_client, tessa):
    actions.publish_rules(Rules.objects.create(text="Be kind."), actor=tessa)
    assert alice_client.post("/groups/new/", FORM).status_code == 422
    assert alice_client.post("/groups/new/", FORM | {"accept_rules": "1"}).status_code == 302


def test_hosts_set_how_the_group_shows_itself(group, bob, bob_client, visitor):
    assert bob_client.get(edit(group)).status_code == 200
    answer = bob_client.post(edit(group), FORM | {"name": "Sourdough", "door": "request"})
    assert answer.status_code == 302
    group.refresh_from_db()
    assert (group.name, group.policy, group.is_private) == ("Sourdough", "request", False)
    page = words_of(visitor.get(group.get_absolute_url()))
    assert "Be kind ." in page
    assert "申请加入" in page
    assert list(visitor.get("/groups/?q=sourDOUGH").context["groups"]) == [group]
    entry = AuditEntry.objects.get(action="community.group.edited")
    assert entry.changes["name"] == ["Bread", "Sourdough"]


def test_unchanged_settings_write_nothing(group, bob_client):
    bob_client.post(edit(group), FORM)
    bob_client.post(edit(group), FORM)
    assert AuditEntry.objects.filter(action="community.group.edited").count() == 1


def test_a_name_is_once_among_those_that_everybody_knows(group, bob_client):
    make_group("Cake")
    hidden = make_group("Secret", is_private=True, policy="invitation")
    assert bob_client.post(edit(group), FORM | {"name": "Cake"}).status_code == 422
    assert bob_client.post(edit(group), FORM | {"name": "Secret"}).status_code == 302
    with pytest.raises(ValidationError, match="Another group"):
        actions.edit_group(hidden, actor=None, is_private=False)


# --- covers ---------------------------------------------------------------------------------------------------


def test_a_cover_is_written_anew_served_and_replaced(group, media, bob_client, visitor):
    bob_client.post(edit(group), FORM | {"cover": image_upload(size=(2000, 900))})
    group.refresh_from_db()
    first = group.cover.path
    answer = visitor.get(group.cover_url)
    assert answer.headers["Content-Type"] == "image/webp"
    assert group.cover.width == 1280
    assert group.cover_url in visitor.get(group.get_absolute_url()).content.decode()
    assert group.cover_url in visitor.get("/groups/").content.decode()
    bob_client.post(edit(group), FORM)
    group.refresh_from_db()
    assert group.cover.path == first


def test_taking_a_cover_away_deletes_the_file(group, bob_client, visitor, django_capture_on_commit_callbacks):
    bob_client.post(edit(group), FORM | {"cover": image_upload()})
    group.refresh_from_db()
    path = group.cover.path
    with django_capture_on_commit_callbacks(execute=True):
        bob_client.post(edit(group), FORM | {"no_cover": "on"})
    group.refresh_from_db()
    assert not group.cover
    assert visitor.get(f"/groups/{group.slug}/cover.webp").status_code == 404
    assert not Path(path).exists()


@pytest.mark.parametrize("content", [b"no picture", b"", image_bytes()[:40], b"<svg onload=alert(1)>"])
def test_what_is_no_picture_is_said_by_the_field(content, group, bob_client):
    answer = bob_client.post(edit(group), FORM | {"cover": image_upload(content=content or b"\0")})
    assert answer.status_code == 422
    assert answer.context["form"].errors["cover"]
    group.refresh_from_db()
    assert not group.cover


# --- the desk -------------------------------------------------------------------------------------------------


def test_the_desk_says_what_a_private_group_needs(adam_client):
    hidden = make_group("Secret", is_private=True, policy="invitation")
    make_group("Cake")
    form = {"name": "Cake", "slug": hidden.slug, "description": "", "hue": "0", "policy": "open", "is_active": "on"}
    address = f"/admin/community/interestgroup/{hidden.pk}/change/"
    answer = adam_client.post(address, form)
    assert answer.status_code == 200
    assert "policy" in answer.context["adminform"].errors
    assert adam_client.post(address, form | {"policy": "invitation"}).status_code == 302
    answer = adam_client.post("/admin/community/interestgroup/add/", form | {"slug": "new"})
    assert {"name", "slug"} <= set(answer.context["adminform"].errors)
