"""The yardstick: a Django page that does nothing, served like ours."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="nothing is signed", LOGGING_CONFIG=None
)
urlpatterns = [path("", lambda request: HttpResponse(b"x" * 20_000))]
application = get_wsgi_application()
