"""What a reply template may leave open, and how it is filled in for one item.

Filled by plain replacing of whole words, in one pass: nothing in a template can reach into an object, and nothing in a
value is looked at again, neither as a placeholder nor as Markdown.
"""

import re

from django.utils import translation
from django.utils.translation import gettext_lazy, pgettext

from community.models import Community

PLACEHOLDERS = {
    "name": gettext_lazy("the author's name, or a polite word for somebody without one"),
    "number": gettext_lazy("the item's number, as #128"),
    "title": gettext_lazy("the item's title"),
    "category": gettext_lazy("its category"),
    "community": gettext_lazy("the name of the community"),
    "owner": gettext_lazy("who has it in hand, or else who answers"),
    "hours": gettext_lazy("within how many hours a first answer is promised"),
}
OPEN = re.compile(r"\{([^{}\n]*)\}")
# Letters by which a value could become Markdown: within a line, and at its beginning.
INLINE = re.compile(r"([\\`*_\[\]<~]|&(?=#?\w+;))")
BLOCK = re.compile(r"^(\d*)([-+#=.)](?=\s|$|[-+#=])|>)")


def unknown_in(text):
    """Words in braces that are no placeholder, each once, in their order."""
    return list(dict.fromkeys(name for name in OPEN.findall(text) if name not in PLACEHOLDERS))


def fill(text, values):
    """`text` with its placeholders replaced by `values` ({name: text}); what has no value stays as it stands."""
    return OPEN.sub(lambda found: literal(values[found[1]]) if found[1] in values else found[0], text)


def literal(value):
    """A value on one line that stays what it is when rendered as Markdown."""
    return BLOCK.sub(r"\1\\\2", INLINE.sub(r"\\\1", " ".join(str(value).split())))


def values_for(feedback, *, actor, language):
    """{placeholder: text} of an item in a language; `actor` is whoever answers, None for the community itself."""
    who = feedback.owner or actor
    with translation.override(language):
        community = Community.get()
        return {
            "name": feedback.author.name if feedback.author else pgettext("to somebody without a name", "friend"),
            "number": f"#{feedback.pk}",
            "title": feedback.title,
            "category": feedback.category.label if feedback.category else pgettext("no category", "your remark"),
            "community": community.display_name,
            "owner": who.name if who else community.display_name,
            "hours": str(community.promise_hours),
        }


def sample_values(language):
    """Values to show a template with before there is an item."""
    with translation.override(language):
        community = Community.get()
        return {
            "name": pgettext("sample of a name", "Alex"),
            "number": "#128",
            "title": pgettext("sample of a title", "The order list forgets my filter"),
            "category": pgettext("sample of a category", "App"),
            "community": community.display_name,
            "owner": pgettext("sample of an owner", "Robin"),
            "hours": str(community.promise_hours),
        }
