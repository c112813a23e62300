"""What tables of the staff desk have in common."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from community.audit import record
from community.models import Community


class BoundedPaginator(Paginator):
    """Counts ten thousand rows and no more: nobody leafs further, and counting a million costs seconds."""

    LIMIT = 10_000

    @cached_property
    def count(self):
        return self.object_list.order_by().values("pk")[: self.LIMIT].count()


class ViewOnlyAdmin(admin.ModelAdmin):
    """Trails and ledgers: looked at, never changed, whoever asks."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
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


class AuditedAdmin(admin.ModelAdmin):
    """What staff set about the community: each change is audited, and visitors' pages show it at once."""

    # "app.noun" of the audit actions …created, …edited and …removed.
    audit_as = ""
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

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
