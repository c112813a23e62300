import pytest
from django.db import DatabaseError, transaction

from community.models import MailChoice, Member
from community.notices import notify
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

CHOICES = "/me/mail/"
KINDS = dict.fromkeys([kind for kind in MailChoice.Kind.values if kind != "duties"], "at_once")
ALL = KINDS | {"hour": 8, "weekday": 0}


def chosen(member):
    return dict(MailChoice.objects.filter(member=member).values_list("kind", "frequency"))


def test_without_a_choice_all_comes_at_once(alice_client):
    form = alice_client.get(CHOICES).context["form"]
    assert {name: form[name].value() for name in form.fields} == ALL


def test_each_kind_is_chosen_by_itself_twice(alice, bob, alice_client):
    wanted = ALL | {"comments": "never"}
    for _twice in range(2):
        assert alice_client.post(CHOICES, wanted).headers["Location"] == CHOICES
        assert chosen(alice) == KINDS | {"comments": "never"}
    assert chosen(bob) == {}
    form = alice_client.get(CHOICES).context["form"]
    assert form["comments"].value() == "never"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"comments": "hourly"}, {"comments": ""}, {"comments": "\x00"}),
        *({"hour": "24"}, {"hour": "-1"}, {"hour": "x" * 10_000}, {"hour": ""}, {"weekday": "7"}, {"weekday": "😀"}),
    ],
)
def test_wrong_choices_change_nothing_and_are_shown(wrong, alice, alice_client):
    answer = alice_client.post(CHOICES, ALL | {"progress": "weekly"} | wrong)
    if "\x00" in wrong.values():
        assert answer.status_code == 400
    else:
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == list(wrong)
        assert answer.context["form"]["progress"].value() == "weekly"
    assert chosen(alice) == {}
    alice.refresh_from_db()
    assert (alice.digest_hour, alice.digest_weekday) == (8, 0)


def test_daily_and_weekly_and_their_hour(alice, alice_client):
    wanted = ALL | {"comments": "daily", "progress": "weekly", "hour": 20, "weekday": 4}
    for _twice in range(2):
        assert alice_client.post(CHOICES, wanted).headers["Location"] == CHOICES
    assert chosen(alice) == KINDS | {"comments": "daily", "progress": "weekly"}
    alice.refresh_from_db()
    assert (alice.digest_hour, alice.digest_weekday) == (20, 4)
    form = alice_client.get(CHOICES).context["form"]
    assert [form[name].value() for name in ("comments", "progress", "hour", "weekday")] == ["daily", "weekly", 20, 4]


@pytest.mark.parametrize("fields", [{"digest_hour": 24}, {"digest_weekday": 7}])
def test_the_database_refuses_other_hours_and_days(fields, alice):
    with pytest.raises(DatabaseError), transaction.atomic():
        Member.objects.filter(pk=alice.pk).update(**fields)


def test_it_says_when_the_next_one_comes(alice, alice_client):
    alice_client.post(CHOICES, ALL | {"answers": "daily"})
    assert "Your next one goes out" not in words_of(alice_client.get(CHOICES))
    notify([alice.pk], kind="feedback.answered", cause_key="x", params={}, url="/", mail_kind="answers")
    assert "Your next one goes out" in words_of(alice_client.get(CHOICES))


def test_other_fields_are_ignored(alice, bob, alice_client):
    alice_client.post(CHOICES, ALL | {"member": bob.pk, "secrets": "never"})
    assert chosen(alice) == KINDS
    assert chosen(bob) == {}


def test_visitors_are_asked_to_sign_in(visitor):
    assert asks_to_sign_in(visitor.get(CHOICES))
    assert asks_to_sign_in(visitor.post(CHOICES, ALL))


def test_the_team_alone_is_asked_about_its_duties(tessa, tessa_client):
    wanted = ALL | {"duties": "never"}
    tessa_client.post(CHOICES, wanted)
    assert chosen(tessa) == KINDS | {"duties": "never"}
