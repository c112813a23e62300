"""Pages of ours in the admin's frame."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse


def desk_page(request, template, context, *, status=200):
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"shop/desk/{template}.html", context, status=status)


def check_may(user, permission):
    if not user.has_perm(permission):
        raise PermissionDenied
