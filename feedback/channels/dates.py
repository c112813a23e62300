"""Dates as they stand in foreign tables."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from django.utils import timezone

# Separators and Chinese units are levelled before these are tried: 2025年3月4日 8点05分 -> 2025-3-4 8:05
YEAR_FIRST = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y%m%d %H%M%S", "%Y%m%d"]
NAMED_MONTH = [
    "%d %b %Y", "%d %b %Y %H:%M", "%d %b %Y %H:%M:%S", "%b %d %Y", "%b %d %Y %H:%M", "%b %d %Y %H:%M:%S",
    "%b %d %Y %I:%M %p", "%d %B %Y", "%d %B %Y %H:%M", "%B %d %Y", "%B %d %Y %H:%M", "%B %d %Y %I:%M %p",
    "%a %b %d %H:%M:%S %z %Y", "%a %b %d %Y %H:%M:%S", "%d-%b-%Y", "%d-%b-%Y %H:%M",
]  # fmt: skip
YEAR_LAST = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AaPp])\.?[Mm]\.?)?)?"
)
SLASHED = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
EPOCH = re.compile(r"\d{10}(\d{3})?(\.\d+)?")


def parse_moment(value, *, day_first=False):
    """An aware moment for a date, number or text from a table, or ValueError.

    A moment without zone is community time; a day without hour is its first minute. ``3/4/2025`` is the month
    first unless `day_first`; with dots (``4.3.2025``) the day always comes first. A two-digit year is of this century.
    """
    try:
        moment = value if isinstance(value, date) else read_text(str(value).strip(), day_first)
        if not isinstance(moment, datetime):
            moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 made aware below
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment, timezone.get_default_timezone())
        return moment.astimezone(UTC)
    except (OverflowError, TypeError, IndexError, OSError) as error:
        raise ValueError(str(error)) from error


def read_text(text, day_first):
    if not text or len(text) > 60:
        raise ValueError("no date")
    if EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / (1000 if len(text.partition(".")[0]) == 13 else 1), UTC)
    text = level(text)
    if match := YEAR_LAST.fullmatch(text):
        return read_year_last(match, day_first)
    text = SLASHED.sub(r"\1-\2-\3", text)
    try:
        return datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" +", "+"))
    except ValueError:
        pass
    for form in YEAR_FIRST + NAMED_MONTH:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 made aware by the caller
        except ValueError:
            continue
    return parsedate_to_datetime(text)


def level(text):
    """Chinese units as signs, full-width digits as plain ones, one blank between the parts."""
    text = text.translate(str.maketrans("０１２３４５６７８９：／－．　", "0123456789:/-. "))
    text = re.sub(r"(\d)\s*年\s*(\d+)\s*月\s*(\d+)\s*[日号]?", r"\1-\2-\3 ", text)
    text = re.sub(r"(\d+)\s*[时点]\s*(\d+)\s*分\s*((?:\d+)?)\s*秒?", r"\1:\2:\3", text).rstrip(": ")
    if any(word in text for word in ("上午", "下午", "晚上", "早上", "中午", "凌晨")):
        raise ValueError("a half of the day in words")
    return re.sub(r"\s+", " ", text.replace(",", " ")).strip()


def read_year_last(match, day_first):
    first, sign, second, year, hour, minute, second_of, half = match.groups()
    day, month = (first, second) if day_first or sign == "." else (second, first)
    hour = int(hour or 0)
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("hour")
        hour = hour % 12 + (12 if half in "pP" else 0)
    year = int(year) + (2000 if len(year) == 2 else 0)
    return datetime(year, int(month), int(day), hour, int(minute or 0), int(second_of or 0))  # noqa: DTZ001
