import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from servestatic import ServeStatic

from workshop.static import HASHED

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
application = ServeStatic(
    get_wsgi_application(),
    root=str(settings.STATIC_ROOT),
    prefix=settings.STATIC_URL,
    immutable_file_test=HASHED,
)
