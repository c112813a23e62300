"""What the verbs of posts have in common: words made ready, search, and what members were told of them."""

from community.markdown import plain_excerpt
from community.notices import forget_words, reword_each
from community.posts.mentions import render_with_mentions
from community.search import index_text, remove_text
from community.text import guess_language

EXCERPT = 80


def prepare(post, *, title, text):
    """Set a post's words and what is made of them; returns whom they name. Nothing is saved."""
    post.title, post.text = title.strip(), text.strip()
    post.rendered, named = render_with_mentions(post.text, group=post.group)
    post.excerpt = plain_excerpt(post.text, EXCERPT)
    post.language = guess_language(post.words)
    return named


PREPARED = ["title", "text", "rendered", "excerpt", "language"]


def index_post(post):
    """Make a shown post findable, and every other one not; in the caller's transaction."""
    if post.is_shown:
        index_text("post", post.pk, post.words, is_public=post.is_public)
    else:
        remove_text("post", post.pk)


def forget_told(post):
    """Empty the words of all that members were told of a post and its replies, because they are seen no longer."""
    forget_words(causes_of(post), "title", "text")


def tell_words_again(post):
    """Put the words of a post that is shown again back into what members were told of it."""
    said, title = dict(post.replies.shown().values_list("pk", "text")), post.headline
    words = {key: said.get(pk, "—") if pk else post.text for key, pk in causes_of(post).items()}
    reword_each({key: {"title": title, "text": text[:300]} for key, text in words.items()})


def causes_of(post):
    """{cause key: key of the reply or None} of all that members were told of a post."""
    replies = post.replies.values_list("pk", flat=True)
    told = {f"{cause}:{pk}": pk for pk in replies for cause in ("reply", "accepted")}
    return told | {f"post:{post.pk}": None}


def take_over(hidden, actor):
    """What hosts took away is from now on hidden by the team, and theirs to show again; `hidden` is a QuerySet."""
    if actor.is_staff:
        hidden.update(hidden_by=actor)
