"""Entry points for the workers; each may run twice."""

from events.minutes import actions


def sweep_promises():
    """Every hour: owners whose promise is near or late."""
    actions.remind_owners()


def sweep_surveys():
    """Every few minutes: sessions that ended an hour ago."""
    actions.ask_due()
