from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_exports")]
    operations: list = []
