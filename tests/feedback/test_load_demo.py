"""The demo keeps what the verbs keep, is written once, and leaves other communities alone."""

import json
import stat
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from community.models import (
    Activity,
    Community,
    Delivery,
    Digest,
    GroupRemoval,
    InterestGroup,
    Member,
    Notification,
    SearchDoc,
)
from community.moderation.models import Case, CaseNote
from community.posts.models import Post
from community.search import find_ids
from feedback.demo import builder
from feedback.demo.stories import STORIES
from feedback.models import (
    Approval,
    Attachment,
    Comment,
    Feedback,
    FixNote,
    Follow,
    OnBehalf,
    Origin,
    ProgressEntry,
    Rating,
    Reading,
    ReadingDecision,
    ReplyTemplate,
    RoutingHit,
    RoutingRule,
    SecondLook,
    Status,
    Vote,
)
from tests.factories import make_member

EXTRA = 60
MARKET, ACADEMY = STORIES["market"], STORIES["academy"]


@pytest.fixture
def load(db, settings, tmp_path, capsys):
    """A function that runs the command with a data folder of its own and returns what it said."""
    settings.VAR_DIR = tmp_path

    def run(*arguments, demo="market"):
        call_command("load_demo", demo, *arguments)
        return capsys.readouterr().out

    return run


def counts():
    models = (Member, Feedback, ProgressEntry, Vote, Follow, Comment, Rating, FixNote, Activity, Notification)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.parametrize("months", [1, 6, 12])
def test_counts_agree_with_rows(load, months):
    load("--items", str(EXTRA), "--months", str(months))
    assert Feedback.objects.count() == len(MARKET.written) + EXTRA
    check_counts()
    assert find_ids("feedback", "豆腐")


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


@pytest.mark.parametrize("months", [1, 6])
def test_states_follow_from_the_log(load, months):
    load("--items", str(EXTRA), "--months", str(months))
    check_states()


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


def test_nothing_is_left_to_tell_or_to_close(load, mailoutbox):
    load("--items", str(EXTRA))
    check_nothing_is_left(mailoutbox)


def check_nothing_is_left(mailoutbox):
    assert not ProgressEntry.objects.to_announce().exists()
    assert not Comment.objects.filter(announced_at=None).exists()
    assert not Feedback.objects.silent_since(timezone.now() - timedelta(days=14)).exists()
    assert not Delivery.objects.exists()
    assert not mailoutbox


def test_nobody_votes_for_their_own_or_after_the_end(load):
    load("--items", str(EXTRA))
    check_votes()


def check_votes():
    assert not Vote.objects.filter(member=F("feedback__author")).exists()
    late = Vote.objects.filter(
        Q(created_at__gt=F("feedback__closed_at"), feedback__fixed_at=None) | Q(created_at__gt=F("feedback__fixed_at"))
    )
    assert not late.exists()
    for member_id, feedback_id in Vote.objects.values_list("member_id", "feedback_id"):
        assert Follow.objects.filter(member_id=member_id, feedback_id=feedback_id).exists()


def test_anonymous_items_name_nobody(load):
    load("--items", str(EXTRA))
    check_anonymous()


def check_anonymous():
    anonymous = Feedback.objects.filter(is_anonymous=True)
    assert anonymous.exists()
    assert not anonymous.filter(receipt_hash="").exists()
    assert not ProgressEntry.objects.filter(feedback__in=anonymous, kind="received").exclude(actor=None).exists()


def test_something_waits_for_approval_and_the_team_has_ready_words(load):
    load()
    check_what_the_team_has(MARKET)


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


def test_decisions_were_made_twice_and_some_wait(load):
    load("--items", str(EXTRA))
    decided = SecondLook.objects.decided()
    assert decided.count() >= 10
    assert not decided.filter(decided_by=F("first_by")).exists()
    assert not decided.filter(decided_at__gt=timezone.now()).exists()
    assert any(look.differs("severity") for look in decided)
    assert not all(look.differs("severity") for look in decided)
    assert SecondLook.objects.filter(decided_at=None).exists()


def test_fix_notes(load):
    load()
    check_fix_notes(MARKET)


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


def test_accounts_open_the_door(load, tmp_path):
    load()
    check_accounts(tmp_path / "accounts.json", ["admin", "lead", "moderator", "host", "member"])


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


def test_pages_open(load, client):
    load()
    member = Member.objects.get(name=MARKET.people[9].name)
    client.force_login(member)
    for url in (
        "/",
        "/feedback/",
        "/fixed/",
        "/groups/",
        "/me/inbox/",
        Feedback.objects.public().latest("pk").get_absolute_url(),
    ):
        assert client.get(url).status_code == 200, url


def test_the_academy_keeps_all_of_this(load, tmp_path, mailoutbox, client):
    load("--items", "20", demo="academy")
    assert Community.get().name == "灯下学社"
    assert Feedback.objects.count() == len(ACADEMY.written) + 20
    check_counts()
    check_states()
    check_nothing_is_left(mailoutbox)
    check_votes()
    check_anonymous()
    check_what_the_team_has(ACADEMY)
    check_fix_notes(ACADEMY)
    check_accounts(tmp_path / "accounts.json", ["admin", "lead", "moderator", "host", "ambassador", "member"])
    assert Feedback.objects.filter(status=Status.MERGED).count() == len(ACADEMY.merged)
    notes = ProgressEntry.objects.filter(kind=ProgressEntry.Kind.NOTE)
    assert notes.exists()
    assert not notes.filter(is_public=True).exists()
    check_what_people_read()
    check_who_is_in_groups()
    check_the_room_of_tutors(client)
    check_corners(client)


def check_corners(client):
    """Pictures, what is not out yet, what was mended or hidden, who had to leave, and a poll that is over."""
    words, now = ACADEMY.corners, timezone.now()
    for post in Post.objects.filter(title__in=words.POST_PICTURES):
        assert post.picture_count == post.pictures.count() == len(words.POST_PICTURES[post.title])
        assert client.get(post.pictures.first().get_absolute_url()).status_code == 200
    shown = Attachment.objects.exclude(feedback=None)
    assert shown.count() == len([fix for fix in ACADEMY.fixes if fix.picture])
    assert client.get(shown.first().get_absolute_url()).status_code == 200
    for member in Member.objects.filter(name__in=words.AVATARS):
        assert client.get(f"/members/{member.pk}/picture.webp").status_code == 200
    mended = Post.objects.get(revision_count=1)
    assert mended.published_at < mended.edited_at < now
    assert mended.revisions.get().text in mended.text
    assert Post.objects.filter(state="draft").count() == 3
    assert not Post.objects.filter(state="planned", publish_at__lte=now).exists()
    assert Post.objects.filter(state="planned").count() == 2
    origin = Origin.objects.get()
    assert origin.post.author_id == origin.feedback.author_id
    assert origin.post.published_at < origin.feedback.created_at
    hidden = Post.objects.get(visibility="hidden")
    assert hidden.pk not in find_ids("post", "自习室的位子")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert Case.objects.get(kind="post", was_hidden=True).object_id == hidden.pk
    assert Case.objects.filter(kind="post").open().exists()
    assert Case.objects.filter(kind="member").count() == 2
    assert CaseNote.objects.count() == len(words.NOTES)
    assert not CaseNote.objects.filter(created_at__gt=now).exists()
    removed = GroupRemoval.objects.in_force().get()
    assert not removed.group.memberships.filter(member=removed.member).exists()
    result = ProgressEntry.objects.get(kind="poll")
    assert result.created_at == result.feedback.attached_poll.written_at < now
    assert "粤语" in result.text
    assert Digest.objects.count() == len(words.DIGESTS)
    assert not Digest.objects.open().exists()


def check_what_people_read():
    """Where the story says what cannot wait, its owner said so."""
    said = {item.title: item.is_alarming for item in ACADEMY.items if item.is_alarming is not None and item.course}
    decided = {
        one.feedback.title: one for one in ReadingDecision.objects.filter(what="alarm", feedback__title__in=said)
    }
    assert {title for title, is_alarming in said.items() if is_alarming} <= set(decided)
    for title, one in decided.items():
        assert (one.chosen == ReadingDecision.YES) == said[title]
        assert one.feedback.is_alarming == said[title]
    moods = {item.title: item.mood for item in ACADEMY.items}
    for one in ReadingDecision.objects.filter(what="mood", feedback__title__in=moods):
        assert one.chosen == one.feedback.mood == moods[one.feedback.title]


def check_who_is_in_groups():
    """Counted, and in the order in which they came, for lists go by their keys."""
    for group in InterestGroup.objects.all():
        came = list(group.memberships.order_by("pk").values_list("joined_at", flat=True))
        assert (came, len(came)) == (sorted(came), group.member_count)


def check_the_room_of_tutors(client):
    """Only those who belong to it know that it is there; nothing was said in it."""
    room = InterestGroup.objects.get(slug="tutors-room")
    assert set(room.members.values_list("name", flat=True)) == {"苏禾", "许青", "邵一鸣", "叶蓁", "韩松", "温宁"}
    assert not Feedback.objects.filter(group=room).exists()
    assert room.name not in client.get("/groups/").content.decode()


def test_second_run_adds_nothing_and_a_second_demo_is_refused(load):
    load("--items", "5")
    before = counts()
    said = load("--items", "5")
    assert "nothing" in said
    assert counts() == before
    with pytest.raises(CommandError, match="market"):
        load("--force", demo="academy")
    assert counts() == before


def test_other_communities_are_left_alone(load):
    make_member("Alice")
    before = counts()
    with pytest.raises(CommandError):
        load()
    assert counts() == before


def test_force_adds_but_keeps_the_name(load):
    make_member("Alice")
    name = Community.get().name
    load("--force")
    assert Feedback.objects.count() == len(MARKET.written)
    assert Community.get().name == name


def test_an_interrupted_demo_leaves_nothing_and_can_be_run_again(load, monkeypatch):
    before = counts()
    with monkeypatch.context() as patch:
        # The last stage is where the most would be left over.
        patch.setattr(builder, "finish", interrupt)
        with pytest.raises(KeyboardInterrupt):
            load()
    assert counts() == before
    load()
    assert Feedback.objects.count() == len(MARKET.written)


def interrupt(*_arguments):
    raise KeyboardInterrupt


def test_accounts_of_a_demo_without_the_demo_are_refused(load):
    make_member("Alice", email="alice@demo.huiyin.example")
    with pytest.raises(CommandError):
        load()


def test_words_vary_and_the_community_is_named(load):
    load("--items", "20", "--seed", "7")
    assert Community.get().name == "青禾集市"
    assert Feedback.objects.values("title").distinct().count() > 80


@pytest.fixture
def sorted_demo(load, machine):
    """A demo in which the machine finds something now and then."""
    machine.says("没到账", "negative", -0.9, ["没到账"], money=["没到账"])
    machine.says("总", "negative", -0.5, ["总"])
    machine.says("谢谢", "positive", 0.7, ["谢谢"])
    load("--items", "300")


def test_everything_was_read_when_it_came_in(sorted_demo):
    assert Reading.objects.count() == Feedback.objects.count()
    assert not Reading.objects.exclude(read_at=F("feedback__created_at")).exists()
    assert not Feedback.objects.filter(mood="").exists()
    assert Feedback.objects.alarming().exists()


def test_what_counts_is_what_a_person_said_last(sorted_demo):
    decided = ReadingDecision.objects.select_related("feedback__reading").order_by("pk")
    moods = {one.feedback: one for one in decided if one.what == "mood"}
    assert moods
    assert any(not one.was_right for one in moods.values())
    for item in Feedback.objects.select_related("reading"):
        assert item.mood == (moods[item].chosen if item in moods else item.reading.mood)
    for one in decided:
        assert one.decided_by_id == one.feedback.owner_id
        assert one.decided_at == one.feedback.answered_at


def test_rules_did_what_they_say_and_those_on_duty_knew(sorted_demo):
    assert RoutingRule.objects.filter(is_active=True).count() > 5
    for hit in RoutingHit.objects.select_related("feedback", "rule"):
        assert hit.at == hit.feedback.created_at
        assert hit.rule_name == hit.rule.name
        assert hit.conditions
        assert bool(hit.told_at) == hit.tells_duty
        if hit.rule.set_severity and "severity" in hit.effects:
            assert hit.feedback.severity <= hit.effects["severity"][1]
        if "reply" in hit.effects:
            note = hit.feedback.entries.get(kind=ProgressEntry.Kind.AUTOMATIC)
            assert f"#{hit.feedback_id}" in note.text
            assert note.announced_at
    assert not RoutingHit.objects.to_tell().exists()
    assert RoutingHit.objects.filter(tells_duty=True).exists()
    steps = ProgressEntry.objects.filter(changes__why="rule", kind=ProgressEntry.Kind.TRIAGE)
    assert steps.exists()
    assert not steps.filter(is_public=True).exists()
