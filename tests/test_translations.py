"""Both languages are complete: every text of code and templates has a sound Chinese one."""

import json
import re
from datetime import date

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.formats import date_format

from tools import messages


def test_every_text_is_translated():
    lines = messages.faults(messages.gather(), messages.load())
    assert not lines, f"{len(lines)} texts lack a sound translation:\n" + "\n".join(lines)


def test_the_catalogue_holds_nothing_unused():
    used = {(messages.singular(message), message.context) for message in messages.gather()}
    kept = {(messages.singular(message), message.context) for message in messages.load()}
    assert not kept - used, "run python3 dev.py messages"


def test_chinese_speaks_to_a_friend():
    """你 everywhere, never 您."""
    formal = [messages.singular(m) for m in messages.load() if m.id and "您" in messages.translation(m)]
    assert not formal


def test_chinese_is_set_with_chinese_marks():
    """Full-width commas and brackets beside Chinese characters; half-width ones look like a slip of the keyboard."""
    han = "[\u4e00-\u9fff」）]"
    beside = re.compile(f"{han}[,:;?!(]|[,:;?!)]{han}")
    slips = [messages.translation(m) for m in messages.load() if m.id]
    slips = [text for text in slips if beside.search(text)]
    assert not slips


@pytest.mark.parametrize(
    ("msgid", "chinese", "flags", "reason"),
    [
        ("Say it", "说出来", (), ""),
        ("Say it", "", (), "has no translation"),
        ("Say it", "说出来", ("fuzzy",), "is fuzzy"),
        ("Hello %(name)s", "你好", (), "has other placeholders"),
        ("Hello %(name)s", "你好,%(name)s", (), ""),
        ("100%% of %(n)s", "%(n)s 的 100%%", (), ""),
        (("%(n)s item", "%(n)s items"), ("%(n)s 条",), (), ""),
        (("%(n)s item", "%(n)s items"), ("条",), (), "has other placeholders"),
        (("One item", "%(n)s items"), ("%(n)s 条",), (), ""),
    ],
)
def test_the_judge_itself(msgid, chinese, flags, reason):
    texts, catalogue = Catalog(locale="zh_Hans"), Catalog(locale="zh_Hans")
    text = texts.add(msgid)
    catalogue.add(msgid, chinese, flags=flags)
    found = messages.fault(text, catalogue)
    assert found.startswith(reason)
    assert bool(found) == bool(reason)


TEMPLATE = """{% load i18n %}
{% block x %}
    <p title="{% translate "Hello it's" %}">{{ a|default:_("Nope") }} (</p>
  {% blocktranslate count n=items|length trimmed %}
     {{ n }} item
  {% plural %}
     {{ n }} items
  {% endblocktranslate %}
        {% translate "Open" context "verb" %}
{% endblock %}"""


def test_templates_are_read_whole(tmp_path, monkeypatch):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "FOREIGN", tmp_path / "none")
    found = {(message.id, message.context) for message in messages.gather() if message.id}
    plural = ("%(n)s item", "%(n)s items")
    assert found == {("Hello it's", None), ("Nope", None), (plural, None), ("Open", "verb")}


def test_merging_fills_gaps_and_keeps_what_is_there(tmp_path):
    texts, catalogue = Catalog(locale="zh_Hans"), Catalog(locale="zh_Hans")
    for msgid in ("Home", "Board", ("%(n)s vote", "%(n)s votes"), "100%% kept"):
        texts.add(msgid)
    texts.add("Open", context="verb")
    catalogue.add("Home", "首页")
    catalogue.add("Gone", "不见了")
    given = {"Home": "主页", "Board": "反馈墙", "%(n)s vote": "%(n)s 票", "verb\u0004Open": "打开"}
    given["100% kept"] = "100% 兑现"
    (tmp_path / "a.json").write_text(json.dumps(given), encoding="utf-8")
    extra = messages.read_translations(tmp_path)
    assert messages.translate(texts, catalogue, extra, overwrite=False) == 1
    path = tmp_path / "django.po"
    messages.save(texts, path)
    messages.save(messages.load(path), path)  # stable: reading and writing again changes nothing
    first = path.read_bytes()
    messages.save(messages.load(path), path)
    assert path.read_bytes() == first
    result = messages.load(path)
    assert result["Home"].string == "首页"
    assert result["Board"].string == "反馈墙"
    assert result["%(n)s vote"].string == ("%(n)s 票",)
    assert result.get("Open", "verb").string == "打开"
    assert result["100%% kept"].string == "100%% 兑现"
    assert "Gone" not in result


def test_a_chinese_day_has_no_leading_zero():
    """Django's own format writes 09月6日 beside 2026年9月6日."""
    with translation.override("zh-hans"):
        assert date_format(date(2026, 9, 6), "MONTH_DAY_FORMAT") == "9月6日"
