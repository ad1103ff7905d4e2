import os

from celery import Celery
from celery.exceptions import WorkerShutdown
from celery.signals import worker_shutting_down
from celery.worker import state

from workshop import embedded_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
embedded_broker.register()
app = Celery("ten-doors")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# The threads of a web process send tasks by it, too.
app.set_default()


@worker_shutting_down.connect
def leave_at_once_when_idle(**_details: object) -> None:
    """The embedded broker looks up only every few seconds; an idle worker need not wait for it.

    Raises WorkerShutdown, which ends the worker in order.
    """
    embedded = str(app.conf.broker_url).startswith("filesystem:")
    if embedded and not state.active_requests and not state.reserved_requests:
        raise WorkerShutdown(0)
