import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_what_was_believed(apps, _schema_editor):
    Learning = apps.get_model("followup", "Learning")
    commitment = apps.get_model("problems", "Commitment").objects.filter(pk=OuterRef("commitment"))
    Learning.objects.update(
        belief=Subquery(commitment.values("belief")[:1]),
        confidence_before=Subquery(commitment.values("confidence")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0001_initial"),
        ("people", "0001_initial"),
        ("problems", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="learning",
            name="belief",
            field=models.CharField(default="", max_length=300, verbose_name="what we believed"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="learning",
            name="confidence_before",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="confidence before"),
            preserve_default=False,
        ),
        migrations.RunPython(copy_what_was_believed, migrations.RunPython.noop),
        migrations.AddField(
            model_name="learning",
            name="dissent",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="one of us sees it differently"
            ),
        ),
        migrations.AddField(
            model_name="learning",
            name="language",
            field=models.CharField(blank=True, editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name="learning",
            name="useful_to",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="people.team", verbose_name="teams it could help"
            ),
        ),
        migrations.CreateModel(
            name="Thanks",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "learning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thanks",
                        to="followup.learning",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.team",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="learning",
            name="thanked_by",
            field=models.ManyToManyField(
                related_name="+",
                through="followup.Thanks",
                to="people.team",
                verbose_name="useful to",
            ),
        ),
        migrations.AddConstraint(
            model_name="learning",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence_before__lte", 100)),
                name="learning_confidence_before_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="thanks",
            constraint=models.UniqueConstraint(
                fields=("learning", "team"), name="thanks_once_a_team"
            ),
        ),
    ]
