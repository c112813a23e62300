"""Names in running text: @name becomes a link to the member, and he is told once."""

import re
from html import escape, unescape

from django.utils.safestring import mark_safe

from community.markdown import render_markdown
from community.models import Member
from community.text import NAME_MAX, name_key

MENTIONS_MAX = 10
# How many signs are looked at in one text: each may begin thirty names.
SIGNS_MAX = 30
TAG = re.compile(r"(<[^>]+>)")
# Not in the middle of an e-mail address.
SIGN = re.compile(r"(?<![A-Za-z0-9_.+-])[@＠]")
# Where a name is not meant to be one.
QUIET = {"a", "code", "pre"}


def render_with_mentions(text, *, group=None):
    """(html, members): `text` as safe HTML with the names in it as links, and whom they name, at most ten.

    In a private group only its members can be named. The longest known name after the sign counts.
    """
    html = render_markdown(text)
    if not SIGN.search(text):
        return html, []
    pieces = TAG.split(html)
    spoken = list(spoken_pieces(pieces))
    known = known_names([unescape(pieces[place]) for place in spoken], group)
    if not known:
        return html, []
    named = {}
    for place in spoken:
        pieces[place] = with_links(unescape(pieces[place]), known, named)
    return mark_safe("".join(pieces)), list(named.values())


def spoken_pieces(pieces):
    """The places of the pieces of a page that are words, and neither tags nor inside a link or code."""
    quiet = 0
    for place, piece in enumerate(pieces):
        if place % 2:
            name = re.match(r"</?(\w+)", piece).group(1)
            if name in QUIET:
                quiet += -1 if piece.startswith("</") else 1
        elif piece and not quiet:
            yield place


def known_names(texts, group):
    """{key of a name: Member} of those who may be meant by a sign in these texts; one query."""
    keys = set()
    signs = [(text, sign.end()) for text in texts for sign in SIGN.finditer(text)]
    for text, start in signs[:SIGNS_MAX]:
        keys.update(name_key(text[start : start + length]) for length in range(1, NAME_MAX + 1))
    members = Member.objects.filter(name_key__in=keys - {""}, is_active=True)
    if group and group.is_private:
        members = members.filter(memberships__group=group)
    return {member.name_key: member for member in members.only("pk", "name", "name_key")}


def with_links(text, known, named):
    """`text` escaped, its names as links; whom it names is added to `named` by key."""
    out, at = [], 0
    for sign in SIGN.finditer(text):
        found = longest_name(text, sign.end(), known) if sign.start() >= at else None
        if found is None:
            continue
        member, end = found
        if member.pk not in named and len(named) >= MENTIONS_MAX:
            continue
        named[member.pk] = member
        out.append(escape(text[at : sign.start()], quote=False))
        # Written out: what is kept must not change with the language or the host of whoever wrote it.
        out.append(f'<a class="mention" href="/members/{member.pk}/">@{escape(member.name)}</a>')
        at = end
    out.append(escape(text[at:], quote=False))
    return "".join(out)


def longest_name(text, start, known):
    """(member, end) of the longest known name that begins at `start`, or None."""
    for length in range(NAME_MAX, 0, -1):
        words = text[start : start + length]
        if len(words) == length and words == words.strip() and (member := known.get(name_key(words))):
            return member, start + length
    return None


def members_named(text, *, group=None):
    """Whom a text names; see render_with_mentions."""
    return render_with_mentions(text, group=group)[1]
