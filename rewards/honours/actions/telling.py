"""Notices of honours: each that comes, and each that goes."""

from community.models import MailChoice
from community.notices import notify


def tell_of_award(award):
    """Tell a member of a badge that he was given."""
    tell_of_badge(award, "badge_earned", award.given_at, citation=award.citation)


def tell_of_loss(award):
    """Tell a member of a badge that was taken back, by the team or with the deeds that it was given for."""
    tell_of_badge(award, "badge_taken_back", award.revoked_at, reason=award.revoke_reason)


def tell_of_badge(award, name, moment, **words):
    badge = award.badge
    notify(
        [award.member_id],
        kind=f"honours.{name}",
        cause_key=f"badge:{badge.pk}:{award.level}:{name}:{award.member_id}:{moment:%Y%m%d%H%M%S%f}",
        params={"badge": badge.name, "badge_en": badge.name_en, "level": award.level, **words},
        url=badge.get_absolute_url(),
        mail_kind=MailChoice.Kind.REWARDS,
    )


def tell_of_title(member, name, title, moment):
    """Tell a member that he reached a title (`name` is "title_reached"), or goes by another (None: by none) from now on
    ("title_changed")."""
    notify(
        [member.pk],
        kind=f"honours.{name}",
        cause_key=f"title:{name}:{member.pk}:{moment:%Y%m%d%H%M%S%f}",
        params={"title": title.name if title else "", "title_en": title.name_en if title else ""},
        url="/me/",
        mail_kind=MailChoice.Kind.REWARDS,
    )
