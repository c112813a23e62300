"""Shape and validity of what hosts and the team set up; whether it may be done is asked by the verbs."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from community.forms import KeyField, PublicCharField, RulesMixin
from community.models import InterestGroup, Membership
from community.models.member import time_zones
from community.segments.models import SavedSegment, Segment
from community.staffing import KeyField as ChosenField
from events.actions.series import RULE
from events.dates import moment_of
from events.fields import ClockField, DayField, LinkField, MemberNameField
from events.models import Audience, Event, Kind, Language, Series
from events.models.common import SEATS_MAX, TEXT_MAX
from events.permissions import groups_to_write_for, may_add_all, may_register
from feedback.models import WorkCalendar

GROUPS_MAX = 300
YEARS = (2000, 2099)
PEOPLE = ("host", "responsible")
DAYS_MAX = 2 * 366
PLANNED = ["kind", "title", "title_en", "text", "text_en", "language", "zone", "place", "online_link"]
PLANNED += ["capacity", "reserved"]


class PlanForm(forms.ModelForm):
    """What series and sessions have in common. `actor` writes it: to him it is offered for whom it can be."""

    title = PublicCharField(
        label=_("Title"), max_length=80, error_messages={"required": _("Give it a title that says what it is about.")}
    )
    title_en = PublicCharField(label=_("Title in English"), max_length=80, required=False)
    text = PublicCharField(
        label=pgettext_lazy("session", "What it is about"),
        max_length=TEXT_MAX,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown: # heading, - list, **bold**."),
    )
    text_en = PublicCharField(
        label=_("What it is about, in English"),
        max_length=TEXT_MAX,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("By its clock the day and the hour are meant."))
    place = PublicCharField(
        label=_("Place"),
        max_length=160,
        required=False,
        help_text=_("Where people meet, as one would tell a taxi driver."),
    )
    online_link = LinkField(label=_("Online link"), help_text=_("Shown to those who have a seat, and to nobody else."))
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=SEATS_MAX, help_text=_("Empty: no limit.")
    )
    reserved = forms.IntegerField(
        label=_("Of them reserved"),
        required=False,
        min_value=0,
        max_value=SEATS_MAX,
        help_text=_("Kept for those whom the hosts seat themselves."),
    )
    whom = forms.ChoiceField(label=pgettext_lazy("session", "For whom"))
    host_name = MemberNameField(label=pgettext_lazy("session", "Host"), help_text=_("Empty: it is you."))
    responsible_name = MemberNameField(label=_("Responsible person"), help_text=_("Who answers for what is promised."))

    # Who writes; the admin sets it on the class.
    actor = None

    def __init__(self, *args, actor=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, plan = actor or self.actor, self.instance
        self.kept = {name: getattr(plan, f"{name}_id") for name in PEOPLE}
        if "zone" in self.fields:
            if plan.pk is None:
                self.initial["zone"] = self.actor.time_zone
            offered = {zone for zone in time_zones() if "/" in zone and not zone.startswith("Etc/")}
            # The present one is always among them: saving the rest must not move anything.
            zones = sorted(offered | {self.initial["zone"]})
            self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]
        if "whom" in self.fields:
            self.fields["whom"].choices = whom_choices(self.actor, plan)
            if plan.pk:
                self.initial["whom"] = whom_of(plan)
        for name in PEOPLE:
            person = getattr(plan, name)
            self.initial[f"{name}_name"] = person.name if person else ""

    def clean_reserved(self):
        return self.cleaned_data["reserved"] or 0

    def clean(self):
        data, plan = super().clean(), self.instance
        if "whom" in data:
            for name, value in columns_of(data["whom"]).items():
                setattr(plan, name, value)
        for name in PEOPLE:
            if f"{name}_name" in data:
                setattr(plan, name, data[f"{name}_name"] or (self.actor if name == "host" else None))
                self.check_may_know(name, data[f"{name}_name"])
        if data.get("reserved", 0) > (data.get("capacity") or 0) and "capacity" in data:
            words = _("No more seats can be reserved than there are.")
            self.add_error("reserved", ValidationError(words, code="reserved_many"))
        return data

    def check_may_know(self, name, person):
        """Nobody learns of a private group by being named for its session."""
        group = self.instance.group
        if person is None or person.pk == self.kept[name] or not (group and group.is_private):
            return
        if not Membership.objects.filter(group=group, member=person).exists():
            words = _("A private group is known to its members alone: %(name)s is none of them.")
            error = ValidationError(words, code="members_only", params={"name": person.name})
            self.add_error(f"{name}_name", error)


def whom_of(plan):
    """For whom a plan is, as one value of a choice."""
    if plan.audience == Audience.GROUP:
        return f"group:{plan.group_id}"
    if plan.audience == Audience.SEGMENT:
        return f"segment:{plan.segment}"
    return f"saved:{plan.saved_segment_id}" if plan.audience == Audience.SAVED else Audience.ALL.value


def columns_of(whom):
    """The columns that say the same as a value that was offered."""
    audience, _colon, key = whom.partition(":")
    columns = {"audience": audience, "group": None, "segment": "", "saved_segment": None}
    if audience == Audience.GROUP:
        columns["group"] = InterestGroup.objects.get(pk=key)
    elif audience == Audience.SEGMENT:
        columns["segment"] = key
    elif audience == Audience.SAVED:
        columns["saved_segment"] = SavedSegment.objects.get(pk=key)
    return columns


def whom_choices(actor, plan):
    """For whom this member may write a session, and for whom it is now."""
    everybody, is_team = (Audience.ALL.value, Audience.ALL.label), may_add_all(actor)
    groups = [(f"group:{group.pk}", group.name) for group in groups_to_write_for(actor).largest_first()[:GROUPS_MAX]]
    choices = [everybody] if is_team else []
    if plan.group_id and f"group:{plan.group_id}" not in dict(groups):
        groups.insert(0, (f"group:{plan.group_id}", plan.group.name))
    if groups:
        choices.append((_now("The members of a group"), groups))
    if is_team:
        choices.append((_now("A segment"), [(f"segment:{value}", label) for value, label in Segment.choices]))
        saved = [(f"saved:{kept.pk}", kept.name) for kept in SavedSegment.objects.order_by("name")]
        if saved:
            choices.append((_now("A saved filter"), saved))
    elif plan.pk and not plan.group_id:
        choices.insert(0, (whom_of(plan), Audience(plan.audience).label))
    return choices


class EventForm(RulesMixin, PlanForm):
    """A session. Day and hour are by the clock of its place; as long as nobody touches them, its beginning stays to
    the second."""

    day = DayField(label=_("Day"))
    begins = ClockField(label=_("Begins at"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=24 * 60, initial=90)
    scope = forms.ChoiceField(
        label=_("What this changes"),
        choices=[("one", _("this one alone")), ("following", _("this one and all that follow"))],
        widget=forms.RadioSelect,
        initial="one",
        help_text=_("What was changed of one alone stays. Another day is of this one alone."),
    )
    code_word = PublicCharField(
        label=_("Code word"),
        max_length=30,
        required=False,
        help_text=_("Said or shown in the room: whoever types it is on the list of those who came."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    submit_key = KeyField()

    class Meta:
        model = Event
        fields = [*PLANNED, "code_word"]

    def __init__(self, *args, actor=None, asks_rules=False, **kwargs):
        super().__init__(*args, actor=actor, **kwargs)
        event = self.instance
        self.was = (event.starts_at, event.ends_at) if event.pk else None
        if event.pk:
            there = event.starts_there
            self.initial |= {"day": there.date(), "begins": there.time(), "minutes": event.minutes}
        if event.state != Event.State.DRAFT:
            self.fields.pop("whom", None)
        if not (event.series_id and event.state in (Event.State.DRAFT, Event.State.PUBLISHED)):
            self.fields.pop("scope", None)
        self.ask_for_rules(self.actor if asks_rules else None)

    def clean_day(self):
        day, today = self.cleaned_data["day"], timezone.localdate()
        # Databases and time zones have an end; what was just over is judged below.
        if not today - timedelta(days=DAYS_MAX) <= day <= today + timedelta(days=DAYS_MAX):
            raise ValidationError(_("Choose a day within two years."), code="too_far")
        return day

    def clean(self):
        data, event = super().clean(), self.instance
        if event.pk and data.get("reserved", event.reserved) < event.reserved_taken:
            words = ngettext(
                "%(n)s reserved seat is given already; keep at least so many.",
                "%(n)s reserved seats are given already; keep at least so many.",
                event.reserved_taken,
            )
            self.add_error("reserved", ValidationError(words, "reserved_given", {"n": event.reserved_taken}))
        if not {"day", "begins", "minutes", "zone"} <= data.keys():
            return data
        is_moved = event.pk is None or set(self.changed_data) & {"day", "begins", "zone"}
        if is_moved:
            event.starts_at = moment_of(data["day"], data["begins"], data["zone"])
            if event.starts_at <= timezone.now() and event.state != Event.State.LIVE:
                self.add_error("day", ValidationError(_("Choose a time that is still to come."), code="past"))
        if is_moved or "minutes" in self.changed_data:
            kept = self.was[1] - self.was[0] if self.was else None
            is_as_long = kept is not None and "minutes" not in self.changed_data
            event.ends_at = event.starts_at + (kept if is_as_long else timedelta(minutes=data["minutes"]))
        return data

    def refuse(self, error):
        """Say by its field why a verb refused."""
        name = FIELD_OF.get(code_of(error))
        self.add_error(name if name in self.fields else None, error.messages)


class SeriesForm(PlanForm):
    """A rule, and what its sessions start from."""

    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=[("", "—"), *Series.Weekday.choices], coerce=int, empty_value=None, required=False
    )
    nth = forms.TypedChoiceField(
        label=_("Which of the month"),
        choices=[("", "—"), *Series.Nth.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_on = DayField(label=_("From the day"), initial=timezone.localdate)
    ends_on = DayField(label=_("To the day"), required=False, help_text=_("Empty: it goes on until it is stopped."))
    start_time = ClockField(label=_("Begins at"))
    calendar = ChosenField(
        label=_("Working calendar"),
        queryset=WorkCalendar.objects.order_by("name"),
        required=False,
        empty_label="—",
        help_text=_("Says which days are holidays."),
    )

    class Meta:
        model = Series
        fields = [*PLANNED, *RULE]

    def clean(self):
        data = super().clean()
        for name in ("starts_on", "ends_on"):
            if (day := data.get(name)) and not YEARS[0] <= day.year <= YEARS[1]:
                self.add_error(name, ValidationError(_("Choose a day of this century."), code="too_far"))
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            words = _("The end must lie after the beginning.")
            self.add_error("ends_on", ValidationError(words, code="ends_before"))
        if data.get("on_holiday", "keep") != Series.OnHoliday.KEEP and "calendar" in data and not data["calendar"]:
            words = _("Choose a calendar that says which days are holidays.")
            self.add_error("calendar", ValidationError(words, code="no_calendar"))
        return data


# Beside which field a refusal is explained; every other stands above the form.
FIELD_OF = {
    "past": "day",
    "reserved_given": "reserved",
    "reserved_many": "reserved",
    "said_in_private": "whom",
    "group_closed": "whom",
}


def code_of(error):
    """The code of the first thing that a ValidationError says."""
    if hasattr(error, "error_dict"):
        error = next(iter(error.error_dict.values()))[0]
    return getattr(error, "code", None)


class RecordingForm(forms.Form):
    """What is still added to a session that is over."""

    recording_link = LinkField(label=_("Recording"), help_text=_("Everybody who may know of the session sees it."))


class CancelForm(forms.Form):
    reason = PublicCharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Everybody with a seat, and whoever waits for one, reads this."),
        error_messages={"required": _("Say why, in a sentence.")},
    )


class SeatsForm(forms.Form):
    capacity = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=SEATS_MAX, help_text=_("Empty: no limit.")
    )
    reserved = forms.IntegerField(
        label=_("Of them reserved"),
        required=False,
        min_value=0,
        max_value=SEATS_MAX,
        help_text=_("Kept for those whom the hosts seat themselves."),
    )

    def clean_reserved(self):
        return self.cleaned_data["reserved"] or 0


class LineForm(forms.Form):
    """A line of the agenda."""

    title = PublicCharField(
        label=pgettext_lazy("agenda", "What it is about"),
        max_length=120,
        error_messages={"required": _("Say in a few words what it is.")},
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480, initial=10)
    speaker = MemberNameField(
        label=pgettext_lazy("agenda", "Speaker"), help_text=_("The exact name of a member; empty for nobody.")
    )

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event

    def clean_speaker(self):
        person, group = self.cleaned_data["speaker"], self.event.group
        if person and group and group.is_private and not may_register(person, self.event):
            raise ValidationError(
                _("A private group is known to its members alone: %(name)s is none of them."),
                code="members_only",
                params={"name": person.name},
            )
        return person


class NewLineForm(LineForm):
    submit_key = KeyField()
