"""One send of one form makes one thing, however often it arrives."""

from django.utils.crypto import salted_hmac


def hash_submit_key(key, *words):
    """What marks one send of one form; None without a key. The words are part of it, so that a form used
    again after "back" with other words is not taken for the first send and lost."""
    if not key:
        return None
    return salted_hmac("community.submit", "\n".join([key, *words]), algorithm="sha256").hexdigest()
