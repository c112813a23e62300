"""The desk of one item: everything about it on one page, one form to answer and move it."""

import pytest
from django.contrib.auth.models import Permission

from feedback.models import Feedback, Severity, Status
from tests.factories import make_comment, make_feedback, make_fix_note, make_receipt

pytestmark = pytest.mark.django_db


def desk(item):
    return f"/admin/feedback/feedback/{item.pk}/desk/"


def sent(item, **changes):
    return {
        "seen_status": item.status,
        "seen_at": item.changed_at.isoformat(),
        "answer": "",
        "status": "",
        "severity": "",
        "owner": "",
        "category": "",
        **changes,
    }


@pytest.fixture
def item(alice):
    return make_feedback(alice, "The pickup point closes at eight, after work I never make it.")


def test_one_step_answers_moves_and_sorts(tessa_client, tessa, item):
    answer = {"answer": "We open until ten.", "status": "in_progress", "severity": "2", "owner": tessa.pk}
    assert tessa_client.post(desk(item), sent(item, **answer)).status_code == 302
    item.refresh_from_db()
    assert (item.status, item.severity, item.owner) == (Status.IN_PROGRESS, Severity.S2, tessa)
    entry = item.entries.newest_first()[0]
    assert (entry.kind, entry.text, entry.actor) == ("answer", "We open until ten.", tessa)


def test_answer_and_next_goes_on_to_the_next(tessa_client, alice, item):
    other = make_feedback(alice, "A second one that waits for an answer.")
    response = tessa_client.post(desk(item) + "?view=new", sent(item, answer="Done.", next="1"))
    assert response["Location"].startswith(desk(other))


def test_a_refused_move_is_explained_and_the_words_are_kept(tessa_client, item):
    Feedback.objects.filter(pk=item.pk).update(status=Status.CLOSED, due_at=None)
    item.refresh_from_db()
    response = tessa_client.post(desk(item), sent(item, answer="Let us plan it.", status="planned"))
    assert response.status_code == 422
    assert response.context["form"].errors["status"]
    assert "Let us plan it." in response.content.decode()
    item.refresh_from_db()
    assert item.status == Status.CLOSED


def test_two_moderators_do_not_overwrite_each_other(tessa_client, item):
    stale = sent(item, answer="My careful words.", status="planned")
    Feedback.objects.filter(pk=item.pk).update(status=Status.IN_PROGRESS)
    response = tessa_client.post(desk(item), stale)
    assert response.status_code == 422
    assert "My careful words." in response.content.decode()
    item.refresh_from_db()
    assert item.status == Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "declined", "answer": "No."}, "decline_reason"),
        ({"status": "declined", "decline_reason": "exists"}, "answer"),
        ({"status": "needs_info"}, "answer"),
    ],
)
def test_what_is_missing_is_said_by_its_field(tessa_client, item, changes, field):
    response = tessa_client.post(desk(item), sent(item, **changes))
    assert response.status_code == 422
    assert response.context["form"].errors[field]


def test_sending_twice_writes_once(tessa_client, item):
    data = sent(item, status="planned")
    tessa_client.post(desk(item), data)
    assert tessa_client.post(desk(item), data).status_code == 422
    assert item.entries.filter(new_status="planned").count() == 1


def test_an_answer_sent_twice_is_given_once(tessa_client, item):
    """After a cut connection the browser may send it again, and no status moves that would tell."""
    item.status = Status.UNDER_REVIEW
    item.save()
    data = sent(item, answer="We look at it on Monday.")
    assert tessa_client.post(desk(item), data).status_code == 302
    again = tessa_client.post(desk(item), data)
    assert again.status_code == 422
    assert "We look at it on Monday." in again.content.decode()
    assert item.entries.filter(kind="answer").count() == 1


@pytest.mark.parametrize("seen_at", ["", "yesterday", "9" * 300, "2026-13-45T99:99"])
def test_a_page_out_of_order_is_said(tessa_client, item, seen_at):
    response = tessa_client.post(desk(item), sent(item, answer="Hello.") | {"seen_at": seen_at})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert not item.entries.filter(kind="answer").exists()


def test_private_notes_stay_private(tessa_client, visitor, alice_client, item):
    tessa_client.post(f"/admin/feedback/feedback/{item.pk}/note/", {"note": "The landlord must agree."})
    assert "The landlord must agree." in tessa_client.get(desk(item)).content.decode()
    for reader in (visitor, alice_client):
        assert "landlord" not in reader.get(item.get_absolute_url()).content.decode()


def test_hiding_and_showing_again(tessa_client, visitor, item):
    address = f"/admin/feedback/feedback/{item.pk}/visibility/"
    tessa_client.post(address, {"want": "hide"})
    assert visitor.get(item.get_absolute_url()).status_code == 404
    tessa_client.post(address, {"want": "show"})
    assert visitor.get(item.get_absolute_url()).status_code == 200


def test_an_anonymous_author_has_no_history_here(tessa_client):
    feedback, _code = make_receipt()
    page = tessa_client.get(desk(feedback))
    assert page.status_code == 200
    assert list(page.context["history"]) == []


def test_markup_in_every_field_stays_dead(tessa_client, alice):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    item = make_feedback(alice, evil + " and words", title=evil[:60])
    tessa_client.post(desk(item), sent(item, answer=evil))
    tessa_client.post(f"/admin/feedback/feedback/{item.pk}/note/", {"note": evil})
    html = tessa_client.get(desk(item)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("path", ["desk/", "note/", "visibility/"])
def test_nobody_else_comes_in(path, visitor, alice_client, item):
    address = f"/admin/feedback/feedback/{item.pk}/{path}"
    for reader in (visitor, alice_client):
        for response in (reader.get(address), reader.post(address, {"want": "hide", "note": "x"})):
            assert response.status_code in (302, 403, 404)
    item.refresh_from_db()
    assert item.is_public
    assert not item.entries.filter(kind="note").exists()


@pytest.mark.parametrize("path", ["note/", "visibility/"])
def test_get_changes_nothing(path, tessa_client, item):
    assert tessa_client.get(f"/admin/feedback/feedback/{item.pk}/{path}?want=hide&note=x").status_code == 405
    item.refresh_from_db()
    assert item.is_public


def test_comments_are_taken_away_by_those_who_may(tessa_client, tessa, bob, item):
    comment = make_comment(item, bob, "Not kind at all.")
    address = f"/admin/feedback/feedback/{item.pk}/comments/{comment.pk}/remove/"
    right = Permission.objects.get(codename="delete_comment")
    group = tessa.groups.get()
    group.permissions.remove(right)
    assert tessa_client.post(address).status_code == 403
    assert tessa_client.post(f"/feedback/comments/{comment.pk}/delete/").status_code == 404
    group.permissions.add(right)
    assert tessa_client.post(address).status_code == 302
    comment.refresh_from_db()
    assert comment.deleted_at


def test_throwing_a_draft_away_names_the_note_alone(tessa, adam_client, item):
    note = make_fix_note([item], actor=tessa, publish=False)
    page = adam_client.get(f"/admin/feedback/fixnote/{note.pk}/delete/").content.decode()
    assert note.title in page
    assert "FixNote_items" not in page
