import django.db.models.deletion
import sops.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sops", "0003_feedback"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=2000)),
                ("url_hash", models.CharField(max_length=64, unique=True)),
                ("is_broken", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["url"],
            },
        ),
        migrations.AddField(
            model_name="historicalsop",
            name="troubleshooting",
            field=models.JSONField(blank=True, default=list, validators=[sops.validators.valid_fixes]),
        ),
        migrations.AddField(
            model_name="historicalstep",
            name="annotations",
            field=models.JSONField(blank=True, default=list, validators=[sops.validators.valid_annotations]),
        ),
        migrations.AddField(
            model_name="historicalstep",
            name="troubleshooting",
            field=models.JSONField(blank=True, default=list, validators=[sops.validators.valid_fixes]),
        ),
        migrations.AddField(
            model_name="sop",
            name="troubleshooting",
            field=models.JSONField(blank=True, default=list, validators=[sops.validators.valid_fixes]),
        ),
        migrations.AddField(
            model_name="step",
            name="annotations",
            field=models.JSONField(blank=True, default=list, validators=[sops.validators.valid_annotations]),
        ),
        migrations.AddField(
            model_name="step",
            name="troubleshooting",
            field=models.JSONField(blank=True, default=list, validators=[sops.validators.valid_fixes]),
        ),
        migrations.CreateModel(
            name="MovedStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moved_at", models.DateTimeField(auto_now_add=True)),
                (
                    "sop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moved_steps", to="sops.sop"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="sops.step"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DismissedAdvice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                (
                    "sop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dismissed_advice", to="sops.sop"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dismissed_advice",
                        to="sops.step",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("step", "rule"), name="dismissed_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("step", None)), fields=("sop", "rule"), name="dismissed_once_of_the_sop"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UndoableEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("label", models.CharField(max_length=100)),
                ("rows", models.JSONField(default=list)),
                ("order_before", models.JSONField(blank=True, default=list)),
                ("order_after", models.JSONField(blank=True, default=list)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="sops.sop"),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["sop", "by", "undone_at"], name="sops_undoab_sop_id_d436c7_idx")],
            },
        ),
    ]
