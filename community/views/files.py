"""Pictures, served as the images they are and nothing else."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from community.models import Member


@require_safe
def avatar(request, pk):
    """A member's picture, as the image it is and nothing else."""
    member = get_object_or_404(Member, pk=pk, is_active=True)
    if not member.avatar:
        raise Http404
    return image_response(member.avatar)


def image_response(file, *, keep=True):
    """One of our own re-encoded images, served so that no browser takes it for anything else. Without `keep` a browser
    asks each time: whoever may see it now may not tomorrow."""
    try:
        with file.open("rb") as handle:
            response = HttpResponse(handle.read(), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=86400, immutable" if keep else "private, no-store"
    return response
