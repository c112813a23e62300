"""The WSGI entry point that the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from community.http import GuardedRequest  # noqa: E402 - needs the settings that were just read

application.request_class = GuardedRequest

# What was loaded until here stays for good: the collector need not walk through it again and again, nor after every
# 700 new objects, of which one page makes tens of thousands. Saves about a tenth of a page.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)
