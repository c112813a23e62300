"""Who may come in: a suspended member is refused with every session at the next request, and told why at the door."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import UserTokenForm
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import INTERNAL_RESET_SESSION_KEY, PasswordResetFromKeyView
from django.shortcuts import redirect
from django.urls import reverse

from community.accounts import AccountAdapter
from community.models import Member
from community.moderation.permissions import sanction_token
from community.moderation.standing import suspension_of
from community.prepared import prepared


class MemberBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """The member of a session, unless he left or is suspended."""
        for member in member_with_key(user_id):
            if self.user_can_authenticate(member) and not member.is_suspended:
                return member
        return None


@prepared
def member_with_key(pk):
    return Member.objects.filter(pk=pk)


class DoorAdapter(AccountAdapter):
    def pre_login(self, request, user, **kwargs):
        """With the right password or code a suspended member reads why, until when, and how to appeal."""
        if suspension := suspension_of(user):
            clear_login(request)
            return to_suspension(suspension)
        return super().pre_login(request, user, **kwargs)


class ResetFromKeyView(PasswordResetFromKeyView):
    """Whoever holds the mail's link is told of a suspension before he chooses a password in vain."""

    def dispatch(self, request, uidb36, key, **kwargs):
        kept = request.session.get(INTERNAL_RESET_SESSION_KEY, "") if key == self.reset_url_key else key
        form = UserTokenForm(data={"uidb36": uidb36, "key": kept})
        if form.is_valid() and (suspension := suspension_of(form.reset_user)):
            return to_suspension(suspension)
        return super().dispatch(request, uidb36, key, **kwargs)


def to_suspension(suspension):
    return redirect(reverse("moderation:suspended", args=[sanction_token(suspension)]))


reset_from_key = ResetFromKeyView.as_view()
