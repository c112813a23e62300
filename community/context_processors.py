"""What every page needs to know of its reader."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from community.models import Community, Notification
from community.readers import wanted_theme


def reader(request):
    """`community`, `theme`, `reading`, `is_member` and `unread_count`; nothing is queried before a template asks."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_member = has_session and request.user.is_authenticated
    return {
        "community": SimpleLazyObject(Community.get),
        "theme": wanted_theme(request),
        # What kept parts of pages depend on beside what they show.
        "reading": f"{get_language()} {get_current_timezone_name()}",
        "is_member": is_member,
        "unread_count": SimpleLazyObject(lambda: Notification.objects.count_unread(request.user)) if is_member else 0,
        "site_url": settings.SITE_URL,
    }
