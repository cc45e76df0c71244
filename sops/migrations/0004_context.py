from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sops", "0003_feedback")]
    operations: list = []
