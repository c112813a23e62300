"""Polls: who may vote how often, what is shown when, and that an anonymous ballot leads back to nobody."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from community.models import Activity, AuditEntry
from community.posts import actions
from community.posts.models import Participation, Poll, PollOption, PollVote
from community.posts.tasks import close_due_polls
from tests.factories import make_member, make_post
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db


def make_poll(author, options=("Tea", "Coffee"), group=None, **held):
    return make_post(author, kind="poll", options=options, group=group, held=held).poll


def keys(poll, *places):
    options = list(poll.options.order_by("position"))
    return [options[place].pk for place in places]


def counts(poll):
    return list(poll.options.order_by("position").values_list("vote_count", flat=True))


def address_of(poll):
    return f"/talk/polls/{poll.pk}/vote/"


def test_a_ballot_counts_once(alice, bob_client):
    poll = make_poll(alice)
    for place in (0, 0, 1):
        assert bob_client.post(address_of(poll), {"option": keys(poll, place)}).status_code == 302
    poll.refresh_from_db()
    assert (counts(poll), poll.voter_count) == ([1, 0], 1)
    assert Activity.objects.filter(kind="poll").count() == 1


def test_with_htmx_the_poll_alone_comes_back(alice, bob_client):
    poll = make_poll(alice)
    answer = bob_client.post(address_of(poll), {"option": keys(poll, 0)}, **HTMX)
    assert "Your vote counts" in words_of(answer)
    assert "<html" not in answer.content.decode()
    again = bob_client.post(address_of(poll), {"option": keys(poll, 0)}, **HTMX)
    assert "voted already" in words_of(again)


def test_an_open_ballot_can_be_changed_until_the_end(alice, bob, bob_client):
    poll = make_poll(alice, options=("a", "b", "c"), is_anonymous=False, max_choices=2)
    bob_client.post(address_of(poll), {"option": keys(poll, 0, 1)})
    bob_client.post(address_of(poll), {"option": keys(poll, 1, 2)})
    poll.refresh_from_db()
    assert (counts(poll), poll.voter_count) == ([0, 1, 1], 1)
    assert sorted(PollVote.objects.values_list("option", flat=True)) == keys(poll, 1, 2)
    actions.close_poll(poll, actor=alice, at_once=True)
    with pytest.raises(ValidationError) as refused:
        actions.cast_ballot(poll, keys(poll, 0), actor=bob)
    assert refused.value.code == "poll_closed"
    assert counts(poll) == [0, 1, 1]


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (lambda poll, other: [], "nothing_chosen"),
        (lambda poll, other: keys(poll, 0, 1), "too_many_choices"),
        (lambda poll, other: keys(other, 0), "unknown_option"),
        (lambda poll, other: [10**17], "unknown_option"),
    ],
)
def test_what_is_no_ballot_counts_nothing(chosen, code, alice, bob, bob_client):
    poll, other = make_poll(alice), make_poll(alice)
    with pytest.raises(ValidationError) as refused:
        actions.cast_ballot(poll, chosen(poll, other), actor=bob)
    assert refused.value.code == code
    assert bob_client.post(address_of(poll), {"option": chosen(poll, other)}).status_code == 302
    assert not Participation.objects.exists()
    assert counts(poll) == [0, 0]


def test_keys_that_are_none_are_no_choice(alice, bob_client):
    poll = make_poll(alice)
    assert bob_client.post(address_of(poll), {"option": ["x", "9" * 30, "-1"]}).status_code == 302
    assert not Participation.objects.exists()


def test_who_may_vote(alice, group, bob_client, carol_client, visitor):
    poll = make_poll(alice, group=group)
    ballot = {"option": keys(poll, 0)}
    assert asks_to_sign_in(visitor.post(address_of(poll), ballot))
    assert carol_client.post(address_of(poll), ballot).status_code == 404
    assert bob_client.get(address_of(poll)).status_code == 405
    assert bob_client.post("/talk/polls/404/vote/", ballot).status_code == 404
    assert not Participation.objects.exists()
    assert bob_client.post(address_of(poll), ballot).status_code == 302
    assert counts(poll) == [1, 0]


def test_a_poll_that_is_hidden_takes_no_votes(alice, adam, bob_client):
    poll = make_poll(alice)
    actions.hide_post(poll.post, actor=adam)
    assert bob_client.post(address_of(poll), {"option": keys(poll, 0)}).status_code == 404


# --- what is shown when -----------------------------------------------------------------------------------------


def vote_by(number, poll):
    for _n in range(number):
        actions.cast_ballot(poll, keys(poll, 0), actor=make_member())


@pytest.mark.parametrize(
    ("results", "before", "voted", "over"),
    [("always", True, True, True), ("voted", False, True, True), ("closed", False, False, True)],
)
def test_results_are_shown_when_they_should_be(results, before, voted, over, alice, bob, bob_client, visitor):
    poll = make_poll(alice, results=results)
    vote_by(3, poll)
    address = poll.post.get_absolute_url()

    def sees(client):
        page = client.get(address)
        assert ("100 %" in words_of(page)) == page.context["standing"].shows_results
        return page.context["standing"].shows_results

    assert sees(bob_client) == sees(visitor) == before
    actions.cast_ballot(poll, keys(poll, 0), actor=bob)
    assert sees(bob_client) == voted
    assert sees(visitor) == before
    actions.close_poll(poll, actor=alice, at_once=True)
    assert sees(bob_client) == sees(visitor) == over


def test_figures_that_would_betray_are_not_shown(alice, bob, bob_client):
    poll = make_poll(alice, results="always")
    actions.cast_ballot(poll, keys(poll, 1), actor=bob)
    address = poll.post.get_absolute_url()
    assert not bob_client.get(address).context["standing"].shows_results
    assert "100 %" not in words_of(bob_client.get(address))
    vote_by(2, poll)
    assert bob_client.get(address).context["standing"].shows_results


# --- closing ----------------------------------------------------------------------------------------------------


def test_it_closes_by_itself_once(alice, bob):
    poll = make_poll(alice, closes_at=timezone.now() + timedelta(hours=1))
    close_due_polls()
    poll.refresh_from_db()
    assert poll.closed_at is None
    assert poll.is_open
    Poll.objects.update(closes_at=timezone.now())
    poll.refresh_from_db()
    with pytest.raises(ValidationError):
        actions.cast_ballot(poll, keys(poll, 0), actor=bob)  # over already, though nobody has closed it yet
    for _twice in range(2):
        close_due_polls()
    assert AuditEntry.objects.filter(action="posts.poll.closed").count() == 1


def test_who_asked_closes_it_before(alice, alice_client, bob_client, visitor):
    poll = make_poll(alice)
    address = f"/talk/polls/{poll.pk}/close/"
    assert bob_client.post(address).status_code == 404
    assert asks_to_sign_in(visitor.post(address))
    assert alice_client.get(address).status_code == 405
    for _twice in range(2):
        assert alice_client.post(address).status_code == 302
    assert not Poll.objects.get().is_open
    assert AuditEntry.objects.filter(action="posts.poll.closed").count() == 1


def test_who_asked_and_who_runs_the_place_have_the_button(alice, alice_client, bob_client, adam_client, visitor):
    poll = make_poll(alice)
    page, door = poll.post.get_absolute_url(), f"/talk/polls/{poll.pk}/close/"
    sees = [door in browser.get(page).content.decode() for browser in (alice_client, adam_client, bob_client, visitor)]
    assert sees == [True, True, False, False]


def test_the_team_closes_a_poll_of_a_group_it_is_not_in(private, alice, adam_client, carol_client):
    poll = make_poll(alice, group=private)
    door = f"/talk/polls/{poll.pk}/close/"
    assert carol_client.post(door).status_code == 404
    assert adam_client.post(door).status_code == 302
    assert not Poll.objects.get().is_open


def test_a_draft_does_not_close(alice):
    post = make_post(alice, kind="poll", state="draft")
    Poll.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    close_due_polls()
    assert Poll.objects.get().closed_at is None
    # One that was closed before this was so starts anew with its next saving.
    Poll.objects.update(closed_at=timezone.now())
    ballot = actions.Ballot(["Tea", "Coffee"], closes_at=timezone.now() + timedelta(hours=1))
    actions.save_draft(post, actor=alice, kind="poll", title="When?", text="", group=None, ballot=ballot)
    assert Poll.objects.get().is_open


def test_the_words_of_a_poll_that_is_over_can_be_mended(alice):
    poll = make_poll(alice, closes_at=timezone.now() + timedelta(hours=1))
    Poll.objects.update(closes_at=timezone.now() - timedelta(hours=1), closed_at=timezone.now())
    actions.edit_post(poll.post, actor=alice, title=poll.post.title, text="It is over now.")
    assert type(poll.post).objects.get().text == "It is over now."


# --- anonymous means anonymous ------------------------------------------------------------------------------------


def everything():
    """{table: rows} of the whole database."""
    rows = {}
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            names = [column[0] for column in cursor.description]
            rows[model._meta.db_table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return rows


def test_of_two_ballots_nothing_but_the_figures_differs(alice, bob, sign_in):
    """Two polls, the same voter, different choices: but for the figures of the options the rows say the same."""
    polls = [make_poll(alice), make_poll(alice)]
    browser = sign_in(bob)
    # What the first ballot of a day brings with it.
    first = make_poll(alice)
    browser.post(address_of(first), {"option": keys(first, 0)})
    added = []
    for place, poll in enumerate(polls):
        before = everything()
        browser.post(address_of(poll), {"option": keys(poll, place)})
        after = everything()
        added.append(
            {
                table: [row for row in after[table] if row not in before[table]]
                for table in after
                if after[table] != before[table]
            }
        )
    differing = {"id", "poll_id", "key_hash", "count", "version", "ends_at", "position", "text", "lock", "post_id"}

    def plain(rows):
        return [{name: value for name, value in row.items() if name not in differing} for row in rows]

    options = PollOption._meta.db_table
    assert [len(rows.pop(options)) for rows in added] == [1, 1]
    assert set(added[0]) == set(added[1])
    for table in added[0]:
        kept = [plain(rows[table]) for rows in added]
        if table not in ("django_session", "community_ratecount"):
            assert kept[0] == kept[1], table
    session = {str(row) for rows in added for row in rows.get("django_session", [])}
    assert not any("option" in row for row in session)


def test_no_column_leads_from_a_member_to_an_option(alice, bob):
    poll = make_poll(alice)
    actions.cast_ballot(poll, keys(poll, 1), actor=bob)
    assert not PollVote.objects.exists()
    names = {field.name for field in Participation._meta.get_fields()}
    assert names == {"id", "poll", "member"}
    assert {field.name for field in PollOption._meta.get_fields()} == {
        *("id", "poll", "position", "text", "vote_count", "votes"),
    }
    assert not AuditEntry.objects.filter(actor=bob).exists()


def test_the_keys_of_participations_tell_no_order(alice):
    poll = make_poll(alice)
    vote_by(8, poll)
    by_key = list(Participation.objects.order_by("pk").values_list("member", flat=True))
    assert Participation._meta.pk.get_internal_type() == "UUIDField"
    assert len(by_key) == 8
    assert {key.version for key in Participation.objects.values_list("pk", flat=True)} == {4}


def test_a_ballot_writes_every_option_in_one_statement(alice, bob, django_assert_max_num_queries):
    """PostgreSQL keeps with each row which transaction wrote it last: were the chosen option alone written, it would
    carry the number of the latest participation."""
    poll = make_poll(alice, options=("a", "b", "c"))
    with django_assert_max_num_queries(30) as captured:
        actions.cast_ballot(poll, keys(poll, 2), actor=bob)
    table = PollOption._meta.db_table
    [update] = [q["sql"] for q in captured if q["sql"].startswith(f'UPDATE "{table}"')]
    assert update.split("WHERE")[-1].count(str(poll.pk)) >= 1
    assert '"id" IN' not in update.split("WHERE", 2)[-1].split('"poll_id"')[-1]


def test_the_page_does_not_say_how_one_voted_in_secret(alice, bob, bob_client):
    poll = make_poll(alice)
    actions.cast_ballot(poll, keys(poll, 1), actor=bob)
    standing = bob_client.get(poll.post.get_absolute_url()).context["standing"]
    assert standing.has_voted
    assert not standing.may_vote
    assert not any(choice.chosen for choice in standing.choices)
