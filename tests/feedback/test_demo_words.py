"""What the demo communities are written in names nothing that is not there, and nobody twice."""

import pytest

from community.announcing.models import Announcement
from community.models import Interest, InterestGroup, Member
from community.moderation.models.reason import Reason
from community.text import check_name
from feedback.demo.stories import STORIES
from feedback.models import Approval, Category, Channel, Feedback, RoutingRule
from feedback.placeholders import unknown_in

CHANNELS = set(Channel.Kind.values)
WORDS_ALONE = ("", "again", "note")


@pytest.fixture(params=sorted(STORIES))
def story(request):
    return STORIES[request.param]


def categories_of(story):
    return {slug for slug, _name, _english in story.categories} | {"other"}


def test_people_have_names_of_their_own(story):
    names = [person.name for person in story.people]
    others = story.neighbour_names(260)
    assert len({*names, *others}) == len(names) + len(others)
    assert len(others) == 260
    for name in (*names, *others):
        assert check_name(name, allow_reserved=True) == name
    for person in story.people:
        for field in ("name", "job_title", "bio"):
            assert len(getattr(person, field)) <= Member._meta.get_field(field).max_length
        assert person.language in Member.Language.values
    assert {"admin", "lead", "moderator", "host", "member"} <= {person.role for person in story.people}


def test_no_address_belongs_to_people_of_two_demos():
    mailboxes = [person.mailbox for story in STORIES.values() for person in story.people]
    assert len(mailboxes) == len(set(mailboxes))


def test_items_name_what_is_there(story):
    names = {person.name for person in story.people}
    staff = {person.name for person in story.people if person.role in ("admin", "lead", "moderator")}
    groups = {group.slug: group for group in story.groups}
    assert set(story.owners) == categories_of(story)
    assert set(story.owners.values()) <= staff
    for item in story.written:
        assert item.author is None or item.author in names, item.title
        assert not item.owner or item.owner in staff, item.title
        assert item.category in categories_of(story), item.title
        assert item.channel in CHANNELS, item.title
        assert not item.group or item.group in groups, item.title
        assert not item.mood or item.mood in Feedback.Mood.values, item.title
        assert not item.why or item.why in Approval.Why.values, item.title
        speakers = {item.author, *(name for name, _text in item.comments)}
        assert speakers <= {None, *names}, item.title
        if item.group and groups[item.group].is_private:
            assert speakers <= {*groups[item.group].hosts, *groups[item.group].members}, item.title
        assert len(item.title) <= Feedback._meta.get_field("title").max_length
        for _days, status, answer, *reason in item.course:
            assert status in WORDS_ALONE or status in Feedback.Status.values, item.title
            assert status != "note" or answer
            assert bool(reason) == (status == "declined"), item.title
            assert set(reason) <= set(Feedback.DeclineReason.values), item.title


def test_titles_stand_for_one_item_each(story):
    titles = [item.title for item in story.written]
    assert len(titles) == len(set(titles))
    named = [title for fix in story.fixes for title in fix.items]
    assert len(named) == len(set(named))
    assert {*named, *(title for pair in story.merged for title in pair)} <= set(titles)


def test_fixes_come_after_what_they_answer(story):
    names = {person.name for person in story.people}
    ages = {item.title: item.age for item in story.written}
    assert [fix.age for fix in story.fixes] == sorted(fix.age for fix in story.fixes)
    for fix in story.fixes:
        assert fix.author in names
        assert all(ages[title] > fix.age + 3 for title in fix.items), fix.title
        assert {name for name, _score, _remark in fix.scores if name} <= names
        assert not fix.picture or fix.picture in story.scenes
        assert fix.before[0]
        assert fix.after[0]


def test_newcomers_said_nothing_that_was_published(story):
    assert not {item.author for item in story.items} & set(story.newcomers)
    assert not {name for item in story.items for name, _text in item.comments} & set(story.newcomers)


def test_groups_are_hosted_by_people_who_are_there(story):
    names = {person.name for person in story.people}
    for group in story.groups:
        assert group.hosts
        assert {*group.hosts, *(group.members or ())} <= names
        assert group.policy in InterestGroup.Policy.values
        assert not group.is_private or group.policy == InterestGroup.Policy.INVITATION
        assert len(group.description) <= InterestGroup._meta.get_field("description").max_length


def test_teams_and_rules_name_what_is_there(story):
    staff = {person.name for person in story.people if person.role in ("admin", "lead", "moderator")}
    work, categories = story.teams, categories_of(story)
    teams = {name: members for name, _english, _lead, _categories, members, _rest in work.teams}
    assert sum(rest for *_others, rest in work.teams) == 1
    for _name, _english, lead, looked_after, members, _rest in work.teams:
        assert {lead, *members} <= staff
        assert set(looked_after) <= categories
    for team, member, days, _begins, _ends in work.shifts:
        assert member in teams[team]
        assert set(days) <= set(range(7))
    assert {name for name, *_others in (*work.absences, *work.views)} <= staff
    templates = {title for title, *_others in story.replies}
    for name, when, then in story.routing_rules:
        assert set(when) <= set(RoutingRule.CONDITIONS), name
        assert set(then) <= set(RoutingRule.EFFECTS), name
        assert then.get("set_team") in {None, *teams}
        assert then.get("set_category") in {None, *categories}
        assert then.get("reply") in {None, *templates}


def test_ready_words_know_their_placeholders(story):
    titles = [title for title, *_others in story.replies]
    assert len(titles) == len(set(titles))
    for title, category, language, _status, text in story.replies:
        assert not unknown_in(text), title
        assert category in {"", *categories_of(story)}
        assert language in Member.Language.values


def test_parts_of_sentences_cover_every_category_they_count(story):
    phrases = story.phrases
    assert set(phrases.weights) <= categories_of(story)
    assert set(phrases.weights) == set(phrases.things)
    assert set(phrases.english) <= set(phrases.things)
    for pattern in (*phrases.titles, phrases.sentence):
        longest = {
            "thing": max((thing for things, _wrong in phrases.things.values() for thing in things), key=len),
            "trouble": max((trouble for _things, wrong in phrases.things.values() for trouble in wrong), key=len),
            "place": max(phrases.places, key=len),
            "when": max(phrases.when, key=len),
        }
        assert len(pattern.format(**longest)) <= Feedback._meta.get_field("title").max_length


def test_categories_fit_their_columns(story):
    for slug, name, english in story.categories:
        for field, value in (("slug", slug), ("name", name), ("name_en", english)):
            assert len(value) <= Category._meta.get_field(field).max_length


def test_groups_have_rules_covers_and_people_at_the_door(story):
    groups, words = {group.slug: group for group in story.groups}, story.group_life
    assert set(words.RULES) == set(words.COVERS) == set(groups)
    for slug, name, _days, _why in words.REQUESTS:
        assert groups[slug].policy == InterestGroup.Policy.REQUEST
        assert name in {person.name for person in story.people} - set(groups[slug].hosts)
    for slug, uses, places in words.LINKS:
        assert groups[slug].is_private
        assert uses < places


def test_people_are_interested_in_what_there_is(story, db):
    names, words = {person.name for person in story.people}, story.profiles
    interests = set(Interest.objects.values_list("name", flat=True))
    for chosen in (*words.GROUP_INTERESTS.values(), *words.INTERESTS.values()):
        assert set(chosen) <= interests
    brought = [name for people in words.BROUGHT.values() for name in people]
    assert len(brought) == len(set(brought))
    assert {*brought, *words.BROUGHT, *words.INTERESTS, *words.AMBASSADORS} <= names
    assert words.CAMPAIGN["group"] in {group.slug for group in story.groups if not group.is_private}


def test_decisions_and_notices_are_by_the_team(story):
    staff = {person.name for person in story.people if person.role in ("admin", "lead", "moderator")}
    for said in story.care.SAID:
        assert bool(said.by) == bool(said.outcome), said.text
        assert {said.by} - {""} <= staff, said.text
        assert said.author not in {name for name, _reason, _words in said.reports}, said.text
        assert {reason for _name, reason, _words in said.reports} <= set(Reason.values), said.text
    for notice in story.announcements.NOTICES:
        assert notice.author in staff, notice.title
        for field in ("title", "title_en"):
            assert len(getattr(notice, field)) <= Announcement._meta.get_field(field).max_length
        assert bool(notice.title_en) == bool(notice.text_en), notice.title


def test_testers_try_what_was_said(story):
    items = {item.title: item for item in story.items}
    assert story.testing.ENDED_CALL[0] in {title for fix in story.fixes for title in fix.items}
    assert items[story.testing.OPEN_CALL[0]].course[-1][1] in ("planned", "in_progress")
    for _title, _text, seats, people, *_summary in (story.testing.OPEN_CALL, story.testing.ENDED_CALL):
        assert len(people) <= seats
