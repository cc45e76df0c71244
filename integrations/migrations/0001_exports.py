from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sops", "0005_versions"), ("access", "0003_people")]
    operations: list = []
