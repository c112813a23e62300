"""The doors to sessions: who may know of one, who runs it. Missing and forbidden look alike (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from community.models import InterestGroup, Membership
from events.models import Audience, Event, Registration

SHOWN_WITH = ["series", "group", "host", "responsible", "saved_segment"]


def may_run(user, event):
    """Whether this member runs the session: its host, the responsible person, the hosts of its group, and those of the
    team who may run every session and know of its group."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.pk in (event.host_id, event.responsible_id):
        return True
    if (
        event.group_id
        and Membership.objects.filter(group=event.group_id, member=user, role=Membership.Role.HOST).exists()
    ):
        return True
    return may_run_all(user) and Event.objects.on_desk_of(user).filter(pk=event.pk).exists()


def may_run_all(user):
    return user.is_active and user.is_staff and user.has_perm("events.run_event")


def may_add_all(user):
    """Whether this member of the team may write sessions for everybody and for segments."""
    return user.is_active and user.is_staff and user.has_perm("events.add_event")


def groups_to_write_for(user):
    """The active groups for which this member may write sessions: those he hosts, all for the team that runs groups."""
    groups = InterestGroup.objects.filter(is_active=True)
    if user.is_staff and user.has_perm("community.change_interestgroup"):
        return groups
    return groups.filter(memberships__in=Membership.objects.filter(member=user, role=Membership.Role.HOST))


def may_write(user):
    """Whether this member may write a session for anybody. Asked on pages that all look at: whoever carries no mark and
    is not of the team hosts nothing, and costs no query."""
    if not user.is_authenticated or not (user.is_staff or user.mark):
        return False
    return may_add_all(user) or groups_to_write_for(user).exists()


def get_event_or_404(user, pk):
    """A session that this reader may know of; a draft and what is for others is there for those alone who run it."""
    events = Event.objects.select_related(*SHOWN_WITH)
    event = events.visible_to(user).filter(pk=pk).first()
    if event is None:
        event = get_object_or_404(events, pk=pk)
        if not may_run(user, event):
            raise Http404
    return event


def get_run_event_or_404(user, pk):
    """A session, for those who run it."""
    event = get_object_or_404(Event.objects.select_related(*SHOWN_WITH), pk=pk)
    if not may_run(user, event):
        raise Http404
    return event


def get_registration_or_404(event, pk):
    """Somebody's registration for a session that the reader runs."""
    return get_object_or_404(Registration.objects.select_related("member"), pk=pk, event=event)


def registration_of(user, event):
    """What stands between this reader and a session, or None."""
    return Registration.objects.filter(event=event, member=user).first() if user.is_authenticated else None


def may_register(user, event):
    """Whether a seat can be taken by this member, who may know of the session: of one for a group by its members."""
    if event.audience != Audience.GROUP or user.pk in (event.host_id, event.responsible_id):
        return True
    return user.is_authenticated and Membership.objects.filter(group=event.group_id, member=user).exists()


def may_see_link(user, event, registration=None):
    """Whether this reader gets the online link: whoever has a seat, and those who run the session."""
    return bool(registration and registration.is_going) or may_run(user, event)
