"""The conditions of a saved filter as fields."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.forms import InterestsField
from community.models import Interest, InterestGroup, Member, Membership
from community.segments.filters import DID_DAYS_MAX, KEYS_MAX, Act, Role, clean_filters
from community.segments.models import SavedSegment, Segment
from community.staffing import KeysField, KeysPicker
from community.text import CleanCharField

CONDITIONS = ("segments", "joined_from", "joined_to", "interests", "groups", "language", "did", "did_days", "roles")


def some_of(label, choices):
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def day_field(label):
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class SavedSegmentForm(forms.ModelForm):
    name = CleanCharField(label=gettext_lazy("Name"), max_length=40)
    segments = some_of(gettext_lazy("How active"), Segment.choices)
    joined_from = day_field(gettext_lazy("Joined on or after"))
    joined_to = day_field(gettext_lazy("Joined on or before"))
    interests = InterestsField(label=gettext_lazy("Cares about"))
    groups = KeysField(
        label=gettext_lazy("In one of these groups"),
        queryset=InterestGroup.objects.filter(is_active=True),
        required=False,
        widget=KeysPicker(Membership._meta.get_field("group"), admin.site),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("", "—"), *Member.Language.choices], required=False
    )
    did = some_of(gettext_lazy("Has lately"), Act.choices)
    did_days = forms.IntegerField(
        label=gettext_lazy("in so many days"), min_value=1, max_value=DID_DAYS_MAX, required=False
    )
    roles = some_of(gettext_lazy("Role"), Role.choices)

    class Meta:
        model = SavedSegment
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"did_days": 30} | self.instance.filters | self.initial
        # What the filter asks already stays on offer: leaving it out in silence would reach more people.
        self.keep("groups", InterestGroup.objects.all())
        self.keep("interests", Interest.objects.order_by("position", "pk"))

    def keep(self, name, rows):
        kept = self.instance.filters.get(name, [])
        self.fields[name].queryset = rows.filter(Q(is_active=True) | Q(pk__in=kept))

    def clean_groups(self):
        groups = self.cleaned_data["groups"]
        if len(groups) > KEYS_MAX:
            raise ValidationError(_("Choose at most %(n)s groups."), code="too_many", params={"n": KEYS_MAX})
        return groups

    def clean(self):
        data = super().clean()
        if not self.errors:
            self.instance.filters = clean_filters(
                {
                    **{name: data[name] for name in ("segments", "language", "did", "did_days", "roles")},
                    **{name: data[name] and data[name].isoformat() for name in ("joined_from", "joined_to")},
                    **{name: [one.pk for one in data[name]] for name in ("groups", "interests")},
                }
            )
        return data

    @property
    def conditions(self):
        return [self[name] for name in CONDITIONS]
