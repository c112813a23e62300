"""The questions of a try as they are shown, in the reader's language."""

from dataclasses import dataclass

from community.text import in_language


@dataclass
class Choice:
    text: str
    is_chosen: bool
    # What follows is left out while the question is still to be answered.
    is_right: bool = False
    why: str = ""


@dataclass
class Asked:
    scenario: str
    is_multiple: bool
    choices: list
    is_right: bool = False

    @property
    def is_answered(self):
        return any(choice.is_chosen for choice in self.choices)


def asked(question, chosen):
    """A question of Attempt.sheet with the chosen places ticked, and nothing of what would be right."""
    choices = [
        Choice(in_language(option["text"], option["text_en"]), place in chosen)
        for place, option in enumerate(question["options"])
    ]
    return Asked(in_language(question["scenario"], question["scenario_en"]), question["is_multiple"], choices)


def explained(attempt):
    """[Asked] of a finished try, each option with whether it is right and why."""
    shown = []
    for place, (question, chosen) in enumerate(zip(attempt.sheet, attempt.answers, strict=True)):
        entry = asked(question, chosen)
        entry.is_right = attempt.is_right(place)
        for choice, option in zip(entry.choices, question["options"], strict=True):
            choice.is_right, choice.why = option["is_right"], in_language(option["why"], option["why_en"])
        shown.append(entry)
    return shown
