from django.urls import path

from community import views

app_name = "community"
urlpatterns = [
    path("groups/", views.group_list, name="group_list"),
    path("groups/<slug:slug>/join/", views.group_join, name="group_join"),
    path("groups/<slug:slug>/leave/", views.group_leave, name="group_leave"),
    path("rules/", views.rules_page, name="rules_page"),
    path("rules/accept/", views.rules_accept, name="rules_accept"),
    path("me/inbox/", views.inbox, name="inbox"),
    path("me/inbox/read/", views.inbox_read_all, name="inbox_read_all"),
    path("me/inbox/<int:pk>/read/", views.inbox_read, name="inbox_read"),
    path("me/profile/", views.profile_edit, name="profile_edit"),
    path("me/mail/", views.mail_choices, name="mail_choices"),
    path("me/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("members/<int:pk>/picture.webp", views.avatar, name="avatar"),
]
