import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sops.models.feedback

MONTHS = {
    "default": 3,
    "validators": [django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)],
}
STATUSES = [("open", "Open"), ("accepted", "Accepted"), ("done", "Done"), ("declined", "Declined")]
KINDS = [("unclear", "Unclear"), ("outdated", "Outdated"), ("wrong", "Wrong"), ("idea", "Idea")]


class Migration(migrations.Migration):
    dependencies = [
        ("sops", "0002_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: list = [
        migrations.AlterField("sop", "review_every_months", models.PositiveSmallIntegerField(**MONTHS)),
        migrations.AlterField("historicalsop", "review_every_months", models.PositiveSmallIntegerField(**MONTHS)),
        migrations.CreateModel(
            name="ReviewReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("stage", models.CharField(max_length=12)),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                ("sop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="sops.sop")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sop", "due_on", "stage"), name="reminded_once")],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_number", models.PositiveIntegerField(blank=True, null=True)),
                ("step_title", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(choices=KINDS, max_length=8)),
                ("text", models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)])),
                ("picture", models.FileField(blank=True, upload_to=sops.models.feedback.stored_at)),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                ("status", models.CharField(choices=STATUSES, default="open", max_length=8)),
                ("answer", models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)])),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("closed_in", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="answers", to="sops.version")),
                ("given_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="feedback", to=settings.AUTH_USER_MODEL)),
                ("sop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="sops.sop")),
                ("step", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="feedback", to="sops.step")),
                ("version", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="sops.version")),
            ],
            options={
                "verbose_name_plural": "feedback",
                "ordering": ["-given_at", "-pk"],
                "indexes": [models.Index(fields=["sop", "status"], name="feedback_of_an_sop")],
            },
        ),
    ]
