import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_people"), ("ingest", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="recording",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="LibraryPrivacy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mask_kinds", models.JSONField(blank=True, null=True)),
                ("mask_names", models.JSONField(blank=True, default=list)),
                ("mask_pictures", models.BooleanField(blank=True, null=True)),
                ("recording_days", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "library",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="privacy", to="access.library"
                    ),
                ),
            ],
        ),
    ]
