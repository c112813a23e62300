"""Rules and their hits in words, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import AlarmReason, Mood, RoutingRule, Severity

# How many words of a rule are named in a list.
SHOWN = 5
LANGUAGES = {"zh-hans": gettext_lazy("in Chinese"), "en": gettext_lazy("in English")}


def label_in(choices, value):
    """The label of a choice; what is none any more stands for itself."""
    return str(choices(value).label) if value in choices.values else str(value)


def telling(words):
    """Of the words that caused something those that explain it: a lone letter such as 不 or 了 does so only where there
    is nothing else."""
    return [word for word in words if len(word.strip()) > 1] or list(words)


def quote(words):
    return _("“%(words)s”") % {"words": _("”, “").join(words)} if words else ""


def condition_in_words(match):
    """One condition that fitted, as `feedback.routing.fits` gives it."""
    what, value, words = match["what"], match.get("value"), match.get("words", [])
    if what == "words":
        return _("it says %(words)s") % {"words": quote(words) + (" …" if match.get("more") else "")}
    if what == "alarms":
        reason = label_in(AlarmReason, value)
        return _("it says %(words)s: %(reason)s") % {"words": quote(words), "reason": reason} if words else reason
    if what == "severity":
        return label_in(Severity, value)
    if what == "mood":
        return _("sounds %(mood)s") % {"mood": label_in(Mood, value)}
    if what == "language":
        return str(LANGUAGES.get(value, value))
    if what == "author_is":
        return _("its author is %(kind)s") % {"kind": label_in(RoutingRule.AuthorIs, value)}
    patterns = {
        "channel": _("came by %(name)s"),
        "category": _("category %(name)s"),
        "group": _("from the group %(name)s"),
    }
    return patterns[what] % {"name": value}


def conditions_in_words(matches):
    return [condition_in_words(match) for match in matches]


def effects_in_words(effects):
    """What a rule did, or would do: from {name: [before, after]}."""
    words = []
    for name, (_before, after) in effects.items():
        if name == "severity":
            words.append(label_in(Severity, after))
        elif name == "tells_duty":
            words.append(_("those on duty are told"))
        else:
            patterns = {
                "category": _("category %(name)s"),
                "team": _("to the team %(name)s"),
                "owner": _("to %(name)s"),
                "reply": _("answered automatically with “%(name)s”"),
            }
            words.append(patterns[name] % {"name": after})
    return words


def conditions_of(rule):
    """What a rule asks for, in words."""
    matches = []
    for what in RoutingRule.CONDITIONS:
        value = getattr(rule, what)
        if not value:
            continue
        if what == "alarms":
            matches.append({"what": "alarms", "value": _(" or ").join(str(reason.label) for reason in rule.reasons)})
        elif what == "words":
            matches.append({"what": "words", "words": rule.lines[:SHOWN], "more": len(rule.lines) > SHOWN})
        else:
            is_plain = what in ("severity", "mood", "language", "author_is")
            matches.append({"what": what, "value": value if is_plain else str(value)})
    return conditions_in_words(matches)


def effects_of(rule):
    """What a rule does, in words."""
    effects = {}
    for name in ("severity", "category", "team", "owner"):
        if value := getattr(rule, f"set_{name}"):
            effects[name] = [None, value]
    if rule.tells_duty:
        effects["tells_duty"] = [False, True]
    if rule.reply:
        effects["reply"] = [None, rule.reply]
    return effects_in_words(effects)
