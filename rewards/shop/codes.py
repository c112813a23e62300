"""Codes of coupons: how they are made, and the one form in which they are compared."""

import secrets
import unicodedata

# Without what is mistaken for another when read aloud or written down: 0 and O, 1, I and L, 2 and Z, 5 and S.
ALPHABET = "346789ABCDEFGHJKMNPQRTUVWXY"
GROUPS, LENGTH = 4, 4
KEY_MAX = 60


def new_code():
    """76 random bits in four groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(LENGTH)) for _group in range(GROUPS))


def code_key(code):
    """What a code is found by: width, case, blanks and all signs between its letters do not matter. Empty for what
    can be no code."""
    key = "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())
    return key if len(key) <= KEY_MAX else ""
