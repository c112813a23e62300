"""Where Django's own Chinese formats differ among themselves: no leading zero in a month, as in its whole dates."""

MONTH_DAY_FORMAT = "n月j日"
