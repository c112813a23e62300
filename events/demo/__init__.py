"""A year of sessions for the demo communities: handwritten words, and what makes true rows of them."""

from events.demo.sessions import show_sessions

__all__ = ["show_sessions"]
