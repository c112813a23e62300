"""Accounts, entries and proofs: looked at, never changed, whoever asks."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.staffing import ViewOnlyAdmin, plain
from rewards.models import Account, Entry, LedgerProof


@admin.register(Account)
class AccountAdmin(ViewOnlyAdmin):
    list_display = ["__str__", "balance", "owed", "earned", "contributions", "entries_shown"]
    list_select_related = ["member"]
    search_fields = ["member__name", "member__email"]
    ordering = ["-pk"]
    sortable_by = []
    fields = ["holder", "balance", "owed", "earned", "contributions", "is_listed", "opened_at", "entries_shown"]
    readonly_fields = ["holder", "entries_shown"]

    holder = plain("member", gettext_lazy("member"))

    @admin.display(description=gettext_lazy("entries"))
    def entries_shown(self, account):
        address = f"{reverse('admin:rewards_entry_changelist')}?account__id__exact={account.pk}"
        return format_html('<a href="{}">{}</a>', address, _("its entries"))


@admin.register(Entry)
class EntryAdmin(ViewOnlyAdmin):
    list_display = ["created_at", "account", "label_shown", "amount", "owed", "balance", "key", "note"]
    list_select_related = ["account__member"]
    list_filter = ["kind"]
    search_fields = ["=key", "=subject"]
    search_help_text = gettext_lazy("A cause (feedback:17:fixed), or the thing it was for (feedback:17).")
    ordering = ["-pk"]
    sortable_by = []
    fields = [
        *("created_at", "account", "kind", "label_shown", "key", "amount", "owed", "balance", "is_capped"),
        *("reversed", "about", "note", "by", "counts_on"),
    ]
    readonly_fields = ["label_shown", "reversed", "by"]

    by = plain("actor", gettext_lazy("by"))

    def lookup_allowed(self, lookup, value, request):
        return lookup == "account__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("for"))
    def label_shown(self, entry):
        return entry.label

    @admin.display(description=gettext_lazy("reverses"))
    def reversed(self, entry):
        if not entry.reverses_id:
            return "—"
        address = reverse("admin:rewards_entry_change", args=[entry.reverses_id])
        return format_html('<a href="{}">{}</a>', address, entry.reverses)


@admin.register(LedgerProof)
class LedgerProofAdmin(ViewOnlyAdmin):
    list_display = ["created_at", "is_sound", "entry_count", "account_count", "balance_sum", "owed_sum", "seconds"]
    ordering = ["-pk"]
    sortable_by = []

    @admin.display(description=gettext_lazy("adds up"), boolean=True)
    def is_sound(self, proof):
        return not proof.wrong_count if proof.finished_at else None
