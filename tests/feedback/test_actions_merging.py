"""Merging: one item speaks for several, nothing is moved, and it can be undone."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.models import AuditEntry, Notification
from community.search import find_ids
from feedback import actions
from feedback.actions.counting import find_broken_merges, find_miscounted
from feedback.models import DuplicatePair, Feedback, Follow, Status
from feedback.permissions import may_rate
from tests.factories import make_feedback, make_fix_note, make_group, make_member, make_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(bob):
    return make_feedback(bob, "The dark theme hurts at night, please make it darker.")


@pytest.fixture
def into(alice):
    return make_feedback(alice, "At night the dark theme is still too bright for my eyes.")


def fresh(feedback):
    return Feedback.objects.get(pk=feedback.pk)


def code_of(refused):
    return refused.value.code


def sound():
    return find_miscounted() == {} and find_broken_merges() == set()


def told(member, kind):
    return Notification.objects.filter(member=member, kind=f"feedback.{kind}").count()


# --- merging ------------------------------------------------------------------------------------------------


def test_the_merged_item_points_at_the_canonical_one(item, into, tessa):
    entry = actions.merge_feedback(item, into=into, actor=tessa)
    assert (item.status, item.merged_into) == (Status.MERGED, into)
    assert (entry.old_status, entry.new_status, entry.other) == ("new", "merged", into)
    [step] = into.entries.filter(kind="merged")
    assert (step.other, step.new_status) == (item, "")
    assert AuditEntry.objects.filter(action="feedback.feedback.merged", object_id=str(item.pk)).count() == 1
    assert sound()


def test_merging_again_does_nothing(item, into, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    assert actions.merge_feedback(item, into=into, actor=tessa) is None
    assert item.entries.filter(kind="merged").count() == into.entries.filter(kind="merged").count() == 1
    assert AuditEntry.objects.filter(action="feedback.feedback.merged").count() == 1


def test_each_person_counts_once(item, into, alice, bob, carol, tessa):
    dana, other = make_member(), make_feedback(carol)
    for voted in (item, into):
        actions.cast_vote(voted, actor=dana)
    actions.cast_vote(item, actor=alice)  # the author of the canonical item counts as ever: not at all
    actions.cast_vote(into, actor=bob)  # the author of what is merged
    actions.merge_feedback(item, into=into, actor=tessa)
    assert (fresh(into).vote_count, fresh(into).merged_count) == (2, 1)  # Dana and Bob
    actions.merge_feedback(other, into=into, actor=tessa)
    nameless, _code = make_receipt()
    actions.merge_feedback(nameless, into=into, actor=tessa)
    assert (fresh(into).vote_count, fresh(into).merged_count) == (4, 3)
    assert sound()


def test_whoever_counts_already_adds_nothing(item, into, bob, carol, tessa):
    actions.cast_vote(item, actor=carol)
    actions.merge_feedback(item, into=into, actor=tessa)
    canonical = fresh(into)
    for member in (bob, carol):
        assert actions.cast_vote(canonical, actor=member) == 2
    assert not canonical.votes.exists()
    assert actions.withdraw_vote(canonical, actor=carol) == 1
    assert not item.votes.exists()
    assert sound()


def test_a_stranger_votes_for_the_canonical_one_as_ever(item, into, carol, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    assert actions.cast_vote(fresh(into), actor=carol) == 2
    assert actions.withdraw_vote(fresh(into), actor=carol) == 1
    assert sound()


def test_a_merged_item_takes_no_votes_itself(item, into, carol, tessa):
    actions.merge_feedback(fresh(item), into=into, actor=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.cast_vote(item, actor=carol)  # as a page from before still has it
    assert code_of(refused) == "merged"


def test_no_chains(item, into, carol, tessa):
    third, fourth = make_feedback(carol), make_feedback(carol)
    actions.merge_feedback(third, into=item, actor=tessa)
    actions.merge_feedback(item, into=into, actor=tessa)
    assert fresh(third).merged_into == into
    actions.merge_feedback(fourth, into=fresh(item), actor=tessa)
    assert fresh(fourth).merged_into == into
    assert (fresh(item).merged_count, fresh(into).merged_count) == (0, 3)
    assert sound()
    actions.unmerge_feedback(fresh(third), actor=tessa)
    assert (fresh(third).status, fresh(item).merged_into) == ("new", into)
    assert sound()


def test_no_circles(item, into, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.merge_feedback(into, into=item, actor=tessa)
    assert code_of(refused) == "circle"
    with pytest.raises(ValidationError) as refused:
        actions.merge_feedback(into, into=into, actor=tessa)
    assert code_of(refused) == "same"


@pytest.mark.parametrize("status", [Status.FIXED, Status.CLOSED, Status.DECLINED])
def test_what_is_settled_is_not_merged(status, alice, into, tessa):
    settled = make_feedback(alice, status=status, by=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.merge_feedback(settled, into=into, actor=tessa)
    assert code_of(refused) == "settled"


def test_nothing_is_merged_into_what_is_closed(alice, item, tessa):
    closed = make_feedback(alice, status=Status.CLOSED, by=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.merge_feedback(item, into=closed, actor=tessa)
    assert code_of(refused) == "into_closed"


@pytest.mark.parametrize("hidden", ["item", "into"])
def test_what_is_hidden_has_no_part_in_it(hidden, item, into, tessa, request):
    actions.hide_feedback(request.getfixturevalue(hidden), actor=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.merge_feedback(item, into=into, actor=tessa)
    assert code_of(refused) == "not_public"
    assert fresh(item).status == Status.NEW


def test_somewhere_else_already(item, into, carol, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.merge_feedback(item, into=make_feedback(carol), actor=tessa)
    assert code_of(refused) == "merged_elsewhere"


@pytest.mark.parametrize(
    "broken", [{"status": "merged"}, {"merged_into_id": 0}, {"status": "merged", "merged_into_id": -1}]
)
def test_the_database_holds_status_and_pointer_together(broken, item, into):
    keys = {0: into.pk, -1: item.pk}
    broken = {name: keys.get(value, value) for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=item.pk).update(**broken)


def test_a_merged_item_is_not_moved_or_answered(item, into, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    for step in ({"answer": "Hello."}, {"status": Status.PLANNED}):
        with pytest.raises(ValidationError) as refused:
            actions.triage_feedback(item, actor=tessa, **step)
        assert str(into.pk) in refused.value.messages[0]
    assert fresh(item).status == Status.MERGED


def test_its_group_counts_it_no_longer(bob, into, tessa):
    group = make_group()
    item = make_feedback(bob, group=group)

    def counted():
        group.refresh_from_db()
        return group.feedback_count

    actions.merge_feedback(item, into=into, actor=tessa)
    assert counted() == 0
    actions.hide_feedback(item, actor=tessa)
    actions.show_feedback(item, actor=tessa)
    assert counted() == 0
    actions.unmerge_feedback(item, actor=tessa)
    assert counted() == 1


# --- telling ------------------------------------------------------------------------------------------------


def test_those_concerned_are_told_once_and_hear_of_the_canonical_one(item, into, alice, bob, carol, tessa):
    actions.cast_vote(item, actor=carol)
    actions.merge_feedback(item, into=into, actor=tessa)
    assert (told(bob, "merged"), told(carol, "merged"), told(alice, "merged")) == (1, 1, 0)
    notice = Notification.objects.get(member=bob, kind="feedback.merged")
    assert notice.url == into.get_absolute_url()
    assert into.title not in str(notice.params)  # it may be hidden one day
    actions.triage_feedback(fresh(into), actor=tessa, answer="Done.", status=Status.FIXED)
    assert [told(member, "fixed") for member in (alice, bob, carol)] == [1, 1, 1]


def test_what_somebody_chose_on_the_canonical_one_counts_before_the_rest(item, into, bob, tessa):
    actions.set_follow(into, actor=bob, level=Follow.Level.NONE)
    actions.merge_feedback(item, into=into, actor=tessa)
    actions.triage_feedback(fresh(into), actor=tessa, status=Status.PLANNED)
    assert told(bob, "status_changed") == 0


def test_whoever_said_it_too_may_rate_the_fix(item, into, bob, carol, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    actions.triage_feedback(fresh(into), actor=tessa, status=Status.FIXED)
    assert may_rate(bob, fresh(into))
    assert not may_rate(carol, fresh(into))


def test_a_fix_note_for_a_merged_item_fixes_the_canonical_one(item, into, bob, alice, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    note = make_fix_note([item], actor=tessa)
    assert (fresh(item).status, fresh(into).status) == (Status.MERGED, Status.FIXED)
    assert set(note.items.all()) == {item, into}
    assert note.people_count == 2
    assert (told(alice, "fixed"), told(bob, "fixed")) == (1, 1)


# --- undoing ------------------------------------------------------------------------------------------------


def test_unmerging_puts_everything_back(item, into, bob, carol, tessa):
    actions.triage_feedback(item, actor=tessa, status=Status.PLANNED)
    actions.cast_vote(item, actor=carol)
    before = {
        pk: Feedback.objects.filter(pk=pk).values("vote_count", "hot", "status").get() for pk in (item.pk, into.pk)
    }
    actions.merge_feedback(item, into=into, actor=tessa)
    actions.unmerge_feedback(item, actor=tessa)
    after = {
        pk: Feedback.objects.filter(pk=pk).values("vote_count", "hot", "status").get() for pk in (item.pk, into.pk)
    }
    assert after == before
    assert (item.status, item.merged_into) == (Status.PLANNED, None)
    assert told(bob, "unmerged") == told(carol, "unmerged") == 1
    assert actions.unmerge_feedback(item, actor=tessa) is None
    assert item.entries.filter(kind="unmerged").count() == 1
    assert DuplicatePair.objects.between(item, into).get().state == DuplicatePair.State.DISMISSED
    assert sound()


def test_it_can_be_merged_once_more(item, into, bob, tessa):
    for _turn in range(2):
        actions.merge_feedback(item, into=into, actor=tessa)
        actions.unmerge_feedback(item, actor=tessa)
    assert item.status == Status.NEW
    assert (told(bob, "merged"), told(bob, "unmerged")) == (2, 2)


def test_hiding_the_canonical_one_lets_the_others_stand_on_their_own(item, into, tessa, visitor):
    actions.merge_feedback(item, into=into, actor=tessa)
    actions.hide_feedback(into, actor=tessa)
    assert fresh(item).status == Status.NEW
    assert into.title not in visitor.get(item.get_absolute_url()).content.decode()
    assert sound()


def test_taking_back_the_canonical_one_too(item, into, alice, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    actions.remove_feedback(into, actor=alice)
    assert (fresh(item).status, fresh(into).visibility) == (Status.NEW, "removed")
    assert sound()


def test_what_is_hidden_or_taken_back_counts_no_longer(item, into, bob, tessa):
    actions.merge_feedback(item, into=into, actor=tessa)
    actions.hide_feedback(item, actor=tessa)
    assert (fresh(into).vote_count, fresh(into).merged_count) == (0, 0)
    actions.show_feedback(item, actor=tessa)
    assert (fresh(into).vote_count, fresh(into).merged_count) == (1, 1)
    actions.remove_feedback(item, actor=bob)
    assert (fresh(into).vote_count, fresh(into).merged_count) == (0, 0)
    assert sound()


# --- looked through -----------------------------------------------------------------------------------------


def test_lists_show_the_canonical_one_alone(item, into, tessa, visitor):
    actions.merge_feedback(item, into=into, actor=tessa)
    for address in ("/", "/feedback/", "/feedback/?order=new", "/feedback/feed.atom"):
        page = visitor.get(address).content.decode()
        assert into.title in page, address
        assert item.title not in page, address


def test_search_leads_from_the_words_of_the_one_to_the_other(item, into, tessa, visitor):
    actions.merge_feedback(item, into=into, actor=tessa)
    assert find_ids("feedback", "hurts darker") == [item.pk]
    found = visitor.get("/feedback/?q=hurts+darker").context["items"]
    assert [row.pk for row in found] == [into.pk]
    similar = visitor.get("/feedback/new/similar/", {"text": item.text}).context["items"]
    assert [row.pk for row in similar] == [into.pk]


def test_the_page_of_a_merged_item_leads_on(item, into, tessa, visitor, carol_client):
    actions.merge_feedback(item, into=into, actor=tessa)
    page = visitor.get(item.get_absolute_url()).content.decode()
    assert page.count(into.get_absolute_url()) >= 2
    assert into.title in page
    assert item.text in visitor.get(into.get_absolute_url()).content.decode()
    answer = carol_client.post(f"/feedback/{item.pk}/vote/", {"want": "1"})
    assert answer["Location"] == into.get_absolute_url()
    assert fresh(into).vote_count == 2
    carol_client.post(f"/feedback/{item.pk}/comments/", {"text": "Same here.", "submit_key": "k" * 32})
    assert fresh(into).comment_count == 1


def test_the_vote_button_looks_through(item, into, bob_client, carol, carol_client, tessa):
    actions.cast_vote(item, actor=carol)
    actions.merge_feedback(item, into=into, actor=tessa)
    assert bob_client.get("/feedback/").context["supported"] == {into.pk: "mine"}
    assert carol_client.get("/feedback/").context["supported"] == {into.pk: "pressed"}
    assert bob_client.get(into.get_absolute_url()).context["vote"] == "mine"
    assert carol_client.get(into.get_absolute_url()).context["vote"] == "pressed"


def test_the_receipt_of_a_merged_item_shows_the_answers(into, tessa, visitor):
    item, code = make_receipt()
    actions.merge_feedback(item, into=into, actor=tessa)
    actions.triage_feedback(into, actor=tessa, answer="We dim it further next week.")
    visitor.post("/receipt/", {"code": code})
    page = visitor.get("/receipt/view/").content.decode()
    assert "We dim it further next week." in page
    assert into.title in page
