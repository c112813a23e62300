"""What tests ask of answers."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

HTMX = {"HTTP_HX_REQUEST": "true"}


def words_of(response):
    """The text of a page as a reader sees it: tags gone, entities resolved, blanks in one piece."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def asks_to_sign_in(response):
    """Whether a visitor is sent to sign in and afterwards to an address of ours."""
    address = urlsplit(response.headers.get("Location", ""))
    return (
        response.status_code == 302 and address.path == reverse("account_login") and "next" in parse_qs(address.query)
    )


def next_address(response):
    """Where one would come to after signing in."""
    return parse_qs(urlsplit(response.headers["Location"]).query)["next"][0]
