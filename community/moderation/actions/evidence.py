"""Pictures of what was reported: their author may take them back at any time, and the team sees them until it has
decided."""

from community.moderation.models import Case, KeptPicture


def let_pictures_go(kind, object_id, rows):
    """Delete these rows of pictures of a thing, in the caller's transaction and first of all it writes, for a decision
    holds the case before the thing too. Returns (how many rows, the files to delete once it is through): no files
    while a case about it is open, for those are kept until it is decided. May run twice."""
    case = Case.objects.open().about(kind, object_id).select_for_update(no_key=True).first() if object_id else None
    pictures = list(rows)
    if case:
        kept = [
            KeptPicture(case=case, file=picture.file.name, width=picture.width, height=picture.height)
            for picture in pictures
        ]
        KeptPicture.objects.bulk_create(kept, ignore_conflicts=True)
    number, _models = rows.delete()
    return number, [] if case else [picture.file for picture in pictures]


def delete_files(files):
    """After the transaction; a file that is gone already is fine."""
    for file in files:
        file.delete(save=False)


def forget_kept_pictures(rows):
    """Delete what was kept for cases that are decided, files first, 500 at a time. May run twice."""
    for picture in rows.filter(case__decided_at__isnull=False)[:500]:
        picture.file.delete(save=False)
        picture.delete()
