from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.AddField("entry", "outline", models.TextField(blank=True, default=""), preserve_default=False),
        # What was indexed before has no outline: the sweep sees another version there and indexes it again.
        migrations.RunSQL("UPDATE search_indexedsop SET version_id = 0", migrations.RunSQL.noop),
    ]
