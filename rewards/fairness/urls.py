from django.urls import path

from rewards.fairness import views

app_name = "fairness"
urlpatterns = [
    path("held/", views.held_list, name="held_list"),
    path("held/<number:pk>/answer/", views.held_answer, name="held_answer"),
]
