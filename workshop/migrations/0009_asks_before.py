from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('workshop', '0008_rehearsals')]

    operations = [
        # Letters that were seen and sent stay as they were; new ones ask.
        migrations.AddField(
            model_name="invitationletter",
            name="asks_before",
            field=models.BooleanField(default=False, verbose_name="asks questions before the day"),
        ),
        migrations.AlterField(
            model_name="invitationletter",
            name="asks_before",
            field=models.BooleanField(default=True, verbose_name="asks questions before the day"),
        ),
    ]
