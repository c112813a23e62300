from django.urls import path

from community.announcing import views

app_name = "announcing"
urlpatterns = [
    path("announcements/", views.announcement_list, name="announcement_list"),
    path("announcements/<number:pk>/", views.announcement_detail, name="announcement_detail"),
]
