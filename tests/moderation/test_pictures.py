"""Pictures of what was reported: the team sees them, also those that their author takes back before it decides."""

import re

import pytest
from django.contrib.auth.models import Permission

from community.moderation import actions
from community.moderation.models import KeptPicture
from community.moderation.tasks import forget_evidence
from community.posts import actions as talk
from feedback import actions as feedback_actions
from tests.factories import (
    image_upload,
    make_call,
    make_comment,
    make_feedback,
    make_member,
    make_post,
    make_report,
)
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

KEY = "k" * 32
BASE = "/admin/moderation/case/"
LEFT_OUT = "Left out since it was reported"


def make_picture(kind, author, tessa):
    """A thing of this kind with one picture: (thing, its picture, what leaves the picture out, what takes it back)."""
    keep = talk.keep_draft_pictures if kind == "post" else feedback_actions.keep_draft_images
    keep([image_upload()], actor=author, draft_key=KEY)
    if kind == "post":
        post = make_post(author, draft_key=KEY)
        return post, post.pictures.get(), lambda: talk.remove_post(post, actor=author)
    if kind == "feedback":
        item = make_feedback(author, draft_key=KEY)
        return item, item.attachments.get(), lambda: feedback_actions.remove_feedback(item, actor=author)
    if kind == "comment":
        comment = make_comment(make_feedback(tessa), author, draft_key=KEY)
        return comment, comment.attachments.get(), lambda: feedback_actions.delete_comment(comment, actor=author)
    call = make_call(make_feedback(tessa), tessa)
    seat = make_report(call, author, text="See for yourself.", draft_key=KEY)
    [picture] = seat.attachments.all()
    said = {"outcome": seat.outcome, "text": seat.text, "drop": [picture.pk]}
    return seat, picture, lambda: feedback_actions.report_test(seat, actor=author, **said)


def pictures_on(client, case):
    """The addresses of the pictures on the page of a case."""
    page = client.get(f"{BASE}{case.pk}/desk/").content.decode()
    return sorted(set(re.findall(rf'src="({BASE}\d+/(?:pictures|kept)/\d+\.webp)"', page)))


@pytest.mark.parametrize("kind", ["post", "feedback", "comment", "test-report"])
def test_the_team_sees_the_picture_until_it_has_decided(kind, alice, bob, tessa, tessa_client, report, media):
    thing, picture, take_back = make_picture(kind, alice, tessa)
    case = report(kind, thing, bob)
    [address] = pictures_on(tessa_client, case)
    answer = tessa_client.get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "no-store" in answer.headers["Cache-Control"]
    for _twice in range(2):
        take_back()
    [kept] = pictures_on(tessa_client, case)
    assert "/kept/" in kept
    assert LEFT_OUT in words_of(tessa_client.get(f"{BASE}{case.pk}/desk/"))
    assert tessa_client.get(kept).content == answer.content
    assert tessa_client.get(address).status_code == 404
    actions.decide_case(case, actor=tessa, outcome="none")
    assert not KeptPicture.objects.exists()
    assert not (media / picture.file.name).exists()
    assert tessa_client.get(kept).status_code == 404


@pytest.mark.parametrize("kind", ["post", "feedback", "comment", "test-report"])
def test_what_nobody_reported_leaves_no_file_behind(kind, alice, tessa, media):
    _thing, picture, take_back = make_picture(kind, alice, tessa)
    take_back()
    assert not KeptPicture.objects.exists()
    assert not (media / picture.file.name).exists()


def test_a_picture_left_out_of_a_post_is_kept(alice, alice_client, bob, tessa, tessa_client, report, media):
    post, picture, _take_back = make_picture("post", alice, tessa)
    case = report("post", post, bob)
    alice_client.post(f"/talk/pictures/{picture.pk}/drop/", {"post": post.pk})
    assert alice_client.get(picture.get_absolute_url()).status_code == 404
    [kept] = pictures_on(tessa_client, case)
    assert tessa_client.get(kept).status_code == 200
    talk.remove_post(post, actor=alice)
    assert pictures_on(tessa_client, case) == [kept]
    assert (media / picture.file.name).exists()


def test_the_picture_of_a_reported_comment_outlives_its_item(alice, bob, tessa, tessa_client, report):
    comment, _picture, _take_back = make_picture("comment", alice, tessa)
    case = report("comment", comment, bob)
    feedback_actions.remove_feedback(comment.feedback, actor=tessa)
    [kept] = pictures_on(tessa_client, case)
    assert tessa_client.get(kept).status_code == 200


def test_pictures_of_cases_are_for_those_who_decide(
    alice, alice_client, bob, bob_client, tessa, tessa_client, visitor, report, sign_in
):
    post, picture, _take_back = make_picture("post", alice, tessa)
    case = report("post", post, bob)
    [standing] = pictures_on(tessa_client, case)
    talk.drop_picture(picture, actor=alice)
    [kept] = pictures_on(tessa_client, case)
    triager = make_member(is_staff=True)
    triager.user_permissions.add(Permission.objects.get(codename="triage_feedback"))
    for address in (standing, kept):
        for browser in (visitor, alice_client, bob_client, sign_in(triager)):
            assert browser.get(address).status_code in (302, 403)
        assert tessa_client.post(address).status_code == 405
    # Of a case about himself a moderator sees nothing, and of another case not by this one's address.
    own = report("feedback", make_feedback(tessa), bob)
    assert tessa_client.get(kept.replace(str(case.pk), str(own.pk), 1)).status_code == 404


def test_of_a_private_group_the_team_that_decides_sees_the_picture(alice, bob, tessa, lea_client, report):
    from tests.factories import join, make_group

    group = make_group("Night shift", is_private=True, policy="invitation")
    join(group, alice, bob)
    talk.keep_draft_pictures([image_upload()], actor=alice, draft_key=KEY)
    post = make_post(alice, group=group, draft_key=KEY)
    [address] = pictures_on(lea_client, report("post", post, bob))
    assert lea_client.get(address).status_code == 200


def test_the_sweep_forgets_what_a_decision_left_behind(alice, bob, tessa, report, media):
    post, picture, take_back = make_picture("post", alice, tessa)
    case = report("post", post, bob)
    take_back()
    forget_evidence()
    assert KeptPicture.objects.count() == 1
    type(case).objects.update(outcome="none", decided_at=case.opened_at)
    for _twice in range(2):
        forget_evidence()
    assert not KeptPicture.objects.exists()
    assert not (media / picture.file.name).exists()
