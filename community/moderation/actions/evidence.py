"""Pictures of what was reported: their author may take them back at any time, and the team sees them until it has
decided."""

from django.core.files.storage import default_storage
from django.db import transaction

from community.moderation.models import Case, KeptPicture


def let_pictures_go(kind, object_id, rows):
    """Delete these rows of pictures of a thing, in the caller's transaction and first of all it writes, for a decision
    holds the case before the thing too. Returns (how many rows, the files to delete once it is through): no files
    while a case about it is open, for those are kept until it is decided. May run twice."""
    case = open_case(kind, object_id) if object_id else None
    pictures = list(rows)
    if case:
        kept = [
            KeptPicture(case=case, file=picture.file.name, width=picture.width, height=picture.height)
            for picture in pictures
        ]
        KeptPicture.objects.bulk_create(kept, ignore_conflicts=True)
    number, _models = rows.delete()
    return number, [] if case else [picture.file for picture in pictures]


def let_file_go(kind, object_id, name):
    """What LET_FILE_GO of the settings does: delete the file of a cover or an avatar that was changed or taken away,
    outside every transaction, or keep it while a case about the thing is open."""
    with transaction.atomic():
        if case := open_case(kind, object_id):
            KeptPicture.objects.get_or_create(case=case, file=name)
            return
    default_storage.delete(name)


def open_case(kind, object_id):
    """The open case about a thing, held until the transaction ends, or None."""
    return Case.objects.open().about(kind, object_id).select_for_update(no_key=True).first()


def delete_files(files):
    """After the transaction; a file that is gone already is fine."""
    for file in files:
        file.delete(save=False)


def forget_kept_pictures(rows):
    """Delete what was kept for cases that are decided, files first, 500 at a time. May run twice."""
    for picture in rows.filter(case__decided_at__isnull=False)[:500]:
        picture.file.delete(save=False)
        picture.delete()
