"""The lists of posts: their orders, what they can be narrowed by, and their pages by key."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.fragments import face_of, kept_fragment, kept_list
from community.models import InterestGroup
from community.paging import Page, behind_key, make_key, page_by_key, page_of_rows
from community.posts.models import Post
from community.posts.models.queries import private_groups_of
from community.prepared import prepared
from community.search import find_ids, numbers
from community.text import read_moment

PAGE = 20
QUERY_LIMIT = 100
# What was said since then is little enough to be put in order, in however many groups.
RECENT = timedelta(days=14)
ORDERS = {
    "new": (pgettext_lazy("order", "New"), "published_at"),
    "lively": (pgettext_lazy("order", "Lively"), "lively_at"),
}
KINDS = {
    "": _("Everything"),
    "share": pgettext_lazy("kind of posts", "Shares"),
    "question": pgettext_lazy("kind of posts", "Questions"),
    "unanswered": _("Unanswered questions"),
    "poll": pgettext_lazy("kind of posts", "Polls"),
    "announcement": pgettext_lazy("kind of posts", "Announcements"),
}


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see of a list; anything the lists do not know is dropped."""

    order: str = "new"
    kind: str = ""
    q: str = ""
    mine: bool = False

    @classmethod
    def asked_for(cls, query):
        order, kind = query.get("order", ""), query.get("kind", "")
        return cls(
            order=order if order in ORDERS else "new",
            kind=kind if kind in KINDS else "",
            q=query.get("q", "").strip()[:QUERY_LIMIT],
            mine=query.get("mine") == "yes",
        )

    @property
    def is_narrow(self):
        return bool(self.kind or self.q or self.mine)

    @property
    def is_personal(self):
        """Whether it finds something else for each reader; a search does, by his private groups."""
        return bool(self.q or self.mine)

    def url(self, **changes):
        """This list's query string with some wishes changed."""
        wishes = {"order": self.order, "kind": self.kind, "q": self.q, "mine": "yes" if self.mine else ""} | changes
        if wishes["order"] == "new":
            wishes["order"] = ""
        kept = {name: value for name, value in wishes.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def narrow(self, posts, user, *, private=()):
        """`posts` by kind, author and words; `private` are the reader's private groups."""
        posts = self.of_kind(posts)
        if self.mine:
            posts = posts.filter(author=user) if user.is_authenticated else posts.none()
        if self.q:
            posts = posts.filter(pk__in=numbers(self.find(private)))
        return posts

    def of_kind(self, posts):
        if self.kind == "unanswered":
            return posts.unanswered()
        return posts.filter(kind=self.kind) if self.kind else posts

    def find(self, private):
        """The keys of what the words are in, as a JSON list; with `private` groups not of what is public alone."""
        return json.dumps(find_ids("post", self.q, public_only=not private))


def talk_page(wish, user, after, community):
    """A page of all that this reader may see, community-wide. What is public and what was said in his private groups
    is asked for apart, each along its own index; what a search found is few enough to be asked for at once."""
    private = private_groups_of(user)
    if wish.q and not wish.mine and not after:
        return first_found(wish, private)
    if wish.q and private:
        posts = Post.objects.public() | Post.objects.of_private_groups(private)
        return page_of(wish.narrow(posts, user, private=private), wish, after)

    def public():
        return wish.narrow(Post.objects.public(), user, private=private)

    pages = [page_of(public(), wish, after) if wish.is_personal or after else kept_page(public, wish, community)]
    if private:
        posts = wish.narrow(Post.objects.of_private_groups(private), user, private=private)
        if not wish.is_personal:
            posts = newest_of(private, posts, wish, after, beside=pages[0])
        pages.append(page_of(posts, wish, after))
    return merge_pages(pages, wish)


def first_found(wish, private):
    """The first page of what a search finds for a reader with these private groups. It is another one for each search,
    so nothing of it is kept but its statement."""
    rows = search_in(wish.order, wish.kind)(wish.find(private), json.dumps(private))
    return page_of_rows(rows, ORDERS[wish.order][1], size=PAGE)


@cache
def search_in(order, kind):
    """The prepared question for the posts among `found` that are public or said in the private `groups`, both keys as
    JSON lists."""

    @prepared
    def question(found, groups):
        posts = Post.objects.public() | Post.objects.of_private_groups(numbers(groups))
        posts = Wish(kind=kind).of_kind(posts).filter(pk__in=numbers(found))
        return posts.for_rows().order_by(f"-{ORDERS[order][1]}", "-pk")[: PAGE + 1]

    return question


def newest_of(groups, posts, wish, after, *, beside):
    """Of `posts` in these groups (keys) those alone that can stand on the page behind the key `after`, where the page
    `beside` goes in too: nothing older than the last of it.

    Where that reaches far back, or to the end, each group is asked for the last post that a page of it alone would
    need, since no index holds several groups in one order: the page of all of them needs nothing older than the latest
    of these.
    """
    field = ORDERS[wish.order][1]
    bound = getattr(beside.items[-1], field) if beside.after else None
    if not bound or bound < timezone.now() - RECENT:
        in_one = behind_key(posts.filter(group=OuterRef("pk")), field, read_moment, after)
        last = Subquery(in_one.values(field)[PAGE : PAGE + 1])
        rows = InterestGroup.objects.filter(pk__in=groups).order_by().annotate(last=last)
        bound = max((moment for moment in rows.values_list("last", flat=True) if moment), default=None)
    return posts.filter(**{f"{field}__gte": bound}) if bound else posts


def group_page(wish, user, group, after, community):
    """A page of what was said in a group that the reader may see; unless it is narrowed, without what is pinned, which
    stands above it."""
    private = [group.pk] if group.is_private else ()

    def posts():
        said = wish.narrow(Post.objects.in_group(group), user, private=private)
        return said if wish.is_narrow else said.filter(is_pinned=False)

    if private or wish.is_personal or after:
        return page_of(posts(), wish, after)
    # The group may have become private since it was read.
    return kept_page(lambda: posts().filter(visibility=Post.Visibility.PUBLIC), wish, community, group)


def page_of(posts, wish, after):
    """The next rows of a list."""
    return page_by_key(posts.for_rows(), ORDERS[wish.order][1], read_moment, after, size=PAGE)


@dataclass
class DrawnPost:
    """A row of a list as it is kept: its place, its author, and its HTML for readers who muted him and who did not."""

    pk: int
    published_at: datetime
    lively_at: datetime
    author_id: int | None
    drawn: dict


def kept_page(posts, wish, community, group=None):
    """The first rows of a public list (a function that asks for it), each a DrawnPost; read and drawn once for all who
    look while nothing public changes."""

    def draw():
        page = page_of(posts(), wish, "")
        page.items = [
            DrawnPost(
                post.pk,
                post.published_at,
                post.lively_at,
                post.author_id,
                {is_muted: draw_row(post, group, is_muted=is_muted) for is_muted in (False, True)},
            )
            for post in page.items
        ]
        return page

    return kept_list(draw, community, "posts", group and group.pk, wish)


def draw_row(post, group, *, is_muted=False):
    """The HTML of a row of a list of posts; `group` where it is the list of one."""
    shown = (post.edited_at, post.reply_count, post.reaction_count, post.picture_count, post.accepted_reply_id)
    shown += (post.is_pinned, is_muted, group and group.pk, *face_of(post.author))
    if post.group and not group:
        shown += (post.group.name, post.group.is_private)
    parts = {"post": post, "group": group, "is_muted": is_muted}
    return kept_fragment("posts/_post_row.html", parts, post.pk, *shown)


def merge_pages(pages, wish):
    """The next rows of several lists in one order."""
    if len(pages) == 1:
        return pages[0]
    field = ORDERS[wish.order][1]
    items = sorted(chain(*(page.items for page in pages)), key=lambda post: (getattr(post, field), post.pk))[::-1]
    more = len(items) > PAGE or any(page.after for page in pages)
    items = items[:PAGE]
    return Page(items, make_key(items[-1], field) if more and items else "")


def list_context(wish, page):
    """What every list shows of itself."""
    return {
        "wish": wish,
        "posts": page.items,
        "next_url": wish.url(after=page.after) if page.after else "",
        "orders": [
            {"label": label, "url": wish.url(order=value), "current": value == wish.order}
            for value, (label, _field) in ORDERS.items()
        ],
        "kinds": [
            {"label": label, "url": wish.url(kind=value), "current": value == wish.kind, "value": value}
            for value, label in KINDS.items()
        ],
    }
