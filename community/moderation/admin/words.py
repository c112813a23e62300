"""Blocked words: each is tried on a text and on what was last published before it is saved."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from community.moderation.admin.pages import care_page
from community.moderation.models import BlockedWord
from community.moderation.things import newest_texts
from community.moderation.words import find_hits, squeeze
from community.staffing import AuditedAdmin
from community.text import CleanCharField

TRIED_ON, SHOWN = 200, 8


@dataclass(frozen=True)
class Trial:
    """What a word would have done: whether the sample holds it, and which of the last public texts do."""

    is_sampled: bool
    in_sample: bool
    tried_on: int
    found: list

    @property
    def shown(self):
        return self.found[:SHOWN]


def try_word(words, sample=""):
    """Try a word, as it would be compared, on a sample text and on the last public texts."""
    blocked = [(words, squeeze(words), BlockedWord.Action.REFUSE)]
    texts = newest_texts(TRIED_ON)
    found = [(moment, text, url) for moment, text, url in texts if find_hits(text, blocked=blocked)]
    return Trial(bool(sample), bool(find_hits(sample, blocked=blocked)), len(texts), found)


class BlockedWordForm(forms.ModelForm):
    words = CleanCharField(
        label=BlockedWord._meta.get_field("words").verbose_name,
        max_length=60,
        help_text=BlockedWord._meta.get_field("words").help_text,
    )
    note = CleanCharField(
        label=BlockedWord._meta.get_field("note").verbose_name,
        max_length=200,
        required=False,
        help_text=BlockedWord._meta.get_field("note").help_text,
    )
    sample = CleanCharField(
        label=_("try it on a text"),
        max_length=2000,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not saved. Without a text it is tried on what was last published."),
    )

    class Meta:
        model = BlockedWord
        fields = ["words", "action", "note"]

    def clean_words(self):
        words = self.cleaned_data["words"]
        key = squeeze(words)
        if not any(letter.isalnum() for letter in key):
            raise ValidationError(_("There is no letter or digit in it."), code="says_nothing")
        if BlockedWord.objects.filter(squeezed=key).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This word stands here already."), code="word_known")
        self.instance.squeezed = key
        return words


@admin.register(BlockedWord)
class BlockedWordAdmin(AuditedAdmin):
    audit_as = "moderation.word"
    form = BlockedWordForm
    list_display = ["words", "action", "note", "created_at"]
    list_filter = ["action"]
    search_fields = ["words", "note"]
    ordering = ["squeezed"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Our own page in the place of Django's: it tries the word, and saves nothing before it is told to."""
        word = self.get_object(request, object_id) if object_id else None
        if object_id and word is None:
            raise Http404
        may_write = self.has_change_permission(request, word) if word else self.has_add_permission(request)
        if not (may_write or (word and request.method != "POST" and self.has_view_permission(request, word))):
            raise PermissionDenied
        form = BlockedWordForm(request.POST or None, instance=word)
        trial = None
        if request.method == "POST" and form.is_valid():
            if "try" not in request.POST:
                return self.keep(request, form, is_new=word is None)
            trial = try_word(form.cleaned_data["words"], form.cleaned_data["sample"])
        context = {
            "title": _("Blocked word"),
            "form": form,
            "word": word,
            "trial": trial,
            "may_write": may_write,
            "may_remove": word is not None and self.has_delete_permission(request, word),
        }
        return care_page(request, "word", context, status=422 if form.errors else 200)

    def keep(self, request, form, *, is_new):
        with transaction.atomic():
            self.save_model(request, form.save(commit=False), form, not is_new)
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("admin:moderation_blockedword_changelist")
