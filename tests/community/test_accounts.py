"""Signing up and in: by password and by code, in both languages, and no word about who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client

from community import actions
from community.models import Activity, AuditEntry, Member
from tests.factories import PASSWORD, make_member
from tests.pages import words_of

pytestmark = pytest.mark.django_db

SIGNUP, LOGIN, CODE, CONFIRM, RESET = (
    "/accounts/signup/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/login/code/confirm/",
    "/accounts/password/reset/",
)
LANGUAGES = [("en", "en-GB,en;q=0.9"), ("zh-hans", "zh-CN,zh;q=0.9"), ("zh-hans", "")]


def form(**fields):
    return {"name": "Dora", "email": "Dora@Example.org", "password1": PASSWORD} | fields


def is_signed_in(browser):
    return SESSION_KEY in browser.session


# --- signing up ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "accepted"), LANGUAGES)
def test_signing_up_in_the_language_of_the_page(language, accepted, visitor, mailoutbox):
    page = visitor.get(SIGNUP, headers={"accept-language": accepted})
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()
    answer = visitor.post(SIGNUP, form(), headers={"accept-language": accepted})
    assert answer.status_code == 302
    member = Member.objects.get()
    assert (member.email, member.name, member.language) == ("dora@example.org", "Dora", language)
    assert member.check_password(PASSWORD)
    assert not member.is_staff
    assert is_signed_in(visitor)
    assert AuditEntry.objects.get(action="community.member.joined").actor == member
    assert Activity.objects.get(kind="join").member == member
    [message] = mailoutbox
    assert message.to == ["dora@example.org"]
    assert message.subject.startswith("[Huiyin]" if language == "en" else "[回音]")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "a@b\r\nBcc: x@example.org"}, "email"),
        ({"password1": ""}, "password1"),
        ({"password1": "short"}, "password1"),
        ({"password1": "12345678901"}, "password1"),
        ({"password1": "password1"}, "password1"),
        ({"name": ""}, "name"),
        ({"name": "x" * 31}, "name"),
        ({"name": "管理员"}, "name"),
        ({"name": "admin\u200b"}, "name"),
        ({"name": "\u0430dmin"}, "name"),
        ({"name": "\u202e"}, "name"),
    ],
)
def test_what_is_wrong_is_said_by_the_field(wrong, field, visitor):
    page = visitor.post(SIGNUP, form(**wrong))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert not Member.objects.exists()
    assert PASSWORD not in page.content.decode()


@pytest.mark.parametrize("name", ["Alice", "ALICE", "Ａlice", "Al\u200bice", "\u0410lice"])
def test_names_that_look_alike_are_taken(name, alice, visitor):
    page = visitor.post(SIGNUP, form(name=name))
    assert "name" in page.context["form"].errors
    assert Member.objects.count() == 1


def test_an_address_has_one_account_whatever_its_case(alice, visitor):
    visitor.post(SIGNUP, form(email="ALICE@example.org"))
    assert Member.objects.count() == 1
    assert not is_signed_in(visitor)


def test_signing_up_gives_no_rights(visitor):
    visitor.post(SIGNUP, form(is_staff="1", is_superuser="1", job_title="Boss", groups="1", is_active="0", pk="1"))
    member = Member.objects.get()
    assert (member.is_staff, member.is_superuser, member.job_title, member.is_active) == (False, False, "", True)


# --- by password --------------------------------------------------------------------------------------------


def test_signing_in_by_password_and_out(alice, visitor):
    answer = visitor.post(LOGIN, {"login": "ALICE@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert is_signed_in(visitor)
    assert visitor.get("/accounts/logout/").status_code == 200
    assert is_signed_in(visitor)
    visitor.post("/accounts/logout/")
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/feedback/", "/feedback/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_one_comes_back_to_pages_of_ours_alone(asked, reached, alice, visitor):
    answer = visitor.post(LOGIN, {"login": alice.email, "password": PASSWORD, "next": asked})
    assert answer.headers["Location"] == reached


def test_whoever_was_shut_out_stays_out(alice, alice_client, visitor):
    alice.is_active = False
    alice.save()
    visitor.post(LOGIN, {"login": alice.email, "password": PASSWORD})
    assert not is_signed_in(visitor)
    # And the session from before is over at the next request.
    assert alice_client.get("/me/").status_code == 302


def test_a_new_password_ends_the_other_sessions(alice, alice_client, sign_in):
    other = sign_in(alice)
    new = "another-horse-8"
    alice_client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert alice_client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


# --- by code ------------------------------------------------------------------------------------------------


def code_in(mail):
    return re.search(r"^([0-9A-Z]{3,}-?[0-9A-Z]{3,})$", mail.body, re.MULTILINE).group(1)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_signing_in_by_a_code_from_the_mail(language, visitor, mailoutbox):
    member = make_member(language=language)
    assert visitor.get(CODE).status_code == 200
    assert visitor.post(CODE, {"email": member.email}).headers["Location"] == CONFIRM
    code = code_in(mailoutbox[0])
    assert visitor.get(CONFIRM).status_code == 200
    assert visitor.post(CONFIRM, {"code": "WRNG-CODE"}).status_code == 200
    assert not is_signed_in(visitor)
    assert visitor.post(CONFIRM, {"code": code}).status_code == 302
    assert is_signed_in(visitor)


def test_a_code_is_tried_a_few_times_only(alice, visitor, mailoutbox):
    visitor.post(CODE, {"email": alice.email})
    code = code_in(mailoutbox[0])
    for _n in range(5):
        visitor.post(CONFIRM, {"code": "WRNG-CODE"})
    visitor.post(CONFIRM, {"code": code})
    assert not is_signed_in(visitor)


def test_a_code_opens_nothing_in_another_browser(alice, visitor, sign_in, mailoutbox):
    visitor.post(CODE, {"email": alice.email})
    other = Client()
    other.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert not is_signed_in(other)


# --- does this address have an account? ---------------------------------------------------------------------


def answers(browser, address, known, unknown, **fields):
    """What a visitor sees for a known and an unknown address, with the address itself blotted out."""
    seen = []
    for field, value in (known, unknown):
        cache.clear()
        browser.cookies.clear()
        answer = browser.post(address, {field: value} | fields, follow=True)
        seen.append((answer.status_code, answer.redirect_chain, words_of(answer).replace(value, "…")))
    return seen


@pytest.mark.parametrize(
    ("address", "field", "fields"),
    [(LOGIN, "login", {"password": "wrong-password-1"}), (CODE, "email", {}), (RESET, "email", {})],
)
def test_the_same_answer_for_known_and_unknown_addresses(address, field, fields, alice, visitor, mailoutbox):
    known, unknown = answers(visitor, address, (field, alice.email), (field, "nobody@example.org"), **fields)
    assert known == unknown


def test_signing_up_does_not_tell_who_has_an_account(alice, visitor, mailoutbox, settings):
    """Where addresses are proved first, who owns one learns it by mail; who asks sees the same page either way."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    seen = []
    for email in (alice.email, "nobody@example.org"):
        visitor.cookies.clear()
        cache.clear()
        answer = visitor.post(SIGNUP, form(email=email, name=f"Name {len(seen)}"), follow=True)
        seen.append((answer.status_code, answer.redirect_chain, words_of(answer).replace(email, "…")))
    assert seen[0] == seen[1]
    assert not is_signed_in(visitor)
    assert [message.to for message in mailoutbox] == [[alice.email], ["nobody@example.org"]]


def test_guessing_a_password_is_slowed_down(alice, visitor):
    statuses = [
        visitor.post(LOGIN, {"login": alice.email, "password": f"guess-{n}"}, REMOTE_ADDR="203.0.113.5").status_code
        for n in range(12)
    ]
    visitor.post(LOGIN, {"login": alice.email, "password": PASSWORD}, REMOTE_ADDR="203.0.113.5")
    assert not is_signed_in(visitor)
    assert statuses[0] == 200


def test_codes_and_resets_are_no_mail_cannon(alice, visitor, mailoutbox):
    for _n in range(25):
        visitor.post(RESET, {"email": alice.email})
        visitor.post(CODE, {"email": alice.email})
    assert len(mailoutbox) <= 12


# --- an address that staff set ------------------------------------------------------------------------------


def set_address_of(member, browser, email):
    page = f"/admin/community/member/{member.pk}/change/"
    fields = browser.get(page).context["adminform"].form.initial
    kept = {name: fields[name] for name in ("name", "job_title", "language", "time_zone", "bio", "is_active")}
    return browser.post(page, kept | {"email": email})


def prove(member, email="", **flags):
    return EmailAddress.objects.create(
        user=member, email=email or member.email, **({"verified": True, "primary": True} | flags)
    )


def test_the_old_address_opens_nothing_once_staff_set_another(alice, alice_client, adam_client, visitor, mailoutbox):
    prove(alice)
    prove(alice, "second@example.org", primary=False)
    assert set_address_of(alice, adam_client, "New@Example.org").status_code == 302
    [address] = EmailAddress.objects.filter(user=alice)
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)
    for old in ("alice@example.org", "second@example.org"):
        visitor.post(LOGIN, {"login": old, "password": PASSWORD})
        assert not is_signed_in(visitor)
        visitor.post(CODE, {"email": old})
        visitor.post(RESET, {"email": old})
    assert not any(message.to == ["new@example.org"] for message in mailoutbox)
    assert alice_client.get("/me/").status_code == 302
    assert adam_client.get("/admin/").status_code == 200
    entry = AuditEntry.objects.get(action="community.member.address_set")
    assert entry.changes == {"addresses": ["alice@example.org, second@example.org", "new@example.org"]}
    new = Client()
    new.post(LOGIN, {"login": "new@example.org", "password": PASSWORD})
    assert is_signed_in(new)


def test_setting_the_same_address_changes_nothing(alice, adam, alice_client):
    prove(alice)
    actions.set_address(alice, actor=adam)
    assert alice_client.get("/me/").status_code == 200
    assert not AuditEntry.objects.filter(action="community.member.address_set").exists()


def test_staff_cannot_give_an_address_that_another_proved(alice, bob, adam_client):
    prove(bob, "second@example.org", primary=False)
    assert set_address_of(alice, adam_client, "second@example.org").status_code == 200
    assert Member.objects.get(pk=alice.pk).email == "alice@example.org"
