"""Care on the staff desk: the queue of what was reported, appeals, sanctions, blocked words and figures."""

from community.moderation.admin import cases, words

__all__ = ["cases", "words"]
