from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sops", "0004_context")]
    operations: list = []
