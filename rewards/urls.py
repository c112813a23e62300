from django.urls import path

from rewards import views

app_name = "rewards"
urlpatterns = [
    path("rewards/points/", views.points, name="points"),
]
