"""Drafts of reviewed texts and their dry runs; what was published is kept as it was."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cityloop.core.immutable import Immutable

PUBLISHED = "{row}.state IN ('published', 'withdrawn')"
OF_PUBLISHED = (
    "EXISTS (SELECT 1 FROM responsibility_definitiondraft AS draft "
    "WHERE draft.id = {row}.draft_id AND draft.state IN ('published', 'withdrawn'))"
)


class Migration(migrations.Migration):

    dependencies = [
        ('responsibility', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DefinitionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('duty_list', 'Responsibility list'), ('time_limits', 'Time limits'), ('calendar', 'Calendar'), ('evaluation_scheme', 'Evaluation scheme')], max_length=24)),
                ('code', models.CharField(max_length=64)),
                ('base', models.CharField(blank=True, max_length=32)),
                ('version', models.CharField(blank=True, max_length=32)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn before it held'), ('dropped', 'Dropped')], default='draft', max_length=12)),
                ('editors', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('closed', models.CharField(blank=True, max_length=32)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-edited_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DryRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('base', models.CharField(blank=True, max_length=32)),
                ('base_digest', models.CharField(blank=True, max_length=64)),
                ('month', models.CharField(max_length=7)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=8)),
                ('population', models.PositiveIntegerField()),
                ('step', models.PositiveIntegerField(default=1)),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('cursor', models.PositiveBigIntegerField(default=0)),
                ('tally', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dry_runs', to='responsibility.definitiondraft')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='definitiondraft',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('kind', 'code', 'version'), name='responsibility_version_published_once'),
        ),
        migrations.AddConstraint(
            model_name='definitiondraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='responsibility_published_by_a_person'),
        ),
        migrations.AddConstraint(
            model_name='definitiondraft',
            constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), models.Q(('published_by', models.F('author')), _negated=True), _connector='OR'), name='responsibility_draft_four_eyes'),
        ),
        Immutable(
            "definitiondraft",
            when=PUBLISHED,
            free=["state", "ended_by", "ended_at", "end_reason"],
        ),
        Immutable("dryrun", when=OF_PUBLISHED),
    ]
