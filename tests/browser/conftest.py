"""A real Chromium against a live server; pages fail the test on any script error or CSP refusal."""

import os

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

# Playwright's loop runs in this thread; Django's guard against it does not apply to tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser(chromium_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server):
    """Make a fresh visitor: open_page(viewport=…, locale=…, …) → page with base URL; errors end the test."""
    contexts, faults = [], []

    def opener(viewport=LAPTOP, locale="zh-CN", **options):
        context = browser.new_context(base_url=live_server.url, viewport=viewport, locale=locale, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        return page

    yield opener
    for context in contexts:
        context.close()
    # A 4xx answer is reported by the console too; those a test provokes are not faults.
    faults = [fault for fault in faults if "Failed to load resource" not in fault]
    assert not faults, faults


@pytest.fixture
def sign_in(live_server):
    """Put a signed-in session of `member` into a page's context."""

    def signer(page, member):
        client = Client()
        client.force_login(member, backend="community.moderation.signing_in.MemberBackend")
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return signer
