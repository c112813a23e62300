"""The WSGI entry point that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from community.http import GuardedRequest  # noqa: E402 - needs the settings that were just read

application.request_class = GuardedRequest
