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
    return kept(lambda: render_to_string(template, context), template, *shown)


def kept_list(make, community, *named):
    """What `make` reads and draws of a list that is public and that all see alike, kept for a minute or until anything
    public changes. The community's version is asked for before `make` reads, so what is kept under it is never older.
    """
    return kept(make, community.version, *named)


def kept(make, *named):
    return kept_for(None, make, get_language(), get_current_timezone_name(), *named)


def kept_for(seconds, make, *named):
    """What `make` gives, kept under all of `named` for so many seconds (None: as long as parts are kept)."""
    named = repr(named)
    key = "part:" + blake2b(named.encode(errors="surrogatepass"), digest_size=16).hexdigest()
    part = caches["fragments"].get(key)
    if part is None:
        part = make()
        caches["fragments"].set(key, part, *([seconds] if seconds else []))
    return part
