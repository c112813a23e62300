"""Where allauth asks us how our members are made and mailed."""

from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation

from community import actions
from community.activity import record_activity
from community.audit import record
from community.invitations import remembered_code
from community.models import Community


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        """A new member speaks the language of the page that signed them up."""
        user.email = form.cleaned_data["email"].lower()
        user.name = form.cleaned_data["name"]
        user.language = translation.get_language() or "zh-hans"
        if password := form.cleaned_data.get("password1"):
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        record("community.member.joined", user, actor=user)
        record_activity(user, "join")
        actions.note_arrival(user, remembered_code(request))
        if app_settings.EMAIL_VERIFICATION != app_settings.EmailVerificationMethod.MANDATORY:
            actions.count_arrival(user)
        return user

    def confirm_email(self, request, email_address):
        """Whoever was brought by somebody counts once the address is proven, in whichever browser that happens."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            actions.count_arrival(email_address.user)
        return confirmed

    def get_signup_redirect_url(self, request):
        """To the first steps; who came to do something (`next`) goes there instead."""
        return reverse("community:welcome")

    def get_email_verification_redirect_url(self, email_address):
        """To the first steps, by way of signing in, as long as they are offered."""
        if email_address.user.settled_at or self.request.user.is_authenticated:
            return super().get_email_verification_redirect_url(email_address)
        query = urlencode({"next": reverse("community:welcome")})
        return f"{resolve_url(settings.LOGIN_URL)}?{query}"

    def format_email_subject(self, subject):
        return f"[{Community.get().display_name}] {subject}"
