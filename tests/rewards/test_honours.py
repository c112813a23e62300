"""Badges and titles: earned by what the ledger says, awarded by the team, taken back never silently."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.models import AuditEntry, Community, Member, Notification
from community.notices import render_notice
from rewards import actions as ledger
from rewards.honours import actions, tasks
from rewards.honours.models import Badge, BadgeAward, BadgeLevel, Title
from rewards.models import Account
from tests.factories import make_member, set_rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def pay(member, times=1, *, reason="answer_accepted", points=5, start=0):
    set_rule(reason, points=points)
    return [ledger.award(member, reason, key=f"test:{member.pk}-{reason}-{start + n}:paid") for n in range(times)]


def has(member):
    """{(slug, level)} of what somebody has now."""
    return set(BadgeAward.objects.standing().filter(member=member).values_list("badge__slug", "level"))


def title_of(member):
    return Member.objects.get(pk=member.pk).title


def told(member):
    return list(Notification.objects.filter(member=member).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def heart(db):
    return Badge.objects.get(slug="warm-heart")


# --- the ready set ------------------------------------------------------------------------------------------


def test_a_dozen_badges_and_a_ladder_are_there():
    assert Badge.objects.count() == 12
    assert all(badge.name_en and badge.description_en for badge in Badge.objects.all())
    by_hand = Badge.objects.filter(levels__criterion="").distinct().count()
    assert by_hand == 5
    assert Title.objects.count() == 6


def test_every_picture_is_drawn():
    with open("static/img/badges.svg", encoding="utf-8") as sheet:
        drawn = sheet.read()
    for name in [*Badge.Picture.values, *(f"disc-{level}" for level in range(4))]:
        assert f'id="{name}"' in drawn


# --- earning ------------------------------------------------------------------------------------------------


def test_what_was_earned_is_given_once_and_told_once(alice):
    pay(alice, 10)
    tasks.review_honours()
    assert has(alice) == {("good-answer", 1), ("good-answer", 2), ("evergreen", 1)}
    assert title_of(alice) == "新声"
    # Of two levels of one badge the higher one is told.
    assert told(alice) == ["honours.badge_earned", "honours.badge_earned", "honours.title_reached"]
    version = Community.get().version
    tasks.review_honours()
    Account.objects.update(honours_due=True)
    tasks.review_honours()
    assert len(told(alice)) == 3
    assert Community.get().version == version
    assert not Account.objects.filter(honours_due=True).exists()


def test_a_level_stays_when_points_are_spent(old_alice):
    pay(old_alice, 20, points=10)
    tasks.review_honours()
    before, title = has(old_alice), title_of(old_alice)
    assert title == "建言者"
    ledger.spend(old_alice, 150, key="test:1:spent")
    Account.objects.update(honours_due=True)
    tasks.review_honours()
    assert (has(old_alice), title_of(old_alice)) == (before, title)


def test_what_is_taken_back_with_its_deeds_is_told_and_comes_back_with_them(alice):
    [*_entries, last] = pay(alice, 10)
    tasks.review_honours()
    ledger.reverse_entry(last)
    tasks.review_honours()
    assert has(alice) == {("good-answer", 1)}
    assert told(alice).count("honours.badge_taken_back") == 2
    ledger.restore_entry(last)
    tasks.review_honours()
    assert has(alice) == {("good-answer", 1), ("good-answer", 2), ("evergreen", 1)}
    assert BadgeAward.objects.filter(member=alice).count() == 3
    assert told(alice).count("honours.badge_earned") == 4


def test_raising_what_a_badge_asks_for_takes_it_from_nobody(alice):
    pay(alice, 10)
    tasks.review_honours()
    BadgeLevel.objects.filter(badge__slug="good-answer", level=2).update(threshold=30)
    pay(alice, 1, start=50)
    tasks.review_honours()
    assert ("good-answer", 2) in has(alice)
    assert "honours.badge_taken_back" not in told(alice)


def test_lowering_it_gives_it_to_all_who_have_enough(alice, bob):
    for member in (alice, bob):
        pay(member, 4)
    tasks.review_honours()
    BadgeLevel.objects.filter(badge__slug="good-answer", level=2).update(threshold=4)
    tasks.review_all()
    assert ("good-answer", 2) in has(alice) & has(bob)


def test_a_badge_that_is_no_longer_given_stays_with_who_has_it(alice, bob):
    pay(alice)
    tasks.review_honours()
    Badge.objects.filter(slug="good-answer").update(is_active=False)
    pay(bob)
    Account.objects.update(honours_due=True)
    tasks.review_honours()
    assert has(alice) == {("good-answer", 1)}
    assert has(bob) == set()


def test_an_award_during_the_look_marks_the_account_again(alice):
    pay(alice)
    actions.review_due()
    assert not Account.objects.get(member=alice).honours_due
    pay(alice, 1, start=5)
    assert Account.objects.get(member=alice).honours_due


def test_who_has_left_is_told_nothing(alice):
    pay(alice, 10)
    Member.objects.filter(pk=alice.pk).update(is_active=False)
    tasks.review_honours()
    assert has(alice) == set()
    assert told(alice) == []


def test_many_are_looked_at_in_few_queries(django_assert_max_num_queries):
    for _n in range(30):
        pay(make_member(), 1, points=1)
    tasks.review_honours()
    Account.objects.update(honours_due=True)
    with django_assert_max_num_queries(10):
        assert actions.review_due() == 30


# --- titles -------------------------------------------------------------------------------------------------


def test_the_highest_title_stands_on_the_row_and_saving_an_old_row_leaves_it(alice):
    old = Member.objects.get(pk=alice.pk)
    pay(alice, 20, points=10)
    tasks.review_honours()
    old.bio = "I bake."
    old.save()
    row = Member.objects.get(pk=alice.pk)
    assert (row.title, row.title_en, row.bio) == ("建言者", "Adviser", "I bake.")
    assert row.display_title == "Adviser"


def test_a_title_falls_with_its_deeds_and_that_is_told(alice):
    [*_entries, last] = pay(alice, 15, points=14)
    tasks.review_honours()
    assert title_of(alice) == "建言者"
    ledger.reverse_entry(last)
    tasks.review_honours()
    assert title_of(alice) == "知音"
    assert told(alice)[-1] == "honours.title_changed"


def test_a_title_that_is_renamed_is_told_to_nobody(alice):
    pay(alice, 2)
    tasks.review_honours()
    count = len(told(alice))
    title = Title.objects.get(name="新声")
    before = title.names
    title.name, title.name_en = "初声", "First voice"
    title.save()
    actions.rename_title(before, title.names)
    tasks.review_all()
    assert title_of(alice) == "初声"
    assert len(told(alice)) == count


# --- by hand ------------------------------------------------------------------------------------------------


def test_the_team_awards_with_a_citation_once(alice, adam, heart):
    for _turn in range(2):
        award = actions.award_badge(alice, heart, 2, actor=adam, citation="She carried water to the old people.")
    assert has(alice) == {("warm-heart", 2)}
    assert award.awarded_by == adam
    assert told(alice) == ["honours.badge_earned"]
    assert AuditEntry.objects.filter(action="honours.badgeaward.given").count() == 1
    Account.objects.update(honours_due=True)
    tasks.review_honours()
    assert has(alice) == {("warm-heart", 2)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"citation": "  "}, "no_citation"),
        ({"level": 9}, "no_such_level"),
        ({"actor": "alice"}, "own_award"),
        ({"left": True}, "not_active"),
        ({"off": True}, "not_active"),
    ],
)
def test_what_is_refused(change, code, alice, adam, heart):
    if change.get("left"):
        alice.is_active = False
    if change.get("off"):
        heart.is_active = False
    actor = alice if change.get("actor") else adam
    with pytest.raises(ValidationError) as refused:
        actions.award_badge(
            alice, heart, change.get("level", 1), actor=actor, citation=change.get("citation", "She helped.")
        )
    assert refused.value.code == code
    assert has(alice) == set()


def test_what_a_person_takes_back_deeds_do_not_bring_back(alice, adam):
    pay(alice)
    tasks.review_honours()
    award = BadgeAward.objects.get(member=alice)
    with pytest.raises(ValidationError):
        actions.revoke_badge(award, actor=adam, reason=" ")
    for _turn in range(2):
        actions.revoke_badge(award, actor=adam, reason="The answers were copied.")
    Account.objects.update(honours_due=True)
    tasks.review_honours()
    assert has(alice) == set()
    assert told(alice).count("honours.badge_taken_back") == 1
    assert AuditEntry.objects.filter(action="honours.badgeaward.taken_back").count() == 1
    actions.award_badge(alice, award.badge, 1, actor=adam, citation="It was a mistake of ours.")
    assert has(alice) == {("good-answer", 1)}


def test_every_notice_can_be_read_in_both_languages(alice, adam, heart):
    [*_entries, last] = pay(alice, 10)
    tasks.review_honours()
    ledger.reverse_entry(last)
    tasks.review_honours()
    actions.revoke_badge(
        actions.award_badge(alice, heart, 1, actor=adam, citation="She < helped."), actor=adam, reason="Why?"
    )
    subjects = [render_notice(notice) for notice in Notification.objects.filter(member=alice)]
    assert ("You have earned the badge “Good answer” (Silver)") in [subject for subject, _body in subjects]
    assert any(body == "She < helped." for _subject, body in subjects)
    assert all(subject and body for subject, body in subjects)


# --- the database's own checks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 0, "citation": "x"},
        {"level": 1},
        {"level": 1, "criterion": "earned"},
        {"level": 1, "citation": "x", "revoke_reason": "y"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(fields, alice, heart):
    with pytest.raises(IntegrityError), transaction.atomic():
        BadgeAward.objects.create(member=alice, badge=heart, **fields)


def test_the_database_refuses_a_second_one(alice, heart):
    BadgeAward.objects.create(member=alice, badge=heart, level=1, citation="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        BadgeAward.objects.create(member=alice, badge=heart, level=1, citation="x")
