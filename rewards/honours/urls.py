from django.urls import path

from rewards.honours import views

app_name = "honours"
urlpatterns = [
    path("", views.board, name="board"),
    path("badges/", views.badge_list, name="badge_list"),
    path("listing/", views.listing, name="listing"),
]
