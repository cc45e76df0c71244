import django.utils.timezone
from django.db import migrations, models

import access.audit_models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_signin")]
    operations: list = [
        migrations.AddField(
            model_name="library",
            name="is_public",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.PositiveBigIntegerField(default=1)),
                ('anchor', models.CharField(blank=True, max_length=64)),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(blank=True, max_length=64)),
                ('signature', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name='auditevent',
            name='actor_ref',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='agent',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='ip',
            field=models.CharField(blank=True, max_length=45),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='library_ref',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='previous',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='salt',
            field=models.CharField(default=access.audit_models.new_salt, max_length=32),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='seal',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='sequence',
            field=models.PositiveBigIntegerField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='session',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='token',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='at',
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='verb',
            field=models.CharField(db_index=True, max_length=60),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['library', '-id'], name='audit_of_a_library'),
        ),
    ]
