from django.urls import path
from django.views.decorators.http import require_safe

import community.converters  # noqa: F401 - registers numbers in addresses
from feedback import feeds, views

app_name = "feedback"
urlpatterns = [
    path("feedback/", views.feedback_board, name="feedback_board"),
    path("feedback/feed.atom", require_safe(feeds.FeedbackFeed()), name="feedback_feed"),
    path("feedback/new/", views.feedback_new, name="feedback_new"),
    path("feedback/new/similar/", views.feedback_similar, name="feedback_similar"),
    path("feedback/reasons/", views.decline_reasons, name="decline_reasons"),
    path("feedback/<number:pk>/", views.feedback_detail, name="feedback_detail"),
    path("feedback/<number:pk>/edit/", views.feedback_edit, name="feedback_edit"),
    path("feedback/<number:pk>/delete/", views.feedback_delete, name="feedback_delete"),
    path("feedback/<number:pk>/vote/", views.feedback_vote, name="feedback_vote"),
    path("feedback/<number:pk>/follow/", views.feedback_follow, name="feedback_follow"),
    path("feedback/<number:pk>/rate/", views.feedback_rate, name="feedback_rate"),
    path("feedback/<number:pk>/again/", views.feedback_again, name="feedback_again"),
    path("feedback/<number:pk>/comments/", views.comment_add, name="comment_add"),
    path("feedback/comments/<number:pk>/edit/", views.comment_edit, name="comment_edit"),
    path("feedback/comments/<number:pk>/delete/", views.comment_delete, name="comment_delete"),
    path("feedback/pictures/<number:pk>.webp", views.attachment, name="attachment"),
    path("receipt/", views.receipt_open, name="receipt_open"),
    path("receipt/view/", views.receipt_detail, name="receipt_detail"),
    path("receipt/leave/", views.receipt_leave, name="receipt_leave"),
    path("fixed/", views.fix_note_list, name="fix_note_list"),
    path("fixed/feed.atom", require_safe(feeds.FixNoteFeed()), name="fix_note_feed"),
    path("fixed/<int:year>/<int:month>/", views.fix_note_month, name="fix_note_month"),
    path("fixed/note/<number:pk>/", views.fix_note_detail, name="fix_note_detail"),
    path("fixed/note/<number:pk>/<slug:side>.webp", views.fix_note_image, name="fix_note_image"),
    path("roadmap/", views.roadmap, name="roadmap"),
    path("groups/<slug:slug>/feedback/", views.group_feedback, name="group_feedback"),
    path("groups/<slug:slug>/figures/", views.group_figures, name="group_figures"),
    path("feedback/<number:pk>/poll/", views.feedback_poll_vote, name="feedback_poll_vote"),
    path("feedback/from-talk/<number:pk>/", views.feedback_from_post, name="feedback_from_post"),
    path("feedback/from-talk/<number:pk>/offer/", views.post_offer, name="post_offer"),
    path("testing/", views.test_call_list, name="test_call_list"),
    path("testing/<number:pk>/", views.test_call_detail, name="test_call_detail"),
    path("testing/<number:pk>/join/", views.test_call_join, name="test_call_join"),
    path("testing/<number:pk>/leave/", views.test_call_leave, name="test_call_leave"),
    path("testing/<number:pk>/report/", views.test_call_report, name="test_call_report"),
]
