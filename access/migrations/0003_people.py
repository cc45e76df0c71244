from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0002_signin")]
    operations: list = []
