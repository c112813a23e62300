"""Words as people send them, brought into one form before anything is stored or compared.

`clean_text` is for what is written, `check_name` and `name_key` for what somebody is called.
"""

import re
import unicodedata
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SURROGATE = re.compile("[\ud800-\udfff]")
# Directional overrides and isolates turn text around for the reader; marks, zero-width spaces, joiners, fillers and
# tag characters hide in it. Zero-width (non-)joiners stay in running text: emoji and some scripts need them.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e007f]"
)
JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
CONTROLS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")
LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
BLANKS = re.compile(r"\s+")
# More accents on one letter than any language uses: they climb over the neighbouring lines.
MARKS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
HEAPED_MARKS = re.compile(f"({MARKS}{{4}}){MARKS}+")

NAME_MAX = 30
NAME_KEY_MAX = 60
# Letters of other alphabets that cannot be told from Latin ones, after case folding.
LOOKALIKES = str.maketrans(
    "авеԁһіјкмнорԛѕтухԝѵѡӏɡαβεηικνορτυχγсɑıℓ",
    "abedhijkmhopqstuxwvwlgabenikvoptuxycail",
)
# Words that claim an office, and words that only complete such a claim ("admin team", "系统用户").
OFFICES = (
    "administrator", "admin", "root", "sysadmin", "system", "superuser", "moderator", "staff", "official",
    "webmaster", "postmaster", "huiyin", "anonymous", "null", "undefined", "everyone", "deletedmember",
    "管理员", "管理員", "系统", "系統", "官方", "版主", "客服", "工作人员", "回音", "匿名", "已注销",
)  # fmt: skip
FILLERS = ("team", "support", "user", "member", "the", "超级", "团队", "用户", "成员", "账号")
OFFICE = re.compile("|".join(sorted(OFFICES, key=len, reverse=True)))
FILLER = re.compile("|".join(FILLERS))


def refuse_broken(value):
    """Raise ValidationError for NUL and for half characters, which no database can keep alike."""
    if "\x00" in value:
        raise ValidationError(_("This text contains characters that cannot be kept."), code="null_character")
    if SURROGATE.search(value):
        raise ValidationError(_("This text contains characters that cannot be kept."), code="broken_character")


def clean_text(value, *, multiline=True):
    """`value` in NFC without anything unseen; line ends are ``\\n``, or one blank where `multiline` is off.

    Raises ValidationError (`null_character`, `broken_character`) where text is broken rather than untidy.
    """
    refuse_broken(value)
    value = LINE_ENDS.sub("\n", value)
    value = CONTROLS.sub("", UNSEEN.sub("", value))
    value = HEAPED_MARKS.sub(r"\1", unicodedata.normalize("NFC", value))
    return value.strip() if multiline else BLANKS.sub(" ", value).strip()


def fold(text):
    """The form in which words are compared: width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


class CleanCharField(forms.CharField):
    """A CharField whose value went through `clean_text`, before its length is judged."""

    def __init__(self, *, multiline=False, **kwargs):
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea)
        super().__init__(**kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        return clean_text(value, multiline=self.multiline) or self.empty_value


def name_key(name):
    """The form under which names are compared: NFKC, case-folded, without blanks, marks and unseen characters,
    look-alike letters of other alphabets as Latin ones. Names with the same key cannot be told apart."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    shown = "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Cc", "Mn", "Me", "Zs", "Zl", "Zp"})
    return JOINERS.sub("", UNSEEN.sub("", shown)).translate(LOOKALIKES)


def is_reserved_name(name):
    """Whether a name says no more than an office of the community ("Admin", "官方客服", "r00t", "系统用户2")."""
    key = re.sub(r"[\W_]+", "", name_key(name))
    for digits in ("", "i", "l"):
        # Digits say nothing ("admin123") or stand for letters ("adm1n").
        read = key.replace("0", "o").replace("1", digits) if digits else re.sub(r"\d+", "", key)
        rest = OFFICE.sub("", read)
        if rest != read and not FILLER.sub("", rest):
            return True
    return False


def check_name(name, *, allow_reserved=False):
    """`name` cleaned for showing, or ValidationError with a code: `name_empty`, `name_too_long`,
    `name_unreadable` (nothing to see, or heaped accents), `name_mixed_script`, `name_reserved`."""
    name = JOINERS.sub("", clean_text(name, multiline=False))
    if not name:
        raise ValidationError(_("Please give a name."), code="name_empty")
    if len(name) > NAME_MAX or len(name_key(name)) > NAME_KEY_MAX:
        raise ValidationError(
            _("A name has at most %(max)s characters."), code="name_too_long", params={"max": NAME_MAX}
        )
    if not any(c.isalnum() for c in name_key(name)) or re.search(MARKS + "{3}", name):
        raise ValidationError(_("Please use letters, characters or digits in the name."), code="name_unreadable")
    if len(scripts_of(name) & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
        raise ValidationError(_("Please write the name in one alphabet."), code="name_mixed_script")
    if not allow_reserved and is_reserved_name(name):
        raise ValidationError(_("This name is kept for those who run the community."), code="name_reserved")
    return name


def scripts_of(name):
    """First word of each letter's Unicode name, which names its alphabet: LATIN, CYRILLIC, CJK …"""
    return {unicodedata.name(c, "?").split()[0] for c in unicodedata.normalize("NFKC", name) if c.isalpha()}


def guess_language(text):
    """'zh-hans' when Chinese characters carry the text, else 'en'."""
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    return "zh-hans" if han * 3 >= len(re.findall(r"[A-Za-z]+", text)) and han else "en"


def in_language(words, words_en):
    """Of what staff write in two languages the English where the reader reads English and there is some, else the
    other."""
    return words_en if words_en and (get_language() or "").startswith("en") else words


# --- what an address or a form says -----------------------------------------------------------------


def is_key(text):
    """Whether this can be the key of a row: databases refuse longer numbers, and Python reads more digits than ours."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


def read_moment(text):
    """The moment (UTC) that an ISO 8601 text with a time zone names, or None; the ends of the calendar, which no
    other zone has, are none."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
