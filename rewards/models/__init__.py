from rewards.models.adjustment import Adjustment
from rewards.models.holding import TakenBack
from rewards.models.ledger import Account, Entry, PeriodScore, ReasonTotal
from rewards.models.proof import LedgerProof
from rewards.models.tariff import Bank, Rule

__all__ = ["Account", "Adjustment", "Bank", "Entry", "LedgerProof", "PeriodScore", "ReasonTotal", "Rule", "TakenBack"]
