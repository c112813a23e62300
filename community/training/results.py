"""Who has passed what: the team, hosts and ambassadors, and the courses, with until when."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from community.models import Member, Membership
from community.text import is_key
from community.training.models import Certificate, Course, GroupRequirement

PAGE = 50
WHO = ("all", "staff", "hosts")


@dataclass
class Row:
    member: Member
    # One for each course, in their order: the newest Certificate, or None.
    cells: list
    # Places of the courses that this member's rights ask for.
    required: frozenset

    @property
    def role(self):
        """What makes training theirs, in a word."""
        if self.member.is_staff:
            return _("team")
        return _("ambassador") if self.member.mark == Member.Mark.AMBASSADOR else _("host")

    @property
    def marked(self):
        """[(certificate, whether the course is required)]."""
        return [(cell, place in self.required) for place, cell in enumerate(self.cells)]


def people(who="all"):
    """The active members that training is for, by key: staff; hosts of active groups, and ambassadors; or all."""
    hosting = Membership.objects.filter(member=OuterRef("pk"), role=Membership.Role.HOST, group__is_active=True)
    speaking = Member.groups.through.objects.filter(member=OuterRef("pk"), group__name="ambassadors")
    hosts = Q(Exists(hosting)) | Q(Exists(speaking))
    chosen = {"staff": Q(is_staff=True), "hosts": hosts}.get(who, Q(is_staff=True) | hosts)
    return Member.objects.filter(chosen, is_active=True).order_by("pk")


def offered_courses():
    return list(Course.objects.listed())


def page_of(who, after, courses):
    """(rows, key to go on after or None) of the matrix; `after` is the last key of the page before, as text."""
    found = people(who)
    if is_key(after):
        found = found.filter(pk__gt=int(after))
    members = list(found[: PAGE + 1])
    rows = rows_of(members[:PAGE], courses)
    return rows, members[PAGE - 1].pk if len(members) > PAGE else None


def rows_of(members, courses):
    """[Row] for these members; three queries whatever their number."""
    newest = Certificate.objects.filter(member__in=members, course__in=courses, renewed_at=None)
    held = {(row.member_id, row.course_id): row for row in newest}
    asked = {}
    for group, course in GroupRequirement.objects.in_use().values_list("group", "course"):
        asked.setdefault(group, set()).add(course)
    seats = {}
    rows = Member.groups.through.objects.filter(member__in=members, group__in=asked).values_list("member", "group")
    for member, group in rows:
        seats.setdefault(member, set()).update(asked[group])
    return [
        Row(
            member,
            [held.get((member.pk, course.pk)) for course in courses],
            frozenset(place for place, course in enumerate(courses) if course.pk in seats.get(member.pk, ())),
        )
        for member in members
    ]


def all_rows(who, courses):
    """Every Row of the matrix, read page by page."""
    after = "0"
    while after:
        rows, last = page_of(who, after, courses)
        yield from rows
        after = str(last) if last else ""
