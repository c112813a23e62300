"""Markdown as safe HTML, whatever was typed and within a moment."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.markdown import TAGS, TEXT_MAX, plain_excerpt, render_markdown

LIVE = re.compile(rf"<(?!/?(?:{'|'.join(TAGS)})\b)[a-z!/]|\son\w+\s*=\s*[\"']|javascript:[^<]*\">", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**重要** *a* ~~b~~ `c`", "<p><strong>重要</strong> <em>a</em> <s>b</s> <code>c</code></p>\n"),
        ("一行\n两行", "<p>一行<br>\n两行</p>\n"),
        ("# Title", "<h3>Title</h3>\n"),
        ("###### Small", "<h3>Small</h3>\n"),
        (
            "### a\n## b\n#### c\n# d\n## e\n### f",
            "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>\n<h3>d</h3>\n<h4>e</h4>\n<h5>f</h5>\n",
        ),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
        ("```js\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("", ""),
        (
            "[x](https://a.example/?a=1&b)",
            '<p><a href="https://a.example/?a=1&amp;b" rel="nofollow ugc noopener">x</a></p>\n',
        ),
        (
            "<mailto:a@b.example>",
            '<p><a href="mailto:a@b.example" rel="nofollow ugc noopener">mailto:a@b.example</a></p>\n',
        ),
    ],
)
def test_what_is_written(text, html):
    assert render_markdown(text) == html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/me/",
        "\\\\evil",
        "ftp://a",
        "http",
        "tel:1",
        " javascript:x",
    ],
)
@pytest.mark.parametrize("form", ["[x]({})", "[x](<{}>)", "<{}>", "[x][1]\n\n[1]: {}", "![x]({})"])
def test_other_links_are_no_links(url, form):
    assert "<a" not in render_markdown(form.format(url))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "![x](https://e.example/p.png)",
        '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
        "[x](https://a.example/\"onmouseover='alert(1)')",
        '<https://a.example/"onclick=alert(1)>',
        '```"><script>alert(1)</script>\nx\n```',
        "<!-- --><iframe src=//e>",
        "<a href='javascript:alert(1)'>x</a>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<style>@import '//e'</style>",
    ],
)
def test_markup_is_never_live(text):
    assert not LIVE.search(render_markdown(text))


@given(st.text(alphabet=st.sampled_from("<>\"'[]()!&;:#*_`~-\\ \n\taxjvscriptonlhef=/1.")))
@settings(max_examples=300, deadline=None)
def test_no_text_brings_other_tags(text):
    assert not LIVE.search(render_markdown(text))
    plain_excerpt(text, 40)


PATTERNS = {
    "brackets": "[",
    "links": "[a](",
    "images": "![",
    "stars": "**a",
    "mixed": "*a **a _a ",
    "quotes": "> ",
    "deep": "- > ",
    "lists": "1. ",
    "angle": "<http://",
    "ticks": "`` ` ",
    "entities": "&#x41;",
    "backslash": "\\",
    "references": "[a]: /u\n",
    "fences": "```\n",
    "rules": "a\n=\n",
    "tildes": "~~a",
    "blank": "\n",
}


@pytest.mark.parametrize("pattern", [*PATTERNS.values(), "> " * 20 + "a\n" * 9980], ids=[*PATTERNS, "lazy"])
def test_nothing_takes_long(pattern):
    text = (pattern * TEXT_MAX)[:TEXT_MAX]
    began = time.process_time()
    render_markdown(text)
    plain_excerpt(text, 200)
    assert time.process_time() - began < 1.5


def test_deep_quotes_do_not_go_deep():
    assert render_markdown("> " * 5000).count("<blockquote>") <= 10


def test_more_than_the_limit_is_left_out():
    assert len(render_markdown("a" * 50_000)) < TEXT_MAX + 20


@pytest.mark.parametrize(
    ("text", "n", "plain"),
    [
        ("# 标题\n\n**内容** [link](https://a.example)\n- 一\n- 二", 40, "标题 内容 link 一 二"),
        ("一二三四五六", 4, "一二三…"),
        ("一二三四", 4, "一二三四"),
        ("a <b>x</b> `y`", 40, "a <b>x</b> y"),
        ("```\ncode\n```", 40, "code"),
        ("\n\n", 40, ""),
    ],
)
def test_an_excerpt_is_plain(text, n, plain):
    assert plain_excerpt(text, n) == plain
