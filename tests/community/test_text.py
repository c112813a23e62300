"""Words brought into one form, and names that nobody can be mistaken for."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from community.text import CleanCharField, check_name, clean_text, is_reserved_name, name_key


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  a  ", "a"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("cafe\u0301", "café"),
        ("gnp.exe\u202e", "gnp.exe"),
        ("\u2066a\u2069\u200e\u200fb\u061c", "ab"),
        ("a\u200bb\ufeffc\u2060d\u00ade", "abcde"),
        ("👩\u200d💻 ❤\ufe0f", "👩\u200d💻 ❤\ufe0f"),
        ("a\x07\x1b[31mb\tc", "a[31mb\tc"),
        ("a" + "\u0301" * 50, "á" + "\u0301" * 4),
        ("hi\U000e0041\U000e007f", "hi"),
        ("全角　空格", "全角　空格"),
    ],
)
def test_text_is_brought_into_one_form(text, clean):
    assert clean_text(text) == clean


def test_one_line_stays_one_line():
    assert clean_text(" a \r\n\t b　c ", multiline=False) == "a b c"


@pytest.mark.parametrize(("text", "code"), [("a\x00b", "null_character"), ("a\ud800b", "broken_character")])
def test_what_cannot_be_kept_is_refused(text, code):
    with pytest.raises(ValidationError) as refused:
        clean_text(text)
    assert refused.value.code == code


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_cleaning_twice_changes_nothing(text):
    once = clean_text(text)
    assert clean_text(once) == once
    once = clean_text(text, multiline=False)
    assert clean_text(once, multiline=False) == once
    assert "\n" not in once


class Form(forms.Form):
    title = CleanCharField(max_length=5)
    text = CleanCharField(multiline=True, required=False, max_length=20)


def test_a_field_is_judged_after_cleaning():
    form = Form({"title": "\u200babc\u200b\u200bde ", "text": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data == {"title": "abcde", "text": "a\nb"}
    assert isinstance(form.fields["text"].widget, forms.Textarea)


@pytest.mark.parametrize("value", ["", "  ", "\u200b\u200b", "a\x00", "\ud800", "abcdef"])
def test_a_field_refuses(value):
    assert "title" in Form({"title": value}).errors


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "ALICE"),
        ("Alice", "Ａｌｉｃｅ"),
        ("Alice", "Al\u200bice"),
        ("Alice", "Al ice"),
        ("Bob", "Воb"),
        ("cop", "сор"),
        ("Alice", "Αlice"),
        ("café", "cafe\u0301"),
        ("Straße", "STRASSE"),
        ("ﬁn", "fin"),
    ],
)
def test_names_that_look_alike_have_one_key(one, other):
    assert name_key(one) == name_key(other)


def test_different_names_have_different_keys():
    names = ["Alice", "Alicia", "小明", "小朋", "Bob1", "Bob2", "Zoë", "Иван"]
    assert len({name_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "ADMIN",
        "a.d.m.i.n",
        "adm1n",
        "Ａｄｍｉｎ",
        "ad\u200bmin",
        "r00t",
        "Admin Team",
        "the moderator",
        "huiyin",
        "Admin123",
        "管理员",
        "官方客服",
        "系统用户2",
        "回音",
        "回音 管理员",
        "匿名用户",
        "超级管理员",
        "аdmіn",
    ],
)
def test_names_of_offices_are_kept(name):
    assert is_reserved_name(name)
    with pytest.raises(ValidationError):
        check_name(name)


@pytest.mark.parametrize(
    "name", ["小明", "Alice", "O'Neil", "王 小明", "管理员小王", "user12", "Zoë", "Иван", "田中さん", "A-1", "김철수"]
)
def test_ordinary_names_are_welcome(name):
    assert check_name(f" {name} ") == name


def test_who_makes_the_first_account_may_be_called_admin():
    assert check_name("admin", allow_reserved=True) == "admin"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        ("\u200b\u200d", "name_empty"),
        ("a" * 31, "name_too_long"),
        ("ﷺ" * 10, "name_too_long"),
        ("🙂🙂", "name_unreadable"),
        ("...", "name_unreadable"),
        ("a\u0332\u0333\u033f\u0347", "name_unreadable"),
        ("Аlice", "name_mixed_script"),
        ("a\x00b", "null_character"),
        ("a\ud800", "broken_character"),
        ("admin", "name_reserved"),
    ],
)
def test_names_that_are_refused(name, code):
    with pytest.raises(ValidationError) as refused:
        check_name(name)
    assert refused.value.code == code


@given(st.text(max_size=60))
def test_any_name_has_an_answer(name):
    try:
        checked = check_name(name)
    except ValidationError:
        return
    assert 0 < len(checked) <= 30
    assert 0 < len(name_key(checked)) <= 60
    assert name_key(checked) == name_key(name_key(checked))
