"""What tables of the staff desk have in common."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from community.audit import record
from community.models import Community
from community.text import is_key


class BoundedPaginator(Paginator):
    """Counts ten thousand rows and no more: nobody leafs further, and counting a million costs seconds."""

    LIMIT = 10_000

    @cached_property
    def count(self):
        return self.object_list.order_by().values("pk")[: self.LIMIT].count()


class KeysField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; what can be no key is refused before the database is asked."""

    def clean(self, value):
        for key in value or ():
            if not is_key(str(key)):
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": key})
        return super().clean(value)


class KeyField(forms.ModelChoiceField):
    """One row by its key; what can be no key is refused before the database is asked."""

    def to_python(self, value):
        if value not in self.empty_values and not is_key(str(value)):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return super().to_python(value)


class KeysOnly:
    """A picker that asks the database for nothing but keys."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if is_key(str(key))], attr)


class KeyPicker(KeysOnly, AutocompleteSelect):
    pass


class KeysPicker(KeysOnly, AutocompleteSelectMultiple):
    pass


class DeskAdmin(admin.ModelAdmin):
    """What every table of the desk keeps to: it is asked only what it offers, and for rows by numbers.

    Django itself lets every column be asked for in every way: a pattern in an address could hold a process for
    minutes, and a hash be guessed letter by letter.
    """

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def lookup_allowed(self, lookup, value, request):
        offered = set()
        for entry in self.get_list_filter(request):
            if isinstance(entry, type):
                offered.add(entry.parameter_name)
            else:
                name = entry if isinstance(entry, str) else entry[0]
                offered |= {f"{name}__{way}" for way in ("exact", "id__exact", "isnull", "isempty")}
        number = value.lstrip("+-")
        return lookup in offered and not (number.isdecimal() and not is_key(number))

    def changelist_view(self, request, extra_context=None):
        forms = (value for name, value in request.POST.items() if re.fullmatch(r"form-\d+-id", name))
        if not all(is_key(key) for key in (*request.POST.getlist("_selected_action"), *forms)):
            raise BadRequest("no key")
        return super().changelist_view(request, extra_context)

    def get_object(self, request, object_id, from_field=None):
        return super().get_object(request, object_id, from_field) if is_key(object_id) else None

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeysPicker(db_field.remote_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, form_class=KeysField, **kwargs)


class ViewOnlyAdmin(DeskAdmin):
    """Trails and ledgers: looked at, never changed, whoever asks."""

    paginator = BoundedPaginator

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def plain(field, label):
    """A column with the words of a relation instead of a link to where not everybody may go."""

    @admin.display(description=label, ordering=field)
    def words(self, obj):
        return getattr(obj, field) or "—"

    return words


class AuditedAdmin(DeskAdmin):
    """What staff set about the community: each change is audited, and visitors' pages show it at once."""

    # "app.noun" of the audit actions …created, …edited and …removed.
    audit_as = ""

    def write(self, obj, form):
        """Save the row; for those who must save less than all of it."""
        obj.save()

    def save_model(self, request, obj, form, change):
        if change and not form.changed_data:
            return
        self.write(obj, form)
        verb = "edited" if change else "created"
        record(f"{self.audit_as}.{verb}", obj, actor=request.user, changes=form_changes(form))
        Community.bump()

    def delete_model(self, request, obj):
        record(f"{self.audit_as}.removed", obj, actor=request.user)
        super().delete_model(request, obj)
        Community.bump()

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)


def form_changes(form):
    """{field: [before, after]} of what a form changed, in words."""
    return {
        name: [in_words(form.initial.get(name)), in_words(form.cleaned_data.get(name))] for name in form.changed_data
    }


def in_words(value):
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(map(str, value))
    return value
