from django.urls import path

from events.minutes import views

app_name = "minutes"
urlpatterns = [
    path("promises/", views.promise_list, name="promise_list"),
    path("promises/<number:pk>/", views.promise_detail, name="promise_detail"),
    path("promises/<number:pk>/edit/", views.promise_edit, name="promise_edit"),
    path("<number:pk>/minutes/", views.minutes_detail, name="minutes_detail"),
    path("<number:pk>/minutes/edit/", views.minutes_edit, name="minutes_edit"),
    path("<number:pk>/minutes/publish/", views.minutes_publish, name="minutes_publish"),
    path("<number:pk>/survey/", views.survey, name="survey"),
]
