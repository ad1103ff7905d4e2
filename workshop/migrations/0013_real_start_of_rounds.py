from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshop", "0012_shared_goal"),
    ]

    operations = [
        migrations.RenameField("workshop", "turned_at", "round_began_at"),
        migrations.AddField(
            "workshop", "resumed_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AlterField(
            "override",
            "shut",
            models.JSONField(help_text="one sentence for each thing that spoke against it"),
        ),
    ]
