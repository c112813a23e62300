"""Small tags used everywhere, loaded as built-ins."""

from datetime import datetime
from functools import cache

from babel.dates import format_date
from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from community.invitations import find_invitation, remembered_code
from community.models import Rules
from community.text import in_language, read_moment

register = template.Library()


def say_ago(moment, now=None):
    """How long ago, in words: minutes and hours today, then days, weeks, and the date after a month."""
    now = now or timezone.now()
    seconds = max((now - moment).total_seconds(), 0)
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if minutes < 1:
        return _("just now")
    if hours < 1:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if days < 1:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    if days < 7:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if days < 31:
        return ngettext("%(n)s week ago", "%(n)s weeks ago", days // 7) % {"n": days // 7}
    local = timezone.localtime(moment)
    return date_format(local, "MONTH_DAY_FORMAT" if local.year == timezone.localtime(now).year else "DATE_FORMAT")


def say_duration(seconds):
    """A length of time in two units at most: 3 h 12 min, 9 days 16 h."""
    minutes = max(int(seconds // 60), 0)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        text = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        return f"{text} {_('%(n)s h') % {'n': hours}}" if hours else text
    if hours:
        text = _("%(n)s h") % {"n": hours}
        return f"{text} {_('%(n)s min') % {'n': minutes}}" if minutes else text
    return _("%(n)s min") % {"n": minutes}


@register.simple_tag
def ago(moment):
    """<time> with the relative words, the exact time on hover and in the attribute."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        local.strftime("%Y-%m-%d %H:%M"),
        say_ago(moment),
    )


@register.simple_tag
def exact(moment):
    """<time> with day and hour in words."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localtime().year
    day = date_format(local, "MONTH_DAY_FORMAT" if same_year else "DATE_FORMAT")
    return format_html(
        '<time datetime="{}">{} {}</time>', local.isoformat(timespec="minutes"), day, local.strftime("%H:%M")
    )


@register.simple_tag(name="in_language")
def words_in_language(words, words_en):
    """Of two wordings the one in the reader's language."""
    return in_language(words, words_en)


@register.filter
def as_moment(text):
    """A moment that was kept as text, for `date`."""
    return read_moment(text)


@register.filter
def duration(seconds):
    return say_duration(seconds)


@cache
def sprite():
    """The address of the one icon set (static/img/icons.svg)."""
    return static("img/icons.svg")


@register.simple_tag
def icon(name, css="i"):
    """An icon of the set, hidden from screen readers: the words beside it speak."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, sprite(), name)


@register.simple_tag
def stars(average):
    """Five stars for an average from 1 to 5, in words for screen readers."""
    full = round(average or 0)
    use = '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true"><use href="{}#star"></use></svg>'
    drawn = format_html_join("", use, (("" if n < full else "off", sprite()) for n in range(5)))
    return format_html('<span class="stars">{}</span>', drawn)


@register.filter
def initial(name):
    """The letter that stands for somebody without a picture."""
    return (name or "?")[:1].upper()


@register.inclusion_tag("components/avatar.html")
def avatar(member, css=""):
    """A member's picture or letter; None is somebody anonymous or gone."""
    return {"member": member, "css": css}


@register.inclusion_tag("components/member.html")
def member_name(member, link=True):
    """A member's name with the mark of what they are here, as it stands beside what they say; it leads to their
    profile, unless `link` is off, as within another link. None is somebody anonymous or gone. Asks the database
    nothing."""
    return {"member": member, "linked": link and member is not None and member.is_active}


@register.simple_tag(takes_context=True)
def invited_by(context):
    """The invitation that this browser came with and that is still open, or None; no query for those without one."""
    return find_invitation(remembered_code(context["request"]))


@register.filter
def short_month(moment):
    """11月 / Nov."""
    return format_date(in_zone(moment), "LLL", locale=babel_locale())


@register.filter
def short_weekday(moment):
    """周六 / Sat."""
    return format_date(in_zone(moment), "ccc", locale=babel_locale())


def in_zone(moment):
    """The reader's date of a moment; a date is one already."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def babel_locale():
    # Django's own short names of Chinese weekdays are not short.
    return "zh_Hans" if get_language() == "zh-hans" else "en"


@register.filter
def month_name(moment):
    """十一月 / November."""
    return date_format(moment, "F")


@register.simple_tag(takes_context=True)
def here(context):
    """This page's own address with its query, for coming back to it."""
    return context["request"].get_full_path()


@register.simple_tag
def staff_icon(name):
    """An icon of the staff desk's set (static/staff/icons.svg)."""
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#{}"></use></svg>', static("staff/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def rules_asked(context):
    """The rules in force that the reader has not accepted, or None; a visitor has accepted none. Asks the database
    only when there are some."""
    version, user = context["community"].rules_version, context["user"]
    if version <= (user.rules_version if context["is_member"] else 0):
        return None
    return Rules.objects.filter(version=version).first()
