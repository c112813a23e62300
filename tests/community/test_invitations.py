"""Links of members and campaigns: who may come by them, what is counted, and who brought whom."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from community import actions
from community.invitations import COOKIE, find_invitation
from community.models import Activity, Arrival, AuditEntry, Community, Invitation, Member, Membership
from community.models.invitation import CODE_ALPHABET, CODE_LENGTH, make_code
from community.moderation.actions import give_sanction, lift_sanction
from tests.factories import PASSWORD, make_group, make_member
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

SIGNUP = "/accounts/signup/"
MINE = "/me/invite/"
NEW = "/me/invite/new/"


def page_of(link):
    return f"/invite/{link.code}/"


def campaign(name="Poster", **fields):
    return Invitation.objects.create(name=name, **fields)


def english_browser():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def visitor():
    return english_browser()


def sign_up(browser, name="Dora"):
    return browser.post(SIGNUP, {"name": name, "email": f"{name.lower()}@example.org", "password1": PASSWORD})


def come_by(link, name="Dora", browser=None):
    """Somebody opens the link and signs up; the member."""
    browser = browser or english_browser()
    assert browser.get(page_of(link)).status_code == 200
    assert sign_up(browser, name).status_code == 302
    return Member.objects.get(name=name)


@pytest.fixture
def link(alice):
    return actions.make_invitation(actor=alice)


# --- codes --------------------------------------------------------------------------------------------------


def test_codes_cannot_be_guessed():
    assert len(CODE_ALPHABET) ** CODE_LENGTH >= 2**64
    codes = {make_code() for _n in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(f"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}", code) for code in codes)


def test_a_code_is_found_however_it_is_typed(link):
    assert find_invitation(f" {link.code.upper()} ") == link
    for wrong in ("", link.code[:-1], link.code + "2", "%" * 16, "_" * 16, "é" * 16, "2" * 16, "x" * 9000):
        assert find_invitation(wrong) is None


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_says_who_invites_and_what_is_promised(link, visitor):
    Community.objects.update(promise_hours=36)
    page = visitor.get(page_of(link))
    assert "Alice invites you" in words_of(page)
    assert "36 h" in words_of(page)
    html = page.content.decode()
    assert '<meta property="og:title" content="Alice invites you to' in html
    assert "noindex" in html
    assert "alice@example.org" not in html
    assert f"/members/{link.member_id}/" not in html
    assert visitor.post(page_of(link)).status_code == 405


CLOSINGS = {
    "over": lambda link: {"starts_at": timezone.now() - timedelta(days=9), "ends_at": timezone.now()},
    "not begun": lambda link: {"starts_at": timezone.now() + timedelta(hours=1), "ends_at": None},
    "used up": lambda link: {"joined_count": link.limit},
    "stopped": lambda link: {"is_active": False},
}


@pytest.mark.parametrize("how", CLOSINGS)
def test_what_opens_nothing_looks_alike(how, link, visitor):
    unknown = visitor.get("/invite/2222222222222222/")
    Invitation.objects.filter(pk=link.pk).update(**CLOSINGS[how](link))
    closed = visitor.get(page_of(link))
    assert closed.status_code == unknown.status_code == 404
    assert words_of(closed) == words_of(unknown)
    assert "You are welcome all the same" in words_of(closed)
    assert COOKIE not in closed.cookies


def test_the_link_of_somebody_who_left_opens_nothing(link, alice, visitor):
    Member.objects.filter(pk=alice.pk).update(is_active=False)
    assert visitor.get(page_of(link)).status_code == 404


def test_the_link_of_somebody_who_is_suspended_opens_nothing_meanwhile(link, alice, tessa, visitor):
    suspension = give_sanction(alice, actor=tessa, kind="suspend", reason="spam", days=3)
    assert visitor.get(page_of(link)).status_code == 404
    lift_sanction(suspension, actor=tessa)
    assert visitor.get(page_of(link)).status_code == 200


def test_trying_codes_is_slowed_down(visitor):
    statuses = [visitor.get(f"/invite/{make_code()}/").status_code for _n in range(61)]
    assert statuses[:60] == [404] * 60
    assert statuses[60] == 429


def test_openings_are_counted_once_for_each_browser_and_of_nobody(link, alice_client, bob_client):
    browser = english_browser()
    for _n in range(3):
        browser.get(page_of(link))
    Client().get(page_of(link))
    Client().head(page_of(link))
    alice_client.get(page_of(link))
    bob_client.get(page_of(link))
    link.refresh_from_db()
    assert link.opened_count == 2


def test_too_many_openings_from_one_place_are_let_in_uncounted(link, monkeypatch):
    monkeypatch.setattr("community.limits.count_one", lambda *args: False)
    assert Client().get(page_of(link)).status_code == 200
    link.refresh_from_db()
    assert link.opened_count == 0


def test_members_are_told_that_they_are_here_already(link, alice_client, bob_client):
    assert "This is your own link" in words_of(alice_client.get(page_of(link)))
    page = bob_client.get(page_of(link))
    assert "You are here already" in words_of(page)
    assert COOKIE not in page.cookies


def test_a_private_group_is_not_named_to_whoever_holds_a_link(visitor):
    open_group = make_group("Night owls")
    hidden = make_group("Secret circle", policy="invitation", is_private=True)
    assert "Night owls" in words_of(visitor.get(page_of(campaign("a", group=open_group))))
    assert "Secret circle" not in visitor.get(page_of(campaign("b", group=hidden))).content.decode()


def test_the_name_of_a_campaign_is_for_the_team(visitor):
    assert "Poster" not in visitor.get(page_of(campaign())).content.decode()


# --- coming -------------------------------------------------------------------------------------------------


def test_whoever_comes_was_brought_once(link, alice):
    dora = come_by(link)
    arrival = Arrival.objects.get()
    assert (arrival.member, arrival.brought_by, arrival.invitation) == (dora, alice, link)
    assert arrival.arrived_at
    assert not actions.count_arrival(dora)
    link.refresh_from_db()
    assert link.joined_count == 1
    entry = AuditEntry.objects.get(action="community.member.brought")
    assert (entry.actor, entry.object_id) == (alice, str(dora.pk))


def test_the_code_survives_looking_around_first(link, alice):
    browser = english_browser()
    browser.get(page_of(link))
    browser.get("/")
    browser.get("/feedback/")
    assert "Alice invites you" in words_of(browser.get(SIGNUP))
    sign_up(browser)
    assert Arrival.objects.get().brought_by == alice


def test_the_latest_link_counts(link, bob):
    browser = english_browser()
    browser.get(page_of(link))
    come_by(actions.make_invitation(actor=bob), browser=browser)
    assert Arrival.objects.get().brought_by == bob


def test_a_forged_code_is_not_taken(link):
    for value in (link.code, f"{link.code}:forged:forged", "", '["x"]'):
        browser = english_browser()
        browser.cookies[COOKIE] = value
        sign_up(browser, f"Dora {Member.objects.count()}")
    assert not Arrival.objects.exists()


def test_the_code_is_forgotten_once_somebody_came(link):
    browser = english_browser()
    come_by(link, browser=browser)
    assert browser.get("/welcome/").cookies[COOKIE].value == ""
    browser.post("/accounts/logout/")
    sign_up(browser, "Eve")
    assert Arrival.objects.count() == 1


def test_the_newcomer_is_told_who_brought_them(link):
    browser = english_browser()
    come_by(link, browser=browser)
    assert "Alice brought you here." in words_of(browser.get("/welcome/"))


def test_where_addresses_are_proven_one_counts_only_then(link, alice, alice_client, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    dora = come_by(link)
    assert Arrival.objects.get().arrived_at is None
    assert alice_client.get(MINE).context["brought_count"] == 0
    address = re.search(r"/accounts/confirm-email/\S+", mailoutbox[0].body).group()
    other = Client()
    answer = other.post(address)
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fwelcome%2F"
    arrival = Arrival.objects.get()
    assert arrival.arrived_at
    assert (arrival.member, arrival.brought_by) == (dora, alice)
    link.refresh_from_db()
    assert link.joined_count == 1
    other.post(address)
    link.refresh_from_db()
    assert link.joined_count == 1


def test_whoever_comes_too_late_is_a_member_all_the_same(link):
    browser = english_browser()
    browser.get(page_of(link))
    Invitation.objects.filter(pk=link.pk).update(limit=1, joined_count=1)
    assert sign_up(browser).status_code == 302
    assert Member.objects.filter(name="Dora").exists()
    assert not Arrival.objects.exists()


def test_a_place_taken_while_the_mail_was_on_its_way_is_taken(link, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    dora = come_by(link)
    Invitation.objects.filter(pk=link.pk).update(limit=1, joined_count=1)
    assert not actions.count_arrival(dora)
    assert not Arrival.objects.exists()


def test_a_campaign_takes_into_its_group(tessa):
    group = make_group("Secret circle", policy="invitation", is_private=True)
    dora = come_by(campaign(group=group))
    assert Membership.objects.get().member == dora
    group.refresh_from_db()
    assert group.member_count == 1
    assert Arrival.objects.get().brought_by is None
    assert Activity.objects.filter(member=dora, kind="join_group", group=group).count() == 1


def test_a_group_that_was_closed_takes_nobody():
    group = make_group(is_active=False)
    come_by(campaign(group=group))
    assert not Membership.objects.exists()
    assert Arrival.objects.get().arrived_at


# --- one's own link -----------------------------------------------------------------------------------------


def test_a_link_is_made_once(alice, alice_client):
    Community.get()
    Community.objects.update(invite_limit=3, invite_days=10)
    assert alice_client.get(MINE).context["link"] is None
    for _twice in range(2):
        assert alice_client.post(NEW).headers["Location"] == MINE
    link = Invitation.objects.get()
    assert (link.member, link.limit, link.ends_at - link.starts_at) == (alice, 3, timedelta(days=10))
    assert link.code in alice_client.get(MINE).content.decode()


def test_a_new_link_takes_the_place_of_the_old_one_once(link, alice, alice_client, visitor):
    Invitation.objects.update(joined_count=2)
    old = link.code
    for _twice in range(2):
        alice_client.post(NEW, {"code": old})
    link.refresh_from_db()
    assert link.code != old
    assert link.joined_count == 2
    assert AuditEntry.objects.filter(action="community.invitation.renewed").count() == 1
    assert visitor.get(f"/invite/{old}/").status_code == 404
    assert visitor.get(page_of(link)).status_code == 200


def test_once_its_days_are_over_the_link_begins_afresh(link, alice, alice_client):
    begun = timezone.now() - timedelta(days=100)
    Invitation.objects.update(joined_count=20, starts_at=begun, ends_at=begun + timedelta(days=90))
    assert "The days of your link are over." in words_of(alice_client.get(MINE))
    Community.objects.update(invite_limit=7)
    alice_client.post(NEW, {"code": link.code})
    link.refresh_from_db()
    assert (link.limit, link.joined_count, link.is_over) == (7, 0, False)


def test_a_link_that_is_used_up_says_from_when_there_is_a_new_one(link, alice_client):
    page = words_of(alice_client.get(MINE))
    assert "Make a new link" in page
    Invitation.objects.update(joined_count=F("limit"))
    page = words_of(alice_client.get(MINE))
    assert "Make a new link" not in page
    assert f"From {date_format(link.ends_at)} you can make a new one." in page
    Invitation.objects.update(starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1))
    assert "Make a new link" in words_of(alice_client.get(MINE))


def test_where_members_do_not_invite(alice, alice_client):
    Community.get()
    Community.objects.update(invite_limit=0)
    assert "Members do not invite here" in words_of(alice_client.post(NEW, follow=True))
    assert not Invitation.objects.exists()
    with pytest.raises(ValidationError) as refused:
        actions.make_invitation(actor=alice)
    assert refused.value.code == "inviting_off"


def test_who_came_is_shown_to_whoever_brought_them_alone(link, alice_client, bob_client, visitor):
    come_by(link)
    page = alice_client.get(MINE)
    assert "1 came through you" in words_of(page)
    assert "Dora" in words_of(page)
    assert "1 came through you" in words_of(alice_client.get("/me/"))
    assert "Dora" not in words_of(bob_client.get(MINE))
    assert asks_to_sign_in(visitor.get(MINE))
    assert alice_client.post(MINE).status_code == 405


def test_making_a_link_is_for_members_and_no_link_does_it(link, bob_client, visitor):
    assert asks_to_sign_in(visitor.post(NEW))
    assert bob_client.get(NEW).status_code == 405
    # Another's code changes nothing of another's link.
    bob_client.post(NEW, {"code": link.code})
    assert Invitation.objects.get(pk=link.pk).code == link.code


def test_the_picture_of_a_link_is_ones_own(link, alice_client, bob_client, visitor):
    picture = alice_client.get("/me/invite/code.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert b"<svg" in picture.content
    assert bob_client.get("/me/invite/code.svg").status_code == 404
    assert asks_to_sign_in(visitor.get("/me/invite/code.svg"))


# --- what the database holds --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [{"joined_count": 101}, {"name": "x"}, {"ends_at": timezone.now() - timedelta(days=400)}],
)
def test_the_database_holds_the_rules_too(fields, link):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=link.pk).update(**fields)


def test_nobody_brings_himself(alice, link):
    assert not actions.note_arrival(alice, link.code)
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrival.objects.create(member=alice, brought_by=alice)


def test_who_brought_somebody_is_kept_once(link, bob):
    dora = make_member("Dora")
    actions.note_arrival(dora, link.code)
    actions.note_arrival(dora, actions.make_invitation(actor=bob).code)
    assert Arrival.objects.get().brought_by == link.member


# --- the desk -----------------------------------------------------------------------------------------------

CAMPAIGNS = "/admin/community/invitation/"


def form(**fields):
    now = timezone.localtime()
    return {
        "name": "Poster",
        "group": "",
        "limit": "5",
        "starts_at": now.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": "",
        "is_active": "on",
    } | fields


def test_a_campaign_is_made_and_counted_on_the_desk(adam_client, alice, link):
    group = make_group()
    assert adam_client.post(f"{CAMPAIGNS}add/", form(group=group.pk)).status_code == 302
    made = Invitation.objects.get(name="Poster")
    assert AuditEntry.objects.filter(action="community.invitation.created", object_id=str(made.pk)).exists()
    dora, eve = come_by(made, "Dora"), come_by(made, "Eve")
    Activity.objects.create(member=eve, kind="vote", day=timezone.localdate())
    [row] = adam_client.get(CAMPAIGNS).context["cl"].result_list
    assert (row, row.opened_count, row.joined_count, row.active_count) == (made, 2, 2, 1)
    page = words_of(adam_client.get(f"{CAMPAIGNS}{made.pk}/change/"))
    assert made.code in page
    # The links of members are not the team's.
    assert adam_client.get(f"{CAMPAIGNS}{link.pk}/change/").status_code == 302
    names = words_of(adam_client.get("/admin/community/arrival/"))
    assert dora.name in names
    assert eve.name in names


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "9" * 30}, "limit"),
        ({"name": ""}, "name"),
        ({"ends_at": "2020-01-01T10:00"}, "ends_at"),
        ({"group": "9" * 30}, "group"),
    ],
)
def test_what_is_wrong_is_said_by_the_field(wrong, field, adam_client):
    page = adam_client.post(f"{CAMPAIGNS}add/", form(**wrong))
    assert page.status_code == 200
    assert field in page.context["adminform"].form.errors
    assert not Invitation.objects.exists()


def test_a_limit_below_who_came_is_refused(adam_client):
    made = campaign(joined_count=3)
    page = adam_client.post(f"{CAMPAIGNS}{made.pk}/change/", form(limit="2"))
    assert "3 have come already." in words_of(page)


def test_counts_moved_meanwhile_survive_an_edit(adam_client, monkeypatch):
    made = campaign()
    adam_client.post(f"{CAMPAIGNS}{made.pk}/change/", form(limit="50"))
    Invitation.objects.update(joined_count=4)
    adam_client.post(f"{CAMPAIGNS}{made.pk}/change/", form(name="Other", limit="50"))
    made.refresh_from_db()
    assert (made.name, made.joined_count) == ("Other", 4)
