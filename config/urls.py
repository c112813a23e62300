from django.contrib import admin
from django.urls import include, path

import community.converters  # noqa: F401 - registers numbers in addresses
from community.views import set_language_choice, set_theme
from config import people, views

urlpatterns = [
    path("", views.home, name="home"),
    path("me/", people.me, name="me"),
    path("welcome/tasks/", people.welcome_tasks, name="welcome_tasks"),
    path("members/<number:pk>/", people.member_detail, name="member_detail"),
    path("language/", set_language_choice, name="set_language_choice"),
    path("theme/", set_theme, name="set_theme"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # Early: everybody in a session asks here every few seconds, and what stands before is looked at each time.
    path("events/", include("events.live.urls")),
    path("accounts/", include("community.moderation.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("feedback.urls")),
    path("", include("community.urls")),
    path("", include("community.moderation.urls")),
    path("", include("community.segments.urls")),
    path("", include("community.posts.urls")),
    path("", include("community.announcing.urls")),
    path("", include("events.urls")),
    # Behind the pages that stand at fixed addresses below it.
    path("groups/<slug:slug>/", views.group_detail, name="group_detail"),
    path("", include("rewards.urls")),
    path("training/", include("community.training.urls")),
    path("honours/", include("rewards.honours.urls")),
    path("rewards/", include("rewards.fairness.urls")),
    path("rewards/", include("rewards.shop.urls")),
    path("events/", include("events.minutes.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "community.http.handler400"
handler403 = "community.http.handler403"
handler404 = "community.http.handler404"
handler500 = "community.http.handler500"
