import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sops", "0006_version_schema"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="sop",
            options={"ordering": ["listed_title"], "verbose_name": "SOP"},
        ),
        migrations.AddField(
            model_name="sop",
            name="listed_category",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="listed_sops",
                to="sops.category",
            ),
        ),
        migrations.AddField(
            model_name="sop",
            name="listed_purpose",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name="sop",
            name="listed_tags",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="sop",
            name="listed_title",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
    ]
