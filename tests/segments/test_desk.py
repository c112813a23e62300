"""People at a glance, and filters that are tried before they are kept."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from community.models import AuditEntry, Interest, Member
from community.segments.actions import compute_segments
from community.segments.models import SavedSegment, Segment, SegmentDay
from tests.announcing.conftest import make_announcement
from tests.factories import make_group, make_member
from tests.pages import HTMX, words_of
from tests.segments.conftest import make_acts, make_old

pytestmark = pytest.mark.django_db
TABLE = "/admin/segments/savedsegment/"
GLANCE = f"{TABLE}glance/"
FORM = {"name": "The core", "segments": ["core"], "did_days": "30"}


def change(saved):
    return f"{TABLE}{saved.pk}/change/"


def make_saved(name="The core", **filters):
    return SavedSegment.objects.create(name=name, filters=filters or {"segments": ["core"]})


# --- at a glance --------------------------------------------------------------------------------------------


def test_figures_against_a_month_ago(lead_client):
    today = timezone.localdate()
    for age, core, dormant in ((45, 9, 9), (31, 5, 8), (7, 6, 8), (0, 7, 6)):
        for segment, count in ((Segment.CORE, core), (Segment.DORMANT, dormant)):
            SegmentDay.objects.create(day=today - timedelta(days=age), segment=segment, count=count)
    page = lead_client.get(GLANCE)
    figures = {one.segment: (one.count, one.change, one.share) for one in page.context["standings"]}
    assert figures["core"] == (7, 2, 54)
    assert figures["dormant"] == (6, -2, 46)
    assert figures["active"] == (0, None, 0)
    words = words_of(page)
    assert "2 more than a month ago" in words
    assert "2 fewer than a month ago" in words
    # The table behind the chart holds the same days.
    assert [day for day, _counts in page.context["rows"]] == [today - timedelta(days=age) for age in (0, 7, 31, 45)]
    assert page.content.decode().count("<polyline") == 5


def test_a_chart_goes_by_weeks_and_half_a_year_back(lead_client):
    today = timezone.localdate()
    for age in range(0, 400, 3):
        SegmentDay.objects.create(day=today - timedelta(days=age), segment="core", count=age)
    rows = [day for day, _counts in lead_client.get(GLANCE).context["rows"]]
    steps = {(later - earlier).days for later, earlier in pairwise(rows)}
    assert rows[0] == today
    assert steps == {9}
    assert (today - rows[-1]).days <= 182


def test_before_the_first_night_it_says_so(lead_client):
    assert "Nothing is counted yet" in words_of(lead_client.get(GLANCE))


@pytest.mark.parametrize("path", [GLANCE, TABLE, f"{TABLE}add/"])
def test_it_is_for_leads(path, lead_client, moderator_client, alice_client, visitor):
    assert lead_client.get(path).status_code == 200
    for browser, code in ((moderator_client, 403), (alice_client, 302), (visitor, 302)):
        assert browser.get(path).status_code == code
        assert browser.post(path, FORM).status_code == (405 if code == 403 and path == GLANCE else code)
    assert not SavedSegment.objects.exists()


# --- trying and keeping -------------------------------------------------------------------------------------


@pytest.fixture
def core():
    """Twelve members who take part nearly each day."""
    members = [make_old(f"Core {n}") for n in range(12)]
    for member in members:
        make_acts(member, *range(10))
    compute_segments(timezone.localdate())
    return members


def test_a_filter_shows_whom_it_finds_before_it_is_kept(core, lead_client):
    page = lead_client.post(f"{TABLE}add/", FORM | {"try": "1"})
    assert page.status_code == 200
    assert page.context["count"] == 12
    assert [member.name for member in page.context["examples"]] == [f"Core {n}" for n in range(11, 1, -1)]
    assert "12 members" in words_of(page)
    assert not SavedSegment.objects.exists()
    part = lead_client.post(f"{TABLE}add/", FORM | {"try": "1"}, **HTMX)
    assert "12 members" in words_of(part)
    assert "<html" not in part.content.decode()
    assert not SavedSegment.objects.exists()


def test_keeping_and_changing_is_audited(lead, lead_client):
    group, bread = make_group(), Interest.objects.create(name="面包", name_en="Bread")
    assert lead_client.post(f"{TABLE}add/", FORM).status_code == 302
    saved = SavedSegment.objects.get()
    assert (saved.filters, saved.author) == ({"segments": ["core"]}, lead)
    wanted = FORM | {
        "segments": [],
        "groups": [group.pk],
        "interests": [bread.pk],
        "did": ["vote"],
        "did_days": "7",
        "joined_from": "2026-01-31",
    }
    assert lead_client.post(change(saved), wanted).status_code == 302
    saved.refresh_from_db()
    assert saved.filters == {
        "joined_from": "2026-01-31",
        "groups": [group.pk],
        "interests": [bread.pk],
        "did": ["vote"],
        "did_days": 7,
    }
    page = lead_client.get(change(saved)).content.decode()
    assert 'value="2026-01-31"' in page
    assert group.name in page
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"segments.savedsegment.created", "segments.savedsegment.edited"} <= actions


def test_saving_again_keeps_what_is_no_longer_offered(lead_client):
    group, bread = make_group(), Interest.objects.create(name="面包", name_en="Bread")
    wanted = FORM | {"groups": [group.pk], "interests": [bread.pk]}
    lead_client.post(f"{TABLE}add/", wanted)
    saved = SavedSegment.objects.get()
    before = saved.filters
    type(group).objects.update(is_active=False)
    Interest.objects.update(is_active=False)
    page = lead_client.get(change(saved))
    assert group.name in page.content.decode()
    assert "Bread" in words_of(page)
    assert lead_client.post(change(saved), wanted).status_code == 302
    saved.refresh_from_db()
    assert saved.filters == before
    # To others it is still not offered.
    refused = lead_client.post(f"{TABLE}add/", wanted | {"name": "Another"})
    assert set(refused.context["form"].errors) >= {"groups", "interests"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"segments": ["royal"]}, "segments"),
        ({"segments": []}, "__all__"),
        ({"joined_from": "yesterday"}, "joined_from"),
        ({"joined_from": "2026-02-02", "joined_to": "2026-02-01"}, "__all__"),
        ({"groups": ["abc"]}, "groups"),
        ({"groups": ["9" * 30]}, "groups"),
        ({"groups": ["999999"]}, "groups"),
        ({"language": "fr"}, "language"),
        ({"did": ["login"]}, "did"),
        ({"did": ["vote"], "did_days": "0"}, "did_days"),
        ({"did": ["vote"], "did_days": "366"}, "did_days"),
        ({"did": ["vote"], "did_days": "x"}, "did_days"),
        ({"roles": ["root"]}, "roles"),
    ],
)
def test_what_is_no_condition_is_said_by_the_field_and_stays_typed(fields, wrong, lead_client):
    for pressed in ({}, {"try": "1"}):
        page = lead_client.post(f"{TABLE}add/", FORM | fields | pressed)
        assert page.status_code == 422
        assert wrong in page.context["form"].errors
    assert "errorlist" in lead_client.post(f"{TABLE}add/", FORM | fields | {"try": "1"}, **HTMX).content.decode()
    assert not SavedSegment.objects.exists()


def test_a_name_is_taken_once(lead_client):
    make_saved()
    assert "name" in lead_client.post(f"{TABLE}add/", FORM).context["form"].errors


def test_a_filter_that_is_in_use_stays(lead_client):
    saved = make_saved()
    make_announcement(publish=False, audience="saved", saved_segment=saved)
    page = lead_client.post(f"{TABLE}{saved.pk}/remove/", follow=True)
    assert "Something is addressed to this filter" in words_of(page)
    assert SavedSegment.objects.exists()


def test_a_filter_is_taken_away_once(lead_client, moderator_client):
    saved = make_saved()
    address = f"{TABLE}{saved.pk}/remove/"
    assert lead_client.get(address).status_code == 405
    assert moderator_client.post(address).status_code == 403
    for _twice in range(2):
        assert lead_client.post(address).status_code == 302
    assert AuditEntry.objects.filter(action="segments.savedsegment.removed").count() == 1


@pytest.mark.parametrize("key", ["0", "9" * 18])
def test_numbers_of_nothing(key, lead_client):
    assert lead_client.get(f"{TABLE}{key}/change/").status_code == 404
    assert lead_client.post(f"{TABLE}{key}/change/", FORM).status_code == 404


def test_the_table_says_conditions_in_words(lead_client):
    make_saved(segments=["core", "active"], did=["vote"], did_days=7, language="en", roles=["hosts"])
    words = words_of(lead_client.get(TABLE))
    assert "Core or Active · reads English · voted in the last 7 days · Hosts of groups" in words


def test_examples_are_members_that_are_there(lead_client):
    make_member("Gone", is_active=False, language="zh-hans")
    page = lead_client.post(f"{TABLE}add/", FORM | {"segments": [], "language": "zh-hans", "try": "1"})
    assert page.context["count"] == Member.objects.filter(is_active=True, language="zh-hans").count() == 0
