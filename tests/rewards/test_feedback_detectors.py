"""Gaming of votes and texts among honest ones: what is found, and what is left in peace."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.fairness import tasks
from feedback.fairness.near_identical import find_near_identical
from feedback.fairness.shared_devices import find_shared_devices
from feedback.fairness.vote_rings import find_vote_rings
from feedback.fairness.young_votes import find_young_votes
from feedback.models import Channel, Feedback, Vote
from rewards.actions import award
from rewards.fairness.devices import note_device
from rewards.fairness.models import Suspicion
from tests.factories import make_feedback, make_member, set_rule

pytestmark = pytest.mark.django_db
NOW = timezone.now
LIKE = [
    "食堂中午排队太久了，建议增加一个打饭窗口，大家都能快一点。",
    "食堂中午排队太久了，建议增加一个打饭窗口，大家都能快点。",
    "食堂中午排队太久，建议增加一个打饭窗口，大家都能快一点！",
    "食堂中午排队太久了，建议再增加一个打饭窗口，大家都能快一点。",
]
UNLIKE = [
    "图书馆周末能不能延长开放到晚上十点？",
    "App 的推送通知晚上十一点还在响，希望可以设置免打扰。",
    "停车场出口的闸机经常识别不了车牌，早高峰堵成一片。",
    "课程视频倍速只有一点五倍，想要两倍速播放。",
]


def old(name="", days=200):
    return make_member(name, joined_at=NOW() - timedelta(days=days))


def paid(item, reason="feedback_accepted"):
    set_rule(reason, points=10)
    award(item.author, reason, key=f"feedback:{item.pk}:{reason}", url=item.get_absolute_url(), about=f"#{item.pk}")
    return item


def say(author, text="", **options):
    return paid(make_feedback(author, text, **options))


# --- almost the same words ----------------------------------------------------------------------------------


def test_one_author_who_says_the_same_three_times_is_found():
    author = old()
    items = [say(author, text) for text in LIKE[:3]]
    say(author, UNLIKE[0])
    [finding] = find_near_identical()
    assert finding.kind == "near_identical"
    assert finding.members == {author.pk: "author"}
    assert finding.evidence["texts"] == 3
    assert finding.evidence["score"] >= 80
    assert finding.evidence["links"] == [[f"#{item.pk}", f"/feedback/{item.pk}/"] for item in items]


def test_twice_and_different_things_are_none():
    author = old()
    for text in [*LIKE[:2], *UNLIKE]:
        say(author, text)
    assert find_near_identical() == []


def test_people_of_long_standing_may_say_the_same():
    for text in LIKE:
        say(old(), text)
    assert find_near_identical() == []


def test_new_accounts_who_say_the_same_are_found():
    authors = [old(days=3) for _n in range(3)]
    for author, text in zip(authors, LIKE, strict=False):
        say(author, text)
    [finding] = find_near_identical()
    assert (set(finding.members), finding.evidence["is_group"]) == ({author.pk for author in authors}, True)


def test_what_was_not_paid_or_says_nothing_is_none():
    author = old()
    for text in LIKE[:3]:
        make_feedback(author, text)
    for _n in range(3):
        say(author, "很好，不错。")
    assert find_near_identical() == []


# --- votes for each other -----------------------------------------------------------------------------------


@pytest.fixture
def honest():
    """Forty members who said two things each and vote for what they like, some of it of friends."""
    rng = random.Random(5)
    members = [old() for _n in range(40)]
    Feedback.objects.bulk_create(
        Feedback(title=f"T{n}", text=f"Text {n}", author=members[n % 40], channel_id=make_channel()) for n in range(120)
    )
    items = list(Feedback.objects.order_by("pk"))
    votes = {
        (item.pk, member.pk) for member in members for item in rng.sample(items, 25) if item.author_id != member.pk
    }
    # Friends: they like all that the other says, and much else.
    for one, two in ((members[0], members[1]), (members[2], members[3])):
        votes |= {(item.pk, two.pk) for item in items if item.author_id == one.pk}
        votes |= {(item.pk, one.pk) for item in items if item.author_id == two.pk}
    Vote.objects.bulk_create(Vote(feedback_id=item, member_id=member) for item, member in votes)
    return members


def make_channel():
    return Channel.objects.values_list("pk", flat=True).first()


def make_ring(members, items=5):
    """Each says so much, and all others of them vote for it."""
    for author in members:
        for _n in range(items):
            item = say(author)
            Vote.objects.bulk_create(Vote(feedback=item, member=other) for other in members if other != author)


def test_a_ring_among_honest_votes_is_found_and_friends_are_not(honest):
    ring = [old() for _n in range(4)]
    make_ring(ring)
    # They vote for something else now and then.
    others = list(Feedback.objects.filter(author__in=honest)[:3])
    Vote.objects.bulk_create(Vote(feedback=item, member=member) for item in others for member in ring)
    [finding] = find_vote_rings()
    assert set(finding.members) == {member.pk for member in ring}
    assert (finding.evidence["inner"], finding.evidence["cast"]) == (60, 72)
    assert finding.evidence["lift"] >= 5
    assert tasks.look("vote_rings") == 1
    assert Suspicion.objects.get().entries.count() == 20


def test_two_rings_are_two_findings(honest):
    rings = [[old() for _n in range(3)] for _ring in range(2)]
    for ring in rings:
        make_ring(ring)
    assert {frozenset(finding.members) for finding in find_vote_rings()} == {
        frozenset(member.pk for member in ring) for ring in rings
    }


def test_in_a_small_community_everybody_votes_for_everybody():
    make_ring([old() for _n in range(5)])
    assert find_vote_rings() == []


def test_friends_with_a_few_mutual_votes_are_none(honest):
    make_ring([old(), old()], items=3)
    assert find_vote_rings() == []


def test_votes_of_long_ago_are_forgotten(honest):
    make_ring([old() for _n in range(4)])
    Vote.objects.update(created_at=NOW() - timedelta(days=91))
    assert find_vote_rings() == []


# --- votes of new accounts ----------------------------------------------------------------------------------


def vote(item, *members):
    Vote.objects.bulk_create(Vote(feedback=item, member=member) for member in members)


def test_new_accounts_massed_on_one_item_are_found(honest):
    author = old()
    item = say(author)
    young = [old(days=1) for _n in range(6)]
    vote(item, *young, honest[0], honest[1])
    [finding] = find_young_votes()
    assert finding.members == {author.pk: "author"} | {member.pk: "voter" for member in young}
    assert (finding.evidence["young"], finding.evidence["votes"], finding.evidence["share"]) == (6, 8, 75)


def test_new_accounts_among_many_others_are_none(honest):
    item = say(old())
    vote(item, *[old(days=1) for _n in range(6)], *honest[:10])
    assert find_young_votes() == []


def test_where_everybody_is_new_nobody_stands_out():
    members = [old(days=1) for _n in range(10)]
    for author in members[:4]:
        vote(say(author), *[member for member in members if member != author])
    assert find_young_votes() == []


# --- one device ---------------------------------------------------------------------------------------------


def on_device(*members):
    for member in members:
        note_device(member, "d" * 22)


def test_accounts_of_one_device_that_support_each_other_are_found():
    main, *others = members = [old() for _n in range(3)]
    on_device(*members)
    for _n in range(3):
        vote(say(main), *others)
    [finding] = find_shared_devices()
    assert set(finding.members) == {member.pk for member in members}
    assert finding.evidence | {"links": []} == {"accounts": 3, "common": 3, "paid": 1, "links": []}


def test_a_family_on_one_device_is_none():
    members = [old() for _n in range(4)]
    on_device(*members)
    for member in members:
        say(member)
    vote(say(old()), *members[:2])
    assert find_shared_devices() == []


def test_two_accounts_are_none():
    members = [old(), old()]
    on_device(*members)
    for _n in range(5):
        vote(say(members[0]), members[1])
    assert find_shared_devices() == []


# --- the jobs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", tasks.DETECTORS)
def test_each_may_run_twice_and_with_nothing_there(name):
    assert (tasks.look(name), tasks.look(name)) == (0, 0)


def test_every_night_each_is_a_job_of_its_own(queue, monkeypatch):
    monkeypatch.setattr("feedback.fairness.tasks.is_due", lambda name: True)
    tasks.look_nightly()
    assert queue.names() == ["feedback.fairness.tasks.look"] * len(tasks.DETECTORS)


def test_found_again_it_is_the_same(honest):
    make_ring([old() for _n in range(4)])
    for _night in range(2):
        tasks.look("vote_rings")
    assert Suspicion.objects.count() == 1
