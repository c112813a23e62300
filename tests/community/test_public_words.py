"""Words beside contributions that others read too: names, descriptions, remarks. Blocked words are refused there."""

import pytest
from django.contrib.auth.models import Permission

from community.moderation.models import BlockedWord
from community.moderation.words import squeeze
from feedback.models import Status
from tests.factories import join, make_feedback, make_fix_note, make_group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gold():
    BlockedWord.objects.create(words="cheap gold", squeezed=squeeze("cheap gold"), action="refuse")


def test_a_profile(alice, alice_client):
    form = {"name": "Alice", "bio": "Buy cheap gold here", "language": "en", "time_zone": "Asia/Shanghai"}
    answer = alice_client.post("/me/profile/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors["bio"].as_data()[0].code == "blocked_word"
    assert "Buy cheap gold here" in answer.content.decode()
    answer = alice_client.post("/me/profile/", form | {"name": "Ch\u200beap  GOLD", "bio": ""})
    assert answer.context["form"].errors["name"].as_data()[0].code == "blocked_word"
    alice.refresh_from_db()
    assert (alice.name, alice.bio) == ("Alice", "")


def test_signing_up(visitor):
    form = {"name": "Cheap gold", "email": "new@example.org", "password1": "a-long-secret-9"}
    answer = visitor.post("/accounts/signup/", form)
    assert "name" in answer.context["form"].errors


@pytest.mark.parametrize("field", ["name", "description", "rules"])
def test_a_group(field, alice, alice_client):
    alice.user_permissions.add(Permission.objects.get(codename="add_interestgroup"))
    form = {"name": "Bread", "description": "", "rules": "", "hue": "0", "door": "open", field: "Cheap gold"}
    answer = alice_client.post("/groups/new/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field].as_data()[0].code == "blocked_word"


def test_asking_to_be_let_in(alice, bob_client):
    group = make_group("Bakers", policy="request")
    join(group, alice, host=True)
    bob_client.post(f"/groups/{group.slug}/ask/", {"words": "I sell cheap gold."})
    assert not group.join_requests.exists()


def test_a_remark_on_a_fix(alice, alice_client, tessa):
    item = make_feedback(alice, status=Status.PLANNED, by=tessa)
    make_fix_note([item], actor=tessa)
    answer = alice_client.post(f"/feedback/{item.pk}/rate/", {"score": "5", "remark": "Cheap gold!"})
    assert answer.status_code == 422
    item.refresh_from_db()
    assert not item.ratings.exists()
