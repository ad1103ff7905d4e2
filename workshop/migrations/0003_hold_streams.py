from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def hold_where_nobody_posts(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    workshops = apps.get_model("workshop", "Workshop").objects.exclude(status="live")
    streams = apps.get_model("live", "Stream").objects
    streams.filter(pk__in=workshops.values("stream")).update(held=True)


class Migration(migrations.Migration):
    dependencies = [("live", "0002_held"), ("workshop", "0002_ready_and_timer")]
    operations = [migrations.RunPython(hold_where_nobody_posts, migrations.RunPython.noop)]
