import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from servestatic import ServeStatic

from workshop.static import HASHED

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django_pages = get_wsgi_application()

from workshop.limits.body import bounded_wsgi  # noqa: E402  (these need the apps)
from workshop.metrics import with_metrics_wsgi  # noqa: E402
from workshop.warm import warm_up  # noqa: E402

with_files = ServeStatic(
    django_pages,
    root=str(settings.STATIC_ROOT),
    prefix=settings.STATIC_URL,
    immutable_file_test=HASHED,
)
application = with_metrics_wsgi(bounded_wsgi(with_files))
warm_up()
