"""When each line of an agenda begins, and whether there is time for all of them."""

from datetime import timedelta


def timed(event, lines):
    """The lines with `begins_at` and `ends_at` by their minutes, one after the other from the beginning of the
    session on."""
    begins_at = event.starts_at
    for line in lines:
        line.begins_at = begins_at
        begins_at = line.ends_at = begins_at + timedelta(minutes=line.minutes)
    return lines


def minutes_over(event, lines):
    """By how many minutes the lines run past the end; 0 where there is time for all."""
    return max(0, sum(line.minutes for line in lines) - event.minutes)
