from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="event_list"),
    path("month/<number:year>/<number:month>/", views.event_month, name="event_month"),
    path("past/", views.event_past, name="event_past"),
    path("calendar/", views.my_calendar, name="my_calendar"),
    path("calendar/open/", views.my_calendar_open, name="my_calendar_open"),
    path("calendar/close/", views.my_calendar_close, name="my_calendar_close"),
    path("calendar/<number:member_id>/<slug:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("<number:pk>/", views.event_detail, name="event_detail"),
    path("<number:pk>/session.ics", views.event_file, name="event_file"),
    path("<number:pk>/register/", views.event_register, name="event_register"),
    path("<number:pk>/leave/", views.event_leave, name="event_leave"),
    path("<number:pk>/here/", views.event_here, name="event_here"),
    path("<number:pk>/here/<slug:key>/", views.event_here_by_code, name="event_here_by_code"),
    path("<number:pk>/door/", views.event_door, name="event_door"),
    path("<number:pk>/door/renew/", views.door_renew, name="door_renew"),
    path("<number:pk>/door/<number:registration_pk>/", views.guest_check_in, name="guest_check_in"),
]
