import pytest

from community.models import MailChoice
from tests.pages import asks_to_sign_in

pytestmark = pytest.mark.django_db

CHOICES = "/me/mail/"
ALL = dict.fromkeys([kind for kind in MailChoice.Kind.values if kind != "duties"], "at_once")


def chosen(member):
    return dict(MailChoice.objects.filter(member=member).values_list("kind", "frequency"))


def test_without_a_choice_all_comes_at_once(alice_client):
    form = alice_client.get(CHOICES).context["form"]
    assert {name: form[name].value() for name in form.fields} == ALL


def test_each_kind_is_chosen_by_itself_twice(alice, bob, alice_client):
    wanted = ALL | {"comments": "never"}
    for _twice in range(2):
        assert alice_client.post(CHOICES, wanted).headers["Location"] == CHOICES
        assert chosen(alice) == wanted
    assert chosen(bob) == {}
    form = alice_client.get(CHOICES).context["form"]
    assert form["comments"].value() == "never"


@pytest.mark.parametrize("wrong", [{"comments": "hourly"}, {"comments": ""}])
def test_wrong_choices_change_nothing(wrong, alice, alice_client):
    assert alice_client.post(CHOICES, ALL | wrong).context["form"].errors
    assert chosen(alice) == {}


def test_other_fields_are_ignored(alice, bob, alice_client):
    alice_client.post(CHOICES, ALL | {"member": bob.pk, "secrets": "never"})
    assert chosen(alice) == ALL
    assert chosen(bob) == {}


def test_visitors_are_asked_to_sign_in(visitor):
    assert asks_to_sign_in(visitor.get(CHOICES))
    assert asks_to_sign_in(visitor.post(CHOICES, ALL))


def test_the_team_alone_is_asked_about_its_duties(tessa, tessa_client):
    wanted = ALL | {"duties": "never"}
    tessa_client.post(CHOICES, wanted)
    assert chosen(tessa) == wanted
