"""What is asked before points are spent, and at the counter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms import KeyField
from community.text import CleanCharField


class RedeemForm(forms.Form):
    """The press itself: which press it is, and the price that was shown."""

    submit_key = KeyField()
    cost = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    code = CleanCharField(
        label=_("Code of the coupon"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "class": "input code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "go",
            }
        ),
    )
