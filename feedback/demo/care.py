"""What a demo shows of care: reports that wait, decided ones, warnings, a pause, and an appeal."""

from datetime import timedelta

from django.utils import timezone

from community.models import Activity, Member, Notification
from community.moderation.models import Appeal, BlockedWord, Case, Report, Sanction
from community.moderation.models.reason import WEIGHTS
from community.moderation.standing import copy_suspension
from community.moderation.words import squeeze
from feedback.demo.courses import rendered
from feedback.models import Comment, Feedback, Follow

SANCTIONS = ("warn", "pause", "suspend")


def show_care(story, cast, now):
    """In the transaction of the demo, when its items are there. A short demo has no place for what is older."""
    words = story.care
    if words is None:
        return
    for number, said in enumerate(words.SAID):
        moment = now - timedelta(days=said.days_ago)
        items = Feedback.objects.public().filter(comment_count__gt=0, created_at__lt=moment - timedelta(hours=4))
        items = list(items.order_by("-created_at")[: number + 1])
        if items:
            show_case(said, items[-1], moment, cast.by_name, now)
    show_appeals(words, cast.by_name, now)
    for suspended in Member.objects.filter(sanctions__kind=Sanction.Kind.SUSPEND).distinct():
        copy_suspension(suspended)
    for blocked, action, note in words.WORDS:
        BlockedWord.objects.get_or_create(
            squeezed=squeeze(blocked), defaults={"words": blocked, "action": action, "note": note}
        )


def show_case(said, item, moment, people, now):
    """A comment that was reported, and what came of it."""
    hides = bool(said.outcome) and said.outcome != "none"
    decided_at = min(moment + timedelta(hours=0.5 + said.hours), now) if said.outcome else None
    comment = say_under(item, people[said.author], said.text, moment, hidden_at=decided_at if hides else None)
    write_case(said, "comment", comment.pk, said.text, moment, people, now)


def write_case(said, kind, pk, words, moment, people, now):
    """The case of something that was reported, with its reports and what its decision brought; returns it."""
    decided_at = min(moment + timedelta(hours=0.5 + said.hours), now) if said.outcome else None
    reasons = [reason for _name, reason, _words in said.reports]
    case = Case.objects.create(
        kind=kind,
        object_id=pk,
        author_id=people[said.author],
        words=words,
        gravest=max(reasons, key=WEIGHTS.get),
        report_count=len(reasons),
        weight=sum(WEIGHTS[reason] for reason in reasons),
        opened_at=moment + timedelta(minutes=30),
        reported_at=moment + timedelta(minutes=30 + 9 * (len(reasons) - 1)),
        outcome=said.outcome,
        reason=said.reason,
        answer=said.answer,
        was_hidden=said.outcome not in ("", "none"),
        decided_by_id=people.get(said.by),
        decided_at=decided_at,
    )
    for turn, (name, reason, words) in enumerate(said.reports):
        at = moment + timedelta(minutes=30 + 9 * turn)
        Report.objects.create(case=case, reporter_id=people[name], reason=reason, words=words, created_at=at)
    if said.outcome:
        tell(said, case, decided_at, people)
    if said.outcome in SANCTIONS:
        Sanction.objects.create(
            member_id=people[said.author],
            kind=said.outcome,
            starts_at=decided_at,
            until=decided_at + timedelta(days=said.for_days) if said.for_days else None,
            reason=said.reason,
            words=said.answer,
            case=case,
            by_id=people[said.by],
        )
    return case


def say_under(item, author, text, moment, *, hidden_at):
    """One more comment under an item, counted unless it is hidden."""
    comment = Comment.objects.create(
        feedback=item,
        author_id=author,
        text=text,
        rendered=str(rendered(text)),
        created_at=moment,
        announced_at=moment,
        hidden_at=hidden_at,
    )
    Follow.objects.get_or_create(feedback=item, member_id=author, defaults={"created_at": moment})
    day = timezone.localtime(moment).date()
    Activity.objects.create(member_id=author, kind="comment", group_id=item.group_id, day=day)
    if hidden_at is None:
        count = item.comment_count + 1
        hot = Feedback.heat(item.vote_count, count, item.created_at)
        Feedback.objects.filter(pk=item.pk).update(comment_count=count, hot=hot)
    return comment


def tell(said, case, at, people):
    """What those concerned found in their inbox then."""
    about = {"kind": case.kind, "excerpt": case.words[:80]}
    rows = [
        (people[name], "reported", about | {"acted": said.outcome != "none"}, "/me/reports/")
        for name, _reason, _words in said.reports
    ]
    if said.outcome != "none":
        until = (at + timedelta(days=said.for_days)).isoformat() if said.for_days else ""
        kind = "hidden" if said.outcome == "hide" else said.outcome
        params = about | {"reason": said.reason, "words": said.answer, "until": until}
        rows.append((people[said.author], kind, params, "/me/sanctions/"))
    Notification.objects.bulk_create(
        Notification(
            member_id=member,
            kind=f"moderation.{kind}",
            cause_key=f"case:{case.pk}:{kind}",
            params=params,
            url=url,
            created_at=at,
            read_at=at + timedelta(hours=2),
        )
        for member, kind, params, url in rows
    )


def show_appeals(written, people, now):
    """One that waits, and one that was right."""
    for name, words, days_ago in written.APPEALS:
        sanction = Sanction.objects.filter(member=people[name]).newest_first().first()
        if sanction:
            Appeal.objects.create(sanction=sanction, words=words, created_at=now - timedelta(days=days_ago))
    name, words, answer, by, days_ago, hours = written.LIFTED
    sanction = Sanction.objects.filter(member=people[name]).newest_first().first()
    if sanction:
        asked_at = now - timedelta(days=days_ago)
        decided_at = asked_at + timedelta(hours=hours)
        Appeal.objects.create(
            sanction=sanction,
            words=words,
            created_at=asked_at,
            outcome=Appeal.Outcome.LIFTED,
            answer=answer,
            decided_by_id=people[by],
            decided_at=decided_at,
        )
        sanction.lifted_at, sanction.lifted_by_id = decided_at, people[by]
        sanction.save(update_fields=["lifted_at", "lifted_by"])
