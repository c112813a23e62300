"""Who somebody is is allauth's matter; which rights are in force also depends on passed courses."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission

from community.models import Member
from community.prepared import prepared
from community.training.models import seats_in_force


class TrainedBackend(AuthenticationBackend):
    """Leaves out the rights of groups that require a course without a valid certificate of the member.

    It is the one query that Django asks anyhow, kept on the member for the request as there; superusers are never
    asked. Most members have no rights at all, so those who are not of the team are first asked for that alone.
    """

    def _get_user_permissions(self, user_obj):
        if not (user_obj.is_staff or rights_of(user_obj.pk)):
            return Permission.objects.none()
        return super()._get_user_permissions(user_obj)

    def _get_group_permissions(self, user_obj):
        if not (user_obj.is_staff or seats_of(user_obj.pk)):
            return Permission.objects.none()
        return Permission.objects.filter(group__in=seats_in_force().filter(member=user_obj).values("group"))


@prepared
def rights_of(member):
    """One of the rights that a member has of his own, if any."""
    return Member.user_permissions.through.objects.filter(member=member).values_list("permission")[:1]


@prepared
def seats_of(member):
    """One of the groups of rights that a member is in, if any."""
    return Member.groups.through.objects.filter(member=member).values_list("group")[:1]
