"""What waits for approval is nowhere in public: no list, count, feed, search, suggestion, notice, card or figure."""

import pytest
from django.contrib.auth.models import Permission

from community.models import Activity, InterestGroup, Notification
from community.search import find_ids, find_similar
from config.views import promise_figures
from feedback import actions
from feedback.board import board_figures
from feedback.channels.importing import CategoryBook, add_items, read_batches
from feedback.models import Approval, Channel, Feedback, Status, Vote
from tests.factories import make_category, make_feedback, make_fix_note
from tests.pages import words_of

pytestmark = pytest.mark.django_db

SECRET = "急急支付页面总是转圈付不了款"


@pytest.fixture
def item(alice, tessa):
    """Alice's words, held back as they came in; planned already, in a group and a category."""
    Channel.objects.update(publishing="nothing")
    west = InterestGroup.objects.create(name="West", slug="west")
    item = make_feedback(alice, f"{SECRET},在城西店。", group=west, category=make_category("pay"))
    actions.triage_feedback(item, actor=tessa, status=Status.PLANNED)
    return item


def make_public_neighbour(tessa):
    west = InterestGroup.objects.get()
    return make_feedback(tessa, "支付页面总是转圈,付不了款。", group=west, status=Status.PLANNED, by=tessa)


PLACES = [
    *("/", "/roadmap/", "/groups/", "/groups/west/feedback/", "/fixed/", "/fixed/feed.atom"),
    *("/feedback/", "/feedback/?order=new", "/feedback/?order=wanted", "/feedback/?q=转圈", "/feedback/?q=急急"),
    *("/feedback/?status=planned", "/feedback/?category=pay", "/feedback/?group=west", "/feedback/?channel=board"),
    *("/feedback/?mine=said", "/feedback/feed.atom", f"/feedback/new/similar/?text={SECRET}"),
]


@pytest.mark.parametrize("place", PLACES)
def test_it_stands_nowhere(place, item, tessa, visitor, bob_client, tessa_client):
    make_public_neighbour(tessa)
    for browser in (visitor, bob_client, tessa_client):
        page = browser.get(place)
        assert page.status_code == 200
        assert "在城西店" not in page.content.decode()


def test_the_control_approved_it_stands_in_most_of_them(item, tessa, visitor):
    actions.approve_feedback(item, actor=tessa)
    found = [place for place in PLACES if "付不了款,在城西店" in visitor.get(place).content.decode()]
    assert {"/feedback/", "/feedback/?q=急急", "/groups/west/feedback/", "/feedback/feed.atom"} <= set(found)


def test_nobody_else_opens_it_or_does_anything_with_it(item, visitor, bob, bob_client):
    for browser in (visitor, bob_client):
        assert browser.get(item.get_absolute_url()).status_code == 404
    for what in ("vote", "follow", "comments", "again", "rate", "edit", "delete"):
        assert bob_client.post(f"{item.get_absolute_url()}{what}/", {"text": "x"}).status_code in (302, 404)
    assert not Vote.objects.exists()
    assert not Notification.objects.filter(member=bob).exists()


def test_it_is_in_no_figure(item):
    assert board_figures()["total"] == 0
    assert board_figures()["category"] == {}
    assert promise_figures(item.received_at)["promise_share"] is None
    assert InterestGroup.objects.get().feedback_count == 0
    assert not Activity.objects.filter(kind="feedback").exists()


def test_search_finds_it_for_the_team_alone(item, tessa_client):
    assert find_ids("feedback", "急急") == []
    assert find_similar("feedback", SECRET) == []
    assert find_ids("feedback", "急急", public_only=False) == [item.pk]
    found = tessa_client.get("/admin/feedback/feedback/triage/?q=急急").context["rows"]
    assert [row.pk for row in found] == [item.pk]


def test_mending_the_words_does_not_make_them_found(alice, visitor):
    Channel.objects.update(publishing="nothing")
    item = make_feedback(alice)
    actions.edit_feedback(item, actor=alice, title="", text=SECRET, category=None)
    assert find_ids("feedback", "急急") == []


def test_its_author_may_take_it_back(item, alice, alice_client):
    actions.remove_feedback(item, actor=alice)
    assert InterestGroup.objects.get().feedback_count == 0
    assert not Feedback.objects.pending().exists()
    assert alice_client.get(item.get_absolute_url()).status_code == 404


def test_its_author_answers_the_teams_question(item, tessa, alice_client, bob, bob_client):
    actions.triage_feedback(item, actor=tessa, status=Status.NEEDS_INFO, answer="Which shop?")
    answer = alice_client.post(f"{item.get_absolute_url()}comments/", {"text": "城西店那家"})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.status, item.visibility, item.comment_count) == (Status.UNDER_REVIEW, "pending", 1)
    assert not Activity.objects.exists()
    # Those on duty may hear that it cannot wait; nobody else hears anything.
    assert not Notification.objects.exclude(member=item.author).exclude(kind="feedback.alarm").exists()
    assert bob_client.post(f"{item.get_absolute_url()}comments/", {"text": "x"}).status_code == 404


def test_its_page_offers_only_what_works(item, tessa, alice_client, tessa_client):
    for browser in (alice_client, tessa_client):
        page = browser.get(item.get_absolute_url()).content.decode()
        assert "/vote/" not in page
        assert "/follow/" not in page
        assert "data-share" not in page
    assert "/comments/" in alice_client.get(item.get_absolute_url()).content.decode()
    assert "/comments/" not in tessa_client.get(item.get_absolute_url()).content.decode()


def test_a_fix_note_does_not_name_it(item, tessa, visitor):
    note = make_fix_note([item, make_public_neighbour(tessa)], actor=tessa)
    page = visitor.get(note.get_absolute_url())
    assert "急急" not in page.content.decode()
    assert "Alice" not in words_of(page)


def test_staff_without_triage_do_not_see_it(item, sign_in, bob):
    bob.is_staff = True
    bob.save()
    bob.user_permissions.add(Permission.objects.get(codename="import_feedback"))
    assert sign_in(bob).get(item.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("rule", "state"), [("at_once", "public"), ("newcomers", "public"), ("nothing", "pending")])
def test_imported_rows_wait_where_everything_does(rule, state, import_job, social):
    Channel.objects.filter(pk=social.pk).update(publishing=rule)
    social.refresh_from_db()
    import_job.channel = social
    import_job.mapping = {"text": "内容", "source_id": "编号"}
    [batch] = list(read_batches(import_job, import_job.open_table()))
    add_items(import_job, batch.findings, CategoryBook(may_create=False), [])
    assert set(Feedback.objects.values_list("visibility", flat=True)) == {state}
    assert Approval.objects.count() == (Feedback.objects.count() if state == "pending" else 0)
    assert bool(find_ids("feedback", "电梯")) == (state == "public")
