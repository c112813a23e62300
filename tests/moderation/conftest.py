"""What the tests of care share: a lead, and words of Alice that somebody may report."""

import pytest
from django.contrib.auth.models import Group

from community.moderation import actions
from community.moderation.models import Case
from community.moderation.things import care_of
from tests.factories import make_comment, make_feedback, make_member


@pytest.fixture
def lea(db):
    """A lead."""
    member = make_member("Lea", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return member


@pytest.fixture
def lea_client(lea, sign_in):
    return sign_in(lea)


@pytest.fixture
def item(bob):
    """Bob's item, under which Alice says something."""
    return make_feedback(bob, "The lift is slow.")


@pytest.fixture
def comment(item, alice):
    return make_comment(item, alice, "You are all fools.")


@pytest.fixture
def report():
    """A function that reports something and gives its case."""

    def reporting(kind, thing, actor, reason="harassment", words=""):
        return actions.report_thing(kind, thing, actor=actor, reason=reason, words=words)[0].case

    return reporting


@pytest.fixture
def case(report, comment, bob):
    """Bob has reported Alice's comment."""
    return Case.objects.get(pk=report("comment", comment, bob).pk)


@pytest.fixture
def fresh():
    """A function that reads what a case is about anew."""
    return lambda case: care_of(case.kind).find(case.object_id)
