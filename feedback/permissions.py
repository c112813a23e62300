"""The doors to feedback: who may see and touch what. Missing and forbidden look alike (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from feedback.actions.counting import voices_in_merged
from feedback.actions.saying import hash_receipt_code
from feedback.models import Attachment, Comment, Feedback, FixNote, Follow, TestCall, TestSeat, Vote


def may_triage(user):
    return user.is_active and user.is_staff and user.has_perm("feedback.triage_feedback")


def may_enter(user):
    """Whether this member of staff may enter feedback and votes for others."""
    return may_triage(user) and user.has_perm("feedback.enter_feedback")


def get_feedback_or_404(user, pk):
    """The item, if this reader may see it: public, one's own, or for the team; never one taken back."""
    feedback = get_object_or_404(
        Feedback.objects.select_related("category", "group", "channel", "author", "owner"), pk=pk
    )
    if feedback.is_public:
        return feedback
    if feedback.visibility == Feedback.Visibility.REMOVED:
        raise Http404
    if user.is_authenticated and feedback.author_id == user.pk:
        return feedback
    if may_triage(user):
        return feedback
    raise Http404


def get_public_feedback_or_404(pk):
    """The item that can be voted for, followed and commented on: one that everybody may see, and of a merged one the
    canonical."""
    feedback = get_object_or_404(Feedback, pk=pk, visibility=Feedback.Visibility.PUBLIC)
    return feedback.merged_into or feedback


def may_talk(user, feedback):
    """Whether this member may say something under it: it is public, or their own and waiting for approval, for the
    team's question must be answered."""
    return feedback.is_public or (feedback.is_pending and feedback.author_id == user.pk)


def get_talk_or_404(user, pk):
    """The item under which this member may say something; of a merged one the canonical."""
    feedback = get_feedback_or_404(user, pk)
    if not may_talk(user, feedback):
        raise Http404
    return feedback.merged_into or feedback


def get_own_feedback_or_404(user, pk):
    """The item, if this member wrote it and has not taken it back."""
    return get_object_or_404(Feedback.objects.kept(), pk=pk, author=user)


def get_triage_feedback_or_404(user, pk):
    """The item, for the team."""
    if not may_triage(user):
        raise Http404
    items = Feedback.objects.kept().select_related("category", "group", "channel", "author", "owner", "reading")
    return get_object_or_404(items, pk=pk)


def get_own_comment_or_404(user, pk):
    """The comment, if this member wrote it, it still stands and its item is public."""
    return get_object_or_404(
        Comment.objects.shown().select_related("feedback"), pk=pk, author=user, feedback__visibility="public"
    )


def get_deletable_comment_or_404(user, pk):
    """The comment, for its writer and for those of the team who may take comments away."""
    comments = Comment.objects.select_related("feedback").filter(feedback__in=Feedback.objects.kept())
    comment = get_object_or_404(comments, pk=pk)
    if comment.author_id == user.pk or may_remove_comments(user):
        return comment
    raise Http404


def may_remove_comments(user):
    return may_triage(user) and user.has_perm("feedback.delete_comment")


def get_receipt_feedback_or_none(code):
    """The anonymous item that this code opens, or None; the code is compared by its hash alone."""
    if not code:
        return None
    return Feedback.objects.kept().filter(is_anonymous=True, receipt_hash=hash_receipt_code(code)).first()


def get_attachment_or_404(user, pk):
    """The picture, if its item may be seen and its comment still stands; a draft's by its sender alone."""
    attachment = get_object_or_404(Attachment.objects.select_related("comment", "seat"), pk=pk)
    if attachment.feedback_id:
        get_feedback_or_404(user, attachment.feedback_id)
        if attachment.comment and attachment.comment.deleted_at:
            raise Http404
        return attachment
    if user.is_authenticated and attachment.owner_id == user.pk:
        return attachment
    if attachment.seat and may_read_report(user, attachment.seat):
        return attachment
    raise Http404


def get_test_call_or_404(user, pk):
    """The call for testers, if this reader may see its item in lists."""
    calls = TestCall.objects.visible_to(user).select_related("feedback__group", "feedback__category")
    return get_object_or_404(calls, pk=pk)


def get_own_seat_or_404(user, call):
    """The seat that this member has taken."""
    return get_object_or_404(TestSeat, call=call, member=user)


def may_read_report(user, seat):
    """The team, and where the tester let everybody read it whoever sees the call."""
    return may_triage(user) or (seat.is_public and TestCall.objects.visible_to(user).filter(pk=seat.call_id).exists())


def may_rate(user, feedback):
    """Those the fix was for: the author, and whoever supported or followed it before it was fixed."""
    if not user.is_authenticated:
        return False
    if feedback.author_id == user.pk or Vote.objects.filter(feedback=feedback, member=user).exists():
        return True
    if voices_in_merged([feedback], user):
        return True
    return Follow.objects.told().filter(feedback=feedback, member=user, created_at__lte=feedback.fixed_at).exists()


def get_fix_note_or_404(user, pk):
    """A published note; a draft for those who may publish."""
    notes = FixNote.objects.all()
    if not (user.is_staff and user.has_perm("feedback.view_fixnote")):
        notes = notes.published()
    return get_object_or_404(notes, pk=pk)
