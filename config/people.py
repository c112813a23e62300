"""Pages about members that are made of several apps: the profile, "me" and the first steps."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.groups import memberships_of
from community.models import Arrival, Block, InterestGroup, Invitation, Member, Membership
from community.page_cache import visitor_page
from community.permissions import get_member_or_404, member_required
from community.posts.models import Post, Reply
from community.prepared import prepared
from community.text import is_key
from config.waiting import waiting_for
from feedback.models import OPEN_STATUSES, Comment, Feedback, FixNote, Follow, Status, Vote
from feedback.views.board import supported_by
from rewards.honours.models import BadgeAward
from rewards.honours.progress import honours_of
from rewards.shop.models import Coupon

PAGE = 20


def page_before(rows, before):
    """(rows, key): the newest of these rows, from before the key `before` on where it is one; the key where still
    older ones begin, empty at the end."""
    rows = rows.order_by("-pk")
    if is_key(before):
        rows = rows.filter(pk__lt=int(before))
    return cut(list(rows[: PAGE + 1]))


def cut(rows):
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""


# --- profile ------------------------------------------------------------------------------------------------


def said_by(member):
    """What a member said under his name and everybody may read."""
    return Feedback.objects.public().filter(author=member)


def comments_by(member):
    return Comment.objects.shown().filter(author=member, feedback__visibility=Feedback.Visibility.PUBLIC)


def notes_thanking(member):
    """The fix notes that answer something he said."""
    answered = Feedback.objects.filter(author=member, visibility=Feedback.Visibility.PUBLIC)
    notes = FixNote.items.through.objects.filter(feedback__in=answered).values("fixnote")
    return FixNote.objects.published().filter(pk__in=notes)


def posts_by(member):
    """What a member said in the talk where everybody reads it."""
    return Post.objects.public().filter(author=member)


def answers_by(member):
    """What he answered to questions that everybody reads, accepted or not."""
    questions = Post.objects.public().filter(kind=Post.Kind.QUESTION)
    return Reply.objects.shown().filter(author=member, post__in=questions.values("pk"))


TABS = {
    "said": (lambda member: said_by(member).for_rows(), "feedback/_feedback_rows.html"),
    "comments": (lambda member: comments_by(member).select_related("feedback"), "community/_comments_by.html"),
    "posts": (lambda member: posts_by(member).select_related("group"), "posts/_posts_by.html"),
    "answers": (lambda member: answers_by(member).select_related("post"), "posts/_answers_by.html"),
    "fixes": (notes_thanking, "community/_notes_thanking.html"),
}


def figures_of(member):
    """How much a member said, how many took it up, and what came of it."""
    figures = said_by(member).aggregate(
        said=Count("pk"), votes=Sum("vote_count", default=0), fixed=Count("pk", filter=Q(fixed_at__isnull=False))
    )
    return figures | {"comments": comments_by(member).count()}


@require_safe
@visitor_page(query={"show", "before"})
def member_detail(request, pk):
    """Who somebody is, and what he gave to the community, where he wants that to be seen."""
    member = get_member_or_404(pk)
    is_me = request.user.is_authenticated and request.user.pk == member.pk
    show = request.GET.get("show", "")
    show = show if show in TABS else "said"
    context = {"member": member, "is_me": is_me, "show": show, "is_open": member.shows_contributions or is_me}
    if context["is_open"]:
        rows, template = TABS[show]
        items, before = page_before(rows(member), request.GET.get("before", ""))
        context |= {
            "items": items,
            "next_url": f"?show={show}&before={before}" if before else "",
            "supported": supported_by(request.user, items) if show == "said" else {},
            "rows_template": template,
        }
        if request.htmx and not request.htmx.boosted:
            return render(request, template, context)
        context["figures"] = figures_of(member)
    known = Membership.objects.filter(member=member, group__in=InterestGroup.objects.visible_to(request.user))
    context["badges"] = BadgeAward.objects.highest([member.pk]).get(member.pk, []) if context["is_open"] else []
    context["memberships"] = known.select_related("group").order_by("-pk")[:PAGE]
    if request.user.is_authenticated and not is_me:
        context["block"] = Block.objects.filter(member=request.user, other=member).first()
    return render(request, "community/member_detail.html", context)


# --- me -----------------------------------------------------------------------------------------------------


@require_safe
@member_required
def me(request):
    """Everything I said with its state, and what awaits me."""
    user, show, before = request.user, request.GET.get("show", ""), request.GET.get("before", "")
    show = show if show in ("open", "done") else "all"
    if show == "all" and not before:
        items, before = cut(latest_of(user.pk))
    else:
        items, before = page_before(with_state(said_and_kept(user.pk), show), before)
    context = {
        "nav": "me",
        "show": show,
        "items": items,
        "next_url": f"?show={show}&before={before}" if before else "",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "_my_items.html", context)
    # Those that one runs first, so that whoever runs any is known to.
    memberships = memberships_of(user.pk)[:PAGE]
    is_host = any(membership.is_host for membership in memberships)
    context |= {
        # Ambassadors are marked as such.
        "is_trained": user.is_staff or bool(user.mark) or is_host,
        "waiting": asked_back(user.pk),
        "to_rate": fixed_for(user.pk),
        "memberships": memberships,
        "first_tasks": first_tasks(user),
        "tasks": waiting_for(user, memberships),
        "honours": honours_of(user),
        "link": next(iter(links_of(user.pk)), None),
        "coupon_count": Coupon.objects.count_usable(user),
        "brought_count": sum(count for _link, count in brought_by(user.pk)),
    }
    return render(request, "me.html", context)


def said_and_kept(member):
    return Feedback.objects.filter(author=member).kept().for_rows().order_by("-pk")


@prepared
def latest_of(member):
    return said_and_kept(member)[: PAGE + 1]


@prepared
def asked_back(member):
    """What a member said and somebody asked him about."""
    return said_and_kept(member).filter(status=Status.NEEDS_INFO)[:10]


@prepared
def fixed_for(member):
    """What was fixed while a member followed it, and he has not rated."""
    told = Follow.objects.told().filter(member=member)
    fixed = Feedback.objects.shared_with(Member(pk=member)).filter(status=Status.FIXED, follows__in=told)
    fixed = fixed.filter(follows__created_at__lte=F("fixed_at"), follows__member=member)
    return fixed.exclude(ratings__member=member).for_rows().order_by("-fixed_at")[:5]


@prepared
def links_of(member):
    """Whether a member has a link of his own: a row or none."""
    return Invitation.objects.filter(member=member).values_list("pk")[:1]


@prepared
def brought_by(member):
    """(link, how many came by it) of a member."""
    came = Arrival.objects.counted().filter(brought_by=member).order_by()
    return came.values_list("invitation").annotate(n=Count("pk"))


def with_state(items, show):
    """Those of these items that are open, done, or all."""
    if show == "all":
        return items
    return items.open() if show == "open" else items.exclude(status__in=OPEN_STATUSES)


# --- first steps --------------------------------------------------------------------------------------------


@dataclass
class Task:
    """Something that a newcomer may do first; `is_done` follows from what he did."""

    icon: str
    label: str
    address: str
    is_done: bool


def first_tasks(member):
    """What a newcomer may do first, with what is done; empty once all is, or he wants to hear no more of it. One query
    at most."""
    if member.settled_at:
        return []
    own = {"member": OuterRef("pk")}
    said = Feedback.objects.kept().filter(author=OuterRef("pk"))
    done = Member.objects.values(
        cares=Exists(Member.interests.through.objects.filter(**own)),
        joined=Exists(Membership.objects.filter(**own)),
        voted=Exists(Vote.objects.filter(**own)),
        spoke=Exists(said) | Exists(Comment.objects.filter(author=OuterRef("pk"))),
    ).get(pk=member.pk)
    tasks = [
        Task("leaf", _("Say what you care about"), reverse("community:welcome"), done["cares"]),
        Task(
            "person", _("Add a picture of you"), f"{reverse('community:profile_edit')}#id_picture", bool(member.avatar)
        ),
        Task("group", _("Join a group"), reverse("community:welcome_groups"), done["joined"]),
        Task("arc", _("Support what others said"), f"{reverse('feedback:feedback_board')}?order=wanted", done["voted"]),
        Task("plus", _("Say something yourself"), reverse("feedback:feedback_new"), done["spoke"]),
    ]
    return [] if all(task.is_done for task in tasks) else tasks


@require_safe
@member_required
def welcome_tasks(request):
    """The third of the first steps: what to do now."""
    context = {"step": 3, "first_tasks": first_tasks(request.user), "nav": "me"}
    return render(request, "community/welcome_tasks.html", context)
