"""The doors to members, groups and notices. Missing and forbidden look alike (404)."""

from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django_htmx.http import HttpResponseClientRedirect

from community.models import GroupInvitation, InterestGroup, Member, Membership, Notification, Rules
from community.prepared import prepared

# So many of the team are asked whether they may do something.
CANDIDATES = 50


def member_required(view):
    """Decorator: visitors sign in first and come back to the page they were on.

    A press cannot be repeated by a link, so after a POST that page is the one that held the button.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        response = redirect_to_login(page_of(request))
        return HttpResponseClientRedirect(response.url) if request.htmx else response

    return guarded


def page_of(request):
    """The path of the page that a request was made from; the start page where it does not say one of ours."""
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not page.startswith("http") or not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "") or "/"


def get_group_or_404(user, slug):
    """An active group that this reader may know of: a private one is there for its members alone."""
    found = groups_known_to(user.pk or 0, slug)
    if not found:
        raise Http404
    return found[0]


@prepared
def groups_known_to(member, slug):
    """The active group with this address, if the member (0: a visitor) may know of it."""
    return InterestGroup.objects.visible_to(Member(pk=member)).filter(slug=slug)


def membership_of(user, group):
    """The membership of this reader in a group, or None."""
    found = memberships_in(group.pk, user.pk) if user.is_authenticated else []
    return found[0] if found else None


@prepared
def memberships_in(group, member):
    return Membership.objects.filter(group=group, member=member)


def may_host(user, group):
    """Whether this member runs the group: its hosts, and those of the team who may change groups."""
    return runs_group(user, membership_of(user, group))


def runs_group(user, membership):
    """`may_host` for a reader whose membership was asked for already."""
    return bool(membership and membership.is_host) or (
        user.is_staff and user.has_perm("community.change_interestgroup")
    )


def get_hosted_group_or_404(user, slug):
    """A group, for those who run it."""
    group = get_group_or_404(user, slug)
    if not may_host(user, group):
        raise Http404
    return group


def may_act(member):
    """Whether something may go on now in the name of this member (None: of nobody): he is here and not suspended."""
    return member is None or import_string(settings.MAY_ACT)(member)


def staff_with(permission):
    """Active members of staff who may do this ("app.codename") now: with rights that are in force, of which the backend
    knows more than the groups do."""
    app_label, codename = permission.split(".")
    may = Q(is_superuser=True)
    for way in ("groups__permissions", "user_permissions"):
        may |= Q(**{f"{way}__content_type__app_label": app_label, f"{way}__codename": codename})
    people = Member.objects.not_suspended().filter(may, is_active=True, is_staff=True).distinct().order_by("pk")
    return [member for member in people[:CANDIDATES] if member.has_perm(permission)]


def may_found_groups(user):
    return user.is_authenticated and user.has_perm("community.add_interestgroup")


def get_invitation_or_404(user, code):
    """The invitation in force that this code opens; one made out by name for that member alone, none into a group that
    is switched off, and none by somebody who is suspended. A visitor gets those made out by name too, to be asked to
    sign in: show nothing of them."""
    found = GroupInvitation.objects.in_force().select_related("group", "invited_by").filter(group__is_active=True)
    invitation = get_object_or_404(found, pk=GroupInvitation.key_of(code))
    is_anothers = user.is_authenticated and invitation.member_id not in (None, user.pk)
    if is_anothers or not may_act(invitation.invited_by):
        raise Http404
    return invitation


def get_member_or_404(pk):
    """Somebody who is here; whoever left or was shut out is not."""
    return get_object_or_404(Member, pk=pk, is_active=True)


def get_suggested_group_or_404(user, slug):
    """A group that this reader may know of and that everybody may join."""
    group = get_group_or_404(user, slug)
    if group.policy != InterestGroup.Policy.OPEN:
        raise Http404
    return group


def get_own_notification_or_404(user, pk):
    return get_object_or_404(Notification.objects.of(user), pk=pk)


def rules_to_accept(member):
    """The rules in force, if this member has not accepted them yet, or None; a member not saved yet has accepted
    none."""
    rules = Rules.objects.published().first()
    return rules if rules and member.rules_version < rules.version else None
