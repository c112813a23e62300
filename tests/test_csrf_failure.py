"""A form whose time was up: what was typed is shown, so that nothing is lost."""

import html
import re

import pytest

pytestmark = pytest.mark.django_db


def shown(page):
    boxes = re.findall(r'<textarea[^>]*aria-label="(\w+)">(.*?)</textarea>', page.content.decode(), flags=re.DOTALL)
    return {name: html.unescape(text) for name, text in boxes}


def test_each_option_of_a_poll_is_shown(alice, sign_in):
    browser = sign_in(alice, enforce_csrf_checks=True)
    form = {"kind": "poll", "title": "When?", "text": " ", "options": ["Nine", "", "Ten & <half>"], "publish": "1"}
    page = browser.post("/talk/new/", form)
    assert page.status_code == 403
    assert shown(page) == {"title": "When?", "options": "Nine\nTen & <half>"}


def test_what_is_no_word_of_somebody_is_not_shown(alice, sign_in):
    page = sign_in(alice, enforce_csrf_checks=True).post("/me/", {"csrfmiddlewaretoken": "x", "password": "secret"})
    assert page.status_code == 403
    assert shown(page) == {}
