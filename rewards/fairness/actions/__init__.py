from rewards.fairness.actions.answering import answer_suspicion
from rewards.fairness.actions.deciding import (
    dismiss_suspicion,
    hold_suspicion,
    release_suspicion,
    reverse_suspicion,
)
from rewards.fairness.actions.reporting import report_suspicion

__all__ = [
    "answer_suspicion",
    "dismiss_suspicion",
    "hold_suspicion",
    "release_suspicion",
    "report_suspicion",
    "reverse_suspicion",
]
