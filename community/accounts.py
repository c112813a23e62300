"""Where allauth asks us how our members are made and mailed."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

from community.activity import record_activity
from community.audit import record
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
        return user

    def format_email_subject(self, subject):
        return f"[{Community.get().display_name}] {subject}"
