"""The first stage of a demo: the community, its categories and groups, and the people in them."""

import json
import string
from dataclasses import dataclass
from datetime import timedelta
from secrets import choice

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as StaffGroup

from community.models import Community, InterestGroup, Member, Membership, Rules, RulesAcceptance
from community.text import name_key
from feedback.demo.presence import make_stays
from feedback.models import Category, Channel

DOMAIN = "demo.huiyin.example"
NEIGHBOURS = 200
STAFF = {"admin": None, "lead": "leads", "moderator": "moderators"}


@dataclass
class Cast:
    """Keys of all that an item may name."""

    by_name: dict  # name of a written person -> member id
    voices: list  # members who are not staff, the quiet neighbours included
    categories: dict
    channels: dict
    groups: dict  # slug -> id
    owners: dict  # category slug -> member id
    group_ids: list  # of the groups in which anybody may speak
    members_by_group: dict
    private: set  # ids of the groups that only their members know of
    stays: dict  # member id -> Stay, of the quiet neighbours
    steady: list  # those of the voices who were here all the time


def demo_members():
    return Member.objects.filter(email__endswith=f"@{DOMAIN}")


def address_of(person):
    return f"{person.mailbox}@{DOMAIN}"


def make_cast(story, *, rng, now, days, rename, seed):
    """Write the people and places, in the caller's transaction, and the accounts file. Returns the Cast."""
    password = "".join(choice(string.ascii_lowercase) for _n in range(10))
    if rename:
        Community.get()
        Community.objects.filter(pk=1).update(**story.community)
        for slug, publishing in story.publishing.items():
            Channel.objects.filter(slug=slug).update(publishing=publishing)
    for position, (slug, name, name_en) in enumerate(story.categories):
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en, "position": position})
    stays = make_stays(NEIGHBOURS, seed=seed, now=now, days=days)
    members = make_members(story, rng, now, days, make_password(password), stays)
    stays = {member.pk: stay for member, stay in zip(members[len(story.people) :], stays, strict=False)}
    by_name = {person.name: member.pk for person, member in zip(story.people, members, strict=False)}
    appoint(story, by_name)
    write_rules(story, members, now)
    staff = {by_name[person.name] for person in story.people if person.role in STAFF}
    quiet = staff | {by_name[name] for name in story.newcomers}
    voices = [member.pk for member in members if member.pk not in quiet]
    steady = [pk for pk in voices if pk not in stays or stays[pk].is_steady(now, days)]
    members_by_group = make_groups(story, rng, now, by_name, voices, stays)
    write_accounts(story, password)
    categories = {category.slug: category for category in Category.objects.all()}
    groups = {group.slug: pk for group, pk in zip(story.groups, members_by_group, strict=True)}
    return Cast(
        by_name=by_name,
        voices=voices,
        categories=categories,
        channels={channel.slug: channel for channel in Channel.objects.all()},
        groups=groups,
        owners={slug: by_name[name] for slug, name in story.owners.items()},
        group_ids=[groups[group.slug] for group in story.groups if not group.is_private],
        private={groups[group.slug] for group in story.groups if group.is_private},
        members_by_group=members_by_group,
        stays=stays,
        steady=steady,
    )


def make_members(story, rng, now, days, password, stays):
    """The written people, then the quiet neighbours, whom nobody can sign in as."""
    taken = set(Member.objects.values_list("name_key", flat=True))
    names = [name for name in story.neighbour_names(260) if name_key(name) not in taken][:NEIGHBOURS]
    rows = [
        Member(
            email=address_of(person),
            name=person.name,
            name_key=name_key(person.name),
            job_title=person.job_title,
            bio=person.bio,
            language=person.language,
            password=password,
            is_staff=person.role in STAFF,
            is_superuser=person.role == "admin",
            joined_at=now - timedelta(days=days + rng.uniform(5, 200)),
        )
        for person in story.people
    ] + [
        Member(
            email=f"neighbour{number}@{DOMAIN}",
            name=name,
            name_key=name_key(name),
            password=make_password(None),
            joined_at=stay.came,
        )
        for number, (name, stay) in enumerate(zip(names, stays, strict=False), 1)
    ]
    members = Member.objects.bulk_create(rows)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members
    )
    return members


def appoint(story, by_name):
    """Put staff into the groups that the migrations made, where they exist."""
    for person in story.people:
        group = STAFF.get(person.role) and StaffGroup.objects.filter(name=STAFF[person.role]).first()
        if group:
            group.user_set.add(by_name[person.name])


def write_rules(story, members, now):
    """The rules in two versions, where there are none; all but the newcomers accepted both."""
    if not story.community_rules or Rules.objects.exists():
        return
    accepted = [member for member in members if member.name not in story.newcomers]
    for version, (age, text, text_en, changed, changed_en) in enumerate(story.community_rules, 1):
        rules = Rules.objects.create(
            version=version,
            published_at=now - timedelta(days=age),
            text=text,
            text_en=text_en,
            changed=changed,
            changed_en=changed_en,
        )
        RulesAcceptance.objects.bulk_create(
            RulesAcceptance(member=member, rules=rules, accepted_at=max(rules.published_at, member.joined_at))
            for member in accepted
        )
    Member.objects.filter(pk__in=[member.pk for member in accepted]).update(rules_version=len(story.community_rules))
    Community.get()
    Community.objects.filter(pk=1).update(rules_version=len(story.community_rules))


def make_groups(story, rng, now, by_name, voices, stays):
    """{group id: member ids}, the hosts first; who speaks in a group belongs to it."""
    made, ancient = {}, now - timedelta(days=3650)
    for shape in story.groups:
        hosts = [by_name[name] for name in shape.hosts]
        others = others_of(shape, hosts, rng, by_name, voices)
        speakers = sorted(speakers_in(story, shape.slug, by_name) - {*hosts, *others})
        group = InterestGroup.objects.create(
            name=shape.name,
            slug=shape.slug,
            description=shape.description,
            hue=shape.hue,
            policy=shape.policy,
            is_private=shape.is_private,
            member_count=len(hosts) + len(others) + len(speakers),
        )
        ages = dict.fromkeys(hosts, 151) | dict.fromkeys(speakers, 160)
        ages |= zip(others, sorted((rng.uniform(1, 150) for _pk in others), reverse=True), strict=True)
        rows = [
            Membership(
                group=group,
                member_id=pk,
                role="host" if pk in hosts else "member",
                joined_at=max(now - timedelta(days=age), stays[pk].came if pk in stays else ancient),
            )
            for pk, age in ages.items()
        ]
        # Lists show the newest by their keys.
        Membership.objects.bulk_create(sorted(rows, key=lambda row: row.joined_at))
        made[group.pk] = [*hosts, *others, *speakers]
    return made


def speakers_in(story, slug, by_name):
    """The keys of those who say or answer something in a group."""
    said = [one for one in story.talk.TALK if one.group == slug] if story.talk else []
    return {by_name[name] for one in said for name in (one.author, *(reply[0] for reply in one.replies))}


def others_of(shape, hosts, rng, by_name, voices):
    """Those whom the story names, else some twenty to sixty."""
    if shape.members is not None:
        return [by_name[name] for name in shape.members]
    return [pk for pk in rng.sample(voices, rng.randint(20, 60)) if pk not in hosts]


def account_holders(story):
    """The first person of each role."""
    return list({person.role: person for person in reversed(story.people)}.values())[::-1]


def write_accounts(story, password):
    """One account per role, readable by the owner of the data folder alone."""
    path = settings.VAR_DIR / "accounts.json"
    path.touch(mode=0o600)
    path.chmod(0o600)
    rows = [{"role": who.role, "email": address_of(who), "password": password} for who in account_holders(story)]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
