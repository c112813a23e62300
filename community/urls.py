from django.urls import path

import community.converters  # noqa: F401 - registers numbers in addresses
from community import views

app_name = "community"
urlpatterns = [
    path("groups/", views.group_list, name="group_list"),
    path("groups/new/", views.group_new, name="group_new"),
    path("groups/invited/<str:code>/", views.group_invited, name="group_invited"),
    path("groups/<slug:slug>/join/", views.group_join, name="group_join"),
    path("groups/<slug:slug>/leave/", views.group_leave, name="group_leave"),
    path("groups/<slug:slug>/ask/", views.group_ask, name="group_ask"),
    path("groups/<slug:slug>/ask/withdraw/", views.group_ask_withdraw, name="group_ask_withdraw"),
    path("groups/<slug:slug>/members/", views.group_members, name="group_members"),
    path("groups/<slug:slug>/cover.webp", views.group_cover, name="group_cover"),
    path("groups/<slug:slug>/host/", views.group_host, name="group_host"),
    path("groups/<slug:slug>/host/edit/", views.group_edit, name="group_edit"),
    path("groups/<slug:slug>/host/invite/", views.group_invite, name="group_invite"),
    path("groups/<slug:slug>/host/links/", views.group_link_add, name="group_link_add"),
    path(
        "groups/<slug:slug>/host/invitations/<number:pk>/revoke/",
        views.group_invitation_revoke,
        name="group_invitation_revoke",
    ),
    path("groups/<slug:slug>/host/requests/<number:pk>/", views.group_request_decide, name="group_request_decide"),
    path("groups/<slug:slug>/host/members/<number:pk>/role/", views.group_member_role, name="group_member_role"),
    path("groups/<slug:slug>/host/members/<number:pk>/remove/", views.group_member_remove, name="group_member_remove"),
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
