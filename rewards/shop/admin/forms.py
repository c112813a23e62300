"""What the desk asks for; words come in the form in which all words are kept."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.images import clean_image
from community.models import Member
from community.segments.models import SavedSegment
from community.staffing import KeyField
from community.text import clean_text
from rewards.reasons import known_reasons
from rewards.shop.models import Campaign, Item

PICTURE_SIDE = 960
LIST_BYTES = 1024 * 1024
ADDRESSES_MAX = 10_000


class MomentField(forms.DateTimeField):
    """A day and hour within ten years, in one input: the last hours of the calendar are in no other time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value):
        moment, year = super().clean(value), timezone.localdate().year
        if moment and not year - 10 <= moment.year <= year + 10:
            raise ValidationError(_("Choose a day within ten years."), code="too_far")
        return moment


def read_list(upload, text):
    """The lines of a list that was sent as a file, typed, or both. Raises ValidationError('unreadable')."""
    data = b""
    if upload:
        if upload.size > LIST_BYTES:
            raise ValidationError(_("At most 1 MB; send the rest as a second list."), code="too_large")
        data = upload.read()
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        try:
            lines = data.decode("gb18030").splitlines()
        except UnicodeDecodeError as error:
            raise ValidationError(_("This file is no text."), code="unreadable") from error
    return [line.replace("\x00", "") for line in [*lines, *text.splitlines()]]


class CleanForm(forms.ModelForm):
    def clean(self):
        data = super().clean()
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = clean_text(value)
        return data


class ItemForm(CleanForm):
    upload = forms.FileField(label=gettext_lazy("picture"), required=False)
    drop = forms.BooleanField(label=gettext_lazy("without a picture"), required=False)
    valid_until = MomentField(label=gettext_lazy("valid until"), required=False)
    sale_from = MomentField(label=gettext_lazy("offered from"), required=False)
    sale_until = MomentField(label=gettext_lazy("offered until"), required=False)

    class Meta:
        model = Item
        fields = [
            *("kind", "codes", "name", "name_en", "description", "description_en", "cost", "stock"),
            *("per_member_limit", "min_points", "min_contributions", "valid_days", "valid_until", "cancel_days"),
            *("sale_from", "sale_until", "is_active", "partner", "terms", "terms_en"),
        ]

    def clean(self):
        data = super().clean()
        if data.get("upload"):
            try:
                data["content"] = clean_image(data["upload"], max_side=PICTURE_SIDE)[0]
            except ValidationError as error:
                self.add_error("upload", error)
        self.check_stock(data)
        return data

    def check_stock(self, data):
        """Of a partner's codes there are as many as were uploaded; of others never fewer than are given."""
        codes = data.get("codes", self.instance.codes)
        if codes == Item.Codes.UPLOADED:
            if data.get("kind", self.instance.kind) == Item.Kind.PACK:
                self.add_error("codes", _("The codes of a gift pack are those of its parts."))
            if data.get("cancel_days"):
                words = _("Who has seen a partner's code can use it there; only the team takes one back.")
                self.add_error("cancel_days", ValidationError(words, code="partner_codes"))
            data["stock"] = self.instance.stock or 0
        elif self.instance.pk and data.get("stock") is not None:
            taken = Item.objects.values_list("taken", flat=True).get(pk=self.instance.pk)
            if data["stock"] < taken:
                words = _("%(n)s are given already; there cannot be fewer.") % {"n": taken}
                self.add_error("stock", ValidationError(words, code="below_given"))


class CodesForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("A file, one code to a line (CSV or text)"), required=False, allow_empty_file=True
    )
    text = forms.CharField(
        label=gettext_lazy("or typed"),
        required=False,
        max_length=700_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self):
        data = super().clean()
        data["lines"] = read_list(data.get("file"), data.get("text") or "")
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("The member reads it."), strip=True
    )


class CampaignForm(CleanForm):
    item = KeyField(label=gettext_lazy("gift"), queryset=Item.objects.order_by("name", "pk"))
    reason = forms.ChoiceField(label=gettext_lazy("earned for"), required=False)
    saved_segment = KeyField(
        label=gettext_lazy("saved filter"), queryset=SavedSegment.objects.order_by("name"), required=False
    )
    file = forms.FileField(
        label=gettext_lazy("list of e-mail addresses"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("One to a line (CSV or text). The addresses are not kept, only whose they are."),
    )
    addresses = forms.CharField(
        label=gettext_lazy("or typed"), required=False, max_length=500_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    class Meta:
        model = Campaign
        fields = [
            *("name", "name_en", "item", "audience", "reason", "starts_on", "ends_on"),
            *("min_contributions", "segment", "saved_segment"),
        ]

    # What each audience cannot do without.
    NEEDS = {
        Campaign.Audience.CONTRIBUTIONS: "min_contributions",
        Campaign.Audience.SEGMENT: "segment",
        Campaign.Audience.SAVED: "saved_segment",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "reason" in self.fields:
            reasons = [(name, reason.label) for name, reason in known_reasons().items() if reason.is_contribution]
            self.fields["reason"].choices = [("", gettext_lazy("Any contribution")), *reasons]

    def clean(self):
        data = super().clean()
        needed = self.NEEDS.get(data.get("audience"))
        if needed and data.get(needed) in (None, ""):
            self.add_error(needed, _("Needed for this choice."))
        if data.get("audience") == Campaign.Audience.LISTED:
            self.read_addresses(data)
        return data

    def read_addresses(self, data):
        """Whose the addresses are; those of nobody are named by their lines."""
        lines = read_list(data.get("file"), data.get("addresses") or "")
        found = {}
        for number, line in enumerate(lines, 1):
            if address := line.split(",")[0].strip("\"' \t").lower():
                found.setdefault(address, number)
        if not found:
            if not (self.instance.pk and self.instance.listed.exists()):
                self.add_error("file", _("Needed for this choice."))
            return
        if len(found) > ADDRESSES_MAX:
            self.add_error("file", _("At most %(n)s addresses.") % {"n": ADDRESSES_MAX})
            return
        addresses, members = list(found), {}
        for start in range(0, len(addresses), 500):
            known = Member.objects.filter(email__in=addresses[start : start + 500], is_active=True)
            members |= dict(known.values_list("email", "pk"))
        unknown = [number for address, number in found.items() if address not in members]
        if not members:
            self.add_error("file", _("None of these addresses is a member's."))
        data["members"], data["unknown_lines"] = list(members.values()), unknown
