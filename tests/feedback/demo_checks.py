"""What holds in every demo."""

import json
import stat
from datetime import timedelta
from itertools import pairwise

from django.core.management import call_command
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from community.models import (
    Delivery,
    InterestGroup,
    Member,
    Notification,
    SearchDoc,
)
from feedback.models import (
    Approval,
    Comment,
    Feedback,
    FixNote,
    Follow,
    OnBehalf,
    ProgressEntry,
    Rating,
    ReplyTemplate,
    Status,
    Vote,
)


def check_counts():
    for item in Feedback.objects.annotate(
        rows=Count("votes", distinct=True), said=Count("comments", filter=Q(comments__hidden_at=None), distinct=True)
    ).prefetch_related("ratings"):
        scores = [rating.score for rating in item.ratings.all()]
        assert item.comment_count == item.said
        if not item.merged_count:
            assert item.vote_count == item.rows
        assert (item.rating_sum, item.rating_count) == (sum(scores), len(scores))
        assert item.hot == Feedback.heat(item.vote_count, item.comment_count, item.created_at)
    for group in InterestGroup.objects.all():
        assert group.member_count == group.memberships.count()
        assert group.feedback_count == Feedback.objects.filter(group=group).count()
    assert (
        SearchDoc.objects.filter(kind="feedback", is_public=True).count()
        == Feedback.objects.filter(visibility="public").count()
    )
    call_command("check_merges")


def check_states():
    now = timezone.now()
    for item in Feedback.objects.prefetch_related("entries"):
        entries = sorted(item.entries.all(), key=lambda entry: entry.pk)
        moments = [entry.created_at for entry in entries]
        assert moments == sorted(moments)
        assert moments[0] == item.created_at
        assert moments[-1] <= now
        # That others say the same changes nothing in the item that speaks for them, nor does a private note, nor what
        # members voted for.
        quiet = ("merged", "note", "poll")
        last = [entry.created_at for entry in entries if entry.kind not in quiet or entry.new_status][-1]
        assert last - item.changed_at < timedelta(seconds=1)
        moves = [(entry.old_status, entry.new_status) for entry in entries if entry.new_status]
        assert moves[0] == ("", "new")
        assert moves[-1][1] == item.status
        assert all(before[1] == after[0] for before, after in pairwise(moves))
        answers = [entry.created_at for entry in entries if entry.kind in ("answer", "fix")]
        assert (item.answered_at, item.last_answer_at) == ((answers[0], answers[-1]) if answers else (None, None))
        assert (item.status in (Status.CLOSED, Status.DECLINED)) == (item.closed_at is not None)
        if item.status == Status.FIXED:
            assert item.fixed_at
    numbers = list(Feedback.objects.order_by("pk").values_list("created_at", flat=True))
    assert numbers == sorted(numbers)
    in_time = Feedback.objects.filter(answered_at__lte=F("answer_due_at")).count()
    assert in_time > 0.8 * Feedback.objects.exclude(answered_at=None).count()


def check_nothing_is_left(mailoutbox):
    assert not ProgressEntry.objects.to_announce().exists()
    assert not Comment.objects.filter(announced_at=None).exists()
    assert not Feedback.objects.silent_since(timezone.now() - timedelta(days=14)).exists()
    assert not Delivery.objects.exists()
    assert not mailoutbox


def check_votes():
    assert not Vote.objects.filter(member=F("feedback__author")).exists()
    late = Vote.objects.filter(
        Q(created_at__gt=F("feedback__closed_at"), feedback__fixed_at=None) | Q(created_at__gt=F("feedback__fixed_at"))
    )
    assert not late.exists()
    for member_id, feedback_id in Vote.objects.values_list("member_id", "feedback_id"):
        assert Follow.objects.filter(member_id=member_id, feedback_id=feedback_id).exists()


def check_anonymous():
    anonymous = Feedback.objects.filter(is_anonymous=True)
    assert anonymous.exists()
    assert not anonymous.filter(receipt_hash="").exists()
    assert not ProgressEntry.objects.filter(feedback__in=anonymous, kind="received").exclude(actor=None).exists()


def check_what_the_team_has(story):
    assert Feedback.objects.pending().count() == Approval.objects.filter(outcome="").count() == len(story.waiting)
    for template in ReplyTemplate.objects.all():
        template.full_clean()
    assert {"zh-hans", "en"} == set(ReplyTemplate.objects.values_list("language", flat=True))
    assert ReplyTemplate.objects.count() >= 12
    assert OnBehalf.objects.filter(feedback__visibility="public", has_consent=True).count() >= 3
    again = ProgressEntry.objects.get(kind="again")
    assert (again.actor, again.feedback.asked_again_at) == (again.feedback.author, again.created_at)
    assert again.feedback.status == Status.PLANNED


def check_fix_notes(story):
    notes = FixNote.objects.published()
    assert notes.count() == len(story.fixes)
    for note in notes:
        sums = note.items.aggregate(score=Sum("rating_sum"), count=Sum("rating_count"))
        assert (note.rating_sum, note.rating_count) == (sums["score"], sums["count"])
        assert note.people_count
        assert note.entries.count() == note.items.count()
    assert notes.exclude(before_image="").exclude(after_image="").count() == len(story.scenes)
    low = Rating.objects.get(score__lte=Rating.LOW)
    assert low.feedback.entries.filter(kind="reopened").exists()
    assert low.feedback.is_open


def check_accounts(path, roles):
    accounts = json.loads(path.read_text(encoding="utf-8"))
    assert [row["role"] for row in accounts] == roles
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for row in accounts:
        member = Member.objects.get(email=row["email"])
        assert member.check_password(row["password"])
        assert len(row["password"]) == 10
        assert member.emailaddress_set.filter(verified=True, primary=True).count() == 1
        assert member.is_staff == (row["role"] in ("admin", "lead", "moderator"))
    assert Member.objects.get(email=accounts[2]["email"]).has_perm("feedback.triage_feedback")
    assert Notification.objects.unread().filter(member__email=accounts[-1]["email"]).exists()
