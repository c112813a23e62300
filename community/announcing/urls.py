app_name = "announcing"
urlpatterns = []
