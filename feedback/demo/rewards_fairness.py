"""What a demo shows of fairness: one suspicion that waits, one that is held and answered, one given back, one with
nothing in it."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.utils import timezone

from community.models import Notification
from community.posts.models import Reply
from feedback.demo.cast import demo_members
from rewards.actions import restore_entry, reverse_entry
from rewards.answers import settle_answer
from rewards.fairness import actions
from rewards.fairness.models import Concerned, Suspicion
from rewards.models import Entry

# So many awards belong to one suspicion.
AWARDS = 4
HELD = "这几位之间的票明显多过别处，我们先核对一下，一般两天内有结果。"
ANSWER = "我们几个是同一个班的，平时一起讨论，看到对方写的自然先点支持。可以去看看那些反馈，都是真的遇到的。"
GIVEN_BACK = "核对过了，都是认真写的，没有问题。"
DISMISSED = "那天集中处理了一批旧反馈，所以积分一下子到账。"


def show_fairness(story, cast, now):
    """In the transaction of the demo, when its ledger is there. No mail."""
    lead = demo_members().filter(groups__name="leads").first() or demo_members().filter(is_superuser=True).first()
    people = earners(lead)
    if lead is None or len(people) < 2:
        return
    # Turning round where there are few of them, so that all four are shown.
    first, second, third, fourth = ([*people, *people, *people])[:4]
    if third is not first:
        show_open(third, now)
    show_held(first, second, lead, now)
    show_released(second, lead, now)
    show_dismissed(fourth, lead, now)


def earners(lead):
    """[(member key, [awards])] of demo members with the most awards first; where nothing was paid yet, accepted answers
    are."""
    awards = Entry.objects.filter(
        kind=Entry.Kind.AWARD, reverses=None, account__member__in=demo_members(), amount__gt=0
    )
    awards = awards.exclude(account__member=lead)
    if not awards.exists():
        # Found anew: what was written in the demo knows nothing of the answer yet.
        for reply in Reply.objects.filter(post__accepted_reply__isnull=False).select_related("post", "author"):
            settle_answer(reply)
    owned = defaultdict(list)
    for entry in awards.select_related("account").order_by("-pk")[:400]:
        owned[entry.account.member_id].append(entry)
    ranked = sorted(owned.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(pk, entries[:AWARDS]) for pk, entries in ranked]


def links(entries):
    return [[entry.about or entry.url.partition("?")[0], entry.url] for entry in entries if entry.url]


def found(kind, fingerprint, roles, evidence, entries, weight, at):
    suspicion = actions.report_suspicion(
        kind,
        fingerprint=f"{kind}:{fingerprint}",
        members=roles,
        evidence=evidence | {"links": links(entries)},
        entries=[entry.pk for entry in entries],
        weight=weight,
    )
    Suspicion.objects.filter(pk=suspicion.pk).update(found_at=at)
    suspicion.refresh_from_db()
    return suspicion


def show_open(earner, now):
    member, entries = earner
    evidence = {"texts": 4, "authors": 1, "is_group": False, "score": 91, "days": 14}
    roles = {member: Concerned.Role.AUTHOR}
    found("near_identical", f"{member}:demo", roles, evidence, entries, 4, now - timedelta(hours=7))


def show_held(one, two, lead, now):
    roles = dict.fromkeys([one[0], two[0]], Concerned.Role.BOTH)
    evidence = {"inner": 31, "cast": 42, "share": 74, "lift": 11, "days": 90}
    at = now - timedelta(days=1, hours=5)
    suspicion = found("vote_ring", min(roles), roles, evidence, one[1] + two[1], 31, at)
    hold(suspicion, lead, at + timedelta(hours=3), note=HELD)
    answered = Concerned.objects.filter(suspicion=suspicion, member=one[0])
    answered.update(answer=ANSWER, answered_at=at + timedelta(hours=9))


def show_released(earner, lead, now):
    member, entries = earner
    at, roles = now - timedelta(days=12), {member: Concerned.Role.ACCOUNT}
    evidence = {"accounts": 3, "common": 4, "paid": 1}
    suspicion = found("shared_device", member, roles, evidence, entries[:2], 4, at)
    hold(suspicion, lead, at + timedelta(hours=4))
    for entry in suspicion.entries.order_by("account", "pk"):
        restore_entry(entry, actor=lead, note="核对后归还", by=suspicion.holder)
    times = {"decided_at": at + timedelta(days=1), "decided_by": lead}
    Suspicion.objects.filter(pk=suspicion.pk).update(state=Suspicion.State.RELEASED, note=GIVEN_BACK, **times)


def show_dismissed(earner, lead, now):
    member, entries = earner
    at, day = now - timedelta(days=20), timezone.localtime(now - timedelta(days=21)).date()
    evidence = {"day": str(day), "points": 90, "usual": 10, "others": 35}
    suspicion = found("burst", f"{member}:{day}", {member: Concerned.Role.EARNER}, evidence, entries[:3], 90, at)
    actions.dismiss_suspicion(suspicion, actor=lead, note=DISMISSED)
    Suspicion.objects.filter(pk=suspicion.pk).update(decided_at=at + timedelta(hours=6))


def hold(suspicion, lead, at, note=""):
    """What hold_suspicion leaves behind, in the past and without mail."""
    entries = suspicion.entries.select_related("account").order_by("account", "pk")
    points = Counter()
    for entry in entries:
        reverse_entry(entry, actor=lead, note="核对期间暂扣", by=suspicion.holder)
        points[entry.account.member_id] += entry.worth
    fields = {"state": Suspicion.State.HELD, "held_at": at, "held_by": lead, "note": note}
    Suspicion.objects.filter(pk=suspicion.pk).update(**fields)
    suspicion.concerned.filter(member__in=points).update(told_at=at)
    Notification.objects.bulk_create(
        Notification(
            member_id=member,
            kind="fairness.held",
            cause_key=f"suspicion:{suspicion.pk}:held",
            params={"why": suspicion.kind, "points": number, "note": note},
            url=suspicion.get_absolute_url(),
            created_at=at,
        )
        for member, number in points.items()
    )
