"""Finding invitations by their code, and remembering the code of whoever has not signed up yet."""

import re

from django.conf import settings
from django.core import signing

from community.models import Invitation
from community.models.invitation import CODE_ALPHABET, CODE_LENGTH
from community.permissions import may_act

# Harmless to kept pages (community/page_cache.py): none of them depends on it.
COOKIE = "invite"
COOKIE_AGE = 14 * 24 * 3600
CODE = re.compile(f"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")


def find_invitation(code):
    """The invitation that this code opens now, with member and group, or None: unknown, over, used up, stopped and of
    somebody who has left or is suspended look alike."""
    code = code.strip().lower()
    if not CODE.fullmatch(code):
        return None
    found = Invitation.objects.open().select_related("member", "group").filter(code=code).first()
    return found if found and may_act(found.member) else None


def remember_code(response, code):
    """Keep a code in this browser until its owner signs up."""
    response.set_cookie(
        COOKIE,
        signing.dumps(code, salt=COOKIE),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def remembered_code(request):
    """The code that this browser came with; empty without one."""
    try:
        code = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return ""
    return code if isinstance(code, str) else ""
