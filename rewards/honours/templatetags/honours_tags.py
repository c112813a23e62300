"""How badges are drawn and named."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from rewards.honours import progress
from rewards.honours.models import Level

register = template.Library()


@cache
def sheet():
    """The address of the one sheet of drawings (static/img/badges.svg)."""
    return static("img/badges.svg")


@register.simple_tag
def badge_picture(badge, level=0, css=""):
    """A badge's picture at a level, as many ripples as it is high; 0 for one that somebody does not have yet. Hidden
    from screen readers: the words beside it speak."""
    drawn = '<svg class="badge lv{} {}" viewBox="0 0 64 64" aria-hidden="true"><use href="{}#disc-{}"></use>'
    drawn += '<use href="{}#{}"></use></svg>'
    return format_html(drawn, level, css, sheet(), level, sheet(), badge.picture)


@register.filter
def level_word(level):
    """Bronze, silver, gold."""
    return Level(level).label


@register.simple_tag
def next_title(account):
    """The next title of the holder of an account, see rewards.honours.progress."""
    return progress.next_title(account)
