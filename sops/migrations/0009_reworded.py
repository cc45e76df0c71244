from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sops", "0008_listed_rows")]

    operations = [
        migrations.AddField(
            model_name="comment", name="reworded_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
