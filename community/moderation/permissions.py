"""The doors to reports, cases and sanctions. Missing and forbidden look alike (404)."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import signing
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from community.moderation.models import Appeal, Case, Outcome, Sanction

LINK_SALT = "moderation.suspended"
# How long the way to an appeal is open to somebody who cannot sign in; signing in again gives a new one.
LINK_SECONDS = 3600
# So many of the team are asked whether they can decide.
CANDIDATES = 50


def may_care(user):
    """Whether this member of the team decides about what was reported."""
    return user.is_active and user.is_staff and user.has_perm("moderation.decide_case")


def may_lead_care(user):
    """Whether he also decides about moderators."""
    return may_care(user) and user.has_perm("moderation.sanction_staff")


def rank_of(member):
    """Who stands above whom: 3 superusers, 2 leads, 1 the rest of the team, 0 members."""
    if member.is_superuser:
        return 3
    if not member.is_staff:
        return 0
    return 2 if member.has_perm("moderation.sanction_staff") else 1


def may_decide_about(actor, member):
    """Whether one of these may sanction the other: whoever stands above may, and about their own kind leads alone."""
    rank, other = rank_of(actor), rank_of(member)
    return rank > other or (rank == other and (not member.is_staff or actor.has_perm("moderation.sanction_staff")))


def get_case_or_404(user, pk):
    """The case, for those who decide; never one about themselves, for it names who reported them."""
    if not may_care(user):
        raise Http404
    cases = Case.objects.not_about(user).select_related("author", "claimed_by", "decided_by")
    return get_object_or_404(cases, pk=pk)


def get_appeal_or_404(user, pk):
    """The appeal, for those who decide, but not the one who asks."""
    if not may_care(user):
        raise Http404
    return get_object_or_404(Appeal.objects.with_decisions().not_of(user), pk=pk)


def can_others_care(*members):
    """Whether somebody of the team without these can decide about reports now: not suspended, and with rights that are
    in force, of which the backend knows more than the groups do."""
    granted = {"codename": "decide_case", "content_type__app_label": "moderation"}
    permission = Permission.objects.filter(**granted)
    may = Q(is_superuser=True) | Q(groups__permissions__in=permission) | Q(user_permissions__in=permission)
    people = get_user_model().objects.not_suspended().filter(may, is_active=True, is_staff=True).distinct()
    people = people.exclude(pk__in=[member.pk for member in members if member])
    # One by one until somebody can; superusers, who are never asked twice, first.
    return any(may_care(person) for person in people.order_by("-is_superuser", "pk")[:CANDIDATES])


def sanction_token(sanction):
    """What opens one sanction for an hour to whoever proved to be its member but cannot sign in."""
    return signing.dumps([sanction.pk], salt=LINK_SALT)


def get_sanction_by_token_or_404(token):
    """The sanction that a link opens; an old or forged one opens nothing."""
    try:
        [pk] = signing.loads(token, salt=LINK_SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    return get_object_or_404(Sanction.objects.select_related("member"), pk=pk)


def get_own_sanction_or_404(user, pk):
    return get_object_or_404(Sanction.objects.select_related("member"), pk=pk, member=user)


def get_own_hidden_case_or_404(user, pk):
    """The case that hid words of this member and did nothing more."""
    return get_object_or_404(Case, pk=pk, author=user, outcome=Outcome.HIDE)
