from rewards.admin import adjusting, ledger, tariff

__all__ = ["adjusting", "ledger", "tariff"]
