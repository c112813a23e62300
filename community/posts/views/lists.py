"""The lists of posts: the whole community's, and one group's."""

from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from community.blocks import muted_by
from community.models import Community
from community.page_cache import visitor_page
from community.permissions import get_group_or_404, membership_of
from community.posts.lists import Wish, group_page, list_context, talk_page
from community.posts.models import Post
from community.prepared import prepared

# What a reader's own drafts are shown with, beside the list.
DRAFT_FIELDS = ["kind", "title", "excerpt", "state", "created_at", "publish_at"]


@require_safe
@visitor_page()
def post_list(request):
    wish = Wish.asked_for(request.GET)
    after = request.GET.get("after", "")
    community = SimpleLazyObject(Community.get)
    context = list_context(wish, talk_page(wish, request.user, after, community)) | {
        "community": community,
        "nav": "talk",
        "muted": muted_by(request.user),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "posts/_post_rows.html", context)
    if request.user.is_authenticated:
        context["drafts"] = latest_drafts(request.user.pk)
    if not wish.is_narrow and not after:
        context["pinned"] = Post.objects.public().filter(group=None, is_pinned=True).for_rows()[: Post.PINS]
    return render(request, "posts/post_list.html", context)


@prepared
def latest_drafts(member):
    return Post.objects.drafts_of(member).only(*DRAFT_FIELDS)[:5]


@require_safe
@visitor_page()
def group_talk(request, slug):
    return show_group(request, slug, Wish.asked_for(request.GET), "talk")


@require_safe
@visitor_page()
def group_polls(request, slug):
    wish = Wish.asked_for(request.GET)
    return show_group(request, slug, Wish(order=wish.order, kind="poll"), "polls")


def show_group(request, slug, wish, tab):
    """What was said in a group, or its polls alone."""
    group = get_group_or_404(request.user, slug)
    after = request.GET.get("after", "")
    community = SimpleLazyObject(Community.get)
    context = list_context(wish, group_page(wish, request.user, group, after, community))
    context |= {"community": community, "group": group, "tab": tab, "nav": "groups", "muted": muted_by(request.user)}
    if request.htmx and not request.htmx.boosted:
        return render(request, "posts/_post_rows.html", context)
    context["membership"] = membership_of(request.user, group)
    if not wish.is_narrow and not after:
        context["pinned"] = Post.objects.in_group(group).filter(is_pinned=True).for_rows()[: Post.PINS]
    return render(request, f"posts/group_{tab}.html", context)
