"""Robots on the staff desk: kept without ever showing their secrets again, tried, switched."""

import pytest

from community.announcing.models import Robot, RobotDelivery
from community.models import AuditEntry
from tests.announcing.conftest import make_announcement, make_robot
from tests.announcing.receiver import chatting
from tests.factories import make_group
from tests.pages import words_of

pytestmark = pytest.mark.django_db
TABLE = "/admin/announcing/robot/"
KEY, SECRET = "693a91f6-7abc-4bc4", "SEC0123456789abcdef"
ADDRESS = f"https://oapi.example.com/robot/send?access_token={KEY}"
FORM = {
    "kind": "dingtalk",
    "name": "Shop chat",
    "address": ADDRESS,
    "secret": SECRET,
    "language": "zh-hans",
    "takes_all": "on",
}


def change(robot):
    return f"{TABLE}{robot.pk}/change/"


def shows_secrets(text):
    return KEY in text or SECRET in text


def test_a_secret_is_kept_and_shown_nowhere_again(lead_client):
    assert lead_client.post(f"{TABLE}add/", FORM).status_code == 302
    robot = Robot.objects.get()
    assert (robot.address, robot.secret) == (ADDRESS, SECRET)
    # An edit of something else keeps both.
    assert lead_client.post(change(robot), FORM | {"name": "New", "address": "", "secret": ""}).status_code == 302
    robot.refresh_from_db()
    assert (robot.name, robot.address, robot.secret) == ("New", ADDRESS, SECRET)
    pages = [lead_client.get(address) for address in (TABLE, change(robot), f"{TABLE}{robot.pk}/history/")]
    pages += [lead_client.get("/admin/community/auditentry/", follow=True), lead_client.get(f"{TABLE}?q=New")]
    for page in pages:
        assert page.status_code == 200
        assert not shows_secrets(page.content.decode())
    assert "oapi.example.com/…" + KEY[-4:] in words_of(pages[0])
    assert not shows_secrets(str(list(AuditEntry.objects.values_list("changes", "object_label"))))
    created = AuditEntry.objects.get(action="announcing.robot.created")
    assert created.changes["address"] == ["***", "***"]


def test_a_secret_is_changed_and_dropped(lead_client):
    lead_client.post(f"{TABLE}add/", FORM)
    robot = Robot.objects.get()
    lead_client.post(change(robot), FORM | {"address": "", "secret": "SECnew-and-longer"})
    robot.refresh_from_db()
    assert (robot.address, robot.secret) == (ADDRESS, "SECnew-and-longer")
    lead_client.post(change(robot), FORM | {"address": "", "secret": "", "without_secret": "on"})
    robot.refresh_from_db()
    assert robot.secret == ""


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"address": ""}, "address"),
        ({"address": "x"}, "address"),
        ({"address": "ftp://a.example/"}, "address"),
        ({"address": "http://a.example/"}, "address"),
        ({"address": "https://me:pass@a.example/"}, "address"),
        ({"address": "https://a.example/" + "x" * 500}, "address"),
        ({"kind": "fax"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"secret": "x" * 201}, "secret"),
        ({"kind": "wecom"}, "secret"),
        ({"kind": "slack"}, "secret"),
        ({"takes_all": ""}, "takes_all"),
        ({"groups": "abc"}, "groups"),
        ({"groups": "9" * 30}, "groups"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_cannot_be_kept_is_said_by_the_field(fields, wrong, lead_client):
    page = lead_client.post(f"{TABLE}add/", FORM | fields)
    assert page.status_code == 200
    assert wrong in page.context["adminform"].form.errors
    assert not Robot.objects.exists()


def test_a_name_is_taken_once(lead_client):
    for number in (1, 1):
        lead_client.post(f"{TABLE}add/", FORM)
        assert Robot.objects.count() == number


def test_a_robot_of_groups(lead_client):
    group = make_group()
    lead_client.post(f"{TABLE}add/", FORM | {"takes_all": "", "groups": group.pk})
    assert list(Robot.objects.get().groups.all()) == [group]


# --- tried and switched -------------------------------------------------------------------------------------


def test_a_test_message_says_what_came_back(lead_client, settings):
    settings.OUTBOUND_ALLOW_PRIVATE = True
    with chatting() as chat:
        robot = make_robot("dingtalk", chat.url)
        page = lead_client.post(f"{TABLE}{robot.pk}/test/", follow=True)
        assert "took it" in words_of(page)
        assert "测试" in chat.body["markdown"]["title"] or "test" in chat.body["markdown"]["title"]
        chat.said = {"errcode": 310000, "errmsg": "sign not match"}
        page = lead_client.post(f"{TABLE}{robot.pk}/test/", follow=True)
        assert "310000 sign not match" in words_of(page)
    assert len(chat.bodies) == 2
    robot.refresh_from_db()
    assert robot.last_sent_at
    assert "sign not match" in robot.last_error
    assert AuditEntry.objects.filter(action="announcing.robot.tested").count() == 2


def test_tests_have_a_limit(lead_client, monkeypatch):
    robot = make_robot()
    monkeypatch.setattr("community.announcing.actions.test_robot", lambda *_args, **_options: "")
    codes = [lead_client.post(f"{TABLE}{robot.pk}/test/").status_code for _n in range(31)]
    assert codes == [302] * 30 + [429]


def test_switched_off_and_on_by_buttons(lead_client):
    robot = make_robot()
    RobotDelivery.objects.create(robot=robot, announcement=make_announcement(to_robots=False))
    for want, state in (("off", False), ("off", False), ("on", True), ("on", True)):
        assert lead_client.post(f"{TABLE}{robot.pk}/switch/", {"want": want}).status_code == 302
        robot.refresh_from_db()
        assert robot.is_active is state
    assert RobotDelivery.objects.get().state == "dead"
    assert AuditEntry.objects.filter(action__startswith="announcing.robot.switched").count() == 2
    for want in ("", "maybe"):
        assert lead_client.post(f"{TABLE}{robot.pk}/switch/", {"want": want}).status_code == 404


@pytest.mark.parametrize("path", ["test", "switch"])
def test_only_who_looks_after_robots_may(path, lead_client, moderator_client, alice_client, visitor):
    robot = make_robot()
    address = f"{TABLE}{robot.pk}/{path}/"
    assert moderator_client.post(address, {"want": "off"}).status_code == 403
    for browser in (alice_client, visitor):
        assert browser.post(address, {"want": "off"}).status_code == 302
    assert lead_client.get(address).status_code == 405
    assert lead_client.post(f"{TABLE}999999/{path}/", {"want": "off"}).status_code == 404
    robot.refresh_from_db()
    assert robot.is_active
    for browser in (moderator_client, alice_client, visitor):
        for page in (TABLE, change(robot), f"{TABLE}add/"):
            assert browser.get(page).status_code in (302, 403)


def test_a_robot_is_taken_away(lead_client):
    robot = make_robot()
    RobotDelivery.objects.create(robot=robot, announcement=make_announcement(to_robots=False))
    assert lead_client.post(f"{TABLE}{robot.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Robot.objects.exists()
    assert AuditEntry.objects.filter(action="announcing.robot.removed").count() == 1


# --- deliveries ---------------------------------------------------------------------------------------------


def test_given_up_messages_are_tried_again_or_dropped(lead_client, moderator_client, queue):
    announcement = make_announcement(to_robots=False)
    rows = [
        RobotDelivery.objects.create(robot=make_robot(), announcement=announcement, state=state)
        for state in ("dead", "dead", "sent")
    ]
    table = "/admin/announcing/robotdelivery/"
    for number, (action, state) in enumerate((("retry", "pending"), ("drop", "dropped"), ("drop", "sent"))):
        data = {"action": action, "_selected_action": rows[number].pk}
        assert moderator_client.post(table, data).status_code == 403
        for _twice in range(2):
            assert lead_client.post(table, data).status_code == 302
        rows[number].refresh_from_db()
        assert rows[number].state == state
    assert lead_client.post(table, {"action": "retry", "_selected_action": "abc"}).status_code == 400
    assert lead_client.post(f"{table}{rows[0].pk}/change/", {"state": "sent"}).status_code == 403
