"""The ways into a group: by a press, by asking, by invitation; and out of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community import actions
from community.models import (
    AuditEntry,
    Delivery,
    GroupInvitation,
    GroupRemoval,
    InterestGroup,
    JoinRequest,
    Membership,
    Notification,
    Rules,
)
from community.moderation.actions import give_sanction, lift_sanction
from tests.factories import make_group, make_member
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(alice):
    """By request; Alice runs it."""
    group = make_group("Bread", policy="request", description="Flour and butter.")
    actions.set_hosts(group, [alice], actor=None)
    group.refresh_from_db()
    return group


@pytest.fixture
def closed(alice):
    """Private; Alice runs it."""
    group = make_group("Secret circle", policy="invitation", is_private=True)
    actions.set_hosts(group, [alice], actor=None)
    group.refresh_from_db()
    return group


def at(group, path=""):
    return f"/groups/{group.slug}/{path}"


def is_in(member, group):
    group.refresh_from_db()
    assert group.member_count == group.memberships.count()
    return group.memberships.filter(member=member).exists()


def told(member):
    return list(Notification.objects.filter(member=member).order_by("pk").values_list("kind", flat=True))


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


# --- asking ---------------------------------------------------------------------------------------------------


def test_one_asks_with_a_sentence_and_the_hosts_are_told_once(group, alice, bob, bob_client):
    for _press in range(2):
        answer = bob_client.post(at(group, "ask/"), {"words": "  I bake \n on Sundays.  "})
        assert answer.headers["Location"] == at(group)
    asked = JoinRequest.objects.get()
    assert (asked.member, asked.words, asked.state) == (bob, "I bake on Sundays.", "open")
    assert told(alice) == ["community.join_asked"]
    assert audited("community.joinrequest.made") == 1
    page = words_of(bob_client.get(at(group)))
    assert "You have asked; a host decides." in page
    assert "asked" in words_of(bob_client.get("/groups/"))
    assert not is_in(bob, group)


def test_asking_needs_no_words_and_is_a_page_of_its_own(group, bob, bob_client):
    assert "Bread" in words_of(bob_client.get(at(group, "ask/")))
    assert not JoinRequest.objects.exists()
    bob_client.post(at(group, "ask/"))
    assert JoinRequest.objects.get().words == ""


def test_what_is_too_long_is_kept_and_said(group, bob_client):
    answer = bob_client.post(at(group, "ask/"), {"words": "x" * 201})
    assert answer.status_code == 422
    assert "x" * 201 in answer.content.decode()
    assert not JoinRequest.objects.exists()


def test_whoever_asks_has_accepted_the_rules(group, bob, bob_client, tessa):
    actions.publish_rules(Rules.objects.create(text="Be kind."), actor=tessa)
    assert bob_client.post(at(group, "ask/"), {"words": "Me too."}).status_code == 422
    assert not JoinRequest.objects.exists()
    bob_client.post(at(group, "ask/"), {"words": "Me too.", "accept_rules": "1"})
    assert JoinRequest.objects.get().member == bob


def test_the_door_by_request_is_not_opened_by_a_press(group, bob, bob_client):
    answer = bob_client.post(at(group, "join/"), follow=True)
    assert "Here one asks first" in words_of(answer)
    assert not is_in(bob, group)


def test_where_nobody_is_to_be_asked_nothing_is(bob_client):
    group = make_group()
    assert bob_client.post(at(group, "ask/")).status_code == 422
    assert not JoinRequest.objects.exists()


def test_a_request_may_be_taken_back_twice_and_made_anew(group, bob, bob_client):
    bob_client.post(at(group, "ask/"))
    for _press in range(2):
        assert bob_client.post(at(group, "ask/withdraw/")).headers["Location"] == at(group)
    assert JoinRequest.objects.get().state == "withdrawn"
    assert audited("community.joinrequest.withdrawn") == 1
    bob_client.post(at(group, "ask/"))
    assert JoinRequest.objects.filter(state="open").count() == 1


def test_the_database_holds_one_open_request(group, bob):
    JoinRequest.objects.create(group=group, member=bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.create(group=group, member=bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.create(group=group, member=bob, state="declined")


@pytest.mark.parametrize(("want", "state", "inside"), [("approve", "approved", True), ("decline", "declined", False)])
def test_a_host_decides_with_a_word_and_the_asker_is_told_once(want, state, inside, group, bob, alice_client):
    asked = actions.ask_to_join(group, actor=bob)
    address = at(group, f"host/requests/{asked.pk}/")
    for _press in range(2):
        answer = alice_client.post(address, {"want": want, "answer": "Welcome or not."})
        assert answer.headers["Location"] == at(group, "host/")
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.decided_by.name) == (state, "Welcome or not.", "Alice")
    assert told(bob) == [f"community.join_{state}"]
    assert Notification.objects.get(member=bob).params["text"] == "Welcome or not."
    assert audited(f"community.joinrequest.{state}") == 1
    assert is_in(bob, group) == inside


def test_a_decision_cannot_be_turned_round(group, bob, alice_client):
    asked = actions.ask_to_join(group, actor=bob)
    alice_client.post(at(group, f"host/requests/{asked.pk}/"), {"want": "decline"})
    page = alice_client.post(at(group, f"host/requests/{asked.pk}/"), {"want": "approve"}, follow=True)
    assert "This was decided already" in words_of(page)
    assert not is_in(bob, group)


def test_only_its_own_hosts_decide(group, bob, carol, bob_client, carol_client):
    asked = actions.ask_to_join(group, actor=bob)
    other = make_group()
    actions.set_hosts(other, [carol], actor=None)
    assert bob_client.post(at(group, f"host/requests/{asked.pk}/"), {"want": "approve"}).status_code == 404
    assert carol_client.post(at(other, f"host/requests/{asked.pk}/"), {"want": "approve"}).status_code == 404
    assert not is_in(bob, group)


def test_too_long_a_word_decides_nothing(group, bob, alice_client):
    asked = actions.ask_to_join(group, actor=bob)
    alice_client.post(at(group, f"host/requests/{asked.pk}/"), {"want": "approve", "answer": "x" * 201})
    asked.refresh_from_db()
    assert asked.state == "open"


def test_coming_in_by_another_way_settles_the_request(group, alice, bob):
    asked = actions.ask_to_join(group, actor=bob)
    actions.edit_group(group, actor=alice, policy="open")
    actions.join_group(group, actor=bob)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert not actions.approve_request(asked, actor=alice)


def test_a_host_who_blocks_or_mutes_whoever_asks_is_not_told(group, alice, bob, carol):
    actions.set_hosts(group, [alice, carol], actor=None)
    actions.set_block(bob, actor=alice, level="block")
    actions.ask_to_join(group, actor=bob)
    assert (told(alice), told(carol)) == ([], ["community.join_asked"])
    actions.set_block(bob, actor=carol, level="mute")
    actions.withdraw_request(group, actor=bob)
    assert actions.ask_to_join(group, actor=bob).state == "open"


def test_whom_all_hosts_block_cannot_ask(group, alice, bob, bob_client):
    actions.set_block(bob, actor=alice, level="block")
    answer = bob_client.post(at(group, "ask/"), {"words": "Me."})
    assert answer.status_code == 422
    assert "This could not be posted here." in words_of(answer)
    assert told(alice) == []
    assert not JoinRequest.objects.exists()


def test_asking_again_and_again_tells_once_a_day(group, alice, bob):
    for _turn in range(3):
        actions.ask_to_join(group, actor=bob)
        actions.withdraw_request(group, actor=bob)
    assert told(alice) == ["community.join_asked"]
    Notification.objects.update(cause_key=f"joinasked:{group.pk}:{bob.pk}:20200101")
    actions.ask_to_join(group, actor=bob)
    assert told(alice) == ["community.join_asked"] * 2


def test_after_a_no_one_asks_again_in_a_week(group, alice, bob, bob_client):
    asked = actions.ask_to_join(group, actor=bob)
    actions.decline_request(asked, actor=alice)
    answer = bob_client.post(at(group, "ask/"), {"words": "Please!"})
    day = timezone.localtime(timezone.now() + timedelta(days=7))
    assert answer.status_code == 422
    assert f"You can ask again from {day:%Y-%m-%d}" in words_of(answer)
    JoinRequest.objects.update(decided_at=timezone.now() - timedelta(days=8))
    assert bob_client.post(at(group, "ask/"), {"words": "Please!"}).status_code == 302
    assert JoinRequest.objects.filter(state="open").count() == 1


@pytest.mark.parametrize(("kind", "code"), [("pause", "paused"), ("suspend", "suspended")])
def test_who_may_say_nothing_new_asks_nothing(kind, code, group, bob, tessa):
    give_sanction(bob, actor=tessa, kind=kind, reason="spam", words="Enough.", days=3)
    with pytest.raises(ValidationError) as refused:
        actions.ask_to_join(group, actor=bob)
    assert refused.value.code == code
    assert not JoinRequest.objects.exists()


# --- a door that is being shut meanwhile -----------------------------------------------------------------------


def stale(group):
    """The group as a view fetched it a moment ago."""
    return InterestGroup.objects.get(pk=group.pk)


def test_nobody_walks_into_a_group_that_has_just_become_private(alice, bob):
    group = make_group()
    actions.set_hosts(group, [alice], actor=None)
    seen = stale(group)
    actions.edit_group(group, actor=alice, is_private=True, policy="invitation")
    with pytest.raises(ValidationError) as refused:
        actions.join_group(seen, actor=bob)
    assert refused.value.code == "by_invitation"
    assert not is_in(bob, group)


def test_nobody_asks_at_a_group_that_has_just_become_private(group, alice, bob):
    seen = stale(group)
    actions.edit_group(group, actor=alice, is_private=True, policy="invitation")
    with pytest.raises(ValidationError) as refused:
        actions.ask_to_join(seen, actor=bob)
    assert refused.value.code == "not_by_request"
    assert not JoinRequest.objects.exists()


def test_nobody_enters_a_group_that_has_just_been_switched_off(group, closed, alice, bob):
    invitation = actions.invite_member(closed, bob, actor=alice)
    open_group = make_group()
    seen, seen_open = stale(group), stale(open_group)
    InterestGroup.objects.update(is_active=False)
    for enter, code in [
        (lambda: actions.join_group(seen_open, actor=bob), "closed"),
        (lambda: actions.ask_to_join(seen, actor=bob), "closed"),
        (lambda: actions.accept_invitation(invitation, actor=bob), "invitation_over"),
    ]:
        with pytest.raises(ValidationError) as refused:
            enter()
        assert refused.value.code == code


@pytest.mark.parametrize(
    "verb",
    ["join_group", "ask_to_join", "withdraw_request", "approve_request", "accept_invitation", "invite_member"],
)
def test_the_group_is_held_before_anything_is_written(verb, group, alice, bob, carol):
    open_group = make_group()
    actions.set_hosts(open_group, [alice], actor=None)
    asked = actions.ask_to_join(group, actor=carol)
    link = actions.make_link(open_group, actor=alice, uses=3, days=3)
    presses = {
        "join_group": lambda: actions.join_group(open_group, actor=bob),
        "ask_to_join": lambda: actions.ask_to_join(group, actor=bob),
        "withdraw_request": lambda: actions.withdraw_request(group, actor=carol),
        "approve_request": lambda: actions.approve_request(asked, actor=alice),
        "accept_invitation": lambda: actions.accept_invitation(link, actor=bob),
        "invite_member": lambda: actions.invite_member(group, bob, actor=alice),
    }
    with CaptureQueriesContext(connection) as queries:
        presses[verb]()
    sent = [query["sql"] for query in queries]
    held = next(n for n, sql in enumerate(sent) if sql.startswith("SELECT") and 'FROM "community_interestgroup"' in sql)
    written = next(n for n, sql in enumerate(sent) if sql.split()[0] in ("INSERT", "UPDATE", "DELETE"))
    assert held < written


# --- invitations by name --------------------------------------------------------------------------------------


def test_an_invitation_by_somebody_who_is_suspended_opens_nothing_meanwhile(closed, alice, bob, bob_client, tessa):
    actions.invite_member(closed, bob, actor=alice)
    invitation = GroupInvitation.objects.get()
    suspension = give_sanction(alice, actor=tessa, kind="suspend", reason="spam", days=3)
    assert bob_client.get(invitation.get_absolute_url()).status_code == 404
    assert bob_client.post(invitation.get_absolute_url()).status_code == 404
    assert not is_in(bob, closed)
    lift_sanction(suspension, actor=tessa)
    assert bob_client.get(invitation.get_absolute_url()).status_code == 200


def test_a_host_invites_by_name_and_the_member_joins(closed, bob, alice_client, bob_client):
    for _press in range(2):
        assert alice_client.post(at(closed, "host/invite/"), {"name": " BOB "}).status_code == 302
    invitation = GroupInvitation.objects.get()
    assert told(bob) == ["community.group_invited"]
    page = bob_client.get(invitation.get_absolute_url())
    assert "Secret circle" in words_of(page)
    for _press in range(2):
        assert bob_client.post(invitation.get_absolute_url()).headers["Location"] in (
            at(closed),
            closed.get_absolute_url(),
        )
        assert is_in(bob, closed)
        break
    invitation.refresh_from_db()
    assert invitation.uses == 1
    assert bob_client.get(invitation.get_absolute_url()).status_code == 404


def test_an_invitation_by_name_is_for_nobody_else(closed, alice, bob, carol, carol_client, visitor):
    invitation = actions.invite_member(closed, bob, actor=alice)
    assert carol_client.get(invitation.get_absolute_url()).status_code == 404
    assert carol_client.post(invitation.get_absolute_url()).status_code == 404
    assert asks_to_sign_in(visitor.post(invitation.get_absolute_url()))
    with pytest.raises(ValidationError, match="over"):
        actions.accept_invitation(invitation, actor=carol)
    assert not is_in(carol, closed)


def test_whoever_is_invited_after_the_first_invitation_ran_out_is_told_anew(closed, alice, bob, alice_client):
    first = actions.invite_member(closed, bob, actor=alice)
    GroupInvitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    alice_client.post(at(closed, "host/invite/"), {"name": "Bob"})
    [second] = GroupInvitation.objects.in_force()
    assert second.pk != first.pk
    notice = Notification.objects.get(member=bob)
    assert notice.url == second.get_absolute_url()
    first.refresh_from_db()
    assert first.revoked_at


def test_whoever_muted_a_host_is_invited_in_silence(closed, alice, bob, carol):
    actions.set_block(alice, actor=bob, level="mute")
    invitation = actions.invite_member(closed, bob, actor=alice)
    assert told(bob) == []
    actions.accept_invitation(invitation, actor=bob)
    assert is_in(bob, closed)


def test_taking_an_invitation_back_and_making_it_anew_tells_nobody_twice_in_a_week(closed, alice, bob):
    for _turn in range(3):
        invitation = actions.invite_member(closed, bob, actor=alice)
        actions.revoke_invitation(invitation, actor=alice)
    again = actions.invite_member(closed, bob, actor=alice)
    assert told(bob) == []
    assert again.uses == 0
    actions.revoke_invitation(again, actor=alice)
    GroupInvitation.objects.update(created_at=timezone.now() - timedelta(days=8))
    actions.invite_member(closed, bob, actor=alice)
    assert told(bob) == ["community.group_invited"]


def test_whoever_opens_the_mail_of_an_invitation_signs_in_and_comes_back(closed, alice, bob, visitor):
    address = actions.invite_member(closed, bob, actor=alice).get_absolute_url()
    answer = visitor.get(address)
    assert asks_to_sign_in(answer)
    assert answer.headers["Location"].endswith(f"?next={address}")
    page = visitor.get(address, follow=True)
    assert "Secret circle" not in page.content.decode()
    visitor.force_login(bob)
    assert "Secret circle" in words_of(visitor.get(address))


@pytest.mark.parametrize("name", ["", "Nobody At All", "x" * 31, "<b>", "\U0001f35e"])
def test_names_of_nobody_are_said_by_the_field(name, closed, alice_client):
    answer = alice_client.post(at(closed, "host/invite/"), {"name": name})
    assert answer.status_code == 422
    assert answer.context["invite_form"].errors["name"]


def test_who_is_in_or_gone_cannot_be_invited(closed, alice, bob, alice_client):
    assert alice_client.post(at(closed, "host/invite/"), {"name": "Alice"}).status_code == 422
    bob.is_active = False
    bob.save()
    assert alice_client.post(at(closed, "host/invite/"), {"name": "Bob"}).status_code == 422
    assert not GroupInvitation.objects.exists()


# --- links ----------------------------------------------------------------------------------------------------


def test_a_link_lets_in_so_many(closed, alice_client, sign_in):
    assert alice_client.post(at(closed, "host/links/"), {"uses": "2", "days": "7"}).status_code == 302
    link = GroupInvitation.objects.get()
    assert link.get_absolute_url() in alice_client.get(at(closed, "host/")).content.decode()
    people = [make_member() for _n in range(3)]
    for number, member in enumerate(people):
        browser = sign_in(member)
        assert browser.get(link.get_absolute_url()).status_code == (200 if number < 2 else 404)
        browser.post(link.get_absolute_url())
    assert [is_in(member, closed) for member in people] == [True, True, False]
    link.refresh_from_db()
    assert link.uses == 2


def test_one_form_sent_twice_makes_one_link(closed, alice_client):
    for key in ("s" * 32, "s" * 32, "t" * 32):
        alice_client.post(at(closed, "host/links/"), {"uses": "2", "days": "7", "submit_key": key})
    assert GroupInvitation.objects.count() == 2
    assert audited("community.groupinvitation.made") == 2


def test_who_is_in_already_takes_no_place(closed, alice, alice_client):
    link = actions.make_link(closed, actor=alice, uses=2, days=7)
    assert alice_client.post(link.get_absolute_url()).status_code == 302
    actions.accept_invitation(link, actor=alice)
    link.refresh_from_db()
    assert link.uses == 0


def test_a_visitor_sees_the_page_and_signs_in_to_join(closed, alice, visitor):
    link = actions.make_link(closed, actor=alice, uses=2, days=7)
    page = visitor.get(link.get_absolute_url())
    assert "Secret circle" in words_of(page)
    assert "Alice" in words_of(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.content.decode()
    assert asks_to_sign_in(visitor.post(link.get_absolute_url()))
    assert is_in(alice, closed)
    assert closed.member_count == 1


@pytest.mark.parametrize("over", ["revoked", "expired", "used", "inactive"])
def test_what_is_over_opens_nothing(over, closed, alice, bob, bob_client, visitor):
    link = actions.make_link(closed, actor=alice, uses=1, days=7)
    if over == "revoked":
        actions.revoke_invitation(link, actor=alice)
        actions.revoke_invitation(link, actor=alice)
        assert audited("community.groupinvitation.revoked") == 1
    elif over == "expired":
        GroupInvitation.objects.update(expires_at=timezone.now())
    elif over == "used":
        actions.accept_invitation(link, actor=make_member())
    else:
        closed.is_active = False
        closed.save()
    for browser in (bob_client, visitor):
        assert browser.get(link.get_absolute_url()).status_code == 404
        assert browser.post(link.get_absolute_url()).status_code == 404
    if over != "inactive":
        with pytest.raises(ValidationError, match="over"):
            actions.accept_invitation(link, actor=bob)
    assert not is_in(bob, closed)


def test_codes_are_not_guessed(closed, alice, visitor):
    link = actions.make_link(closed, actor=alice, uses=1, days=7)
    number, _dot, mark = link.code.partition(".")
    wrong = [str(link.pk), f"{number}.{mark[:-1]}x", f"{link.pk + 1}.{mark}", ".", "a.b", f"{'9' * 40}.{mark}"]
    for code in wrong:
        assert visitor.get(f"/groups/invited/{code}/").status_code == 404
    assert len(mark) >= 40
    assert mark not in str(GroupInvitation.objects.values())


@pytest.mark.parametrize(
    "form", [{"uses": "0", "days": "1"}, {"uses": "501", "days": "1"}, {"uses": "1", "days": "91"}]
)
def test_links_without_end_are_refused(form, closed, alice_client):
    assert alice_client.post(at(closed, "host/links/"), form).status_code == 422
    assert not GroupInvitation.objects.exists()


def test_with_an_invitation_goes_what_told_of_it(closed, alice, bob, queue, alice_client, bob_client, mailoutbox):
    invitation = actions.invite_member(closed, bob, actor=alice)
    alice_client.post(at(closed, f"host/invitations/{invitation.pk}/revoke/"))
    queue.run()
    assert not mailoutbox
    assert not Delivery.objects.exists()
    assert "Secret circle" not in words_of(bob_client.get("/me/inbox/"))


# --- leaving and being taken out ------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [3, None], ids=["for a time", "without end"])
def test_a_suspended_host_does_not_run_the_group_for_another(days, group, alice, bob, alice_client):
    """Nobody lets people in meanwhile; once it is over, he does."""
    actions.set_hosts(group, [alice, bob], actor=None)
    sanction = give_sanction(bob, actor=None, kind="suspend", reason="harassment", words="Enough.", days=days)
    page = alice_client.post(at(group, "leave/"), follow=True)
    assert "Nobody else runs this group" in words_of(page)
    with pytest.raises(ValidationError) as refused:
        actions.dismiss_host(Membership.objects.get(group=group, member=alice), actor=alice)
    assert refused.value.code == "last_host"
    lift_sanction(sanction, actor=None)
    alice_client.post(at(group, "leave/"))
    assert not Membership.objects.filter(group=group, member=alice).exists()


def test_the_last_host_does_not_leave_without_naming_another(group, alice, bob, alice_client):
    page = alice_client.post(at(group, "leave/"), follow=True)
    assert "Nobody else runs this group." in words_of(page)
    assert is_in(alice, group)
    actions.approve_request(actions.ask_to_join(group, actor=bob), actor=alice)
    assert alice_client.post(at(group, f"host/members/{bob.pk}/role/"), {"want": "host"}).status_code == 302
    alice_client.post(at(group, "leave/"))
    assert not is_in(alice, group)
    assert told(bob)[-1] == "community.group_host"


def test_a_host_who_is_no_longer_here_runs_nothing(group, alice, bob):
    actions.set_hosts(group, [alice, bob], actor=None)
    type(bob).objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(ValidationError) as refused:
        actions.leave_group(group, actor=alice)
    assert refused.value.code == "last_host"


def test_whoever_leaves_a_private_group_is_led_away_from_it(closed, alice, bob, bob_client):
    actions.accept_invitation(actions.make_link(closed, actor=alice, uses=1, days=1), actor=bob)
    page = bob_client.post(at(closed, "leave/"), follow=True)
    assert page.redirect_chain == [("/groups/", 302)]
    assert bob_client.get(at(closed)).status_code == 404


@pytest.fixture
def inside(group, alice, bob):
    """Bob is in the group."""
    actions.approve_request(actions.ask_to_join(group, actor=bob), actor=alice)
    return Membership.objects.get(member=bob)


def test_a_host_takes_a_member_out_who_is_told_why(group, inside, bob, alice_client, bob_client):
    address = at(group, f"host/members/{bob.pk}/remove/")
    assert "Bob" in words_of(alice_client.get(address))
    assert is_in(bob, group)
    assert alice_client.post(address, {"reason": "Sold flour.", "days": "30"}).status_code == 302
    assert alice_client.post(address, {"reason": "Again.", "days": "30"}).status_code == 302
    assert not is_in(bob, group)
    notice = Notification.objects.get(member=bob, kind="community.group_removed")
    assert notice.params["reason"] == "Sold flour."
    assert "Sold flour." in words_of(bob_client.get("/me/inbox/"))
    assert audited("community.membership.removed") == 1
    assert "They said: Sold flour." in words_of(bob_client.post(at(group, "ask/")))
    assert not JoinRequest.objects.filter(state="open").exists()


def test_after_the_time_one_may_come_back(group, inside, alice, bob):
    actions.edit_group(group, actor=alice, policy="open")
    actions.remove_member(inside, actor=alice, reason="Sold flour.", days=7)
    with pytest.raises(ValidationError) as refused:
        actions.join_group(group, actor=bob)
    assert refused.value.code == "removed"
    GroupRemoval.objects.update(until=timezone.now() - timedelta(seconds=1))
    actions.join_group(group, actor=bob)
    assert is_in(bob, group)


def test_a_link_does_not_bring_back_and_an_invitation_by_name_does(group, inside, alice, bob):
    link = actions.make_link(group, actor=alice, uses=5, days=7)
    actions.remove_member(inside, actor=alice, reason="Sold flour.", days=7)
    with pytest.raises(ValidationError):
        actions.accept_invitation(link, actor=bob)
    actions.accept_invitation(actions.invite_member(group, bob, actor=alice), actor=bob)
    assert is_in(bob, group)


@pytest.mark.parametrize(
    "form", [{"reason": "", "days": "7"}, {"reason": "x", "days": "8"}, {"reason": "x" * 201, "days": "7"}]
)
def test_taking_out_needs_a_reason_and_a_time(form, group, inside, bob, alice_client):
    assert alice_client.post(at(group, f"host/members/{bob.pk}/remove/"), form).status_code == 422
    assert is_in(bob, group)


def test_hosts_and_oneself_are_not_taken_out(group, inside, alice, bob, alice_client):
    own = alice_client.post(at(group, f"host/members/{alice.pk}/remove/"), {"reason": "x", "days": "7"})
    assert "leave the group" in words_of(own)
    actions.name_host(inside, actor=alice)
    answer = alice_client.post(at(group, f"host/members/{bob.pk}/remove/"), {"reason": "x", "days": "7"})
    assert "Make them a member first." in words_of(answer)
    assert is_in(bob, group)


def test_hosts_are_named_and_dismissed(group, inside, alice, bob, alice_client, bob_client):
    role = at(group, f"host/members/{bob.pk}/role/")
    for _press in range(2):
        assert alice_client.post(role, {"want": "host"}).headers["Location"] == at(group, "members/")
    assert audited("community.membership.host_named") == 1
    assert bob_client.get(at(group, "host/")).status_code == 200
    for _press in range(2):
        alice_client.post(role, {"want": "member"})
    assert audited("community.membership.host_dismissed") == 1
    assert bob_client.get(at(group, "host/")).status_code == 404
    page = alice_client.post(at(group, f"host/members/{alice.pk}/role/"), {"want": "member"}, follow=True)
    assert "Nobody else runs this group." in words_of(page)


# --- the matrix -----------------------------------------------------------------------------------------------

POSTS = [
    "join/", "leave/", "ask/withdraw/", "host/invite/", "host/links/", "host/requests/{request}/",
    "host/invitations/{invitation}/revoke/", "host/members/{member}/role/",
]  # fmt: skip
FORMS = ["ask/", "host/edit/", "host/members/{member}/remove/"]
FOR_HOSTS = [path for path in POSTS + FORMS if path.startswith("host/")]


@pytest.fixture
def keys(group, alice, bob, carol):
    actions.approve_request(actions.ask_to_join(group, actor=bob), actor=alice)
    return {
        "request": actions.ask_to_join(group, actor=carol).pk,
        "invitation": actions.make_link(group, actor=alice, uses=1, days=1).pk,
        "member": bob.pk,
    }


@pytest.mark.parametrize("path", POSTS)
def test_links_change_nothing(path, group, keys, alice_client):
    assert alice_client.get(at(group, path.format(**keys))).status_code == 405


@pytest.mark.parametrize("path", POSTS + FORMS)
def test_visitors_sign_in_first(path, group, keys, visitor):
    assert asks_to_sign_in(visitor.post(at(group, path.format(**keys))))


@pytest.mark.parametrize("path", [*FOR_HOSTS, "host/"])
def test_who_does_not_run_it_finds_nothing(path, group, keys, bob_client, carol_client):
    for browser in (bob_client, carol_client):
        if path != "host/":
            assert browser.post(at(group, path.format(**keys)), {"want": "host"}).status_code == 404
        assert browser.get(at(group, path.format(**keys))).status_code in (404, 405)
    assert Membership.objects.filter(group=group).count() == 2


@pytest.mark.parametrize("path", FOR_HOSTS)
def test_the_rows_of_another_group_are_not_touched(path, group, keys, carol, carol_client):
    other = make_group()
    actions.set_hosts(other, [carol], actor=None)
    if "{" in path:
        assert carol_client.post(at(other, path.format(**keys)), {"want": "host"}).status_code == 404
    assert Membership.objects.get(group=group, member=keys["member"]).role == "member"


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18])
def test_unknown_numbers(number, group, alice_client):
    for path in (
        "host/requests/{}/",
        "host/invitations/{}/revoke/",
        "host/members/{}/role/",
        "host/members/{}/remove/",
    ):
        assert alice_client.post(at(group, path.format(number))).status_code == 404
