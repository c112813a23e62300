from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="event_list"),
    path("<number:pk>/", views.event_detail, name="event_detail"),
    path("<number:pk>/register/", views.event_register, name="event_register"),
    path("<number:pk>/leave/", views.event_leave, name="event_leave"),
]
