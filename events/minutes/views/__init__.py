from events.minutes.views.editing import minutes_edit, minutes_publish
from events.minutes.views.minutes import minutes_detail
from events.minutes.views.promises import promise_detail, promise_edit, promise_list
from events.minutes.views.survey import survey

__all__ = [
    "minutes_detail",
    "minutes_edit",
    "minutes_publish",
    "promise_detail",
    "promise_edit",
    "promise_list",
    "survey",
]
