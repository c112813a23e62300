"""The first stage of a demo: the community, its categories and groups, and the people in them."""

import json
import string
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import choice

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as StaffGroup

from community.models import Community, InterestGroup, Member, Membership, Rules, RulesAcceptance
from community.text import name_key
from feedback.demo.market import people
from feedback.demo.market.community_rules import RULES
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
    members_by_group: dict
    private: set = field(default_factory=set)  # ids of the groups that only their members know of

    @property
    def group_ids(self):
        return [pk for pk in self.groups.values() if pk not in self.private]


def demo_members():
    return Member.objects.filter(email__endswith=f"@{DOMAIN}")


def address_of(person):
    return f"{person.mailbox}@{DOMAIN}"


def make_cast(*, rng, now, days, rename):
    """Write the people and places, in the caller's transaction, and the accounts file. Returns the Cast."""
    password = "".join(choice(string.ascii_lowercase) for _n in range(10))
    if rename:
        Community.get()
        Community.objects.filter(pk=1).update(**people.COMMUNITY)
        for slug, publishing in people.PUBLISHING.items():
            Channel.objects.filter(slug=slug).update(publishing=publishing)
    for position, (slug, name, name_en) in enumerate(people.CATEGORIES):
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en, "position": position})
    members = make_members(rng, now, days, make_password(password))
    by_name = {person.name: member.pk for person, member in zip(people.PEOPLE, members, strict=False)}
    appoint(by_name)
    write_rules(members, now)
    staff = {by_name[person.name] for person in people.PEOPLE if person.role in STAFF}
    quiet = staff | {by_name[name] for name in people.NEWCOMERS}
    voices = [member.pk for member in members if member.pk not in quiet]
    members_by_group = make_groups(rng, now, by_name, voices)
    write_accounts(password)
    categories = {category.slug: category for category in Category.objects.all()}
    return Cast(
        by_name=by_name,
        voices=voices,
        categories=categories,
        channels={channel.slug: channel for channel in Channel.objects.all()},
        groups={group.slug: pk for group, pk in zip(people.GROUPS, members_by_group, strict=True)},
        owners={slug: by_name[name] for slug, name in people.OWNERS.items()},
        members_by_group=members_by_group,
    )


def make_members(rng, now, days, password):
    """The written people, then the quiet neighbours, whom nobody can sign in as."""
    taken = set(Member.objects.values_list("name_key", flat=True))
    names = [name for name in people.neighbour_names(260) if name_key(name) not in taken][:NEIGHBOURS]
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
        for person in people.PEOPLE
    ] + [
        Member(
            email=f"neighbour{number}@{DOMAIN}",
            name=name,
            name_key=name_key(name),
            password=make_password(None),
            joined_at=now - timedelta(days=days + rng.uniform(1, 300)),
        )
        for number, name in enumerate(names, 1)
    ]
    members = Member.objects.bulk_create(rows)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members
    )
    return members


def appoint(by_name):
    """Put staff into the groups that the migrations made, where they exist."""
    for person in people.PEOPLE:
        group = STAFF.get(person.role) and StaffGroup.objects.filter(name=STAFF[person.role]).first()
        if group:
            group.user_set.add(by_name[person.name])


def write_rules(members, now):
    """The rules in two versions, where there are none; all but the newcomers accepted both."""
    if Rules.objects.exists():
        return
    accepted = [member for member in members if member.name not in people.NEWCOMERS]
    for version, (age, text, text_en, changed, changed_en) in enumerate(RULES, 1):
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
    Member.objects.filter(pk__in=[member.pk for member in accepted]).update(rules_version=len(RULES))
    Community.get()
    Community.objects.filter(pk=1).update(rules_version=len(RULES))


def make_groups(rng, now, by_name, voices):
    """{group id: member ids}; hosts first, then some twenty to sixty others."""
    made = {}
    for shape in people.GROUPS:
        hosts = [by_name[name] for name in shape.hosts]
        others = [pk for pk in rng.sample(voices, rng.randint(20, 60)) if pk not in hosts]
        group = InterestGroup.objects.create(
            name=shape.name,
            slug=shape.slug,
            description=shape.description,
            hue=shape.hue,
            member_count=len(hosts) + len(others),
        )
        ages = sorted((rng.uniform(1, 150) for _pk in others), reverse=True)
        Membership.objects.bulk_create(
            Membership(
                group=group,
                member_id=pk,
                role="host" if pk in hosts else "member",
                joined_at=now - timedelta(days=age),
            )
            for pk, age in [*((pk, 151) for pk in hosts), *zip(others, ages, strict=True)]
        )
        made[group.pk] = [*hosts, *others]
    return made


def account_holders():
    """The first person of each role."""
    return list({person.role: person for person in reversed(people.PEOPLE)}.values())[::-1]


def write_accounts(password):
    """One account per role, readable by the owner of the data folder alone."""
    path = settings.VAR_DIR / "accounts.json"
    path.touch(mode=0o600)
    path.chmod(0o600)
    rows = [{"role": who.role, "email": address_of(who), "password": password} for who in account_holders()]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
