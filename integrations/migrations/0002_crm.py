import django.core.validators
import django.db.models.deletion
import sops.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0001_exports"),
        ("access", "0003_people"),
        ("sops", "0005_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name='SeenRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ConnectionSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('sealed', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)])),
                ('set_at', models.DateTimeField(auto_now=True)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Embed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=sops.keys.new_key, editable=False, max_length=40, unique=True)),
                ('origin', models.CharField(max_length=255)),
                ('nonce', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('shown_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='embeds', to=settings.AUTH_USER_MODEL)),
                ('sop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='embeds', to='sops.sop')),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='embeds', to='sops.step')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ContextRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('crm', models.CharField(blank=True, choices=[('', 'Any CRM'), ('salesforce', 'Salesforce'), ('hubspot', 'HubSpot')], max_length=12, verbose_name='CRM')),
                ('object', models.CharField(max_length=80)),
                ('conditions', models.JSONField(blank=True, default=list)),
                ('position', models.PositiveIntegerField(default=0)),
                ('is_on', models.BooleanField(default=True)),
                ('told_broken_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('sop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='context_rules', to='sops.sop')),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='context_rules', to='sops.step')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(fields=['crm', 'is_on'], name='integration_crm_5a2d4b_idx')],
            },
        ),
        migrations.CreateModel(
            name='PipelineMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('crm', models.CharField(choices=[('', 'Any CRM'), ('salesforce', 'Salesforce'), ('hubspot', 'HubSpot')], max_length=12, verbose_name='CRM')),
                ('objects_wanted', models.JSONField(default=list)),
                ('stages', models.JSONField(default=list)),
                ('library', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pipeline_maps', to='access.library')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('library', 'crm'), name='one_map_per_crm')],
            },
        ),
        migrations.CreateModel(
            name='SlackLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team_id', models.CharField(max_length=40)),
                ('slack_user_id', models.CharField(max_length=40)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('linked_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slack_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-linked_at'],
                'constraints': [models.UniqueConstraint(fields=('team_id', 'slack_user_id'), name='one_person_per_slack_user')],
            },
        ),
    ]
