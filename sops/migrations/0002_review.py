from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sops", "0001_initial")]
    operations: list = []
