"""The lists of posts: their orders, what they can be narrowed by, and their pages by key."""

from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import InterestGroup
from community.paging import Page, behind_key, make_key, page_by_key
from community.posts.models import Post
from community.posts.models.queries import private_groups_of
from community.search import find_ids
from community.text import read_moment

PAGE = 20
QUERY_LIMIT = 100
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

    def url(self, **changes):
        """This list's query string with some wishes changed."""
        wishes = {"order": self.order, "kind": self.kind, "q": self.q, "mine": "yes" if self.mine else ""} | changes
        if wishes["order"] == "new":
            wishes["order"] = ""
        kept = {name: value for name, value in wishes.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    def narrow(self, posts, user, *, private=()):
        """`posts` by kind, author and words; `private` are the reader's private groups."""
        if self.kind == "unanswered":
            posts = posts.unanswered()
        elif self.kind:
            posts = posts.filter(kind=self.kind)
        if self.mine:
            posts = posts.filter(author=user) if user.is_authenticated else posts.none()
        if self.q:
            posts = posts.filter(pk__in=find_ids("post", self.q, public_only=not private))
        return posts


def talk_page(wish, user, after):
    """A page of all that this reader may see, community-wide. What is public and what was said in his private groups
    is asked for apart, each along its own index."""
    private = private_groups_of(user)
    sources = [wish.narrow(Post.objects.public(), user, private=private)]
    if private:
        posts = wish.narrow(Post.objects.of_private_groups(private), user, private=private)
        sources.append(posts if wish.q or wish.mine else newest_of(private, posts, wish, after))
    return page_of(sources, wish, after)


def newest_of(groups, posts, wish, after):
    """Of `posts` in these groups (keys) those alone that can stand on the page behind the key `after`.

    No index holds several groups in one order, so each group is asked along its own for the last post that a page of it
    alone would need: the page of all of them needs nothing older than the latest of these.
    """
    field = ORDERS[wish.order][1]
    in_one = behind_key(posts.filter(group=OuterRef("pk")), field, read_moment, after)
    last = Subquery(in_one.values(field)[PAGE : PAGE + 1])
    bounds = InterestGroup.objects.filter(pk__in=groups).order_by().annotate(last=last).values_list("last", flat=True)
    bound = max((moment for moment in bounds if moment), default=None)
    return posts.filter(**{f"{field}__gte": bound}) if bound else posts


def group_page(wish, user, group, after):
    """A page of what was said in a group that the reader may see; unless it is narrowed, without what is pinned, which
    stands above it."""
    private = [group.pk] if group.is_private else ()
    posts = wish.narrow(Post.objects.in_group(group), user, private=private)
    return page_of([posts if wish.is_narrow else posts.filter(is_pinned=False)], wish, after)


def page_of(sources, wish, after):
    """The next rows of several lists in one order."""
    field = ORDERS[wish.order][1]
    pages = [page_by_key(posts.for_rows(), field, read_moment, after, size=PAGE) for posts in sources]
    if len(pages) == 1:
        return pages[0]
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
