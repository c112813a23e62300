"""The catalogue on the desk: items with their pictures, what is in a pack, and partners' codes."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from community.audit import record
from community.desk_pages import check_may, desk_page
from community.models import Community
from community.staffing import AuditedAdmin, KeyField
from rewards.shop import actions
from rewards.shop.admin.forms import CodesForm, ItemForm
from rewards.shop.models import Item, PackPart

ISSUES_SHOWN = 200
ISSUES = {
    "known": gettext_lazy("is here already"),
    "repeated": gettext_lazy("stands in the list twice"),
    "unreadable": gettext_lazy("can be no code"),
}


class PackPartInline(admin.TabularInline):
    model = PackPart
    fk_name = "pack"
    extra = 1
    fields = ["part", "quantity"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "part":
            items = Item.objects.exclude(kind=Item.Kind.PACK).order_by("name", "pk")
            kwargs |= {"queryset": items, "form_class": KeyField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if "part" in formset.form.base_fields:
            widget = formset.form.base_fields["part"].widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return formset


@admin.register(Item)
class ItemAdmin(AuditedAdmin):
    audit_as = "shop.item"
    form = ItemForm
    list_display = ["__str__", "kind", "cost", "left", "taken", "sale_until", "is_active"]
    list_filter = ["kind", "codes", "is_active"]
    search_fields = ["name", "name_en", "partner"]
    ordering = ["cost", "pk"]
    actions = None
    inlines = [PackPartInline]

    def get_fieldsets(self, request, obj=None):
        state = [gettext_lazy("As it stands"), {"fields": ["taken", "left", "look"]}]
        about = ["name", "name_en", "description", "description_en"]
        return [
            (None, {"fields": [("kind", "codes"), *about, "upload", *(["drop"] if obj and obj.picture else [])]}),
            (gettext_lazy("Price and stock"), {"fields": ["cost", "stock", "per_member_limit"]}),
            (gettext_lazy("Who may have it"), {"fields": [("min_points", "min_contributions")]}),
            (
                gettext_lazy("Time"),
                {"fields": [("sale_from", "sale_until"), ("valid_days", "valid_until"), "cancel_days", "is_active"]},
            ),
            (gettext_lazy("Partner and terms"), {"fields": ["partner", "terms", "terms_en"]}),
            *([state] if obj else []),
        ]

    def get_readonly_fields(self, request, obj=None):
        # What is given already was given as what it is.
        stock = ["stock"] if obj and obj.is_uploaded else []
        return ["taken", "left", "look", *(["kind", "codes", *stock] if obj else [])]

    def get_inlines(self, request, obj):
        return self.inlines if obj is None or obj.is_pack else []

    def has_delete_permission(self, request, obj=None):
        # What was given points at it; it is taken off the shelf instead.
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(item_codes)
        return [path("<number:pk>/codes/", view, name="shop_item_codes"), *super().get_urls()]

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        stale, content = "", form.cleaned_data.get("content")
        if content or form.cleaned_data.get("drop"):
            stale, obj.picture = obj.picture.name, ""
        if content:
            obj.picture.save(content.name, content, save=False)
        try:
            self.keep(obj, form)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        if not change or form.changed_data:
            fields = {name: [None, "…"] for name in form.changed_data}
            record(f"shop.item.{'edited' if change else 'created'}", obj, actor=request.user, changes=fields)
        if stale:
            transaction.on_commit(lambda: Item._meta.get_field("picture").storage.delete(stale))
        Community.bump()

    def keep(self, obj, form):
        """Save what was changed and no more: what is given moves meanwhile."""
        if obj._state.adding:
            obj.save()
            return
        own = {field.name for field in Item._meta.concrete_fields} - {"stock", "taken"}
        obj.save(update_fields=[*(own & set(form.changed_data)), "picture"])
        if "stock" in form.changed_data and not obj.is_uploaded:
            actions.set_stock(obj, form.cleaned_data["stock"])

    @admin.display(description=gettext_lazy("still left"))
    def left(self, item):
        return "∞" if item.stock is None else item.stock_left

    @admin.display(description=gettext_lazy("look at it"))
    def look(self, item):
        if not item.pk:
            return "—"
        page = format_html('<a href="{}">{}</a>', item.get_absolute_url(), _("as members see it"))
        if not item.is_uploaded:
            return page
        return format_html('{} · <a href="{}">{}</a>', page, codes_address(item), _("upload codes"))


def codes_address(item):
    return reverse("admin:shop_item_codes", args=[item.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def item_codes(request, pk):
    """Send a partner's list: what is new is added, what is not is named by its line."""
    check_may(request.user, "shop.change_item")
    item = get_object_or_404(Item.objects.filter(codes=Item.Codes.UPLOADED), pk=pk)
    form = CodesForm(request.POST or None, request.FILES or None)
    context = {"title": item.name, "item": item, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            upload = actions.add_codes(item, form.cleaned_data["lines"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = ngettext("%(n)s code was added.", "%(n)s codes were added.", upload.added) % {"n": upload.added}
            issues = [(number, ISSUES[why]) for number, why in upload.issues[:ISSUES_SHOWN]]
            # Nothing that was typed is sent again by itself.
            context |= {"form": CodesForm(), "said": words, "issues": issues, "issue_count": len(upload.issues)}
    return desk_page(request, "shop/desk/codes.html", context, status=422 if form.errors else 200)
