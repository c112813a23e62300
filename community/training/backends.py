"""Who somebody is is allauth's matter; which rights are in force also depends on passed courses."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission

from community.training.models import seats_in_force


class TrainedBackend(AuthenticationBackend):
    """Leaves out the rights of groups that require a course without a valid certificate of the member.

    It is the one query that Django asks anyhow, kept on the member for the request as there; superusers are never
    asked. Most members are in no such group, so those who are not of the team are first asked for that alone.
    """

    def _get_group_permissions(self, user_obj):
        if not (user_obj.is_staff or user_obj.groups.exists()):
            return Permission.objects.none()
        return Permission.objects.filter(group__in=seats_in_force().filter(member=user_obj).values("group"))
