"""The one renderer of Markdown: page, feed, mail and admin all show what comes out here.

Rendered without raw HTML, then cleaned once more against an explicit list, so that a mistake in one is caught by the
other. Tables and pictures are left out: nothing here loads anything from elsewhere.
"""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TEXT_MAX = 20_000
SCHEMES = {"http", "https", "mailto"}
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="nofollow ugc noopener",
)


def is_known_link(url):
    scheme, colon, rest = url.partition(":")
    return bool(colon and rest) and scheme.lower() in SCHEMES


def make_parser():
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 10})
    parser.enable("strikethrough").disable(["image", "html_block", "html_inline"])
    parser.validateLink = is_known_link
    return parser


PARSER = make_parser()


def render_markdown(text, *, top=3) -> SafeString:
    """`text` as safe HTML: headings from h`top` down, none of them skipped, links to http, https and mail addresses
    only, marked as given by users. Never raises; what is beyond 20,000 characters is left out (forms refuse it
    before)."""
    tokens = PARSER.parse(text[:TEXT_MAX])
    nest_headings([token for token in tokens if token.type in ("heading_open", "heading_close")], top)
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return mark_safe(CLEANER.clean(html))


def nest_headings(tokens, top):
    """Give each heading the level of its depth below the page's own: whoever reads by headings finds no gap, with
    however many # people begin."""
    above = []
    for opening, closing in zip(tokens[::2], tokens[1::2], strict=True):
        level = int(opening.tag[1])
        while above and above[-1] >= level:
            above.pop()
        opening.tag = closing.tag = f"h{min(6, top + len(above))}"
        above.append(level)


def plain_excerpt(text, n):
    """The words of `text` without Markdown on one line, at most `n` characters, cut with an ellipsis."""
    words = []
    for block in PARSER.parse(text[: 4 * n + 400]):
        if block.type in ("fence", "code_block"):
            words.append(block.content)
        for token in block.children or []:
            words.append(token.content if token.type in ("text", "code_inline") else "")
            if token.type in ("softbreak", "hardbreak"):
                words.append(" ")
        words.append(" ")
    line = re.sub(r"\s+", " ", "".join(words)).strip()
    return line if len(line) <= n else line[: n - 1].rstrip() + "…"
