"""Reading a text without a network, a database or Django: mood, alarms and language, each with the words that made it.

from feedback.analysis import analyse
analyse("付了钱订单没了,急!").alarms
"""

from dataclasses import dataclass

from feedback.analysis import english, mood, urgency
from feedback.analysis.text import clip, language_of

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
# Why something may be urgent, in the order in which they press.
DANGER, MONEY, LOSS, LAW, STUCK = "danger", "money", "loss", "law", "stuck"
# Not of this machine: people marked texts like it (feedback/corrections.py).
MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One reason for urgency and the words of the text that gave it, as they stand there."""

    reason: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was read in a text. `score` runs from −1 (negative) to 1 (positive), `words` caused it, the strongest first;
    `alarms` are empty for what is not urgent, and `quieted` are those that people's decisions silenced; `method` names
    the versions of the machine that read."""

    language: str
    sentiment: str
    score: float
    words: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    method: str = ""
    quieted: tuple[Alarm, ...] = ()

    @property
    def is_alarming(self):
        return bool(self.alarms)

    @property
    def urgency(self):
        """The names of the reasons, the most pressing first."""
        return tuple(alarm.reason for alarm in self.alarms)


def analyse(text):
    """Analysis of a text in Chinese or English, of which at most the beginning and the end are read."""
    clipped = clip(text)
    language = language_of(clipped)
    machine = mood if language == "zh-hans" else english
    sentiment, score, words = machine.read_mood(clipped)
    alarms = tuple(Alarm(reason, words) for reason, words in urgency.find_alarms(clipped))
    return Analysis(language, sentiment, score, words, alarms, f"{machine.METHOD}+{urgency.METHOD}")
