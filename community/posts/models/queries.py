"""What is asked of posts: each question once, each ordered one with an index to match (see Post.Meta)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import InterestGroup
from community.prepared import prepared

# What a row of a list needs.
ROW_FIELDS = [
    *("kind", "title", "excerpt", "language", "author", "group", "state", "visibility", "is_pinned"),
    *("reply_count", "reaction_count", "picture_count", "accepted_reply", "created_at", "edited_at"),
    *("published_at", "lively_at", "author__name", "author__avatar", "author__job_title", "author__is_staff"),
    *("author__mark", "author__title", "author__title_en", "author__is_active"),
    *("group__name", "group__slug", "group__is_private", "group__is_active"),
]


class PostQuerySet(models.QuerySet):
    def published(self):
        """Said, and neither hidden nor taken back. Told by exclusion: SQLite matches the condition of a partial index
        with single values, but not with a list of them."""
        return self.filter(state="published").exclude(visibility="hidden").exclude(visibility="removed")

    def public(self):
        """What everybody may read. That the group is open is asked of the group itself: one that closes takes its
        posts along at once, whatever their rows still say."""
        open_group = Q(group=None) | Q(group__is_private=False, group__is_active=True)
        return self.filter(open_group, state="published", visibility="public")

    def of_private_groups(self, groups):
        """What was said in these groups (keys) to their members alone."""
        return self.filter(group__in=groups, group__is_private=True, group__is_active=True).published()

    def visible_to(self, user):
        """What this reader may find: what is public, and what was said in his own private groups."""
        return self.public() | self.of_private_groups(private_groups_of(user))

    def in_group(self, group):
        """What was said in one group; whether the reader may see the group was asked before."""
        return self.filter(group=group).published()

    def unanswered(self):
        """Questions without an accepted answer."""
        return self.filter(kind="question", accepted_reply=None)

    def drafts_of(self, member):
        """What a member began and nobody reads yet, planned or not, the newest first."""
        return self.filter(author=member, state__in=["draft", "planned"], visibility__in=["public", "group"]).order_by(
            "-pk"
        )

    def taken_back_by(self, member):
        """What a member said and took back."""
        return self.filter(author=member, visibility="removed")

    def planned(self):
        """Waiting for their hour, the next one first."""
        return self.filter(state="planned").order_by("publish_at", "pk")

    def due(self):
        return self.planned().filter(publish_at__lte=timezone.now())

    def to_tell(self):
        """Published, and nobody was told yet, the oldest first."""
        return self.filter(state="published", told_at=None).order_by("pk")

    def for_rows(self):
        """With what lists show and are ordered by; the rest stays in the database."""
        return self.select_related("author", "group").only(*ROW_FIELDS)


def private_groups_of(user):
    """The keys of the private groups that this reader belongs to; one query for a member, none for a visitor."""
    if not user.is_authenticated:
        return []
    return [group for (group,) in private_groups(user.pk)]


@prepared
def private_groups(member):
    groups = InterestGroup.objects.filter(is_private=True, is_active=True, memberships__member=member)
    return groups.order_by().values_list("pk")
