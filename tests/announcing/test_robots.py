"""Announcements in group chats: what each kind of robot is sent and how it is signed, and what its answers lead to."""

import json
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from community import outbound
from community.announcing import actions, tasks
from community.announcing.models import Announcement, Robot, RobotDelivery
from community.announcing.robots import Notice, cut, message_for, plain_lines, shortened
from community.models import AuditEntry, Notification
from tests.announcing.conftest import make_announcement, make_robot, make_segment
from tests.announcing.receiver import chatting, hmac_sha256
from tests.factories import make_group

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 12, 0, 0, 123000, tzinfo=UTC)
SECRET = "SEC0123456789abcdef"
FINE = {"wecom": {"errcode": 0, "errmsg": "ok"}, "feishu": {"code": 0, "msg": "success"}, "slack": b"ok"}
FINE["dingtalk"] = FINE["wecom"]
KINDS = list(Robot.Kind.values)


@pytest.fixture(autouse=True)
def at_home(settings):
    settings.OUTBOUND_ALLOW_PRIVATE = True
    settings.SITE_URL = "https://hui.example"


@pytest.fixture
def announcement(queue):
    announcement = make_announcement("八点 <关门>", text="今晚**八点**关门。\n\n- 生鲜\n- 面包\n\n& 明天见")
    queue.lose()
    return announcement


def deliver(robot, announcement):
    """One delivery, tried once; returns it as it stands then."""
    delivery = RobotDelivery.objects.create(robot=robot, announcement=announcement)
    tasks.deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def again(delivery):
    """Its next time has come."""
    RobotDelivery.objects.filter(pk=delivery.pk).update(next_try_at=timezone.now())
    tasks.deliver(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def link(announcement):
    return f"https://hui.example/announcements/{announcement.pk}/"


# --- what is sent -------------------------------------------------------------------------------------------


def test_wecom_reads_markdown_and_the_key_stands_in_the_address(announcement):
    with chatting() as chat:
        delivery = deliver(make_robot("wecom", f"{chat.url}?key=693a91f6-7xxx"), announcement)
    assert delivery.state == "sent"
    assert chat.paths == ["/hook?key=693a91f6-7xxx"]
    content = chat.body["markdown"]["content"]
    assert chat.body["msgtype"] == "markdown"
    assert content.startswith("### 八点 <关门>\n今晚**八点**关门。")
    assert content.endswith(f"]({link(announcement)})")


def test_feishu_is_signed_in_the_body(announcement):
    with chatting(said=FINE["feishu"]) as chat:
        before = int(time.time())
        delivery = deliver(make_robot("feishu", chat.url, secret=SECRET), announcement)
    assert delivery.state == "sent"
    body = chat.body
    # Seconds; the key is "timestamp\nsecret", the text is empty.
    assert before <= int(body["timestamp"]) <= time.time()
    assert body["sign"] == hmac_sha256(f"{body['timestamp']}\n{SECRET}", "")
    assert body["msg_type"] == "post"
    post = body["content"]["post"]["zh_cn"]
    assert post["title"] == "八点 <关门>"
    assert [line[0].get("text") for line in post["content"]][:4] == ["今晚八点关门。", "", "• 生鲜", "• 面包"]
    assert post["content"][-1] == [{"tag": "a", "text": "到社区里看全文", "href": link(announcement)}]


def test_dingtalk_is_signed_in_the_query(announcement):
    with chatting() as chat:
        before = int(time.time() * 1000)
        robot = make_robot("dingtalk", f"{chat.url}?access_token=abc", secret=SECRET)
        assert deliver(robot, announcement).state == "sent"
    query = chat.query
    # Milliseconds; the key is the secret, the text "timestamp\nsecret".
    assert before <= int(query["timestamp"]) <= time.time() * 1000
    assert query["sign"] == hmac_sha256(SECRET, f"{query['timestamp']}\n{SECRET}")
    assert query["access_token"] == "abc"
    assert chat.body["msgtype"] == "markdown"
    assert chat.body["markdown"]["title"] == "八点 <关门>"
    assert chat.body["markdown"]["text"].endswith(f"]({link(announcement)})")


def test_a_signature_with_signs_of_addresses_arrives_whole(announcement):
    """Base64 has + and /, which mean something else in a query."""
    for second in range(60):
        moment = NOW + timedelta(seconds=second)
        robot = make_robot("dingtalk", "https://x.example/send", secret=SECRET)
        url = message_for(robot, Notice("t", "x", "l", "m"), moment).url
        sign = hmac_sha256(SECRET, f"{int(moment.timestamp() * 1000)}\n{SECRET}")
        if "+" in sign and "/" in sign:
            break
    assert sign.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D") in url
    assert url.startswith("https://x.example/send?timestamp=")


@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
def test_without_a_secret_nothing_is_signed(kind, announcement):
    with chatting(said=FINE[kind]) as chat:
        assert deliver(make_robot(kind, chat.url), announcement).state == "sent"
    assert not {"sign", "timestamp"} & {*chat.body, *chat.query}


def test_slack_reads_its_own_signs_and_calls_nobody(queue):
    announcement = make_announcement(
        "Sale & more", text="Hello <!channel> & **you** [shop](https://a.example/?x=1&y=2)"
    )
    with chatting(said=b"ok") as chat:
        assert deliver(make_robot("slack", chat.url, language="en"), announcement).state == "sent"
    assert chat.body == {
        "text": "*Sale &amp; more*\nHello &lt;!channel&gt; &amp; you shop\n"
        f"<{link(announcement)}|Read it in the community>"
    }


def test_each_robot_speaks_its_language(queue):
    announcement = make_announcement("八点关门", text="今晚。", title_en="Closing at eight", text_en="Tonight.")
    with chatting() as chat:
        deliver(make_robot("wecom", chat.url, language="en"), announcement)
        deliver(make_robot("wecom", chat.url), announcement)
    english, chinese = (body.decode() for body in chat.bodies)
    assert "Closing at eight" in english
    assert "Read it in the community" in english
    assert "八点关门" in chinese


# --- within the limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["回音" * 5000, "😀" * 5000, '"\\\n<&>' * 1600, "x" * 10_000, "a\u0301" * 5000])
def test_the_longest_text_fits_and_ends_with_the_link(kind, text):
    robot = make_robot(kind, secret=SECRET if kind in ("feishu", "dingtalk") else "")
    message = message_for(robot, Notice("题" * 80, text, "https://hui.example/announcements/1/", "More"), NOW)
    body = message.body.decode()
    assert "https://hui.example/announcements/1/" in body
    # Feishu takes the whole of ten thousand Latin letters.
    assert "…" in body or (kind == "feishu" and text in body)
    assert len(message.body) <= 20_000
    if kind == "wecom":
        content = json.loads(message.body)["markdown"]["content"]
        assert 4000 < len(content.encode()) <= 4096
    if kind == "slack":
        assert 3900 < len(json.loads(message.body)["text"]) <= 4000


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("回音", 6, "回音"),
        ("回音墙", 8, "回…"),
        ("回音墙", 6, "回…"),
        ("abc", 3, "abc"),
        ("abcd", 3, "…"),
        ("👨‍👩‍👧", 12, "👨…"),
        ("a  bcdef", 6, "a…"),
    ],
)
def test_a_text_is_cut_between_two_characters(text, limit, kept):
    assert cut(text, limit) == kept
    assert len(kept.encode()) <= limit


def test_no_entity_is_cut_in_two():
    assert shortened("a & b", 9) == "a &amp; b"
    assert shortened("a & bc", 8) == "a &amp;…"
    assert shortened("a & bc", 7) == "a…"


def test_markdown_becomes_lines():
    text = "# Head\n\n- one **two**\n* three\n\n\n\nEnd [here](https://a.example/)"
    assert plain_lines(text) == "Head\n\n• one two\n• three\n\nEnd here"


# --- who carries what ---------------------------------------------------------------------------------------


def test_robots_carry_what_they_are_for(alice, queue):
    group, other = make_group(), make_group()
    for_all, for_group, for_other = make_robot(), make_robot(takes_all=False), make_robot(takes_all=False)
    for_group.groups.add(group)
    for_other.groups.add(other)
    make_robot(is_active=False)
    make_segment(alice)
    everybody = make_announcement()
    grouped = make_announcement(audience="group", group=group)
    make_announcement(audience="segment", segment="core")
    make_announcement(to_robots=False)
    carried = set(RobotDelivery.objects.values_list("robot", "announcement"))
    assert carried == {(for_all.pk, everybody.pk), (for_group.pk, grouped.pk)}


def test_publishing_carries_it_at_once_and_once(queue):
    with chatting() as chat:
        make_robot("wecom", chat.url)
        make_announcement()
        queue.run()
        tasks.sweep_robots()
    assert len(chat.bodies) == 1
    assert RobotDelivery.objects.get().state == "sent"


# --- what comes back ----------------------------------------------------------------------------------------

REFUSALS = {
    "wecom-key": ("wecom", {"said": {"errcode": 93000, "errmsg": "invalid webhook url"}}, "93000 invalid webhook url"),
    "wecom-often": ("wecom", {"said": {"errcode": 45009, "errmsg": "api freq out of limit"}}, "api freq out of limit"),
    "dingtalk-sign": ("dingtalk", {"said": {"errcode": 310000, "errmsg": "sign not match"}}, "310000 sign not match"),
    "feishu-sign": ("feishu", {"said": {"code": 19021, "msg": "sign match fail"}}, "19021 sign match fail"),
    "feishu-old-field": ("feishu", {"said": {"StatusCode": 0}}, "no answer that we understand"),
    "slack-words": ("slack", {"status": 403, "said": b"invalid_token"}, "403: invalid_token"),
    "slack-words-in-200": ("slack", {"said": b"no_service"}, "no_service"),
    "slack-json": ("slack", {"said": {"ok": False, "error": "channel_not_found"}}, "channel_not_found"),
    "a-page": ("wecom", {"said": b"<html>login</html>"}, "<html>login</html>"),
    "nothing": ("feishu", {"said": b""}, "no answer that we understand"),
    "a-list": ("wecom", {"said": [1]}, "[1]"),
    "a-text-code": ("wecom", {"said": {"errcode": "0"}}, "no answer that we understand"),
    "a-true-code": ("wecom", {"said": {"errcode": False}}, "no answer that we understand"),
    "fine-but-500": ("wecom", {"status": 500}, "500"),
    "away": ("dingtalk", {"status": 502, "said": b"Bad Gateway"}, "502: Bad Gateway"),
    "redirect": ("wecom", {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}, "said": b""}, "302"),
    "huge": ("wecom", {"said": b"x" * 300_000}, "xxx"),
    "deep": ("wecom", {"said": b"[" * 60_000}, "[[["),
    "not-utf-8": ("wecom", {"said": b"\xff\xfe\x00{"}, "�"),
}


@pytest.mark.parametrize(("kind", "answer", "words"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_kept_in_its_own_words_and_tried_again(kind, answer, words, announcement):
    with chatting(**answer) as chat:
        delivery = deliver(make_robot(kind, chat.url), announcement)
        assert (delivery.state, delivery.attempts) == ("pending", 1)
        assert words in delivery.last_error
        assert len(delivery.last_error) <= 300
        assert "\x00" not in delivery.last_error
        assert delivery.next_try_at > timezone.now()
        # Not due yet: nothing is sent.
        tasks.deliver(delivery.pk)
        tasks.sweep_robots()
        assert len(chat.bodies) == 1
        chat.status, chat.said, chat.headers = 200, FINE[kind], {}
        assert again(delivery).state == "sent"
        assert (delivery.attempts, delivery.last_error) == (2, "")
        assert len(chat.bodies) == 2


@pytest.mark.parametrize(
    "said",
    [b"ok", b"", {"ok": True}, {"success": True}, {"text": "fine"}],
    ids=["ok", "empty", "ok-json", "rocket", "x"],
)
def test_what_is_like_slack_may_say_yes_in_its_way(said, announcement):
    with chatting(said=said) as chat:
        assert deliver(make_robot("slack", chat.url), announcement).state == "sent"


def test_a_slow_answer_is_not_waited_for(announcement, monkeypatch):
    monkeypatch.setattr(outbound.call, "__kwdefaults__", outbound.call.__kwdefaults__ | {"seconds": 0.3})
    with chatting(wait=0.8) as chat:
        began = time.monotonic()
        delivery = deliver(make_robot("wecom", chat.url), announcement)
        assert time.monotonic() - began < 0.7
    assert delivery.state == "pending"
    assert "no answer within ten seconds" in delivery.last_error


def test_a_closed_door_is_told_apart(announcement):
    with chatting() as chat:
        pass
    assert "cannot be reached" in deliver(make_robot("wecom", chat.url), announcement).last_error


def test_nothing_inside_is_called(announcement, settings):
    settings.OUTBOUND_ALLOW_PRIVATE = False
    with chatting() as chat:
        delivery = deliver(make_robot("wecom", chat.url), announcement)
    assert chat.bodies == []
    assert "open internet" in delivery.last_error


@pytest.mark.parametrize("kind", KINDS)
def test_neither_address_nor_secret_is_quoted_logged_or_noted(kind, announcement, caplog, lead):
    caplog.set_level(logging.DEBUG)
    key = "f00dcafe-1234-5678"
    quoting = {"errcode": 1, "code": 1, "ok": False}
    words = f"bad {key} and {SECRET}"
    quoting |= dict.fromkeys(("errmsg", "msg", "error"), words)
    with chatting(said=quoting) as chat:
        robot = make_robot(kind, f"{chat.url}/{key}?access_token={key}", secret=SECRET)
        delivery = deliver(robot, announcement)
        refusal = actions.test_robot(robot, actor=lead)
    assert len(chat.bodies) == 2
    trail = str(list(AuditEntry.objects.values_list("changes", flat=True)))
    robot.refresh_from_db()
    for text in (delivery.last_error, refusal, robot.last_error, trail, caplog.text, str(robot), str(delivery)):
        assert key not in text
        assert SECRET not in text
    assert "bad … and …" in refusal


# --- for how long -------------------------------------------------------------------------------------------


@pytest.fixture
def broken():
    """A chat that refuses everything."""
    with chatting(said={"errcode": 93000, "errmsg": "gone"}) as chat:
        yield chat


def give_up(robot, announcement):
    delivery = deliver(robot, announcement)
    while delivery.state == "pending":
        again(delivery)
    return delivery


def test_after_five_attempts_it_is_parked(broken, announcement):
    robot = make_robot("wecom", broken.url)
    delivery = give_up(robot, announcement)
    assert (delivery.state, delivery.attempts, len(broken.bodies)) == ("dead", 5, 5)
    again(delivery)
    tasks.sweep_robots()
    assert len(broken.bodies) == 5


def test_each_wait_is_longer(broken, announcement):
    delivery, waits = deliver(make_robot("wecom", broken.url), announcement), []
    for _n in range(4):
        waits.append(round((delivery.next_try_at - timezone.now()).total_seconds() / 60))
        again(delivery)
    assert waits == [2, 10, 60, 360]


def test_a_sender_that_dies_is_counted(announcement, monkeypatch):
    def die(*_args, **_options):
        raise SystemExit

    monkeypatch.setattr(outbound, "post_json", die)
    robot = make_robot()
    delivery = RobotDelivery.objects.create(robot=robot, announcement=announcement)
    for attempt in range(1, 6):
        with pytest.raises(SystemExit):
            again(delivery)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == ("sending", attempt)
    assert again(delivery).state == "dead"


def test_a_robot_through_which_nothing_gets_is_switched_off_and_its_keepers_told_once(
    broken, announcement, lead, moderator, adam, alice, queue
):
    robot = make_robot("wecom", broken.url)
    other, third = make_announcement(), make_announcement()
    RobotDelivery.objects.exclude(announcement=third).delete()
    give_up(robot, announcement)
    robot.refresh_from_db()
    assert not robot.is_active
    assert robot.failed_at
    told = Notification.objects.filter(kind="announcing.robot_failed")
    assert sorted(told.values_list("member__name", flat=True)) == ["Adam", "Lena"]
    # What waited for it is parked with it, and nothing new begins.
    waiting = RobotDelivery.objects.get(announcement=third)
    assert (waiting.state, waiting.last_error) == ("dead", "the robot is switched off")
    later = make_announcement()
    assert not later.robot_deliveries.exists()
    assert deliver(robot, other).state == "dead"
    assert told.count() == 2
    assert AuditEntry.objects.get(action="announcing.robot.switched_off").actor_label == "system"


def test_one_lost_message_does_not_switch_off_a_robot_that_works(broken, announcement):
    robot = make_robot("wecom", broken.url)
    delivery = deliver(robot, announcement)
    Robot.objects.update(last_sent_at=timezone.now())
    while delivery.state == "pending":
        again(delivery)
    assert delivery.state == "dead"
    robot.refresh_from_db()
    assert robot.is_active
    assert not Notification.objects.filter(kind="announcing.robot_failed").exists()


def test_mended_and_switched_on_again_it_carries_what_is_tried_again(broken, announcement, lead, queue):
    robot = make_robot("wecom", broken.url)
    delivery = give_up(robot, announcement)
    broken.said = FINE["wecom"]
    assert actions.test_robot(robot, actor=lead) == ""
    assert actions.switch_robot(robot, actor=lead, on=True) is True
    assert actions.switch_robot(robot, actor=lead, on=True) is False
    assert actions.retry_robot_delivery(delivery, actor=lead) is True
    assert actions.retry_robot_delivery(delivery, actor=lead) is False
    queue.run()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 1)
    robot.refresh_from_db()
    assert (robot.failed_at, robot.last_error) == (None, "")
    assert AuditEntry.objects.filter(action="announcing.robotdelivery.retried").count() == 1


def test_what_was_dropped_or_withdrawn_is_not_tried_again(broken, announcement, lead):
    delivery = give_up(make_robot("wecom", broken.url), announcement)
    other = give_up(make_robot("wecom", broken.url), announcement)
    assert actions.drop_robot_delivery(delivery, actor=lead) is True
    assert actions.drop_robot_delivery(delivery, actor=lead) is False
    assert actions.retry_robot_delivery(delivery, actor=lead) is False
    actions.withdraw_announcement(announcement, actor=lead)
    assert actions.retry_robot_delivery(other, actor=lead) is False
    assert set(RobotDelivery.objects.values_list("state", flat=True)) == {"dropped"}


def test_what_was_withdrawn_while_it_waited_is_not_sent(announcement, lead):
    with chatting() as chat:
        delivery = RobotDelivery.objects.create(robot=make_robot("wecom", chat.url), announcement=announcement)
        Announcement.objects.update(state="withdrawn", withdrawn_at=timezone.now())
        tasks.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, chat.bodies) == ("dropped", [])


def test_a_withdrawal_during_the_call_is_not_undone(announcement, lead, monkeypatch):
    delivery = RobotDelivery.objects.create(robot=make_robot(), announcement=announcement)

    def meanwhile(_url, _body):
        actions.withdraw_announcement(announcement, actor=lead)
        return outbound.Answer(503, b"", True)

    monkeypatch.setattr(outbound, "post_json", meanwhile)
    tasks.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "dropped"


def test_the_sweep_carries_no_more_than_fits_into_one_job(queue):
    with chatting() as chat:
        for _n in range(6):
            make_robot("wecom", chat.url)
        make_announcement()
        queue.lose()
        tasks.sweep_robots()
        assert len(chat.bodies) == tasks.CALLS
        tasks.sweep_robots()
        assert len(chat.bodies) == 6
