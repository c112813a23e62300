from django.urls import path
from django.views.decorators.http import require_safe

import community.converters  # noqa: F401 - makes <number:…> known
from community.posts import feeds, views

app_name = "posts"
urlpatterns = [
    path("talk/", views.post_list, name="post_list"),
    path("talk/feed.atom", require_safe(feeds.PostFeed()), name="post_feed"),
    path("talk/new/", views.post_new, name="post_new"),
    path("talk/<number:pk>/", views.post_detail, name="post_detail"),
    path("talk/<number:pk>/edit/", views.post_edit, name="post_edit"),
    path("talk/<number:pk>/delete/", views.post_delete, name="post_delete"),
    path("talk/<number:pk>/history/", views.post_history, name="post_history"),
    path("talk/<number:pk>/react/", views.post_react, name="post_react"),
    path("talk/<number:pk>/pin/", views.post_pin, name="post_pin"),
    path("talk/<number:pk>/remove/", views.post_remove, name="post_remove"),
    path("talk/<number:pk>/show/", views.post_show, name="post_show"),
    path("talk/<number:pk>/replies/", views.reply_add, name="reply_add"),
    path("talk/replies/<number:pk>/edit/", views.reply_edit, name="reply_edit"),
    path("talk/replies/<number:pk>/delete/", views.reply_delete, name="reply_delete"),
    path("talk/replies/<number:pk>/react/", views.reply_react, name="reply_react"),
    path("talk/replies/<number:pk>/accept/", views.reply_accept, name="reply_accept"),
    path("talk/replies/<number:pk>/remove/", views.reply_remove, name="reply_remove"),
    path("talk/replies/<number:pk>/show/", views.reply_show, name="reply_show"),
    path("talk/polls/<number:pk>/vote/", views.poll_vote, name="poll_vote"),
    path("talk/polls/<number:pk>/close/", views.poll_close, name="poll_close"),
    path("talk/pictures/<number:pk>.webp", views.picture, name="picture"),
    path("talk/pictures/<number:pk>/drop/", views.picture_drop, name="picture_drop"),
    path("groups/<slug:slug>/talk/", views.group_talk, name="group_talk"),
    path("groups/<slug:slug>/polls/", views.group_polls, name="group_polls"),
]
