"""Fix notes: written, looked at, published now or at a time; the publishing itself is the verb's."""

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from community.images import clean_image
from community.markdown import render_markdown
from community.staffing import DeskAdmin, form_changes
from community.submits import nothing_pressed
from community.text import clean_text, is_key
from feedback import actions
from feedback.admin.pages import desk_page
from feedback.models import Feedback, FixNote, Follow

LINES = ("title", "you_said", "before_caption", "after_caption", "before_figure", "after_figure", "done_by")
SIDES = ("before", "after")


class FixNoteForm(forms.ModelForm):
    """A note's words, its pictures through the one intake, and its items by search or by number."""

    numbers = forms.CharField(
        label=gettext_lazy("or by number"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For example 128, 131."),
    )
    before_upload = forms.FileField(label=gettext_lazy("picture before"), required=False)
    after_upload = forms.FileField(label=gettext_lazy("picture after"), required=False)
    before_drop = forms.BooleanField(label=gettext_lazy("without picture before"), required=False)
    after_drop = forms.BooleanField(label=gettext_lazy("without picture after"), required=False)

    class Meta:
        model = FixNote
        fields = [*LINES, "text", "items"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8}), "you_said": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "items" in self.fields:
            self.fields["items"].required = False

    def clean(self):
        data = super().clean()
        for name in (*LINES, "text"):
            if data.get(name):
                data[name] = clean_text(data[name], multiline=name == "text")
        for side in SIDES:
            if upload := data.get(f"{side}_upload"):
                try:
                    data[f"{side}_content"] = clean_image(upload)[0]
                except ValidationError as error:
                    self.add_error(f"{side}_upload", error)
        if "items" in self.fields:
            data["items"] = self.with_numbers(data.get("items") or Feedback.objects.none(), data.get("numbers") or "")
        return data

    def with_numbers(self, items, text):
        """The chosen items and those named by number; a number that is none of ours is an error of its field."""
        numbers = {int(number) for number in re.findall(r"\d{1,18}", text)}
        found = Feedback.objects.kept().filter(pk__in=numbers | {item.pk for item in items})
        missing = sorted(numbers - {item.pk for item in found})
        if missing:
            words = ", ".join(f"#{number}" for number in missing)
            self.add_error("numbers", ValidationError(_("There is no %(numbers)s."), params={"numbers": words}))
        return found


@admin.register(FixNote)
class FixNoteAdmin(DeskAdmin):
    form = FixNoteForm
    change_form_template = "feedback/desk/fix_note_form.html"
    list_display = ["title", "state", "publish_at", "published_at", "people_count", "rated"]
    list_filter = ["state"]
    search_fields = ["title", "you_said"]
    ordering = ["-pk"]
    autocomplete_fields = ["items"]
    fieldsets = [
        (gettext_lazy("What it answers"), {"fields": ["items", "numbers"]}),
        (gettext_lazy("You said, we did"), {"fields": ["title", "you_said", "text", "done_by"]}),
        (
            gettext_lazy("Before and after"),
            {
                "classes": ["two-sides"],
                "description": gettext_lazy("Pictures say most; a figure stands in where there is none."),
                "fields": [
                    ("before_picture", "after_picture"),
                    ("before_upload", "after_upload"),
                    ("before_caption", "after_caption"),
                    ("before_figure", "after_figure"),
                    ("before_drop", "after_drop"),
                ],
            },
        ),
    ]

    @admin.display(description=gettext_lazy("rating"))
    def rated(self, note):
        return f"{note.average_rating} ({note.rating_count})" if note.rating_count else "—"

    @admin.display(description=gettext_lazy("before"))
    def before_picture(self, note):
        return self.picture(note, "before")

    @admin.display(description=gettext_lazy("after"))
    def after_picture(self, note):
        return self.picture(note, "after")

    def picture(self, note, side):
        if not note.pk or not getattr(note, f"{side}_image"):
            return "—"
        address = reverse("feedback:fix_note_image", args=[note.pk, side])
        return format_html('<img class="side" src="{}" alt="" height="120">', address)

    def get_readonly_fields(self, request, obj=None):
        """What a published note answers stays as it was told."""
        published = obj is not None and obj.state == FixNote.State.PUBLISHED
        return ["before_picture", "after_picture", *(["items"] if published else [])]

    def get_fieldsets(self, request, obj=None):
        first, words, (name, options) = self.fieldsets
        if obj is not None and obj.state == FixNote.State.PUBLISHED:
            first = (first[0], {"fields": ["items"]})
        if obj is None or not (obj.before_image or obj.after_image):
            # Nothing to look at yet, and nothing to take away.
            options = options | {"fields": options["fields"][1:-1]}
        return [first, words, (name, options)]

    def get_changeform_initial_data(self, request):
        """A note begun from an item quotes its title."""
        initial = super().get_changeform_initial_data(request)
        first = str(next(iter(initial.get("items", [])), ""))
        if is_key(first) and (item := Feedback.objects.kept().filter(pk=first).first()):
            initial.setdefault("you_said", item.title)
        return initial

    def has_delete_permission(self, request, obj=None):
        published = obj is not None and obj.state == FixNote.State.PUBLISHED
        return super().has_delete_permission(request, obj) and not published

    def get_deleted_objects(self, objs, request):
        """The notes alone: that their rows of links go with them is nobody's concern."""
        _objects, _counts, lacking, protected = super().get_deleted_objects(objs, request)
        counts = {FixNote._meta.verbose_name_plural: len(objs)}
        return [str(note) for note in objs], counts, lacking, protected

    # --- writing ----------------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        stale = []
        for side in SIDES:
            image = getattr(obj, f"{side}_image")
            content, drop = (form.cleaned_data.get(f"{side}_{what}") for what in ("content", "drop"))
            if image and (content or drop):
                stale.append(image.name)
            if content:
                image.save(content.name, content, save=False)
            elif drop:
                setattr(obj, f"{side}_image", "")
        actions.save_fix_note(obj, actor=request.user, changes=form_changes(form))
        storage = obj._meta.get_field("before_image").storage
        transaction.on_commit(lambda: [storage.delete(name) for name in stale])

    def response_add(self, request, obj, post_url_continue=None):
        return self.onward(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.onward(request, obj) or super().response_change(request, obj)

    def onward(self, request, note):
        """Where the pressed button leads after saving; None for Django's own buttons."""
        if "_publish" in request.POST:
            return redirect("admin:feedback_fixnote_publish", note.pk)
        if "_preview" in request.POST:
            return redirect(note)
        return None

    def delete_model(self, request, obj):
        actions.remove_fix_note(obj, actor=request.user)

    def delete_queryset(self, request, queryset):
        for note in queryset:
            self.delete_model(request, note)

    # --- publishing -------------------------------------------------------------------------------------------

    def get_urls(self):
        publish = self.admin_site.admin_view(fix_note_publish)
        return [path("<number:pk>/publish/", publish, name="feedback_fixnote_publish"), *super().get_urls()]


class PublishForm(forms.Form):
    when = forms.DateTimeField(
        label=gettext_lazy("Publish at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_when(self):
        """Within a year: the last hours of the calendar are in no other time zone."""
        when, year = self.cleaned_data["when"], timezone.localdate().year
        if when and not year <= when.year <= year + 1:
            raise ValidationError(_("Choose a day within the coming year."), code="too_far")
        return when


@require_http_methods(["GET", "HEAD", "POST"])
def fix_note_publish(request, pk):
    """Says what publishing will do and whom it tells; does it, now or at a time, when pressed."""
    if not request.user.has_perm("feedback.publish_fixnote"):
        raise PermissionDenied
    note = get_object_or_404(FixNote, pk=pk)
    form = PublishForm(request.POST or None, initial={"when": note.publish_at})
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, publish_as_asked(request, note, form.cleaned_data["when"]))
        except ValidationError as error:
            form.add_error("when" if "schedule" in request.POST else None, error)
        else:
            return redirect("admin:feedback_fixnote_changelist")
    items = list(note.items.kept().order_by("pk"))
    context = {
        "title": _("Publish “%(title)s”") % {"title": note.title},
        "note": note,
        "rendered": render_markdown(note.text),
        "form": form,
        "items": items,
        "is_published": note.state == FixNote.State.PUBLISHED,
        "is_scheduled": note.state == FixNote.State.SCHEDULED,
        "told": told_of(items, request.user),
        "receipts": sum(1 for item in items if item.is_anonymous),
    }
    return desk_page(request, "publish", context, status=422 if form.errors else 200)


def publish_as_asked(request, note, when):
    """Publish, schedule or call off as the pressed button says; returns what happened in words. Raises as the verbs do,
    and ValidationError('nothing_pressed')."""
    if "draft" in request.POST:
        actions.return_fix_note(note, actor=request.user)
        return _("“%(title)s” is a draft again.") % {"title": note.title}
    if "schedule" in request.POST:
        if when is None:
            raise ValidationError(_("Choose the day and the hour."), code="no_time")
        actions.schedule_fix_note(note, actor=request.user, publish_at=when)
        return _("“%(title)s” publishes itself at the time given.") % {"title": note.title}
    if "now" not in request.POST:
        raise nothing_pressed()
    told = told_of(note.items.kept(), request.user)
    if not actions.publish_fix_note(note, actor=request.user):
        return _("“%(title)s” was published before; nobody is told twice.") % {"title": note.title}
    words = ngettext(
        "“%(title)s” is published; %(n)s member is told.", "“%(title)s” is published; %(n)s members are told.", told
    )
    return words % {"title": note.title, "n": told}


def told_of(items, actor):
    """How many members will be told that these items are fixed."""
    follows = Follow.objects.filter(feedback__in=items, member__is_active=True).exclude(level=Follow.Level.NONE)
    return follows.exclude(member=actor).values("member").distinct().count()
