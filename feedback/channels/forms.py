"""Shape and validity of what staff say about an import."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.channels.columns import FIELDS
from feedback.channels.reading import ENCODINGS, MAX_BYTES
from feedback.models import Channel


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or JSON, up to 20 MB and 200,000 rows. The first line names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.ndjson"}),
        # Browsers send paths of any length; only the end is shown.
        max_length=None,
    )
    channel = forms.ModelChoiceField(
        label=_("Channel"),
        queryset=Channel.objects.none(),
        to_field_name="slug",
        empty_label=None,
        help_text=_("By which way this feedback came."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.active()

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s MB; %(limit)s MB are allowed."),
                code="file_too_large",
                params={"size": round(upload.size / 1024**2, 1), "limit": MAX_BYTES // 1024**2},
            )
        return upload


class SetUpForm(forms.Form):
    """Which column holds what, one select per field (``column_text`` …), and how to read the rest."""

    channel = forms.ModelChoiceField(
        label=_("Channel"), queryset=Channel.objects.none(), to_field_name="slug", empty_label=None
    )
    encoding = forms.ChoiceField(
        label=_("Characters"),
        choices=[("", _("found out")), *[(name, name) for name in ENCODINGS]],
        required=False,
        help_text=_("Choose another when the preview shows the wrong characters."),
    )
    day_first = forms.BooleanField(label=_("3/4/2025 is 3 April"), required=False)
    create_categories = forms.BooleanField(label=_("Create unknown categories"), required=False)

    def __init__(self, *args, job, may_create, **kwargs):
        kwargs.setdefault("initial", {}).update(
            channel=job.channel.slug,
            encoding=job.encoding,
            day_first=job.day_first,
            create_categories=job.create_categories,
        )
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.active()
        if not may_create:
            del self.fields["create_categories"]
        choices = [("", "—"), *[(column, column) for column in job.columns]]
        for name, label in FIELDS.items():
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=job.mapping.get(name, "")
            )

    def column_fields(self):
        return [self[name] for name in self.fields if name.startswith("column_")]

    def other_fields(self):
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def choices(self):
        """What `set_up_import` wants to know."""
        data = self.cleaned_data
        return {
            "channel": data["channel"],
            "encoding": data["encoding"],
            "day_first": data["day_first"],
            "create_categories": data.get("create_categories", False),
            "mapping": {name: data[f"column_{name}"] for name in FIELDS if data[f"column_{name}"]},
        }
