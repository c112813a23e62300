"""What each kind of group robot is sent, how it is signed, and what its answer means.

Pure functions: `message_for` builds a Message, `refusal_in` reads an Answer; who calls, counts and waits is
actions/robots.py. The platforms answer 200 and say inside whether it worked.
"""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from community.announcing.models import Robot
from community.announcing.models.announcement import TEXT_MAX
from community.markdown import plain_excerpt
from community.posts.models import Post

WECOM_MAX = 4096
# Feishu and DingTalk refuse bodies above 20 kB, JSON and all; an escape may double what is written.
LONG_MAX = 8000
# Slack cuts at 40,000 characters and asks for no more than 4,000.
SLACK_MAX = 4000


@dataclass(frozen=True)
class Notice:
    """What is said: title and Markdown in one language, and where the whole of it can be read."""

    title: str
    text: str
    link: str
    more: str


@dataclass(frozen=True)
class Message:
    url: str
    body: bytes


def notice_of(thing, language):
    """What is said of an announcement or of a post."""
    return notice_of_post(thing, language) if isinstance(thing, Post) else notice_of_announcement(thing, language)


def notice_of_post(post, language):
    """Its own words, whatever the robot's language."""
    with translation.override(language):
        link = settings.SITE_URL + post.get_absolute_url()
        return Notice(title=post.headline, text=post.text, link=link, more=_("Read it in the community"))


def notice_of_announcement(announcement, language):
    with translation.override(language):
        return Notice(
            title=announcement.in_language("title", language),
            text=announcement.in_language("text", language),
            link=settings.SITE_URL + announcement.get_absolute_url(),
            more=_("Read it in the community"),
        )


def trial_notice(language):
    """What a robot says when somebody tries it."""
    with translation.override(language):
        words = _("This is a test. If you can read it, announcements of the community arrive here.")
        return Notice(title=_("A test message"), text=words, link=settings.SITE_URL + "/", more=_("To the community"))


def message_for(robot, notice, now):
    """The signed Message that carries a Notice to a robot at this moment (an aware datetime)."""
    return MAKERS[robot.kind](robot, notice, now)


def wecom(robot, notice, _now):
    """WeCom group robot: the key stands in the address, nothing is signed; Markdown of at most 4096 bytes of UTF-8.

    https://developer.work.weixin.qq.com/document/path/91770
    """
    tail = f"\n\n[{notice.more}]({notice.link})"
    head = f"### {one_line(notice.title)}\n"
    # <@userid> would call somebody by name.
    text = notice.text.replace("<@", "< @")
    content = head + cut(text, WECOM_MAX - size(head) - size(tail)) + tail
    return Message(robot.address, packed({"msgtype": "markdown", "markdown": {"content": content}}))


def feishu(robot, notice, now):
    """Feishu custom bot: rich text ("post"); with a secret the body carries the time in seconds and a signature whose
    key is ``timestamp + "\\n" + secret`` over an empty text.

    https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    """
    content = feishu_lines(plain_lines(notice.text).split("\n"), 2 * LONG_MAX)
    content.append([{"tag": "a", "text": notice.more, "href": notice.link}])
    tongue = "en_us" if robot.language == "en" else "zh_cn"
    body = {"msg_type": "post", "content": {"post": {tongue: {"title": notice.title, "content": content}}}}
    if robot.secret:
        stamp = str(int(now.timestamp()))
        body = {"timestamp": stamp, "sign": signature(f"{stamp}\n{robot.secret}", ""), **body}
    return Message(robot.address, packed(body))


def feishu_lines(lines, room):
    """Each line as a paragraph of its own, as many as have room (in bytes of JSON); the last may be cut."""
    content = []
    for line in lines:
        paragraph = [{"tag": "text", "text": line}]
        room -= len(packed(paragraph)) + len(", ")
        if room < 0:
            content.append([{"tag": "text", "text": cut(line, LONG_MAX) if not content else "…"}])
            break
        content.append(paragraph)
    return content


def dingtalk(robot, notice, now):
    """DingTalk custom robot: Markdown; with a secret ("加签") time in milliseconds and signature stand in the query,
    the key is the secret, the text ``timestamp + "\\n" + secret``.

    https://open.dingtalk.com/document/robots/custom-robot-access
    https://open.dingtalk.com/document/robots/customize-robot-security-settings
    """
    head, tail = f"### {one_line(notice.title)}\n\n", f"\n\n[{notice.more}]({notice.link})"
    text = head + cut(notice.text, LONG_MAX) + tail
    url = robot.address
    if robot.secret:
        stamp = str(int(now.timestamp() * 1000))
        query = urlencode({"timestamp": stamp, "sign": signature(robot.secret, f"{stamp}\n{robot.secret}")})
        url += ("&" if urlsplit(url).query else "?") + query
    return Message(url, packed({"msgtype": "markdown", "markdown": {"title": notice.title, "text": text}}))


def slack(robot, notice, _now):
    """Slack incoming webhook, which others understand as well: one text; &, < and > are escaped, so that nobody is
    called by <!channel>; links are <address|words>. Nothing is signed, the address is the secret.

    https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    https://docs.slack.dev/messaging/formatting-message-text
    """
    head, tail = f"*{escaped(one_line(notice.title))}*\n", f"\n<{notice.link}|{escaped(notice.more)}>"
    room = SLACK_MAX - len(head) - len(tail)
    text = head + shortened(plain_lines(notice.text), room) + tail
    return Message(robot.address, packed({"text": text}))


MAKERS = {
    Robot.Kind.WECOM: wecom,
    Robot.Kind.FEISHU: feishu,
    Robot.Kind.DINGTALK: dingtalk,
    Robot.Kind.SLACK: slack,
}


def signature(key, text):
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def packed(body):
    return json.dumps(body, ensure_ascii=False).encode()


# --- within the limits --------------------------------------------------------------------------------


def size(text):
    return len(text.encode())


def cut(text, limit):
    """`text` in at most `limit` bytes of UTF-8, cut between two characters, with an ellipsis where it was cut."""
    if size(text) <= limit:
        return text
    kept = text.encode()[: max(0, limit - size("…"))].decode(errors="ignore")
    # What joins an emoji to the next one, or colours it, is not left hanging.
    return kept.rstrip("\u200d\ufe0f \n") + "…"


def shortened(text, room):
    """`text` escaped for Slack in at most `room` characters; no entity is cut in two."""
    if len(escaped(text)) <= room:
        return escaped(text)
    kept, length = [], 1
    for character in text:
        length += len(escaped(character))
        if length > room:
            break
        kept.append(character)
    return escaped("".join(kept).rstrip("\u200d\ufe0f \n")) + "…"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text):
    return " ".join(text.split())


def plain_lines(text):
    """The words of Markdown without its signs, line by line; what is listed begins with a dot."""
    lines = []
    for line in text.split("\n"):
        words = plain_excerpt(line, TEXT_MAX)
        lines.append(f"• {words}" if words and re.match(r"\s*[-*+] ", line) else words)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# --- what comes back ----------------------------------------------------------------------------------


def refusal_in(robot, answer):
    """Why a robot did not take a message, in its own words, or nothing when it did. Neither address nor secret of the
    robot are in it, whatever the answer quotes."""
    said = read_body(answer)
    code, words = verdict(robot, said)
    if answer.ok and not words and code in (0, None) and (code == 0 or robot.kind == Robot.Kind.SLACK):
        return ""
    if not words:
        words = said if isinstance(said, str) and said else _("no answer that we understand")
    return without_secrets(robot, f"{answer.status}: {code} {words}" if code else f"{answer.status}: {words}")[:300]


def read_body(answer):
    """The JSON object in an answer, else its text on one line."""
    text = answer.body.decode(errors="replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else one_line(text.replace("\x00", ""))[:200]


def verdict(robot, said):
    """(code, words) of an answer; code 0 where it says that all is well, None where it says nothing.

    WeCom and DingTalk: {"errcode": 0, "errmsg": "ok"}; Feishu: {"code": 0, "msg": "success"}; Slack: the word "ok",
    others like it a JSON object with "ok" or "success".
    """
    if not isinstance(said, dict):
        return (None, "" if robot.kind != Robot.Kind.SLACK or said.lower() in ("ok", "") else said)
    if robot.kind == Robot.Kind.SLACK:
        failed = said.get("ok") is False or said.get("success") is False
        return (0, str(said.get("error") or said.get("message") or "not ok") if failed else "")
    name, message = ("code", "msg") if robot.kind == Robot.Kind.FEISHU else ("errcode", "errmsg")
    code = said.get(name)
    if type(code) is not int:
        return (None, "")
    return (code, one_line(str(said.get(message, "")).replace("\x00", "")) if code else "")


def without_secrets(robot, words):
    """`words` without what would let others call the robot: its address, the parts of it that are keys, its secret."""
    parts = urlsplit(robot.address)
    keys = [*re.split(r"[/=&?]", f"{parts.path}?{parts.query}"), robot.secret]
    for secret in sorted({robot.address, *(key for key in keys if len(key) >= 8)}, key=len, reverse=True):
        words = words.replace(secret, "…")
    return words
