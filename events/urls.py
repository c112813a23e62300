from django.urls import include, path

from events import views

app_name = "events"
below = [
    path("", views.event_list, name="event_list"),
    path("new/", views.event_new, name="event_new"),
    path("<number:pk>/", views.event_detail, name="event_detail"),
    path("<number:pk>/register/", views.event_register, name="event_register"),
    path("<number:pk>/leave/", views.event_leave, name="event_leave"),
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
