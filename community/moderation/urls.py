from django.urls import path

from community.moderation import views

app_name = "moderation"
urlpatterns = [
    path("report/<slug:kind>/<number:pk>/", views.report_add, name="report_add"),
    path("me/reports/", views.report_list, name="report_list"),
    path("me/sanctions/", views.sanction_list, name="sanction_list"),
    path("appeal/<number:pk>/", views.appeal_add, name="appeal_add"),
    path("appeal/case/<number:pk>/", views.case_appeal_add, name="case_appeal_add"),
    path("suspended/<str:token>/", views.suspended, name="suspended"),
]
