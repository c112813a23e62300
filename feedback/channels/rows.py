"""What becomes of one row: a finding that can be written, or the reason why not. No database, no files."""

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.markdown import plain_excerpt
from community.text import clean_text, guess_language
from feedback.actions.saying import title_from
from feedback.channels.dates import parse_moment
from feedback.models import Feedback

ID_LIMIT, TITLE_LIMIT, URL_LIMIT = 100, 80, 500
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks differ; what is later than this after now is a mistake.
AHEAD = timedelta(minutes=10)
check_url = URLValidator(schemes=["http", "https"])

REASONS = {
    "empty_text": _("There is no text."),
    "text_too_long": _("The text has %(length)s characters; %(limit)s are allowed."),
    "broken_characters": _("“%(column)s” contains characters that cannot be read."),
    "no_text_value": _("“%(column)s” holds a list or an object instead of words."),
    "id_too_long": _("The number at the source has %(length)s characters; %(limit)s are allowed."),
    "bad_date": _("“%(value)s” is not understood as a date."),
    "future_date": _("“%(value)s” lies in the future."),
    "old_date": _("“%(value)s” lies too far back."),
    "bad_url": _("“%(value)s” is no web address."),
    "too_many_cells": _("The row has more cells than there are columns: a text with the separator needs quotes."),
    "broken_quotes": _("The quotes of this row do not close properly."),
    "torn_row": _("This line follows a row whose quotes do not close, and cannot be told apart from it."),
    "row_too_long": _("The row is far too long."),
    "no_object": _("This entry of the list is not an object."),
    "broken_line": _("This line is not valid JSON."),
    "differs": _("Already there with other words; what is there was not changed."),
}

LANGUAGES = {
    **dict.fromkeys(["zh", "cn", "chs", "chi", "zho", "chinese", "中文", "汉语", "简体中文", "普通话"], "zh-hans"),
    **dict.fromkeys(["en", "eng", "english", "英文", "英语"], "en"),
}


class BadRow(Exception):
    """This row cannot be taken; `code` is one of REASONS."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(slots=True)
class Finding:
    """One sound row, cleaned, ready to become an item."""

    number: int
    line: int
    source_id: str
    title: str
    text: str
    language: str
    category: str
    created_at: datetime | None
    url: str
    cells: dict

    @property
    def excerpt(self):
        return plain_excerpt(self.text, 80)


@dataclass
class RowJudge:
    """Judges the rows of one file in order; `mapping` is {field: column}.

    A row without a number at the source gets one made of its words, so that the same file adds nothing the next
    time; the second of two equal rows is another one. That is why every row has to pass `identify` in order.
    """

    mapping: dict
    day_first: bool = False
    seen: Counter = field(default_factory=Counter)

    def identify(self, record):
        """The row's source number, cleaned, or the one made of its words; "" for a row that is broken anyway."""
        if record.problem:
            return ""
        given = raw_text(record.cells.get(self.mapping.get("id")))
        try:
            given = clean_text(given, multiline=False)
        except ValidationError:
            return given  # broken: `judge` says so
        if given:
            return given
        words = [raw_text(record.cells.get(self.mapping.get(name))) for name in ("title", "text", "created", "url")]
        if not words[1]:
            return ""
        digest = hashlib.sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self.seen[digest] += 1
        again = self.seen[digest]
        return f"words:{digest}" if again == 1 else f"words:{digest}:{again}"

    def judge(self, record, source_id):
        """The Finding in this record, or BadRow. `source_id` comes from `identify`."""
        if record.problem:
            raise BadRow(record.problem)
        text = self.words(record, "text", multiline=True)
        if not text:
            raise BadRow("empty_text")
        title = self.words(record, "title")
        if len(title) > TITLE_LIMIT:
            # Nothing is cut off: the whole title stands above the text.
            title, text = title[: TITLE_LIMIT - 1] + "…", f"{title}\n\n{text}"
        if len(text) > Feedback.TEXT_LIMIT:
            raise BadRow("text_too_long", length=len(text), limit=Feedback.TEXT_LIMIT)
        return Finding(
            number=record.number,
            line=record.line,
            source_id=self.check_id(source_id),
            title=title or title_from(text) or text[:40].split("\n")[0],
            text=text,
            language=self.language(record, text),
            category=self.words(record, "category"),
            created_at=self.moment(record),
            url=self.address(record),
            cells=record.cells,
        )

    def words(self, record, name, *, multiline=False):
        """The mapped cell as clean text; "" where it is empty or not mapped."""
        column = self.mapping.get(name)
        value = record.cells.get(column)
        if isinstance(value, dict | list):
            raise BadRow("no_text_value", column=column)
        try:
            return clean_text("" if value is None else str(value), multiline=multiline)
        except ValidationError as error:
            raise BadRow("broken_characters", column=column) from error

    def check_id(self, source_id):
        try:
            source_id = clean_text(source_id, multiline=False)
        except ValidationError as error:
            raise BadRow("broken_characters", column=self.mapping["id"]) from error
        if len(source_id) > ID_LIMIT:
            raise BadRow("id_too_long", length=len(source_id), limit=ID_LIMIT)
        return source_id

    def language(self, record, text):
        said = re.split(r"[-_\s(]", self.words(record, "lang").casefold())[0]
        return LANGUAGES.get(said) or guess_language(text)

    def moment(self, record):
        value = record.cells.get(self.mapping.get("created"))
        if value is None or not self.words(record, "created"):
            return None
        shown = str(value)[:40]
        try:
            moment = parse_moment(value, day_first=self.day_first)
        except ValueError as error:
            raise BadRow("bad_date", value=shown) from error
        if moment > timezone.now() + AHEAD:
            raise BadRow("future_date", value=shown)
        if moment < OLDEST:
            raise BadRow("old_date", value=shown)
        return moment

    def address(self, record):
        url = self.words(record, "url")
        if not url:
            return ""
        try:
            check_url(url)
        except ValidationError as error:
            raise BadRow("bad_url", value=url[:60]) from error
        if len(url) > URL_LIMIT:
            raise BadRow("bad_url", value=url[:60])
        return url


def raw_text(value):
    """A cell for comparing: any run of blanks counts as one, so that CSV and XLSX of one table agree."""
    return "" if value is None else " ".join(str(value).split())


def fold_name(name):
    """Names of categories are compared without regard to case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def explain(code, params):
    """The reason in the reader's language."""
    return REASONS[code] % params
