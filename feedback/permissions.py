"""The doors to feedback: who may see and touch what. Missing and forbidden look alike (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from community.models import Membership
from feedback.actions.counting import voices_in_merged
from feedback.actions.saying import hash_receipt_code
from feedback.models import Attachment, Comment, Feedback, FixNote, Follow, TestCall, TestSeat, Vote
from feedback.models.status import SHARED


def may_triage(user):
    return user.is_active and user.is_staff and user.has_perm("feedback.triage_feedback")


def may_enter(user):
    """Whether this member of staff may enter feedback and votes for others."""
    return may_triage(user) and user.has_perm("feedback.enter_feedback")


def in_its_group(user, feedback):
    """Whether what was said in a private group may be read by this reader: the group's members, and the team."""
    if not user.is_authenticated:
        return False
    return Membership.objects.filter(group=feedback.group_id, member=user).exists() or may_triage(user)


def get_feedback_or_404(user, pk):
    """The item, if this reader may see it: public, one's own, in a group of one's own, or for the team; never one taken
    back."""
    feedback = get_object_or_404(
        Feedback.objects.select_related("category", "group", "channel", "author", "owner", "origin", "attached_poll"),
        pk=pk,
    )
    if feedback.is_public:
        return feedback
    if feedback.visibility == Feedback.Visibility.REMOVED:
        raise Http404
    if user.is_authenticated and feedback.author_id == user.pk:
        return feedback
    if may_triage(user) or (feedback.is_for_group and in_its_group(user, feedback)):
        return feedback
    raise Http404


def get_shared_feedback_or_404(user, pk):
    """The item that this member can vote for, follow and comment on: one that everybody may see, or those of a group he
    is in; and of a merged one the canonical."""
    feedback = get_object_or_404(Feedback, pk=pk, visibility__in=SHARED)
    if not may_read_talk(user, feedback):
        raise Http404
    return feedback.merged_into or feedback


def may_read_talk(user, feedback):
    """Whether this reader, who may see the item, may also read what others say under it. Whoever has left a private
    group still reads his own words there and the team's answers, and no longer the group's talk."""
    return not feedback.is_for_group or in_its_group(user, feedback)


def may_talk(user, feedback):
    """Whether this member may say something under it: it is public, or said in their private group, or their own and
    waiting for approval, for the team's question must be answered."""
    if feedback.is_shared:
        return may_read_talk(user, feedback)
    return feedback.is_pending and feedback.author_id == user.pk


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
    """The comment, if this member wrote it, it still stands and he may talk under its item."""
    comments = Comment.objects.shown().select_related("feedback").filter(feedback__visibility__in=SHARED)
    comment = get_object_or_404(comments, pk=pk, author=user)
    if not may_read_talk(user, comment.feedback):
        raise Http404
    return comment


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
    attachment = get_object_or_404(Attachment.objects.select_related("comment", "feedback", "seat"), pk=pk)
    if attachment.feedback_id:
        feedback = get_feedback_or_404(user, attachment.feedback_id)
        comment = attachment.comment
        if comment and not may_read_talk(user, feedback):
            raise Http404
        if comment and (comment.deleted_at or (comment.hidden_at and not may_triage(user))):
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
    """The team, and where the tester let everybody read it, and it is not hidden, whoever sees the call."""
    return may_triage(user) or (seat.is_for_all and TestCall.objects.visible_to(user).filter(pk=seat.call_id).exists())


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
