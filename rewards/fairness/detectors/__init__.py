"""What looks for gaming in the ledger and in the talk. Those that know of feedback stand in feedback.fairness.

Each is a function that reads, within bounds of time and rows that stand beside it as constants, and returns findings.
"""
