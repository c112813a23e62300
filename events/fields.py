"""Fields that forms of sessions share."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.text import CleanCharField, name_key


class MemberNameField(CleanCharField):
    """A member by the exact name, or nobody."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(max_length=30, required=False, **kwargs)

    def clean(self, value):
        name = super().clean(value)
        if not name:
            return None
        found = Member.objects.filter(is_active=True, name_key=name_key(name)).first()
        if found is None:
            raise ValidationError(_("Nobody here goes by this name."), code="unknown")
        return found


class LinkField(CleanCharField):
    """An address by https, which nobody on the way can read or change."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.URLInput(attrs={"placeholder": "https://"}))
        super().__init__(max_length=300, required=False, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value:
            URLValidator(schemes=["https"], message=_("Give an address that begins with https://."))(value)
        return value


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class ClockField(forms.TimeField):
    def __init__(self, **kwargs):
        widget = forms.TimeInput({"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **kwargs)
