"""Saying something, with a name or without."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.limits import TooMany, client_address, daily_hash, hit
from community.models import Community
from community.moderation.checks import CODES
from feedback import actions
from feedback.forms import FeedbackForm
from feedback.models import Attachment
from feedback.views.receipt import remember_receipt

# With the moment at which the form was first shown, so that nobody seems hasty for having signed in.
DRAFT_FIELDS = ("text", "title", "category", "group", "shown_at")


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_new(request):
    member = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        draft = request.session.get("draft", {}) if member else {}
        draft = {name: value for name, value in draft.items() if value}
        initial = {name: request.GET[name][:80] for name in ("category", "group") if name in request.GET}
        return show_form(request, FeedbackForm(initial=initial | draft, member=member))
    form = FeedbackForm(request.POST, request.FILES, member=member)
    fine = form.is_valid()
    if member is None and request.POST.get("identity") == FeedbackForm.MEMBER:
        # The session ended while they wrote: keep the words, come back here after signing in.
        request.session["draft"] = {name: request.POST.get(name, "")[:6000] for name in DRAFT_FIELDS}
        messages.info(request, _("Sign in to say it with your name. Your words are kept."))
        if request.FILES:
            messages.info(request, _("The pictures must be chosen once more."))
        return redirect_to_login(reverse("feedback:feedback_new"))
    # The second half of a double tap, or a try again after a lost answer, brings nothing new.
    if not (fine and known_item(form)) and "identity" in form.cleaned_data:
        fine = keep_images(request, form, None if form.is_anonymous else member) and fine
    if not fine:
        return show_form(request, form, status=422)
    return take_in(request, form, member)


def known_item(form):
    data = form.cleaned_data
    return actions.find_submitted(data["text"], anonymous=form.is_anonymous, submit_key=data["submit_key"])


def keep_images(request, form, owner):
    """Store the pictures before anything else, so that a mistake elsewhere does not lose them."""
    images = form.cleaned_data.get("images", [])
    try:
        if owner is None:
            for _image in images:
                hit("anonymous-image", daily_hash(client_address(request)), limit=30, seconds=86_400)
        actions.keep_draft_images(images, actor=owner, draft_key=form.cleaned_data["draft_key"])
    except TooMany:
        form.add_error("images", _("That is enough pictures for one day. Try again tomorrow."))
        return False
    except ValidationError as error:
        form.add_error("images", error)
        return False
    return True


def take_in(request, form, member):
    # Kept for signing in; a session must never hold what is now said without a name.
    request.session.pop("draft", None)
    if form.is_anonymous:
        # A keyed hash that changes daily: enough to stop a flood, nothing to find a person by.
        hit("anonymous", daily_hash(client_address(request)), limit=10, seconds=3600)
    else:
        hit("submit", f"member:{member.pk}", limit=20, seconds=3600)
    if not form.is_anonymous:
        form.accept_by(member)
    try:
        receipt = submit(form, member)
    except ValidationError as error:
        form.add_error("text" if error.code in CODES else None, error)
        return show_form(request, form, status=422)
    if form.is_anonymous:
        return remember_receipt(redirect("feedback:receipt_detail"), receipt.code, fresh=True)
    if receipt.created:
        words = {"number": receipt.feedback.pk, "hours": Community.get().promise_hours}
        messages.success(request, received_words(receipt.feedback) % words, extra_tags="draft-sent")
    return redirect(receipt.feedback)


def received_words(feedback):
    if feedback.is_pending:
        return _(
            "Received as #%(number)s. The team has a look before it is public. "
            "You will have an answer within %(hours)s hours."
        )
    return _("Received as #%(number)s. You will have an answer within %(hours)s hours.")


def submit(form, member):
    data = form.cleaned_data
    return actions.submit_feedback(
        data["text"],
        actor=member,
        channel="anonymous" if form.is_anonymous else "board",
        title=data["title"],
        category=data["category"],
        group=data["group"],
        anonymous=form.is_anonymous,
        submit_key=data["submit_key"],
        draft_key=data["draft_key"],
        doubt=form.doubt(),
    )


def show_form(request, form, status=200):
    draft_key = form.data.get("draft_key", "") if form.is_bound else ""
    context = {
        "form": form,
        "uploaded": Attachment.objects.waiting(draft_key[:64]),
        "nav": "new",
        "text_limit": form.fields["text"].max_length,
    }
    return render(request, "feedback/feedback_new.html", context, status=status)
