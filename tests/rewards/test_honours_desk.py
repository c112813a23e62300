"""Badges, titles and awards on the staff desk."""

import pytest
from django.contrib.auth.models import Group

from community.models import AuditEntry, Community, Member, Notification
from rewards.honours import tasks
from rewards.honours.models import Badge, BadgeAward, BadgeLevel, Title
from tests.factories import make_member
from tests.rewards.test_honours import has, pay, title_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

BADGES, TITLES, AWARDS = (f"/admin/honours/{name}/" for name in ("badge", "title", "badgeaward"))


@pytest.fixture
def lead_client(sign_in):
    lead = make_member("Lena", is_staff=True)
    lead.groups.add(Group.objects.get(name="leads"))
    return sign_in(lead)


def badge_form(*levels, **fields):
    """A sound form for a badge with levels (level, criterion, threshold) or (pk, level, criterion, threshold)."""
    form = {"name": "面包师", "name_en": "Baker", "slug": "baker", "picture": "teapot", "position": "500"}
    form |= {"description": "烤面包", "description_en": "Bakes", "is_active": "on"}
    known = sum(len(level) == 4 for level in levels)
    form |= {"levels-TOTAL_FORMS": len(levels), "levels-INITIAL_FORMS": known}
    form |= {"levels-MIN_NUM_FORMS": 1, "levels-MAX_NUM_FORMS": 3}
    for place, level in enumerate(levels):
        *pk, number, criterion, threshold = level
        row = {"level": number, "criterion": criterion, "threshold": threshold, "id": pk[0] if pk else ""}
        form |= {f"levels-{place}-{name}": value for name, value in row.items()}
    return form | fields


# --- badges ---------------------------------------------------------------------------------------------------


def test_a_badge_is_tried_before_it_is_saved(lead_client, alice, bob):
    pay(alice, 12)
    pay(bob, 3)
    form = badge_form((1, "answer_accepted", 2), (2, "contributions", 10), (3, "earned", 60))
    page = lead_client.post(f"{BADGES}add/", form | {"_try": "1"})
    body = page.content.decode()
    assert page.status_code == 200
    assert "2 members have enough today" in body
    assert body.count("1 member has enough today") == 2
    # What was typed is still there, and nothing was saved.
    assert 'value="面包师"' in body
    assert not Badge.objects.filter(slug="baker").exists()
    assert not AuditEntry.objects.filter(action__startswith="honours").exists()


def test_an_existing_badge_is_tried_and_stays_as_it_is(lead_client, alice):
    pay(alice, 3)
    badge = Badge.objects.get(slug="good-answer")
    rows = [(level.pk, level.level, level.criterion, level.level) for level in badge.levels.all()]
    page = lead_client.post(f"{BADGES}{badge.pk}/change/", badge_form(*rows, slug=badge.slug) | {"_try": "1"})
    assert page.content.decode().count("1 member has enough today") == 3
    assert list(badge.levels.values_list("threshold", flat=True)) == [1, 10, 40]
    badge.refresh_from_db()
    assert badge.name == "解惑"


def test_trying_a_form_with_errors_shows_them(lead_client):
    page = lead_client.post(f"{BADGES}add/", badge_form((1, "earned", ""), _try="1"))
    assert "Say from how many on." in page.content.decode()
    assert not Badge.objects.filter(slug="baker").exists()


def test_a_new_badge_goes_to_all_who_have_enough(lead_client, alice, queue):
    pay(alice, 3)
    tasks.review_honours()
    form = badge_form((1, "answer_accepted", 2), (2, "answer_accepted", 20))
    assert lead_client.post(f"{BADGES}add/", form).status_code == 302
    queue.run()
    assert ("baker", 1) in has(alice)
    assert ("baker", 2) not in has(alice)
    assert AuditEntry.objects.filter(action="honours.badge.created").count() == 1


def test_a_changed_level_is_audited(lead_client, queue):
    badge = Badge.objects.get(slug="good-answer")
    rows = [(level.pk, level.level, level.criterion, level.threshold + 1) for level in badge.levels.all()]
    same = {name: getattr(badge, name) for name in ("name", "name_en", "slug", "picture", "position")}
    same |= {"description": badge.description, "description_en": badge.description_en}
    version = Community.get().version
    assert lead_client.post(f"{BADGES}{badge.pk}/change/", badge_form(*rows, **same)).status_code == 302
    assert list(badge.levels.values_list("threshold", flat=True)) == [2, 11, 41]
    assert AuditEntry.objects.filter(action="honours.badge.edited").count() == 1
    assert Community.get().version > version


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ([(1, "earned", 10), (2, "earned", 10)], "A higher level must ask for more."),
        ([(1, "", 10)], "What the team awards counts nothing."),
        ([(1, "earned", 0)], "Say from how many on."),
        ([(1, "earned", -5)], "greater than or equal to"),
        ([(1, "earned", "9" * 30)], "less than or equal to"),
        ([(1, "nothing", 5)], "Select a valid choice"),
        ([(4, "earned", 5)], "Select a valid choice"),
        ([(1, "earned", 5), (1, "contributions", 5)], "Please correct the duplicate"),
    ],
)
def test_what_a_badge_cannot_be(levels, words, lead_client):
    for extra in ({}, {"_try": "1"}):
        page = lead_client.post(f"{BADGES}add/", badge_form(*levels, **extra))
        assert page.status_code == 200
        assert words in page.content.decode()
    assert not Badge.objects.filter(slug="baker").exists()


def test_badges_are_never_deleted(adam_client):
    badge = Badge.objects.first()
    assert adam_client.post(f"{BADGES}{badge.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Badge.objects.filter(pk=badge.pk).exists()


def test_moderators_and_members_try_and_change_nothing(tessa_client, alice_client, visitor):
    for browser in (tessa_client, alice_client, visitor):
        for address in (f"{BADGES}add/", f"{BADGES}{Badge.objects.first().pk}/change/", f"{AWARDS}add/"):
            answer = browser.post(address, badge_form((1, "earned", 5), _try="1"))
            assert answer.status_code in (302, 403)
    assert not BadgeLevel.objects.filter(threshold=5, criterion="earned").exists()


# --- titles ---------------------------------------------------------------------------------------------------


def test_a_changed_ladder_looks_at_everybody_again(lead_client, alice, queue):
    pay(alice, 2)
    tasks.review_honours()
    assert title_of(alice) == "新声"
    title = Title.objects.get(name="知音")
    form = {"name": "知音", "name_en": "Good listener", "min_points": 5, "min_contributions": 1, "position": 20}
    assert lead_client.post(f"{TITLES}{title.pk}/change/", form).status_code == 302
    queue.run()
    assert title_of(alice) == "知音"
    assert lead_client.post(f"{TITLES}{title.pk}/delete/", {"post": "yes"}).status_code == 302
    queue.run()
    assert title_of(alice) == "新声"
    assert Notification.objects.filter(member=alice, kind="honours.title_changed").count() == 1
    for verb in ("edited", "removed"):
        assert AuditEntry.objects.filter(action=f"honours.title.{verb}").count() == 1


def test_a_renamed_title_shows_at_once(lead_client, alice, visitor):
    pay(alice, 2)
    tasks.review_honours()
    title = Title.objects.get(name="新声")
    form = {"name": "初声", "name_en": "First voice", "min_points": 10, "min_contributions": 1, "position": 10}
    lead_client.post(f"{TITLES}{title.pk}/change/", form)
    assert Member.objects.get(pk=alice.pk).title_en == "First voice"
    assert "初声" in visitor.get(alice.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "change", [{"min_points": 0, "min_contributions": 0}, {"name": "新声"}, {"position": 10}, {"name": "很" * 21}]
)
def test_what_a_title_cannot_be(change, lead_client):
    form = {"name": "长老", "name_en": "Elder", "min_points": 5, "min_contributions": 1, "position": 99} | change
    assert lead_client.post(f"{TITLES}add/", form).status_code == 200
    assert Title.objects.count() == 6


# --- awards ---------------------------------------------------------------------------------------------------


@pytest.fixture
def heart(db):
    return Badge.objects.get(slug="warm-heart")


def test_a_badge_is_awarded_once_and_taken_back_with_a_reason(lead_client, alice, heart):
    form = {"member": alice.pk, "badge": heart.pk, "level": 2, "citation": "For the soup."}
    for _turn in range(2):
        page = lead_client.post(f"{AWARDS}add/", form)
        assert page.status_code == 302, page.context["errors"]
    award = BadgeAward.objects.get()
    assert (award.member, award.level, award.citation, award.awarded_by.name) == (alice, 2, "For the soup.", "Lena")
    address = f"{AWARDS}{award.pk}/change/"
    assert lead_client.get(address).status_code == 200
    assert lead_client.post(address, {"reason": "", "citation": "Other."}).status_code == 200
    assert has(alice)
    for _turn in range(2):
        lead_client.post(address, {"reason": "Another one made it.", "citation": "Other."})
    award.refresh_from_db()
    assert has(alice) == set()
    assert (award.citation, award.revoke_reason) == ("For the soup.", "Another one made it.")
    assert Notification.objects.filter(member=alice).count() == 2
    assert AuditEntry.objects.filter(action__startswith="honours.badgeaward").count() == 2
    assert b"Another one made it." in lead_client.get(address).content


@pytest.mark.parametrize(
    "change",
    [
        {"citation": ""},
        {"citation": "x" * 121},
        {"level": 9},
        {"badge": "x"},
        {"badge": "9" * 30},
        {"member": "x"},
        {"member": "9" * 18},
    ],
)
def test_what_cannot_be_awarded(change, lead_client, alice, heart):
    form = {"member": alice.pk, "badge": heart.pk, "level": 2, "citation": "For the soup."} | change
    page = lead_client.post(f"{AWARDS}add/", form)
    assert page.status_code == 200
    assert b"errorlist" in page.content
    assert not BadgeAward.objects.exists()


def test_nobody_awards_himself(lead_client, heart):
    lena = Member.objects.get(name="Lena")
    form = {"member": lena.pk, "badge": heart.pk, "level": 1, "citation": "Me."}
    assert b"Nobody awards himself" in lead_client.post(f"{AWARDS}add/", form).content
    assert not BadgeAward.objects.exists()


def test_awards_are_never_deleted(adam_client, adam, alice, heart):
    award = BadgeAward.objects.create(member=alice, badge=heart, level=1, citation="x")
    assert adam_client.post(f"{AWARDS}{award.pk}/delete/", {"post": "yes"}).status_code == 403
    assert adam_client.get(AWARDS).status_code == 200
    assert adam_client.get(f"{AWARDS}?revoked_at__isempty=1").status_code == 200
