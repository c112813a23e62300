"""What pressing a button on one of the pages is answered with."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse

from community.permissions import page_of


def press(request, event, verb, done="", *, fallback="live:session_live"):
    """Call `verb()` and say what came of it: in a line of the page for a press that the script sent, else on the page
    that it was made from."""
    try:
        verb()
    except ValidationError as refused:
        return said(request, event, refused.messages[0], is_refusal=True, fallback=fallback)
    return said(request, event, done, fallback=fallback)


def said(request, event, words, *, is_refusal=False, fallback="live:session_live"):
    if request.htmx:
        return render(request, "live/_said.html", {"words": words, "is_refusal": is_refusal})
    if words:
        (messages.error if is_refusal else messages.success)(request, words)
    return redirect(way_back(request, event, fallback))


def way_back(request, event, fallback):
    """The page of this session that the press was made on; `fallback` where the browser does not say."""
    page, home = page_of(request), event.get_absolute_url()
    if page == home:
        return f"{home}#questions"
    return page if page.startswith(home) else reverse(fallback, args=[event.pk])
