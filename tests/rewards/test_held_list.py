"""The page on which a member reads what of his points is held, and the one answer he can give."""

import pytest

from rewards.fairness import actions
from rewards.fairness.models import Concerned
from tests.factories import make_member
from tests.rewards.conftest import earn, suspect

pytestmark = pytest.mark.django_db
PAGE = "/rewards/held/"


@pytest.fixture
def held(suspicion, lena):
    actions.hold_suspicion(suspicion, actor=lena, note="We look at the votes.")
    return suspicion


def address(suspicion):
    return f"/rewards/held/{suspicion.pk}/answer/"


def answers():
    return list(Concerned.objects.exclude(answer="").values_list("member__name", "answer"))


def test_a_member_reads_what_is_held_and_why(held, alice_client):
    page = alice_client.get(PAGE).content.decode()
    for words in ("10 points", "held while we look", "voted for each other", "We look at the votes.", "1 entry"):
        assert words in page
    # Neither who else it concerns nor what the machine counted.
    assert "Bob" not in page
    assert "83" not in page
    assert alice_client.get(PAGE).headers["Cache-Control"].startswith("max-age=0")


def test_strangers_and_those_without_points_in_it_read_nothing(held, carol, carol_client, visitor):
    Concerned.objects.create(suspicion=held, member=carol, role="voter")
    page = carol_client.get(PAGE).content.decode()
    assert "Nothing of yours is held" in page
    assert "voted for each other" not in page
    assert visitor.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_one_that_is_open_or_dismissed_is_not_shown(suspicion, alice_client, lena):
    assert "Nothing of yours is held" in alice_client.get(PAGE).content.decode()
    actions.dismiss_suspicion(suspicion, actor=lena)
    assert "Nothing of yours is held" in alice_client.get(PAGE).content.decode()


def test_what_came_of_it_stays_to_be_read(held, alice_client, lena):
    actions.reverse_suspicion(held, actor=lena, note="Arranged.")
    page = alice_client.get(PAGE).content.decode()
    assert "taken back" in page
    assert "Arranged." in page
    actions.release_suspicion(held, actor=lena, note="We were wrong.")
    page = alice_client.get(PAGE).content.decode()
    assert "given back" in page
    assert "We were wrong." in page
    assert "<textarea" not in page


def test_the_page_costs_the_same_however_much_stands_on_it(held, lena, alice, alice_client, django_assert_num_queries):
    alice_client.get(PAGE)
    with django_assert_num_queries(6):
        alice_client.get(PAGE)
    for number in range(2, 6):
        more = suspect(earn(alice, key=f"reply:{number}0:accepted"), fingerprint=f"burst:{number}", kind="burst")
        actions.hold_suspicion(more, actor=lena)
    with django_assert_num_queries(6):
        alice_client.get(PAGE)


def test_older_ones_are_behind_a_link(alice, lena, alice_client, monkeypatch):
    monkeypatch.setattr("rewards.fairness.views.PAGE", 1)
    pks = []
    for number in (1, 2):
        one = suspect(earn(alice, key=f"reply:{number}:accepted"), fingerprint=f"burst:{number}", kind="burst")
        actions.hold_suspicion(one, actor=lena)
        pks.append(one.pk)
    page = alice_client.get(PAGE).content.decode()
    assert f"?before={pks[1]}" in page
    assert f'id="look-{pks[0]}"' not in page
    assert f'id="look-{pks[0]}"' in alice_client.get(f"{PAGE}?before={pks[1]}").content.decode()
    assert alice_client.get(f"{PAGE}?before=x").status_code == 200


# --- the answer ---------------------------------------------------------------------------------------------


def test_it_is_kept(held, alice_client):
    answer = alice_client.post(address(held), {"text": "We are colleagues."})
    assert answer.headers["Location"] == f"{PAGE}#look-{held.pk}"
    assert answers() == [("Alice", "We are colleagues.")]
    page = alice_client.get(PAGE).content.decode()
    assert "We are colleagues." in page
    assert "<textarea" not in page


def test_twice_is_once_and_another_one_is_refused_with_what_was_typed(held, alice_client):
    for _press in range(2):
        assert alice_client.post(address(held), {"text": "Colleagues."}).status_code == 302
    refused = alice_client.post(address(held), {"text": "And friends."})
    assert refused.status_code == 422
    assert "You have answered already" in refused.content.decode()
    assert answers() == [("Alice", "Colleagues.")]


def test_looking_leads_to_the_page(held, alice_client):
    assert alice_client.get(address(held)).headers["Location"] == f"{PAGE}#look-{held.pk}"
    assert answers() == []


def test_visitors_and_strangers_have_no_say(held, visitor, carol_client, sign_in):
    assert visitor.post(address(held), {"text": "Me too."}).headers["Location"].startswith("/accounts/login/")
    assert carol_client.post(address(held), {"text": "Me too."}).status_code == 404
    assert sign_in(make_member()).post("/rewards/held/99999/answer/", {"text": "x"}).status_code == 404
    assert answers() == []


def test_before_anything_is_held_the_door_is_not_there(suspicion, alice_client):
    assert alice_client.post(address(suspicion), {"text": "What?"}).status_code == 404


def test_nothing_and_too_much_are_refused_by_the_field(held, alice_client):
    for text, words in (("  ", "Write your answer first."), ("x" * 1001, "at most 1000 characters")):
        refused = alice_client.post(address(held), {"text": text})
        assert refused.status_code == 422
        page = refused.content.decode()
        assert words in page
        assert text.strip() in page
    assert answers() == []


def test_when_it_was_given_back_meanwhile_what_was_typed_stays(held, lena, alice_client):
    actions.release_suspicion(held, actor=lena)
    refused = alice_client.post(address(held), {"text": "Colleagues."})
    assert refused.status_code == 422
    assert "Colleagues." in refused.content.decode()


def test_with_htmx_it_works_too(held, alice_client):
    assert alice_client.post(address(held), {"text": "Hello."}, HTTP_HX_REQUEST="true").status_code == 302
    assert answers() == [("Alice", "Hello.")]
