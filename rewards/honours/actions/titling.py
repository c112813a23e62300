"""Titles on the rows of the members who carry them."""

from community.models import Community, Member


def rename_title(before, after):
    """Let all who carry the title with the names `before` (name, name in English) carry those of `after`, in one
    statement and without a notice: nobody got or lost anything. In the caller's transaction."""
    if before == after:
        return
    name, name_en = after
    if Member.objects.filter(title=before[0]).update(title=name, title_en=name_en):
        Community.bump()
