"""The review list on the staff desk: who sees it, what stands there, and the four buttons."""

import pytest
from django.contrib.auth.models import Group, Permission

from community.models import Notification
from rewards.actions import reverse_awards
from rewards.fairness import actions
from rewards.fairness.models import Suspicion
from rewards.models import Account
from tests.factories import make_member
from tests.rewards.conftest import earn, suspect

pytestmark = pytest.mark.django_db
LISTS = ["/admin/fairness/suspicion/queue/", "/admin/fairness/suspicion/held/", "/admin/fairness/suspicion/decided/"]
STEPS = ["hold", "release", "reverse", "dismiss"]
EVIDENCE = {
    "near_identical": {"texts": 4, "authors": 1, "is_group": False, "score": 93, "days": 14},
    "vote_ring": {"inner": 40, "cast": 50, "share": 80, "lift": 12, "days": 90},
    "young_votes": {"young": 8, "votes": 9, "share": 89, "usual": 12, "age": 7, "days": 14},
    "answer_ring": {"inner": 8, "overall": 9, "share": 89, "days": 90},
    "burst": {"day": "2026-11-20", "points": 150, "usual": 20, "others": 30},
    "limits": {"days": 7, "from": "2026-11-14", "to": "2026-11-20"},
    "shared_device": {"accounts": 4, "common": 9, "paid": 2},
}


def desk(suspicion, step="desk"):
    return f"/admin/fairness/suspicion/{suspicion.pk}/{step}/"


@pytest.fixture
def mora_client(sign_in):
    """A moderator as the migrations make them."""
    member = make_member("Mora", is_staff=True)
    member.groups.add(Group.objects.get(name="moderators"))
    member.user_permissions.add(Permission.objects.get(codename="view_suspicion"))
    return sign_in(member)


def test_the_lists_show_what_waits_what_is_held_and_what_was_decided(suspicion, lena, lena_client):
    opened, held, decided = LISTS
    assert "Votes for each other" in lena_client.get(opened).content.decode()
    actions.hold_suspicion(suspicion, actor=lena)
    actions.answer_suspicion(suspicion.concerned.first(), text="Colleagues.")
    assert "Votes for each other" not in lena_client.get(opened).content.decode().partition("<main")[2]
    assert "somebody answered" in lena_client.get(held).content.decode()
    actions.release_suspicion(suspicion, actor=lena)
    assert "Given back" in lena_client.get(decided).content.decode()


def test_the_page_shows_evidence_people_points_and_answers(suspicion, lena, lena_client):
    actions.hold_suspicion(suspicion, actor=lena)
    actions.answer_suspicion(suspicion.concerned.first(), text="We are colleagues.")
    page = lena_client.get(desk(suspicion)).content.decode()
    for words in ("10 of the 12 votes", "Alice", "Bob", "15 points in all", 'href="/feedback/17/"', "colleagues"):
        assert words in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", Suspicion.Kind.values)
def test_every_kind_has_words(kind, language, alice, lena, sign_in):
    lena.language = language
    lena.save()
    suspicion = suspect(earn(alice, key="reply:1:accepted"), kind=kind, fingerprint=kind, evidence=EVIDENCE[kind])
    page = sign_in(lena).get(desk(suspicion))
    assert page.status_code == 200
    assert "evidence" in page.content.decode()


def test_what_others_took_back_is_not_counted(suspicion, lena_client):
    reverse_awards("reply:1")
    page = lena_client.get(desk(suspicion)).content.decode()
    assert "5 points in all" in page
    assert "1 entry is taken back for another reason" in page


@pytest.mark.parametrize("step", STEPS)
def test_only_a_press_does_anything(step, suspicion, lena_client):
    assert lena_client.get(desk(suspicion, step)).status_code == 405
    assert Suspicion.objects.get().is_open


def test_the_four_buttons(suspicion, lena_client, alice, bob):
    def press(step, note=""):
        answer = lena_client.post(desk(suspicion, step), {"note": note})
        suspicion.refresh_from_db()
        return answer.status_code, suspicion.state

    assert press("hold", "We look.") == (302, "held")
    assert press("hold") == (302, "held")
    assert press("dismiss") == (422, "held")
    assert press("reverse") == (422, "held")
    assert press("reverse", "Arranged.") == (302, "reversed")
    assert press("reverse", "Arranged.") == (302, "reversed")
    assert press("release", "We were wrong.") == (302, "released")
    assert press("release") == (302, "released")
    assert Account.objects.get(member=alice).balance == 10
    assert Notification.objects.filter(member=bob).count() == 3
    other = suspect(earn(alice, key="reply:5:accepted"), kind="burst", fingerprint="burst:5")
    assert lena_client.post(desk(other, "dismiss"), {"note": "Friends."}).status_code == 302
    other.refresh_from_db()
    assert (other.state, other.note) == ("dismissed", "Friends.")


def test_refused_words_stay_in_the_field(suspicion, lena, lena_client):
    refused = lena_client.post(desk(suspicion, "hold"), {"note": "x" * 301})
    assert refused.status_code == 422
    assert "x" * 301 in refused.content.decode()
    actions.hold_suspicion(suspicion, actor=lena)
    refused = lena_client.post(desk(suspicion, "dismiss"), {"note": "But why?"})
    assert "But why?" in refused.content.decode()
    assert "decided about it meanwhile" in refused.content.decode()


def test_moderators_look_and_leads_decide(suspicion, mora_client):
    for address in [*LISTS, desk(suspicion)]:
        assert mora_client.get(address).status_code == 200
    assert "Hold 15 points" not in mora_client.get(desk(suspicion)).content.decode()
    for step in STEPS:
        assert mora_client.post(desk(suspicion, step), {"note": "x"}).status_code == 403
    assert Suspicion.objects.get().is_open


def test_nobody_else_comes_near_it(suspicion, alice_client, visitor, sign_in):
    bare = sign_in(make_member(is_staff=True))
    for address in [*LISTS, desk(suspicion), *(desk(suspicion, step) for step in STEPS)]:
        assert visitor.get(address).status_code == 302
        assert alice_client.get(address).status_code == 302
        assert bare.get(address).status_code == 403
        assert alice_client.post(address, {"note": "x"}).status_code == 302
        assert bare.post(address, {"note": "x"}).status_code == 403
    assert Suspicion.objects.get().is_open


def test_who_is_concerned_neither_sees_nor_decides_it(lena, lena_client):
    own = suspect(earn(lena, key="reply:1:accepted"))
    assert "Votes for each other" not in lena_client.get(LISTS[0]).content.decode()
    assert lena_client.get(desk(own)).status_code == 404
    assert lena_client.post(desk(own, "dismiss"), {"note": ""}).status_code == 404
    assert lena_client.get(f"/admin/fairness/suspicion/{own.pk}/change/").status_code == 302
    assert own.state == "open"


def test_the_table_is_only_looked_at(suspicion, adam_client):
    base = "/admin/fairness/suspicion/"
    assert adam_client.get(base).status_code == 200
    assert adam_client.get(f"{base}{suspicion.pk}/change/").status_code == 200
    assert adam_client.get(f"{base}add/").status_code == 403
    assert adam_client.post(f"{base}{suspicion.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_rail_counts_what_waits(suspicion, lena_client, tessa_client):
    assert '"/admin/fairness/suspicion/queue/"' in lena_client.get("/admin/").content.decode()


def test_a_list_costs_the_same_however_long(suspicion, alice, lena_client, django_assert_num_queries):
    lena_client.get(LISTS[0])
    with django_assert_num_queries(12):
        lena_client.get(LISTS[0])
    for number in range(5):
        suspect(earn(alice, key=f"reply:{number}9:accepted"), kind="burst", fingerprint=f"burst:{number}")
    with django_assert_num_queries(12):
        lena_client.get(LISTS[0])


def test_the_page_costs_the_same_however_much_it_is_about(alice, lena_client, django_assert_max_num_queries):
    entries = [earn(alice, key=f"reply:{number}:accepted") for number in range(40)]
    suspicion = suspect(*entries, others=[make_member() for _n in range(10)])
    with django_assert_max_num_queries(22):
        lena_client.get(desk(suspicion))


def test_no_name_of_a_private_group_reaches_whom_it_concerns(alice, bob, lena, sign_in):
    """What the machine saw there stays with the team: neither notice nor page nor audit words carry the evidence."""
    secret = {"links": [["Secret circle", "/talk/77/"]], "inner": 9, "cast": 9, "share": 100, "lift": 9, "days": 90}
    suspicion = suspect(earn(alice, key="reply:1:accepted"), earn(bob, key="reply:2:accepted"), evidence=secret)
    actions.hold_suspicion(suspicion, actor=lena)
    page = sign_in(alice).get("/rewards/held/").content.decode()
    assert "Secret" not in page
    assert "/talk/77/" not in page
    assert "Secret" not in repr(list(Notification.objects.values()))
