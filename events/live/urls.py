from django.urls import path

from events.live import views

app_name = "live"
urlpatterns = [
    path("<number:pk>/live/", views.session_live, name="session_live"),
    path("<number:pk>/live/now/", views.live_now, name="live_now"),
    path("<number:pk>/live/own/", views.live_own, name="live_own"),
    path("<number:pk>/live/code.svg", views.live_code, name="live_code"),
    path("<number:pk>/live/polls/<number:poll>/", views.poll_ballot, name="poll_ballot"),
    path("<number:pk>/ask/", views.question_ask, name="question_ask"),
    path("<number:pk>/questions/<number:question>/vote/", views.question_vote, name="question_vote"),
    path("<number:pk>/questions/<number:question>/withdraw/", views.question_withdraw, name="question_withdraw"),
    path("<number:pk>/screen/", views.screen, name="screen"),
    path("<number:pk>/screen/now/", views.screen_now, name="screen_now"),
    path("<number:pk>/screen/own/", views.screen_own, name="screen_own"),
    path("<number:pk>/desk/", views.desk, name="desk"),
    path("<number:pk>/desk/now/", views.desk_now, name="desk_now"),
    path("<number:pk>/desk/begin/", views.desk_begin, name="desk_begin"),
    path("<number:pk>/desk/end/", views.desk_end, name="desk_end"),
    path("<number:pk>/desk/switch/", views.desk_switch, name="desk_switch"),
    path("<number:pk>/desk/agenda/<number:item>/", views.desk_agenda, name="desk_agenda"),
    path("<number:pk>/desk/questions/<number:question>/", views.desk_question, name="desk_question"),
    path("<number:pk>/desk/questions/<number:question>/move/", views.desk_move, name="desk_move"),
    path("<number:pk>/desk/questions/<number:question>/merge/", views.desk_merge, name="desk_merge"),
    path("<number:pk>/desk/polls/", views.desk_poll_new, name="desk_poll_new"),
    path("<number:pk>/desk/polls/<number:poll>/", views.desk_poll, name="desk_poll"),
]
