from rewards.actions.adjusting import approve_adjustment, ask_adjustment, decline_adjustment
from rewards.actions.expiring import expire_due, expire_points, expires_next
from rewards.actions.ledger import (
    LedgerConflict,
    award,
    hold_account,
    hold_accounts,
    restore_awards,
    restore_entry,
    reverse_award,
    reverse_awards,
    reverse_entry,
    spend,
)
from rewards.actions.tariff import save_tariff

__all__ = [
    "LedgerConflict",
    "approve_adjustment",
    "ask_adjustment",
    "award",
    "decline_adjustment",
    "expire_due",
    "expire_points",
    "expires_next",
    "hold_account",
    "hold_accounts",
    "restore_awards",
    "restore_entry",
    "reverse_award",
    "reverse_awards",
    "reverse_entry",
    "save_tariff",
    "spend",
]
