"""What looks for gaming in votes and texts; what is found goes to rewards.fairness, where people decide.

Each detector is a function that reads, within the bounds that stand beside it as constants, and returns findings. An
item is known to the ledger as "feedback:<number>".
"""
