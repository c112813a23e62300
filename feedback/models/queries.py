"""What is asked of items: each question once, each ordered one with an index to match (see Feedback.Meta)."""

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from feedback.models.status import SHARED, Mood, Severity, Status, Visibility

# What a row of a list needs: to name all columns of three tables costs more than to fetch them.
ROW_FIELDS = [
    *("title", "excerpt", "language", "author", "status", "visibility", "severity"),
    *("vote_count", "comment_count", "merged_count", "rating_sum", "rating_count", "hot"),
    *("created_at", "edited_at", "changed_at", "last_answer_at"),
    *("category__slug", "category__name", "category__name_en", "group__name", "group__slug"),
]


class FeedbackQuerySet(models.QuerySet):
    def public(self):
        """What lists show everybody: not hidden, not removed by its author, not waiting for approval, not said in a
        private group, and of what was merged the canonical item alone."""
        return self.filter(visibility=Visibility.PUBLIC).exclude(status=Status.MERGED)

    def of_group(self, group):
        """What the members of a group have before them: all in it that is public, or in a private one what is theirs
        alone."""
        seen = Visibility.GROUP if group.is_private else Visibility.PUBLIC
        return self.filter(group=group, visibility=seen).exclude(status=Status.MERGED)

    def shared_with(self, member):
        """What a member has before him: all that is public, and what was said in the private groups he is in."""
        mine = member.memberships.values("group")
        rows = self.filter(Q(visibility=Visibility.PUBLIC) | Q(visibility=Visibility.GROUP, group__in=mine))
        return rows.exclude(status=Status.MERGED)

    def open(self):
        """Still in somebody's hands. Said by exclusion: SQLite matches the condition of a partial index with single
        values, but not with a list of them."""
        rows = self.exclude(status=Status.FIXED).exclude(status=Status.CLOSED).exclude(status=Status.DECLINED)
        return rows.exclude(status=Status.MERGED)

    def merged_into(self, feedback):
        """What was merged into this item and counts for it, the oldest first. What its author took back, or
        moderators hid, counts no longer."""
        return self.filter(merged_into=feedback, visibility__in=SHARED).order_by("pk")

    def speaking_for(self, pks):
        """These items, and in the place of merged ones those they were merged into."""
        # Written out: to bind a thousand numbers one by one costs as much as to find what they name.
        keys = RawSQL(", ".join(str(int(pk)) for pk in pks) or "NULL", [])
        merged = self.model.objects.filter(pk__in=keys, merged_into__isnull=False).values("merged_into")
        return self.filter(Q(pk__in=keys) | Q(pk__in=merged))

    def kept(self):
        """All that staff work with: everything but what its author took back."""
        return self.exclude(visibility=Visibility.REMOVED)

    def taken_back_by(self, member):
        """What a member said and took back."""
        return self.filter(author=member, visibility=Visibility.REMOVED)

    def for_rows(self):
        """With what lists show and are ordered by; the rest stays in the database."""
        return self.select_related("category", "group").only(*ROW_FIELDS)

    def for_desk_rows(self):
        """With what the team's lists show and explain."""
        return self.select_related("category", "channel", "owner", "reading").defer("text")

    def pending(self):
        """Waiting for approval, the longest waiting first."""
        return self.filter(visibility=Visibility.PENDING).order_by("received_at", "pk")

    def of_author(self, member):
        return self.filter(author=member).order_by("-pk")

    # The ready views of the triage desk; each part of them has an index whose condition says the same. ----------
    def in_hand(self):
        """Open and not taken back."""
        return self.kept().open()

    def owed(self):
        """With a promise to keep next, by its time."""
        return self.filter(due_at__isnull=False).order_by("due_at", "pk")

    def undue(self):
        """Without one, the longest untouched first."""
        return self.filter(due_at=None).order_by("changed_at", "pk")

    def untouched(self):
        """New and waiting for a first look."""
        return self.kept().filter(status=Status.NEW)

    def urgent(self):
        return self.in_hand().filter(severity=Severity.S1)

    def negative(self):
        return self.in_hand().filter(mood=Mood.NEGATIVE)

    def alarming(self):
        return self.in_hand().filter(is_alarming=True)

    def alarming_untouched(self):
        """Alarming, and nobody has taken a first look."""
        return self.alarming().filter(status=Status.NEW)

    def overdue(self):
        """Promised an answer or a resolution by now and without it, the longest overdue first."""
        return self.in_hand().owed().filter(due_at__lt=timezone.now())

    def owned_by(self, member):
        return self.in_hand().filter(owner=member)

    def unassigned(self):
        return self.in_hand().filter(owner=None)

    def of_teams(self, teams):
        """What these teams look after: their own, their categories', and what belongs to no team."""
        theirs = Q(team__in=teams) | Q(team=None, category__team__in=teams)
        if any(team.takes_rest for team in teams):
            theirs |= Q(team=None, category=None) | Q(team=None, category__team=None)
        return self.filter(theirs)

    def waiting_for_member(self):
        """Asked back, the longest waiting first."""
        return self.kept().filter(status=Status.NEEDS_INFO).order_by("changed_at", "pk")

    def recently_changed(self):
        return self.kept().order_by("-changed_at", "-pk")

    def to_read(self):
        """Whose words no machine has read yet, oldest first."""
        return self.kept().filter(mood="").order_by("pk")

    def to_compare(self):
        """Whose look-alikes nobody has looked for yet, oldest first."""
        return self.filter(compared_at=None).order_by("pk")

    def silent_since(self, moment):
        """Fixed or waiting for the member since before `moment` (UTC), without a word since."""
        return self.filter(status__in=[Status.FIXED, Status.NEEDS_INFO], changed_at__lt=moment).order_by("pk")
