"""The anonymous way back: read answers, add a word and rate, with the receipt code alone.

The code travels in a signed cookie that is sent to /receipt/ only and kept nowhere on our side. It must not
touch the session: a session could belong to a member.
"""

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.limits import client_address, daily_hash, hit
from community.moderation.checks import CODES
from community.moderation.models import Case
from feedback import actions
from feedback.forms import AgainForm, CommentForm, RatingForm, ReceiptForm
from feedback.models import Approval, ProgressEntry, Status
from feedback.permissions import get_receipt_feedback_or_none
from feedback.refusals import refusal_of

COOKIE = "receipt"
# Seconds that the receipt stays open without use, and that a new code is shown.
COOKIE_AGE, FRESH_AGE = 3600, 600


def remember_receipt(response, code, *, fresh=False):
    """Put the code into the cookie; `fresh` shows it for the next minutes."""
    response.set_cookie(
        COOKIE,
        signing.dumps([code, fresh], salt=COOKIE),
        max_age=COOKIE_AGE,
        path=reverse("feedback:receipt_open"),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def read_receipt(request):
    """(code, fresh) from the cookie; ("", False) without a good one."""
    cookie = request.COOKIES.get(COOKIE, "")
    try:
        code, fresh = signing.loads(cookie, salt=COOKIE, max_age=COOKIE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", False
    if fresh:
        # Long enough to survive a reload and a change of language, too short for whoever borrows the phone.
        try:
            signing.loads(cookie, salt=COOKIE, max_age=FRESH_AGE)
        except signing.SignatureExpired:
            fresh = False
    return code, fresh


@require_http_methods(["GET", "HEAD", "POST"])
def receipt_open(request):
    form = ReceiptForm(request.POST or None)
    if request.method == "POST":
        hit("receipt", daily_hash(client_address(request)), limit=20, seconds=3600)
        if form.is_valid():
            if get_receipt_feedback_or_none(form.cleaned_data["code"]):
                return remember_receipt(redirect("feedback:receipt_detail"), form.cleaned_data["code"])
            form.add_error("code", _("This code opens nothing. Look for a mixed-up letter and try again."))
    return render(request, "feedback/receipt_open.html", {"form": form}, status=422 if form.errors else 200)


@never_cache  # there is no session here that would say so
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_detail(request):
    code, fresh = read_receipt(request)
    feedback = get_receipt_feedback_or_none(code)
    if feedback is None:
        return ask_for_code(request)
    forms, saved = {"comment_form": CommentForm(), "rating_form": RatingForm(), "again_form": AgainForm()}, False
    if request.method == "POST":
        hit("receipt-write", daily_hash(code), limit=30, seconds=3600)
        name = "rating_form" if "score" in request.POST else "again_form" if "again" in request.POST else "comment_form"
        forms[name] = bound = type(forms[name])(request.POST)
        try:
            saved = bound.is_valid() and save_from_receipt(feedback, bound)
        except ValidationError as error:
            bound.add_error(field_of(name, error), error)
        if saved:
            return redirect("feedback:receipt_detail")
    context = forms | {
        "feedback": feedback,
        "code": code if fresh else "",
        "entries": course_of(feedback),
        "canonical": None if feedback.is_for_group else feedback.merged_into,
        "comments": talk_of(feedback),
        "refusal": refusal_of(feedback),
        "approval": approval_of(feedback),
        "hidden_by": hidden_by(feedback),
        "rating": feedback.ratings.filter(by_receipt=True).first(),
        "can_rate": feedback.status in (Status.FIXED, Status.CLOSED),
    }
    response = render(request, "feedback/receipt_detail.html", context, status=422 if request.method == "POST" else 200)
    return response if fresh else remember_receipt(response, code)


def field_of(name, error):
    """Beside which field of a form a refusal is explained."""
    if name == "again_form":
        return "again"
    return "text" if error.code in CODES and name == "comment_form" else None


def approval_of(feedback):
    """What the team decided of an item that is not public, or None."""
    return None if feedback.is_shared else Approval.objects.filter(feedback=feedback).first()


def talk_of(feedback):
    """What is said under an item; in a private group only the author's own words, for a code proves no membership."""
    comments = feedback.comments.shown().select_related("author")
    return comments.filter(by_author=True) if feedback.is_for_group else comments


def hidden_by(feedback):
    """The case by which moderators hid an item, with reason and words, or None."""
    return None if feedback.is_public else Case.objects.hiding("feedback", feedback.pk)


def course_of(feedback):
    """The steps of an item, the newest first; of a merged one also those of the item that speaks for it."""
    keys = [key for key in (feedback.pk, feedback.merged_into_id) if key]
    steps = ProgressEntry.objects.public().filter(feedback__in=keys).newest_first()
    return steps.select_related("actor", "fix_note", "other", "feedback")


def ask_for_code(request):
    """The receipt is no longer open here; what was typed meanwhile is shown, so that it is not lost."""
    typed = next((request.POST[name][:5000] for name in ("text", "remark", "again") if request.POST.get(name)), "")
    if not typed:
        return redirect("feedback:receipt_open")
    return render(request, "feedback/receipt_open.html", {"form": ReceiptForm(), "typed": typed}, status=422)


def save_from_receipt(feedback, form):
    data = form.cleaned_data
    if isinstance(form, RatingForm):
        actions.rate_feedback(feedback, actor=None, score=data["score"], remark=data["remark"], by_receipt=True)
    elif isinstance(form, AgainForm):
        actions.ask_to_look_again(feedback, actor=None, text=data["again"])
    else:
        actions.follow_up(feedback, text=data["text"], submit_key=data["submit_key"])
    return True


@require_POST
def receipt_leave(request):
    """Forget the code on this device."""
    response = redirect("feedback:receipt_open")
    response.delete_cookie(COOKIE, path=reverse("feedback:receipt_open"))
    return response
