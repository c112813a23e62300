from django.urls import include, path

from events import views

app_name = "events"
below = [
    path("", views.event_list, name="event_list"),
    path("month/<number:year>/<number:month>/", views.event_month, name="event_month"),
    path("past/", views.event_past, name="event_past"),
    path("calendar/", views.my_calendar, name="my_calendar"),
    path("calendar/open/", views.my_calendar_open, name="my_calendar_open"),
    path("calendar/close/", views.my_calendar_close, name="my_calendar_close"),
    path("calendar/<number:member_id>/<slug:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("new/", views.event_new, name="event_new"),
    path("<number:pk>/", views.event_detail, name="event_detail"),
    path("<number:pk>/session.ics", views.event_file, name="event_file"),
    path("<number:pk>/register/", views.event_register, name="event_register"),
    path("<number:pk>/leave/", views.event_leave, name="event_leave"),
    path("<number:pk>/here/", views.event_here, name="event_here"),
    path("<number:pk>/here/<slug:key>/", views.event_here_by_code, name="event_here_by_code"),
    path("<number:pk>/door/", views.event_door, name="event_door"),
    path("<number:pk>/door/renew/", views.door_renew, name="door_renew"),
    path("<number:pk>/door/<number:registration_pk>/", views.guest_check_in, name="guest_check_in"),
    path("<number:pk>/edit/", views.event_edit, name="event_edit"),
    path("<number:pk>/publish/", views.event_publish, name="event_publish"),
    path("<number:pk>/cancel/", views.event_cancel, name="event_cancel"),
    path("<number:pk>/remove/", views.event_remove, name="event_remove"),
    path("<number:pk>/guests/", views.guest_list, name="guest_list"),
    path("<number:pk>/guests/seat/", views.guest_seat, name="guest_seat"),
    path("<number:pk>/guests/seats/", views.guest_seats, name="guest_seats"),
    path("<number:pk>/guests/export.csv", views.guest_export, name="guest_export"),
    path("<number:pk>/guests/<number:registration>/remove/", views.guest_remove, name="guest_remove"),
    path("<number:pk>/agenda/", views.agenda_edit, name="agenda_edit"),
    path("<number:pk>/agenda/add/", views.agenda_add, name="agenda_add"),
    path("<number:pk>/agenda/take/", views.agenda_take, name="agenda_take"),
    path("<number:pk>/agenda/<number:line>/", views.agenda_line, name="agenda_line"),
    path("<number:pk>/agenda/<number:line>/move/", views.agenda_move, name="agenda_move"),
    path("<number:pk>/agenda/<number:line>/remove/", views.agenda_remove, name="agenda_remove"),
]
urlpatterns = [
    path("events/", include(below)),
    path("groups/<slug:slug>/events/", views.group_events, name="group_events"),
]
