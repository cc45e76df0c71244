import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import integrations.models.exports


class Migration(migrations.Migration):
    dependencies = [
        ("sops", "0005_versions"),
        ("access", "0003_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("format", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=300)),
                ("kept_to", models.JSONField(blank=True, null=True)),
                ("base_url", models.URLField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Working"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                        ],
                        db_index=True,
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("contents", models.JSONField(blank=True, default=list)),
                ("named", models.JSONField(blank=True, default=list)),
                ("error", models.TextField(blank=True)),
                ("file", models.FileField(blank=True, max_length=120, upload_to=integrations.models.exports.stored_at)),
                ("file_name", models.CharField(blank=True, max_length=160)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=160)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("nudged_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sops.category",
                    ),
                ),
                (
                    "library",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exports",
                        to="access.library",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exports", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exports",
                        to="sops.sop",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ExportFolder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.CharField(
                        choices=[("local", "A folder of the server"), ("s3", "S3-compatible storage")],
                        default="local",
                        max_length=5,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=60,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]*\\Z", "Use small letters, digits and hyphens."
                            )
                        ],
                    ),
                ),
                ("formats", models.JSONField(default=list)),
                ("is_on", models.BooleanField(default=True)),
                ("base_url", models.URLField(blank=True)),
                ("error", models.TextField(blank=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "library",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="export_folder", to="access.library"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FolderFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stem", models.CharField(max_length=110)),
                ("names", models.JSONField(blank=True, default=list)),
                ("named", models.JSONField(blank=True, default=list)),
                ("version", models.PositiveIntegerField(default=0)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("asked", models.PositiveIntegerField(default=1)),
                ("answered", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("updated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "folder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="integrations.exportfolder",
                    ),
                ),
                (
                    "sop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sops.sop"),
                ),
            ],
            options={
                "ordering": ["stem"],
                "constraints": [models.UniqueConstraint(fields=("folder", "sop"), name="one_place_per_sop")],
            },
        ),
    ]
