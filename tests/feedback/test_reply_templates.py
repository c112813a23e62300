"""Ready words: written in the admin, offered at the desk, filled in without letting anything through."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from community.markdown import render_markdown
from community.models import AuditEntry
from feedback.models import ReplyTemplate
from feedback.placeholders import PLACEHOLDERS, fill, literal, unknown_in, values_for
from tests.factories import make_category, make_feedback, make_member, make_receipt
from tests.pages import words_of

pytestmark = pytest.mark.django_db

ADD = "/admin/feedback/replytemplate/add/"


def make_template(text="Hello {name}, thank you for {number}.", **fields):
    return ReplyTemplate.objects.create(**{"title": "Thanks", "language": "en", "text": text} | fields)


def form(**fields):
    return {"title": "Thanks", "language": "en", "text": "Hello {name}.", "position": "0", "is_active": "on"} | fields


@pytest.fixture
def lead_client(sign_in):
    lead = make_member("Lena", is_staff=True)
    lead.groups.add(Group.objects.get(name="leads"))
    return sign_in(lead)


# --- writing them ---------------------------------------------------------------------------------------------


def test_a_template_is_written_changed_and_thrown_away(lead_client):
    category = make_category("app")
    assert lead_client.post(ADD, form(category=category.pk, status="needs_info")).status_code == 302
    template = ReplyTemplate.objects.get()
    assert (template.text, template.category, template.status) == ("Hello {name}.", category, "needs_info")
    change = f"/admin/feedback/replytemplate/{template.pk}/change/"
    ReplyTemplate.objects.count_use()
    assert lead_client.post(change, form(text="Dear {name}.")).status_code == 302
    template.refresh_from_db()
    assert (template.text, template.use_count) == ("Dear {name}.", 1)
    assert lead_client.post(f"/admin/feedback/replytemplate/{template.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ReplyTemplate.objects.exists()
    did = AuditEntry.objects.filter(action__startswith="feedback.template").values_list("action", flat=True)
    assert [name.rsplit(".", 1)[1] for name in did.order_by("pk")] == ["created", "edited", "removed"]


def test_an_unknown_placeholder_is_refused_by_its_field_and_the_words_are_kept(lead_client):
    page = lead_client.post(ADD, form(text="Hello {nmae}, {number} {number.real} {0} {}"))
    assert page.status_code == 200
    [error] = page.context["adminform"].form.errors["text"]
    assert "{nmae}, {number.real}, {0}, {}" in error
    assert "{category}" in error
    assert "Hello {nmae}" in page.content.decode()
    assert not ReplyTemplate.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "x" * 2001}, {"status": "new"}, {"language": "fr"}, {"title": ""}]
)
def test_what_is_wrong_is_said(wrong, lead_client):
    page = lead_client.post(ADD, form(**wrong))
    assert page.status_code == 200
    assert set(page.context["adminform"].form.errors) == set(wrong)


def test_the_preview_shows_the_words_filled_in(lead_client):
    template = make_template("Hello {name}, **{number}** is due in {hours} h.")
    page = lead_client.get(f"/admin/feedback/replytemplate/{template.pk}/change/").content.decode()
    assert "Hello Alex, <strong>#128</strong> is due in 24 h." in page
    chinese = make_template("{name}你好", language="zh-hans")
    assert "小林你好" in lead_client.get(f"/admin/feedback/replytemplate/{chinese.pk}/change/").content.decode()


def test_moderators_write_but_do_not_throw_away_and_others_do_not_see_them(sign_in, alice_client, visitor):
    moderator = make_member(is_staff=True)
    moderator.groups.add(Group.objects.get(name="moderators"))
    browser, template = sign_in(moderator), make_template()
    assert browser.post(ADD, form()).status_code == 302
    assert browser.post(f"/admin/feedback/replytemplate/{template.pk}/delete/", {"post": "yes"}).status_code == 403
    for stranger in (alice_client, visitor, sign_in(make_member(is_staff=True))):
        assert stranger.post(ADD, form()).status_code in (302, 403)
    assert ReplyTemplate.objects.count() == 2


# --- filling in -----------------------------------------------------------------------------------------------


def test_all_placeholders_are_filled_in_the_language_of_the_template(alice, tessa):
    item = make_feedback(
        alice, "支付页面一直转圈。", title="支付", category=make_category("pay", name="支付", name_en="Pay")
    )
    text = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert unknown_in(text) == []
    english = fill(text, values_for(item, actor=tessa, language="en"))
    assert english == f"Alice #{item.pk} 支付 Pay Huiyin Tessa 24"
    chinese = fill(text, values_for(item, actor=tessa, language="zh-hans"))
    assert chinese == f"Alice #{item.pk} 支付 支付 回音 Tessa 24"


def test_the_owner_signs_and_the_anonymous_author_has_a_polite_name(tessa, bob):
    item, _code = make_receipt()
    item.owner = bob
    values = values_for(item, actor=tessa, language="en")
    assert (values["owner"], values["name"], values["category"]) == ("Bob", "friend", "your remark")
    assert values_for(item, actor=tessa, language="zh-hans")["name"] == "朋友"


@pytest.mark.parametrize(
    "value",
    [
        "[click](https://evil.example)",
        "<b>bold</b> <https://evil.example>",
        "**strong** and _thin_ and `code` and ~~gone~~",
        "# heading",
        "> quote",
        "1. list",
        "- list",
        "=====",
        "back\\slash &amp; {owner} {name.__class__}",
        "two\n\nparagraphs\n# and a heading",
    ],
)
def test_a_value_stays_words(value):
    html = render_markdown(fill("{title}", {"title": value, "owner": "LEAKED"}))
    shown = " ".join(value.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<p>{shown}</p>\n"


def test_plain_values_are_left_as_they_are():
    for value in ("#128", "C++ & more", "3.5 kg", "5-3", "小鱼", "A #2 (b)"):
        assert literal(value) == value


@pytest.mark.parametrize("status", ["new", "merged", "x"])
def test_the_database_refuses_other_statuses(status):
    with pytest.raises(Exception, match="reply_status_known"):
        make_template(status=status)


@pytest.mark.parametrize("text", ["{title.__class__}", "{name!r}", "{number:>900000000}", "{0}", "{title[0]}"])
def test_no_template_reaches_into_an_object(text, alice, tessa):
    with pytest.raises(ValidationError) as refused:
        ReplyTemplate(title="x", text=text).full_clean()
    assert set(refused.value.message_dict) == {"text"}
    assert fill(text, values_for(make_feedback(alice), actor=tessa, language="en")) == text


def test_braces_around_a_placeholder_stay():
    assert fill("{{name}} {", {"name": "Alice"}) == "{Alice} {"


# --- at the desk ----------------------------------------------------------------------------------------------


@pytest.fixture
def item(alice):
    return make_feedback(alice, "The order list forgets my filter.", category=make_category("app"))


def desk(item):
    return f"/admin/feedback/feedback/{item.pk}/desk/"


def test_the_nearest_come_first_and_those_of_other_categories_not_at_all(tessa_client, item):
    make_template(title="far", category=make_category("else"))
    make_template(title="off", is_active=False)
    make_template(title="chinese", language="zh-hans", category=item.category)
    make_template(title="any", position=1)
    make_template(title="first", position=2, category=item.category)
    offered = tessa_client.get(desk(item)).context["templates"]
    assert [template.title for template in offered] == ["first", "any", "chinese"]
    assert [template.fits for template in offered] == [True, True, False]


def test_the_picker_carries_the_words_filled_in_and_escaped(tessa_client, item):
    make_template('Hello {name}, "{title}" <script>alert(1)</script>')
    page = tessa_client.get(desk(item)).content.decode()
    assert 'data-words="Hello Alice, &quot;The order list forgets my filter&quot; &lt;script&gt;' in page
    assert "<script>alert" not in page


def test_without_a_script_the_address_fills_the_box(tessa_client, item):
    template = make_template(status="needs_info")
    page = tessa_client.get(desk(item), {"template": template.pk, "view": "new"})
    form = page.context["form"]
    assert form["answer"].value() == f"Hello Alice, thank you for #{item.pk}."
    assert (form["status"].value(), form["template"].value()) == ("needs_info", template.pk)
    assert 'value="needs_info" selected' in page.content.decode()


@pytest.mark.parametrize("key", ["", "0", "999999", "x", "9" * 40, "-1", "1;drop"])
def test_a_template_that_is_none_fills_nothing(key, tessa_client, item):
    page = tessa_client.get(desk(item), {"template": key})
    assert page.status_code == 200
    assert not page.context["form"]["answer"].value()


def test_a_use_is_counted_when_the_answer_is_sent(tessa_client, item):
    template = make_template()
    sent = {"seen_status": item.status, "seen_at": item.changed_at.isoformat(), "template": template.pk}
    for name in ("severity", "owner"):
        sent |= {name: "", f"seen_{name}": ""}
    sent |= {"category": item.category_id, "seen_category": item.category_id}
    tessa_client.post(desk(item), sent | {"status": "planned", "answer": ""})
    template.refresh_from_db()
    assert template.use_count == 0
    item.refresh_from_db()
    sent |= {"seen_status": item.status, "seen_at": item.changed_at.isoformat()}
    assert tessa_client.post(desk(item), sent | {"answer": "Hello Alice.", "status": ""}).status_code == 302
    template.refresh_from_db()
    assert template.use_count == 1


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "999999"])
def test_a_forged_template_in_the_form_is_no_accident(key, tessa_client, item):
    sent = {"seen_status": "new", "seen_at": item.changed_at.isoformat(), "answer": "Yes.", "template": key}
    sent |= {"category": item.category_id, "seen_category": item.category_id}
    assert tessa_client.post(desk(item), sent).status_code in (302, 422)


def test_the_desk_names_the_key(tessa_client, item):
    assert "T template" in words_of(tessa_client.get(desk(item)))
