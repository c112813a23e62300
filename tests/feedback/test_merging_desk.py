"""Look-alikes on the desk: the list of pairs, the page before merging, dismissing, taking out again."""

import pytest

from feedback import actions
from feedback.models import DuplicatePair, Feedback, Status
from feedback.tasks import find_lost_pairs
from tests.factories import make_category, make_feedback, make_member
from tests.pages import words_of

pytestmark = pytest.mark.django_db

TEXT = "The pickup point closes at eight, after work I never make it."
LIKE = "After work I never make it to the pickup point, it closes at eight."


@pytest.fixture
def into(alice):
    return make_feedback(alice, TEXT)


@pytest.fixture
def item(bob):
    return make_feedback(bob, LIKE)


def at(item, page):
    return f"/admin/feedback/feedback/{item.pk}/{page}/"


PAIRS = "/admin/feedback/feedback/alike/"


def fresh(feedback):
    return Feedback.objects.get(pk=feedback.pk)


def test_what_comes_in_finds_what_says_the_same(into, item):
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.state, pair.method) == (into, item, "open", "similar-1")
    assert 0.5 <= pair.score < 1
    assert fresh(item).compared_at


def test_equal_texts_are_marked_and_nothing_is_merged_by_itself(into, bob):
    same = make_feedback(bob, "the pickup point closes at EIGHT; after work I never make it!")
    pair = DuplicatePair.objects.get()
    assert (pair.method, pair.score) == ("equal", 1)
    assert fresh(same).status == Status.NEW


def test_a_lost_job_is_repaired_and_twice_changes_nothing(alice, bob, queue):
    make_feedback(alice, TEXT)
    make_feedback(bob, LIKE)
    queue.lose()
    assert not DuplicatePair.objects.exists()
    find_lost_pairs()
    find_lost_pairs()
    assert DuplicatePair.objects.count() == 1
    assert not Feedback.objects.to_compare().exists()


def test_the_list_shows_open_pairs_the_most_alike_first(into, item, carol, tessa_client):
    make_feedback(carol, TEXT)
    page = tessa_client.get(PAIRS)
    scores = [pair.score for pair in page.context["pairs"]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert "Merge #" in words_of(page)


def test_one_press_merges_from_the_list(into, item, tessa_client):
    answer = tessa_client.post(at(item, "merge"), {"other": str(into.pk), "from": "pairs"})
    assert answer["Location"] == PAIRS
    assert fresh(item).merged_into == into
    assert DuplicatePair.objects.get().state == "accepted"
    assert tessa_client.get(PAIRS).context["pairs"] == []


def test_one_press_dismisses_and_it_is_remembered(into, item, tessa, tessa_client):
    for _turn in range(2):
        answer = tessa_client.post(at(item, "not-alike"), {"other": str(into.pk), "from": "pairs"})
        assert answer["Location"] == PAIRS
    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.decided_by) == ("dismissed", tessa)
    assert tessa_client.get(PAIRS).context["pairs"] == []
    Feedback.objects.update(compared_at=None)
    find_lost_pairs()
    assert DuplicatePair.objects.get().state == "dismissed"
    assert tessa_client.get(at(item, "desk")).context["similar"] == []
    assert tessa_client.get(at(into, "desk")).context["similar"] == []


def test_the_page_before_says_what_will_happen(into, item, bob, carol, tessa_client):
    actions.cast_vote(item, actor=carol)
    page = tessa_client.get(at(item, "merge"), {"other": str(into.pk)})
    context = page.context
    assert (context["people_before"], context["people_after"], context["told"]) == (0, 2, 2)
    assert b"<mark>" in page.content
    assert fresh(item).status == Status.NEW
    tessa_client.post(at(item, "merge"), {"other": f"#{into.pk}"})
    assert fresh(into).vote_count == 2


def test_pressing_twice_merges_once(into, item, tessa_client):
    for _turn in range(2):
        assert tessa_client.post(at(item, "merge"), {"other": str(into.pk)}).status_code == 302
    assert item.entries.filter(kind="merged").count() == 1


@pytest.mark.parametrize("other", ["", "0", "4711", "nonsense", "9" * 30, "-1", "１２", "#"])
def test_a_number_that_is_none_is_said_by_the_field(other, item, tessa_client):
    for answer in (
        tessa_client.get(at(item, "merge"), {"other": other}),
        tessa_client.post(at(item, "merge"), {"other": other}),
    ):
        assert answer.status_code == 422
        assert answer.context["form"].errors["other"]
    assert tessa_client.post(at(item, "not-alike"), {"other": other}).status_code == 302
    assert fresh(item).status == Status.NEW


def test_a_refused_merge_is_explained(into, item, tessa, tessa_client):
    actions.hide_feedback(into, actor=tessa)
    answer = tessa_client.post(at(item, "merge"), {"other": str(into.pk)})
    assert answer.status_code == 422
    assert "not public" in words_of(answer)


def test_taking_it_out_again(into, item, tessa, tessa_client):
    actions.merge_feedback(item, into=into, actor=tessa)
    desk = words_of(tessa_client.get(at(item, "desk")))
    assert "Take it out again" in desk
    assert "Public answer" not in desk
    assert item.title in words_of(tessa_client.get(at(into, "desk")))
    assert tessa_client.get(at(item, "unmerge")).status_code == 405
    for _turn in range(2):
        assert tessa_client.post(at(item, "unmerge")).status_code == 302
    assert fresh(item).status == Status.NEW
    assert item.entries.filter(kind="unmerged").count() == 1


@pytest.mark.parametrize("page", ["merge", "unmerge", "not-alike"])
def test_nobody_else_comes_in(page, into, item, visitor, alice_client):
    for reader in (visitor, alice_client):
        assert reader.post(at(item, page), {"other": str(into.pk)}).status_code in (302, 403, 404)
        assert reader.get(PAIRS).status_code in (302, 403, 404)
    assert fresh(item).status == Status.NEW
    assert DuplicatePair.objects.get().state == "open"


def test_words_in_pairs_stay_dead(alice, bob, tessa_client):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> the same words"
    one, other = make_feedback(alice, evil), make_feedback(bob, evil)
    for page in (tessa_client.get(PAIRS), tessa_client.get(at(other, "merge"), {"other": str(one.pk)})):
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_pages_go_on_by_key(alice, tessa_client):
    items = [make_feedback(alice, f"Nothing like it {n} {'abc'[n % 3] * 9}") for n in range(40)]
    DuplicatePair.objects.all().delete()
    for number, item in enumerate(items[1:]):
        DuplicatePair.objects.create(
            first=items[0], second=item, score=round(0.5 + number % 4 / 10, 1), method="similar-1"
        )
    first = tessa_client.get(PAIRS).context
    second = tessa_client.get(PAIRS, {"after": first["after"]}).context
    keys = [pair.pk for page in (first, second) for pair in page["pairs"]]
    assert len(keys) == len(set(keys)) == 39
    for bad in ("x", "~", "1~", "9~1", "nan~1", "0.5~999999999999999999999"):
        assert len(tessa_client.get(PAIRS, {"after": bad}).context["pairs"]) == 30


def test_pairs_of_what_cannot_be_merged_are_not_shown(into, item, tessa, tessa_client):
    actions.hide_feedback(into, actor=tessa)
    assert tessa_client.get(PAIRS).context["pairs"] == []


def test_the_list_costs_the_same_however_long_it_is(tessa_client, django_assert_num_queries):
    def pair(number):
        category = make_category()
        for _turn in range(number):
            text = f"Number {Feedback.objects.count()} is unlike every other one here."
            one, other = make_feedback(make_member(), text), make_feedback(make_member(), text, category=category)
            DuplicatePair.objects.get_or_create(first=one, second=other, defaults={"score": 0.9, "method": "equal"})

    pair(3)
    tessa_client.get(PAIRS)
    with django_assert_num_queries(8):
        tessa_client.get(PAIRS)
    pair(12)
    with django_assert_num_queries(8):
        tessa_client.get(PAIRS)
