"""Teams: who is on duty, whose turn it is, handing over, and the workload page."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Notification
from feedback import actions
from feedback.duty import on_duty, team_for, whose_turn
from feedback.models import Absence, Feedback, Team, TeamMember
from tests.factories import make_category, make_due, make_feedback, make_member, make_team
from tests.pages import words_of

pytestmark = pytest.mark.django_db

# A Monday, nine in the morning in Shanghai.
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORKLOAD = "/admin/feedback/feedback/workload/"


@pytest.fixture
def dana(db):
    """Another of the staff."""
    return make_member("Dana", is_staff=True)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def away(member, starts_at=None, ends_at=None):
    now = timezone.now()
    return Absence.objects.create(member=member, starts_at=starts_at or now - HOUR, ends_at=ends_at or now + HOUR)


def fresh(feedback):
    return Feedback.objects.get(pk=feedback.pk)


# --- who is on duty -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends", "hours", "expected"),
    [
        (time(9), time(18), 0, True),
        (time(9), time(18), 8.99, True),
        (time(9), time(18), 9, False),
        (time(9), time(18), 24, False),
        # Through the night into Tuesday, but not on Tuesday night.
        (time(22), time(6), 12, False),
        (time(22), time(6), 13, True),
        (time(22), time(6), 20, True),
        (time(22), time(6), 21, False),
        (time(22), time(6), 37, False),
    ],
)
def test_a_shift_covers_its_hours_by_the_clock_of_the_team(begins, ends, hours, expected, tessa):
    team = make_team(members=[tessa], shifts=[(tessa, 0, begins, ends)])
    assert on_duty(team, MONDAY + timedelta(hours=hours)) == ({tessa.pk} if expected else set())


def test_sundays_night_shift_ends_on_monday(tessa):
    team = make_team(members=[tessa], shifts=[(tessa, 6, time(22), time(10))])
    assert on_duty(team, MONDAY) == {tessa.pk}


def test_without_shifts_everybody_is_on_duty_but_those_who_are_away_or_gone(tessa, dana, adam, clock):
    team = make_team(members=[tessa, dana, adam])
    away(dana)
    adam.is_active = False
    adam.save()
    assert on_duty(team, MONDAY) == {tessa.pk}
    assert on_duty(team, MONDAY + 2 * HOUR) == {tessa.pk, dana.pk}


# --- whose turn -----------------------------------------------------------------------------------------------


def test_items_go_round_by_open_load(alice, tessa, dana, clock):
    team = make_team(members=[tessa, dana], takes_rest=True)
    make_feedback(alice, fields={"owner": tessa})
    items = [make_feedback(alice) for _n in range(5)]
    assert actions.assign_unowned() == 5
    owners = [fresh(item).owner for item in items]
    # Tessa has one already: Dana, then turn by turn.
    assert owners[0] == dana
    assert sorted(owner.name for owner in owners) == ["Dana"] * 3 + ["Tessa"] * 2
    assert {fresh(item).team for item in items} == {team}
    assert actions.assign_unowned() == 0


def test_of_two_with_the_same_load_the_one_who_waited_longer_is_next(tessa, dana, clock):
    team = make_team(members=[tessa, dana])
    TeamMember.objects.filter(member=tessa).update(given_at=MONDAY - HOUR)
    assert whose_turn(team, MONDAY) == dana.pk
    TeamMember.objects.filter(member=dana).update(given_at=MONDAY)
    assert whose_turn(team, MONDAY) == tessa.pk


def test_a_category_has_its_team_and_the_rest_goes_to_one(alice, tessa, dana, clock):
    drivers, rest = make_team(members=[dana]), make_team(members=[tessa], takes_rest=True)
    delivery, other = make_category(team=drivers), make_category()
    items = [make_feedback(alice, category=category) for category in (delivery, other, None)]
    assert [team_for(fresh(item)) for item in items] == [drivers, rest, rest]
    actions.assign_unowned()
    assert [fresh(item).owner for item in items] == [dana, tessa, tessa]


def test_nobody_on_duty_means_later(alice, tessa, clock):
    make_team(members=[tessa], shifts=[(tessa, 1, time(9), time(18))], takes_rest=True)
    feedback = make_feedback(alice)
    assert actions.assign_unowned() == 0
    clock.shift(24 * HOUR)
    assert actions.assign_unowned() == 1
    assert fresh(feedback).owner == tessa


def test_what_cannot_be_given_holds_up_nothing_else(alice, tessa, dana, clock, monkeypatch):
    asleep = make_team(members=[dana], shifts=[(dana, 3, time(9), time(10))])
    make_team(members=[tessa], takes_rest=True)
    category = make_category(team=asleep)
    monkeypatch.setattr("feedback.actions.assigning.BATCH", 2)
    waiting = [make_feedback(alice, category=category) for _n in range(3)]
    other = make_feedback(alice)
    actions.assign_unowned()
    assert fresh(other).owner == tessa
    assert not any(fresh(item).owner for item in waiting)


def test_where_people_take_items_themselves_none_is_given(alice, tessa):
    make_team(members=[tessa], takes_rest=True, assigns_itself=False)
    make_feedback(alice)
    assert actions.assign_unowned() == 0


def test_settled_and_owned_items_are_left_alone(alice, tessa, dana):
    make_team(members=[dana], takes_rest=True)
    done = make_feedback(alice, status="fixed", by=tessa)
    mine = make_feedback(alice, fields={"owner": tessa})
    assert actions.assign_unowned() == 0
    assert (fresh(done).owner, fresh(mine).owner) == (None, tessa)


def test_who_is_given_an_item_is_told_once_and_the_desk_shows_why(alice, tessa, tessa_client):
    make_team(members=[tessa], takes_rest=True)
    feedback = make_feedback(alice)
    actions.assign_unowned()
    actions.assign_feedback(fresh(feedback))
    notice = Notification.objects.get(member=tessa)
    assert (notice.kind, notice.url) == ("feedback.given", f"/admin/feedback/feedback/{feedback.pk}/desk/")
    assert "with the fewest open items" in words_of(tessa_client.get(notice.url, headers={"accept-language": "en"}))
    assert AuditEntry.objects.filter(action="feedback.feedback.given").count() == 1
    assert not feedback.entries.public().exclude(kind="received").exists()


# --- handing on -----------------------------------------------------------------------------------------------


def test_what_presses_goes_on_from_who_is_away(alice, tessa, dana, clock):
    make_team(members=[tessa, dana], takes_rest=True)
    feedback = make_feedback(alice, fields={"owner": tessa})
    away(tessa, ends_at=MONDAY + 100 * HOUR)
    clock.shift(18 * HOUR)
    actions.watch_promises()
    actions.watch_promises()
    assert fresh(feedback).owner == dana
    kinds = list(Notification.objects.filter(member=dana).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["feedback.given", "feedback.promise_near"]


def test_what_is_late_goes_on_from_who_has_not_begun(alice, tessa, dana, clock):
    make_team(members=[tessa, dana], takes_rest=True)
    silent, begun = (make_feedback(alice, fields={"owner": tessa}) for _n in range(2))
    actions.add_note(begun, actor=tessa, text="I asked the driver.")
    clock.shift(18 * HOUR)
    actions.watch_promises()
    assert fresh(silent).owner == tessa
    clock.shift(6 * HOUR)
    actions.watch_promises()
    assert (fresh(silent).owner, fresh(begun).owner) == (dana, tessa)


def test_when_nobody_else_is_there_it_stays(alice, tessa, clock):
    make_team(members=[tessa], takes_rest=True)
    feedback = make_feedback(alice, fields={"owner": tessa})
    away(tessa, ends_at=MONDAY + 100 * HOUR)
    clock.shift(25 * HOUR)
    actions.watch_promises()
    assert fresh(feedback).owner == tessa


def test_handing_over_by_hand_tells_the_other_with_a_private_word(alice, tessa, dana):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, owner=dana, word_to_owner="You know the driver.")
    notice = Notification.objects.get(member=dana)
    assert notice.params["text"] == "You know the driver."
    assert feedback.entries.get(kind="note").text == "You know the driver."
    assert not feedback.entries.public().filter(text__contains="driver").exists()
    assert feedback.entries.get(kind="triage").changes == {"owner": [None, "Dana"]}


def test_who_takes_an_item_is_not_told_of_it(alice, tessa):
    actions.triage_feedback(make_feedback(alice), actor=tessa, owner=tessa)
    assert not Notification.objects.filter(member=tessa).exists()


def test_the_desk_hands_over_with_a_word(alice, tessa, dana, tessa_client):
    feedback = make_feedback(alice)
    address = f"/admin/feedback/feedback/{feedback.pk}/desk/"
    form = tessa_client.get(address).context
    posted = dict(form["seen"]) | {"owner": dana.pk, "word_to_owner": "Please."}
    assert tessa_client.post(address, posted).status_code == 302
    assert fresh(feedback).owner == dana
    assert Notification.objects.get(member=dana).params["text"] == "Please."


# --- the workload page ----------------------------------------------------------------------------------------


def test_the_workload_page_counts_what_everybody_has(alice, tessa, dana, tessa_client):
    team = make_team("Service", members=[tessa, dana])
    make_feedback(alice, fields={"owner": tessa})
    late = make_feedback(alice, fields={"owner": tessa, "team": team})
    make_due(late, timezone.now() - HOUR)
    actions.triage_feedback(make_feedback(alice), actor=dana, answer="Yes.", owner=dana)
    make_feedback(alice, fields={"team": team})
    away(dana)
    [row] = tessa_client.get(WORKLOAD).context["teams"]
    figures = [(load.member.name, load.open, load.unanswered, load.late, load.answers) for load in row.loads]
    assert figures == [("Tessa", 2, 2, 1, 0), ("Dana", 1, 0, 0, 1)]
    assert [load.on_duty for load in row.loads] == [True, False]
    assert row.loads[1].away_until
    assert row.unowned == 1


def test_a_colleagues_items_are_one_click_away(alice, tessa, dana, tessa_client):
    mine, hers = make_feedback(alice, fields={"owner": tessa}), make_feedback(alice, fields={"owner": dana})
    page = tessa_client.get(f"/admin/feedback/feedback/triage/?view=open&owner={dana.pk}")
    assert page.context["rows"] == [hers]
    assert mine not in page.context["rows"]
    for odd in ("x", "-1", "9" * 30, "", "4711"):
        assert tessa_client.get(f"/admin/feedback/feedback/triage/?view=open&owner={odd}").status_code == 200


AWAY = {"starts_at": "2030-01-01T09:00", "ends_at": "2030-01-03T18:00", "note": "Holiday"}


def test_one_says_that_one_is_away_and_is_back_again(tessa, dana, tessa_client, sign_in):
    for _twice in range(2):
        assert tessa_client.post(WORKLOAD, AWAY).headers["location"] == WORKLOAD
    absence = Absence.objects.get()
    assert (absence.member, absence.note) == (tessa, "Holiday")
    end = f"{WORKLOAD}{absence.pk}/end/"
    assert tessa_client.get(end).status_code == 405
    dana.is_superuser = True
    dana.save()
    sign_in(dana).post(end)
    assert Absence.objects.count() == 1
    for _twice in range(2):
        assert tessa_client.post(end).status_code == 302
    assert not Absence.objects.exists()


def test_an_absence_that_has_begun_ends_now_and_stays_in_the_books(tessa, tessa_client):
    absence = away(tessa)
    tessa_client.post(f"{WORKLOAD}{absence.pk}/end/")
    absence.refresh_from_db()
    assert absence.ends_at <= timezone.now()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_at": "2029-01-01T09:00"}, "ends_at"),
        ({"starts_at": "2020-01-01T09:00", "ends_at": "2020-01-02T09:00"}, "ends_at"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "9" * 400}, "starts_at"),
        ({"note": "x" * 81}, "note"),
        ({"note": "\x00"}, "note"),
        ({"starts_at": ""}, "starts_at"),
    ],
)
def test_wrong_times_are_explained_by_the_field_and_kept(wrong, field, tessa_client):
    page = tessa_client.post(WORKLOAD, AWAY | wrong)
    assert page.status_code in (400, 422)
    if page.status_code == 422:
        assert field in page.context["form"].errors
        assert page.context["form"]["ends_at"].value() == (AWAY | wrong)["ends_at"]
    assert not Absence.objects.exists()


def test_the_page_is_for_those_who_triage(visitor, alice_client):
    assert visitor.get(WORKLOAD).status_code == 302
    assert alice_client.get(WORKLOAD).status_code == 302
    assert alice_client.post(WORKLOAD, AWAY).status_code == 302
    assert not Absence.objects.exists()


# --- the tables -----------------------------------------------------------------------------------------------


def test_a_team_is_set_up_in_the_admin(adam, tessa, sign_in):
    category, taken = make_category(), make_category(team=make_team())
    posted = {
        "name": "配送组",
        "name_en": "Delivery",
        "lead": tessa.pk,
        "zone": "Asia/Shanghai",
        "categories": [category.pk, taken.pk],
        "takes_rest": "on",
        "assigns_itself": "on",
        "seats-TOTAL_FORMS": 1,
        "seats-INITIAL_FORMS": 0,
        "seats-0-member": tessa.pk,
        "shifts-TOTAL_FORMS": 1,
        "shifts-INITIAL_FORMS": 0,
        "shifts-0-member": tessa.pk,
        "shifts-0-weekday": 0,
        "shifts-0-starts_at": "22:00",
        "shifts-0-ends_at": "06:00",
    }
    browser = sign_in(adam)
    for wrong in ({"zone": "Mars/Base"}, {"shifts-0-ends_at": "22:00"}, {"lead": 4711}, {"name": ""}):
        assert browser.post("/admin/feedback/team/add/", posted | wrong).status_code == 200
        assert not Team.objects.filter(name="配送组").exists()
    assert browser.post("/admin/feedback/team/add/", posted).status_code == 302
    team = Team.objects.get(name="配送组")
    assert set(team.categories.all()) == {category, taken}
    assert on_duty(team, MONDAY + 14 * HOUR) == {tessa.pk}
    # Only one takes the rest.
    assert browser.post("/admin/feedback/team/add/", posted | {"name": "Other"}).status_code == 200
    assert Team.objects.filter(takes_rest=True).count() == 1


def test_a_calendar_with_odd_hours_is_refused_in_words(adam, sign_in):
    hours = dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], "")
    empty = {"days-TOTAL_FORMS": 0, "days-INITIAL_FORMS": 0, "name": "Office", "zone": "Asia/Shanghai"}
    browser = sign_in(adam)
    for monday, said in (("nine to five", "monday"), ("", None)):
        page = browser.post("/admin/feedback/workcalendar/add/", hours | empty | {"monday": monday})
        errors = page.context["adminform"].form.errors
        assert (said or "__all__") in errors
    assert (
        browser.post("/admin/feedback/workcalendar/add/", hours | empty | {"monday": "9:00-17:00"}).status_code == 302
    )


def test_a_shift_without_length_is_refused():
    with pytest.raises(ValidationError):
        make_team(members=[]).shifts.model(weekday=0, starts_at=time(9), ends_at=time(9)).clean()
