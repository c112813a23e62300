from django.urls import path

import community.converters  # noqa: F401 - <number:pk>
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
    path("me/blocks/", views.block_list, name="block_list"),
    path("me/invite/", views.my_invitation, name="my_invitation"),
    path("me/invite/new/", views.invitation_new, name="invitation_new"),
    path("me/invite/code.svg", views.my_invitation_code, name="my_invitation_code"),
    path("invite/<str:code>/", views.invitation_detail, name="invitation_detail"),
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/groups/", views.welcome_groups, name="welcome_groups"),
    path("welcome/groups/<slug:slug>/join/", views.welcome_join, name="welcome_join"),
    path("welcome/settle/", views.welcome_settle, name="welcome_settle"),
    path("members/<number:pk>/block/", views.member_block, name="member_block"),
    path("members/<int:pk>/picture.webp", views.avatar, name="avatar"),
]
