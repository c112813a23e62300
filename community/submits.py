"""One send of one form makes one thing, however often it arrives; and nothing where no button of it was pressed."""

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _


def hash_submit_key(key, *words):
    """What marks one send of one form; None without a key. The words are part of it, so that a form used
    again after "back" with other words is not taken for the first send and lost."""
    if not key:
        return None
    return salted_hmac("community.submit", "\n".join([key, *words]), algorithm="sha256").hexdigest()


def nothing_pressed():
    """The error of a form with several buttons that came with none of them: what is meant is not guessed."""
    return ValidationError(_("Nothing was done yet: press one of the buttons."), code="nothing_pressed")
