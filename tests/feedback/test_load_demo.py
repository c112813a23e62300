"""The demo keeps what the verbs keep, is written once, and leaves other communities alone."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from community.models import (
    Activity,
    Community,
    Digest,
    GroupRemoval,
    InterestGroup,
    Member,
    Notification,
)
from community.moderation.models import Case, CaseNote
from community.posts.models import Post
from community.search import find_ids
from feedback.demo import builder
from feedback.demo.stories import STORIES
from feedback.models import (
    Attachment,
    Comment,
    Feedback,
    FixNote,
    Follow,
    Origin,
    ProgressEntry,
    Rating,
    ReadingDecision,
    Status,
    Vote,
)
from tests.factories import make_member
from tests.feedback.demo_checks import (
    check_accounts,
    check_anonymous,
    check_counts,
    check_fix_notes,
    check_nothing_is_left,
    check_states,
    check_votes,
    check_what_the_team_has,
)

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


@pytest.mark.parametrize("months", [1, 12])
def test_it_agrees_however_long_the_past(load, months):
    load("--items", "60", "--months", str(months))
    assert Feedback.objects.count() == len(MARKET.written) + 60
    check_counts()
    check_states()


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
