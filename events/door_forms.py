"""What members type at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.text import CleanCharField


class CodeWordForm(forms.Form):
    word = CleanCharField(label=_("Code word"), max_length=30)


class FindGuestForm(forms.Form):
    q = CleanCharField(label=_("Name"), max_length=30, required=False)
