"""What the people of a demo were thanked for: every deed of its history, in time."""

from django.utils import timezone

from community.posts.models import Post
from feedback.actions.thanking import TAKEN_UP
from feedback.demo.cast import demo_members
from feedback.models import ProgressEntry, Status, TestSeat
from feedback.models.status import SHARED
from rewards.history import Deed, write_history
from rewards.models import Account


def show_points(deeds=()):
    """Book what the members of a demo earned by the tariff, as if it had been booked each time; not for whom something
    was booked before. `deeds` are those of other wings."""
    people = set(demo_members().values_list("pk", flat=True)) - set(Account.objects.values_list("member", flat=True))
    deeds = [deed for deed in (*deeds, *of_items(), *of_answers(), *of_tests()) if deed.member_id in people]
    return write_history(sorted(deeds, key=lambda deed: deed.at))


def of_items():
    """Deeds of feedback: taken up, fixed, said what others said."""
    steps = ProgressEntry.objects.filter(new_status__in=[*TAKEN_UP, Status.MERGED], feedback__visibility__in=SHARED)
    steps = steps.filter(actor__isnull=False, feedback__author__isnull=False).order_by("created_at", "pk")
    paid = set()
    fields = ("feedback", "feedback__author", "feedback__group", "actor", "new_status", "created_at")
    for pk, author, group, actor, status, at in steps.values_list(*fields).iterator():
        whys = ["duplicate"] if status == Status.MERGED else ["accepted"]
        whys += ["fixed"] if status == Status.FIXED else []
        for why in whys:
            key = f"feedback:{pk}:{why}"
            if author == actor or key in paid or (why == "duplicate" and f"feedback:{pk}:accepted" in paid):
                continue
            paid.add(key)
            yield deed(author, f"feedback_{why}", key, at, group, about=f"#{pk}", url=f"/feedback/{pk}/")


def of_answers():
    """Accepted answers to somebody else's question."""
    posts = Post.objects.filter(accepted_reply__isnull=False).select_related("accepted_reply")
    for post in posts:
        reply = post.accepted_reply
        if reply.author_id and reply.author_id != post.author_id:
            key = f"reply:{reply.pk}:accepted"
            reply.post = post
            yield deed(
                reply.author_id, "answer_accepted", key, reply.created_at, post.group_id, url=reply.get_absolute_url()
            )


def of_tests():
    """Reports of calls that have ended."""
    seats = TestSeat.objects.reported().filter(call__ended_at__isnull=False).select_related("call__feedback")
    for seat in seats:
        item = seat.call.feedback
        key = f"test:{seat.pk}:reported"
        fields = {"about": f"#{item.pk}", "url": item.get_absolute_url()}
        yield deed(seat.member_id, "test_reported", key, seat.call.ended_at, item.group_id, **fields)


def deed(member_id, reason, key, at, group_id, **fields):
    return Deed(member_id, reason, key, at, timezone.localtime(at).date(), group_id, **fields)
