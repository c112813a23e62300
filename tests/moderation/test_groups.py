"""A group as something that can be reported: what it says of itself is seen by everybody who may know of it."""

import pytest

from community import actions as community_actions
from community.images import clean_image
from community.models import InterestGroup
from community.moderation import actions
from community.moderation.models import Case, HiddenGroup, KeptPicture
from community.moderation.things import care_of
from tests.factories import image_upload, join, make_group
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

BASE = "/admin/moderation/case/"


@pytest.fixture
def group(alice, bob):
    """A group of Alice that says bad things of itself; Bob belongs to it."""
    group = make_group(
        "Fools", description="For fools alone.", rules="Laugh at **them**.", rules_rendered="<p>Laugh</p>"
    )
    join(group, alice, host=True)
    join(group, bob)
    community_actions.edit_group(group, actor=alice, cover=clean_image(image_upload())[0])
    return group


def read(group):
    return InterestGroup.objects.get(pk=group.pk)


def said_by(group):
    group = read(group)
    return group.name, group.description, group.rules, group.rules_rendered, group.cover.name


def test_its_page_leads_to_a_report(group, bob_client, visitor):
    link = f"/report/group/{group.pk}/"
    for browser in (bob_client, visitor):
        assert link in browser.get(group.get_absolute_url()).content.decode()
    assert "For fools alone." in words_of(bob_client.get(link))
    answer = bob_client.post(link, {"reason": "harassment"})
    assert answer.headers["Location"] == group.get_absolute_url()
    assert Case.objects.get().words == "Fools\n\nFor fools alone.\n\nLaugh at **them**."


def test_the_desk_shows_what_it_says_and_its_cover(group, bob, tessa_client, report):
    case = report("group", group, bob)
    page = tessa_client.get(f"{BASE}{case.pk}/desk/")
    assert "For fools alone." in words_of(page)
    assert "The name too" in words_of(page)
    assert tessa_client.get(f"{BASE}{case.pk}/pictures/{group.pk}.webp").status_code == 200


def test_whoever_runs_it_longest_answers_for_it(group, alice, bob, carol, report):
    join(group, carol, host=True)
    assert report("group", group, bob).author == alice
    with pytest.raises(actions.reporting.ValidationError) as refused:
        report("group", group, alice)
    assert refused.value.code == "own"
    assert report("group", make_group("Nobody's"), bob).author is None


def test_it_is_hidden_and_shown_again(group, alice, bob, tessa, report, visitor):
    before = said_by(group)
    case = report("group", group, bob)
    actions.decide_case(case, actor=tessa, outcome="hide", reason="harassment")
    actions.hide_group(group, actor=tessa)
    assert said_by(group) == ("Fools", "", "", "", "")
    assert care_of("group").is_hidden(read(group))
    assert "For fools alone." not in words_of(visitor.get(group.get_absolute_url()))
    assert not InterestGroup.objects.naming("alone").exists()
    actions.restore_case(case, actor=tessa)
    actions.show_group(group, actor=tessa)
    assert said_by(group)[:3] == before[:3]
    assert said_by(group)[4] == before[4]
    assert "<strong>them</strong>" in said_by(group)[3]
    assert not HiddenGroup.objects.exists()


def test_what_its_hosts_write_anew_is_not_hidden_and_not_overwritten(group, alice, tessa):
    actions.hide_group(group, actor=tessa)
    community_actions.edit_group(group, actor=alice, description="For all.")
    assert not care_of("group").is_hidden(read(group))
    actions.show_group(group, actor=tessa)
    assert said_by(group)[1:3] == ("For all.", "Laugh at **them**.")


def test_its_name_is_taken_too_and_given_back(group, tessa):
    make_group(f"Group {group.pk}")
    for _twice in range(2):
        actions.hide_group(group, actor=tessa, name_too=True)
    assert said_by(group)[0] == f"Group {group.pk}-2"
    assert HiddenGroup.objects.get().name == "Fools"
    taken = make_group("Fools")
    actions.show_group(group, actor=tessa)
    assert said_by(group)[:2] == (f"Group {group.pk}-2", "For fools alone.")
    taken.delete()
    actions.hide_group(group, actor=tessa, name_too=True)
    actions.show_group(group, actor=tessa)
    assert said_by(group)[0] == f"Group {group.pk}-2"


def test_of_a_private_group_only_its_members_can_report_anything(bob, bob_client, carol_client, tessa):
    private = make_group("Night shift", is_private=True, policy="invitation")
    join(private, bob)
    assert carol_client.get(f"/report/group/{private.pk}/").status_code == 404
    assert bob_client.get(f"/report/group/{private.pk}/").status_code == 200
    assert carol_client.get("/report/group/999999/").status_code == 404


def test_a_cover_that_is_changed_meanwhile_is_kept(
    group, alice, bob, tessa, tessa_client, report, media, django_capture_on_commit_callbacks
):
    case, cover = report("group", group, bob), read(group).cover.name
    with django_capture_on_commit_callbacks(execute=True):
        community_actions.edit_group(read(group), actor=alice, cover="")
    kept = KeptPicture.objects.get()
    assert (kept.file.name, kept.case) == (cover, case)
    assert tessa_client.get(f"{BASE}{case.pk}/kept/{kept.pk}.webp").status_code == 200
    actions.decide_case(case, actor=tessa, outcome="none")
    assert not (media / cover).exists()


def test_an_avatar_that_is_changed_meanwhile_is_kept(alice, alice_client, bob, tessa, tessa_client, report, media):
    content = clean_image(image_upload())[0]
    alice.avatar.save(content.name, content)
    case = report("member", alice, bob)
    assert tessa_client.get(f"{BASE}{case.pk}/pictures/{alice.pk}.webp").status_code == 200
    said = {"name": "Alice", "bio": "", "language": "en", "time_zone": "Asia/Shanghai", "no_picture": "1"}
    assert alice_client.post("/me/profile/", said).status_code == 302
    assert KeptPicture.objects.get().file.name == alice.avatar.name
    assert (media / alice.avatar.name).exists()


def test_who_may_say_nothing_new_edits_no_group(group, alice, alice_client, tessa):
    actions.give_sanction(alice, actor=tessa, kind="pause", reason="spam", words="Enough.", days=3)
    form = {"name": "Worse fools", "description": "Ha.", "rules": "", "hue": "2", "door": "open"}
    answer = alice_client.post(f"/groups/{group.slug}/host/edit/", form)
    assert answer.status_code == 422
    assert "You can say something new again from" in words_of(answer)
    assert said_by(group)[:2] == ("Fools", "For fools alone.")
