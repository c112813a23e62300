"""The one question of others: who is meant."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone

from community import actions as community_actions
from community.models import Interest
from community.segments import members_of
from community.segments.actions import compute_segments, save_segment
from community.segments.filters import clean_filters, conditions_of
from community.segments.models import SavedSegment, Segment
from tests.factories import make_group
from tests.segments.conftest import make_acts, make_old

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Three members: one votes, one hosts and writes, one reads English and is of the team; and one who left."""
    voter, host = make_old("Vera", joined=400), make_old("Hugo", joined=100, language="zh-hans")
    staff, gone = make_old("Tom", joined=10, is_staff=True), make_old("Gone", is_active=False)
    make_acts(voter, 3, kind="vote")
    make_acts(host, 3, kind="feedback")
    make_acts(host, 40, kind="comment")
    make_acts(staff, 2, kind="post")
    make_acts(gone, 1)
    group = make_group("Bakers")
    for member in (host, gone):
        community_actions.join_group(group, actor=member)
    community_actions.set_hosts(group, [host], actor=staff)
    compute_segments(timezone.localdate())
    return {"Vera": voter, "Hugo": host, "Tom": staff, "group": group}


def names(audience):
    return sorted(members_of(audience).values_list("name", flat=True))


def test_all_a_group_and_a_segment(people):
    assert names("all") == ["Hugo", "Tom", "Vera"]
    assert names(people["group"]) == ["Hugo"]
    assert names(Segment.NEWCOMER) == names("newcomer") == ["Tom"]
    # Who was made a host joined a group today.
    assert names("active") == ["Hugo", "Vera"]
    assert names("core") == []


def test_who_never_proved_the_address_is_nobodys_audience(people, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    for audience in ("all", people["group"], Segment.NEWCOMER, SavedSegment(filters={"segments": ["active"]})):
        assert names(audience) == []
    for name in ("Hugo", "Tom"):
        member = people[name]
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    EmailAddress.objects.create(user=people["Vera"], email=people["Vera"].email)
    assert names("all") == ["Hugo", "Tom"]
    assert names(people["group"]) == names(SavedSegment(filters={"segments": ["active"]})) == ["Hugo"]
    assert names(Segment.NEWCOMER) == ["Tom"]


@pytest.mark.parametrize("word", ["", "everybody", "newcomers"])
def test_no_other_word_names_anybody(word):
    with pytest.raises(ValueError, match=word or "''"):
        members_of(word)


def day(age):
    return (timezone.localdate() - timedelta(days=age)).isoformat()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"segments": ["newcomer", "core"]}, ["Tom"]),
        ({"joined_from": day(101)}, ["Hugo", "Tom"]),
        ({"joined_to": day(99)}, ["Hugo", "Vera"]),
        ({"joined_from": day(101), "joined_to": day(99)}, ["Hugo"]),
        ({"joined_to": "9999-12-31"}, ["Hugo", "Tom", "Vera"]),
        ({"joined_from": "0001-01-01"}, ["Hugo", "Tom", "Vera"]),
        ({"language": "zh-hans"}, ["Hugo"]),
        ({"did": ["vote"]}, ["Vera"]),
        ({"did": ["vote"], "did_days": 3}, []),
        ({"did": ["vote"], "did_days": 4}, ["Vera"]),
        ({"did": ["comment"], "did_days": 30}, []),
        ({"did": ["comment"], "did_days": 60}, ["Hugo"]),
        ({"did": ["vote", "feedback"]}, ["Hugo", "Vera"]),
        ({"did": ["post"]}, ["Tom"]),
        ({"did": ["join_group"]}, ["Hugo"]),
        ({"roles": ["hosts"]}, ["Hugo"]),
        ({"roles": ["team"]}, ["Tom"]),
        ({"roles": ["others"]}, ["Vera"]),
        ({"roles": ["hosts", "others"]}, ["Hugo", "Vera"]),
        ({"roles": ["team"], "did": ["vote"]}, []),
    ],
)
def test_what_a_filter_finds(filters, found, people):
    assert names(SavedSegment(filters=filters)) == found
    assert conditions_of(clean_filters(filters))


def test_a_filter_by_groups(people):
    other = make_group()
    assert names(SavedSegment(filters={"groups": [people["group"].pk, other.pk]})) == ["Hugo"]
    assert names(SavedSegment(filters={"groups": [other.pk]})) == []
    assert names(SavedSegment(filters={"groups": [987654]})) == []


def test_a_filter_by_interests(people):
    bread, paper = (Interest.objects.create(name=name, name_en=name) for name in ("Bread", "Paper"))
    people["Vera"].interests.set([bread, paper])
    people["Tom"].interests.set([paper])
    assert names(SavedSegment(filters={"interests": [bread.pk]})) == ["Vera"]
    assert names(SavedSegment(filters={"interests": [bread.pk, paper.pk]})) == ["Tom", "Vera"]
    assert names(SavedSegment(filters={"interests": [paper.pk], "roles": ["others"]})) == ["Vera"]
    assert names(SavedSegment(filters={"interests": [987654]})) == []
    assert conditions_of({"interests": [bread.pk, paper.pk]}) == ["cares about Bread or Paper"]


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({}, "filter_empty"),
        ({"segments": []}, "filter_empty"),
        ({"did_days": 30}, "filter_empty"),
        ([], "filter_unknown"),
        ("x", "filter_unknown"),
        ({"password__startswith": "a"}, "filter_unknown"),
        ({"is_superuser": True}, "filter_unknown"),
        ({"segments": ["royal"]}, "filter_value"),
        ({"segments": "core"}, "filter_value"),
        ({"segments": [["core"]]}, "filter_value"),
        ({"joined_from": "yesterday"}, "filter_value"),
        ({"joined_from": 3}, "filter_value"),
        ({"joined_from": "2026-02-30"}, "filter_value"),
        ({"joined_from": "2026-02-02", "joined_to": "2026-02-01"}, "filter_order"),
        ({"groups": ["1"]}, "filter_value"),
        ({"groups": [True]}, "filter_value"),
        ({"groups": [10**18]}, "filter_value"),
        ({"groups": [0]}, "filter_value"),
        ({"groups": list(range(1, 52))}, "filter_value"),
        ({"interests": ["1"]}, "filter_value"),
        ({"language": "fr"}, "filter_value"),
        ({"language": ["en"]}, "filter_value"),
        ({"did": ["login"]}, "filter_value"),
        ({"did": ["vote"], "did_days": 0}, "filter_value"),
        ({"did": ["vote"], "did_days": 366}, "filter_value"),
        ({"did": ["vote"], "did_days": "30"}, "filter_value"),
        ({"roles": ["root"]}, "filter_value"),
    ],
)
def test_only_what_is_on_the_list_is_stored_or_read(filters, code, adam):
    for attempt in (
        lambda: clean_filters(filters),
        lambda: save_segment(SavedSegment(name="x", filters=filters), actor=adam),
        lambda: members_of(SavedSegment(filters=filters)),
    ):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert refused.value.code == code
    assert not SavedSegment.objects.exists()
