"""Parts of pages that many readers see alike, kept in memory for a minute."""

from hashlib import blake2b

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language


def face_of(member):
    """All that a member's picture and name show of him, for the key of a part that holds them; empty for nobody."""
    if member is None:
        return ()
    titles = (member.mark, member.title, member.title_en)
    return (member.name, member.avatar.name, member.job_title, *titles, member.is_staff, member.is_active)


def kept_fragment(template, context, *shown):
    """`template` rendered with `context`, kept for a minute (for its "3 minutes ago") under `shown`.

    `shown` holds every value that the part's look depends on, so that a change shows at once; the reader's language
    and time zone count by themselves.
    """
    named = repr((template, get_language(), get_current_timezone_name(), *shown))
    key = "part:" + blake2b(named.encode(errors="surrogatepass"), digest_size=16).hexdigest()
    html = caches["fragments"].get(key)
    if html is None:
        html = render_to_string(template, context)
        caches["fragments"].set(key, html)
    return html
