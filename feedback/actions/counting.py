"""How many people speak for an item: one for each, however many of the items merged into it they said or support.

Whoever changes the votes of an item, or what is merged into it, first holds its row, so that a count that is read here
stays true until it is written. Several rows are held in the order of their numbers: nobody waits in a circle.
"""

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from feedback.models import Feedback, Status, Vote
from feedback.models.status import SHARED


def hold_item(feedback):
    """Lock an item's row until the caller's transaction ends (on SQLite that is locked as a whole); returns it with
    what its voices depend on."""
    fields = ("status", "author", "vote_count", "comment_count", "merged_count", "created_at")
    return Feedback.objects.select_for_update(no_key=True).only(*fields).get(pk=feedback.pk)


def hold_canonical(feedback):
    """`hold_item` for one that is to be supported. Raises ValidationError('merged') for one that was merged meanwhile;
    the doors lead to the canonical item."""
    row = hold_item(feedback)
    if row.is_merged:
        raise ValidationError(
            _("This was just merged with another one. Open the page again to go on there."), code="merged"
        )
    return row


def hold_sets(*items):
    """{key: row} of these items, of what they were merged into and of what was merged into them, all locked.

    Raises ValidationError('moved_meanwhile') when somebody merged one of them at the same moment.
    """
    keys = keys_around(items)
    rows = {row.pk: row for row in Feedback.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")}
    if keys_around(items) != keys:
        raise ValidationError(_("Somebody merged one of these just now. Look again."), code="moved_meanwhile")
    return rows


def keys_around(items):
    keys = {item.pk for item in items}
    above = Feedback.objects.filter(pk__in=keys, merged_into__isnull=False).values_list("merged_into", flat=True)
    below = Feedback.objects.filter(merged_into__in=keys).values_list("pk", flat=True)
    return keys | set(above) | set(below)


def count_supporters(feedback):
    """How many distinct people support an item besides its own author: who voted for it or for what was merged into
    it, and who said what was merged into it; each author without a name counts as one."""
    return count_people_of(feedback, Feedback.objects.merged_into(feedback).order_by())


def count_together(feedback, into):
    """What `count_supporters` of one item would be if another were merged into it."""
    together = Q(pk=feedback.pk) | Q(merged_into__in=[feedback, into])
    return count_people_of(into, Feedback.objects.filter(together, visibility__in=SHARED))


def count_people_of(feedback, merged):
    voters = Vote.objects.filter(Q(feedback=feedback) | Q(feedback__in=merged)).order_by()
    authors = merged.exclude(author=None)
    if feedback.author_id:
        voters, authors = voters.exclude(member=feedback.author_id), authors.exclude(author=feedback.author_id)
    people = voters.values_list("member_id").union(authors.values_list("author_id"))
    return people.count() + merged.filter(author=None).count()


def recount(feedback):
    """Count the people of an item, what was merged into it, and its heat anew; the caller holds its row."""
    row = Feedback.objects.get(pk=feedback.pk)
    merged, votes = Feedback.objects.merged_into(row).count(), count_supporters(row)
    hot = Feedback.heat(votes, row.comment_count, row.created_at)
    Feedback.objects.filter(pk=row.pk).update(vote_count=votes, merged_count=merged, hot=hot)


def voices_in_merged(items, member):
    """{key: 'mine' or 'pressed'} of those of the items into which something was merged that this member said or
    supports; one query, none where nothing was merged."""
    keys = [item.pk for item in items if item.merged_count]
    if not keys:
        return {}
    voted = Exists(Vote.objects.filter(feedback=OuterRef("pk"), member=member))
    merged = Feedback.objects.filter(merged_into__in=keys, visibility__in=SHARED)
    voices = {}
    for pk, author in merged.filter(Q(author=member) | voted).values_list("merged_into", "author"):
        voices[pk] = "mine" if author == member.pk else voices.get(pk, "pressed")
    return voices


# --- checking -------------------------------------------------------------------------------------------------


def find_miscounted():
    """{key: (kept, true)} of items whose vote_count is not the number of people who support them.

    Merged items are left out: their own count sleeps until they stand on their own again.
    """
    wrong = {}
    alone = Feedback.objects.exclude(status=Status.MERGED).filter(merged_count=0)
    for pk, kept, true in (
        alone.annotate(true=Count("votes")).exclude(vote_count=F("true")).values_list("pk", "vote_count", "true")
    ):
        wrong[pk] = (kept, true)
    for feedback in Feedback.objects.filter(merged_count__gt=0).iterator():
        if feedback.vote_count != (true := count_supporters(feedback)):
            wrong[feedback.pk] = (feedback.vote_count, true)
    return wrong


def find_broken_merges():
    """Keys of items whose pointer leads to a merged or hidden item, or to one that others see than see it, or whose
    merged_count is not what it says."""
    chained = Feedback.objects.filter(merged_into__isnull=False, visibility__in=SHARED).exclude(
        merged_into__merged_into=None, merged_into__visibility=F("visibility")
    )
    shared = Q(merged__visibility__in=SHARED)
    counted = Feedback.objects.annotate(true=Count("merged", filter=shared)).exclude(merged_count=F("true"))
    return {*chained.values_list("pk", flat=True), *counted.values_list("pk", flat=True)}
