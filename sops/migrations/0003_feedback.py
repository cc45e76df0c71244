from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sops", "0002_review")]
    operations: list = []
