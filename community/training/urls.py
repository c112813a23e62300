from django.urls import path

from community.training import views

app_name = "training"
urlpatterns = [
    path("", views.course_list, name="course_list"),
    path("certificate/<str:number>/", views.certificate_detail, name="certificate_detail"),
    path("<slug:slug>/", views.course_detail, name="course_detail"),
    path("<slug:slug>/lessons/<slug:lesson>/", views.lesson_detail, name="lesson_detail"),
    path("<slug:slug>/lessons/<slug:lesson>/read/", views.lesson_read, name="lesson_read"),
    path("<slug:slug>/test/start/", views.quiz_start, name="quiz_start"),
    path("<slug:slug>/test/finish/", views.quiz_finish, name="quiz_finish"),
    path("<slug:slug>/test/review/", views.quiz_review, name="quiz_review"),
    path("<slug:slug>/test/<number:number>/", views.quiz_question, name="quiz_question"),
    path("<slug:slug>/result/<number:pk>/", views.quiz_result, name="quiz_result"),
]
