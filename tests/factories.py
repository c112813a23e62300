"""Members, items and notes as they really come about: through the verbs of the product."""

import io
from datetime import timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from community.models import InterestGroup, Member, Membership
from community.posts import actions as talk
from events import actions as sessions
from events.models import Event, Registration
from feedback import actions
from feedback.actions.promising import ENDED, show_due
from feedback.models import Category, DutyShift, Feedback, FixNote, Status, Team, TeamMember
from rewards import actions as rewards
from rewards.actions.ledger import post_entry
from rewards.models import Entry, Rule

PASSWORD = "correct-horse-7"
numbers = count(1)

# What triage must say with a move that the rules ask words for.
WORDS = {
    Status.DECLINED: {"answer": "We looked at it.", "decline_reason": Feedback.DeclineReason.OUT_OF_SCOPE},
    Status.NEEDS_INFO: {"answer": "Which phone do you use?"},
}


def make_member(name="", *, language="en", **fields):
    name = name or f"Member {next(numbers)}"
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@example.org")
    return Member.objects.create_user(email, PASSWORD, name=name, language=language, **fields)


def make_group(name="", **fields):
    number = next(numbers)
    return InterestGroup.objects.create(name=name or f"Group {number}", slug=f"group-{number}", **fields)


def join(group, *members, host=False):
    """Make these members of a group, or its hosts."""
    for member in members:
        role = Membership.Role.HOST if host else Membership.Role.MEMBER
        Membership.objects.create(group=group, member=member, role=role)


def make_post(author, text="", *, kind="share", options=(), fields=None, **words):
    """What a member said in the talk; a poll with these `options`. `fields` are set past the verbs."""
    number = next(numbers)
    if kind != "share":
        words.setdefault("title", f"Subject {number}")
    if kind == "poll":
        words["ballot"] = talk.Ballot(list(options) or ["Tea", "Coffee"], **words.pop("held", {}))
    post, _created = talk.write_post(kind, actor=author, text=text or f"The bread of stall {number} is good.", **words)
    if fields:
        type(post).objects.filter(pk=post.pk).update(**fields)
        post.refresh_from_db()
    return post


def make_reply(post, author, text="So it is.", **options):
    return talk.add_reply(post, actor=author, text=text, **options)


def make_category(slug="", **fields):
    slug = slug or f"category-{next(numbers)}"
    return Category.objects.create(slug=slug, **({"name": f"类 {slug}", "name_en": slug.title()} | fields))


def make_feedback(author=None, text="", *, status=None, by=None, channel="", fields=None, **options):
    """An item said by `author` (anonymous without one), moved to `status` by `by`; `fields` are set past the verbs."""
    text = text or f"The search forgets my filter number {next(numbers)}."
    channel = channel or ("board" if author else "anonymous")
    feedback = actions.submit_feedback(text, actor=author, channel=channel, **options).feedback
    if status == Status.MERGED:
        actions.merge_feedback(feedback, into=make_feedback(author), actor=by)
    elif status and status != Status.NEW:
        actions.triage_feedback(feedback, actor=by, status=status, **WORDS.get(status, {}))
    if fields:
        if "answer_due_at" in fields:
            make_due(feedback, fields["answer_due_at"])
        if fields.get("visibility") == Feedback.Visibility.REMOVED or fields.get("status") in ENDED:
            fields = fields | {"due_at": None}
        Feedback.objects.filter(pk=feedback.pk).update(**fields)
        feedback.refresh_from_db()
    return feedback


def make_due(feedback, moment, target="answer"):
    """Move the time by which something was promised, as if it had been promised so at the beginning."""
    promise = feedback.promises.get(target=target)
    promise.started_at += moment - promise.due_at
    promise.run_from(promise.started_at, promise.hours * 3600)
    promise.save()
    show_due(feedback)


def make_team(name="", *, members=(), shifts=(), **fields):
    """A team of these members; `shifts` are (member, weekday, from, to)."""
    team = Team.objects.create(name=name or f"Team {next(numbers)}", **fields)
    TeamMember.objects.bulk_create(TeamMember(team=team, member=member) for member in members)
    DutyShift.objects.bulk_create(
        DutyShift(team=team, member=member, weekday=day, starts_at=begins, ends_at=ends)
        for member, day, begins, ends in shifts
    )
    return team


def make_receipt(text="The rude remark came from your own hotline.", **options):
    """An anonymous item with the code that opens it: (feedback, code)."""
    receipt = actions.submit_feedback(text, actor=None, channel="anonymous", **options)
    return receipt.feedback, receipt.code


def make_comment(feedback, author, text="Same here.", **options):
    return actions.add_comment(feedback, actor=author, text=text, **options)


def make_call(feedback, actor, *, text="Open the board and set a filter.", seats=3, ends_at=None):
    """An open call for testers on an item, which it moves to planned where it is new."""
    if feedback.status == Status.NEW:
        actions.triage_feedback(feedback, actor=actor, status=Status.PLANNED)
    ends_at = ends_at or timezone.now() + timedelta(days=7)
    return actions.call_for_testers(feedback, actor=actor, text=text, seats=seats, ends_at=ends_at)


def make_report(call, member, outcome="works", **said):
    """A member who takes a seat and says what came of it."""
    return actions.report_test(actions.join_test(call, actor=member), actor=member, outcome=outcome, **said)


def make_fix_note(items, *, actor=None, publish=True, **fields):
    """A note that answers `items`, published unless told otherwise."""
    number = next(numbers)
    words = {"title": f"Better search {number}", "you_said": "It forgets.", "text": "It remembers now."}
    note = FixNote.objects.create(author=actor, **(words | fields))
    note.items.set(items)
    if publish:
        actions.publish_fix_note(note, actor=actor)
        note.refresh_from_db()
    return note


def set_rule(reason="answer_accepted", **fields):
    """Have the tariff pay so much for a reason, without limits unless told."""
    Rule.objects.update_or_create(reason=reason, defaults={"daily_cap": None, "monthly_cap": None} | fields)


def give_points(member, points):
    """Put points into a member's account, past the tariff; returns the entry."""
    with transaction.atomic():
        account = rewards.hold_account(member)
        key = f"test:{next(numbers)}:given"
        return post_entry(account, Entry.Kind.ADJUSTMENT, points, key=key)


def make_event(host=None, *, starts_in=timedelta(days=3), minutes=90, publish=True, told=False, **fields):
    """A session that begins in so long, published unless told otherwise, and told to nobody."""
    starts_at = timezone.now() + starts_in
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
    words = {"title": f"Session {next(numbers)}", "host": host}
    if fields.get("group"):
        words["audience"] = "group"
    event = sessions.draft_event(Event(**(times | words | fields)), actor=host)
    if publish:
        sessions.publish_event(event, actor=host, told=told)
    return event


def move_event(event, *, starts_in, **fields):
    """Let an event begin in so long (negative: it began before), past the verbs."""
    length, starts_at = event.ends_at - event.starts_at, timezone.now() + starts_in
    Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=starts_at + length, **fields)
    event.refresh_from_db()
    return event


def take_seats(event, *members):
    """Their registrations, in this order."""
    return [sessions.register_for(event, actor=member) for member in members]


def counts_of(event):
    """(seats taken, waiting) as counted on the row; they are those of the rows."""
    event.refresh_from_db()
    rows = Registration.objects.filter(event=event)
    assert event.seats_taken == rows.going().filter(is_reserved=False).count()
    assert event.reserved_taken == rows.going().filter(is_reserved=True).count()
    assert event.waiting_count == rows.waiting().count()
    assert event.attended_count == rows.attended().count()
    return event.seats_taken, event.waiting_count


def image_bytes(size=(60, 40), kind="PNG", colour="#2f6f5e", **options):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def image_upload(name="shot.png", *, content=None, content_type="image/png", **options):
    """A picture of its own colour, for the same one twice is taken once."""
    number = next(numbers)
    colour = f"#{number * 53 % 256:02x}{number * 101 % 256:02x}{number * 197 % 256:02x}"
    return SimpleUploadedFile(name, content or image_bytes(**{"colour": colour} | options), content_type)
