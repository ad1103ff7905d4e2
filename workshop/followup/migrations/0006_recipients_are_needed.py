import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0005_recipients_of_check_ins")]

    operations = [
        migrations.RemoveField(
            model_name="checkin",
            name="claimed_at",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="failed_at",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="next_try_at",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="tries",
        ),
        migrations.RemoveField(
            model_name="checkin",
            name="trouble",
        ),
        migrations.AlterField(
            model_name="checkin",
            name="workshop",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="check_ins", to="workshop.workshop"),
        ),
        migrations.AlterField(
            model_name="checkin",
            name="recipient",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="check_ins", to="followup.recipient"),
        ),
    ]
