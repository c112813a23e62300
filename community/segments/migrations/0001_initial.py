import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSegment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('filters', models.JSONField(default=dict, verbose_name='conditions')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved filter',
                'verbose_name_plural': 'saved filters',
            },
        ),
        migrations.CreateModel(
            name='SegmentDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('segment', models.CharField(choices=[('newcomer', 'Newcomer'), ('core', 'Core'), ('active', 'Active'), ('at_risk', 'At risk'), ('dormant', 'Dormant')], max_length=10, verbose_name='segment')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='members')),
            ],
            options={
                'verbose_name': 'segment by day',
                'verbose_name_plural': 'segments by day',
                'constraints': [models.UniqueConstraint(fields=('day', 'segment'), name='segment_day_once'), models.CheckConstraint(condition=models.Q(('segment__in', ['newcomer', 'core', 'active', 'at_risk', 'dormant'])), name='segment_day_known')],
            },
        ),
        migrations.CreateModel(
            name='MemberSegment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('segment', models.CharField(choices=[('newcomer', 'Newcomer'), ('core', 'Core'), ('active', 'Active'), ('at_risk', 'At risk'), ('dormant', 'Dormant')], max_length=10, verbose_name='segment')),
                ('since', models.DateField(verbose_name='since')),
                ('days_active_30', models.PositiveSmallIntegerField(default=0, verbose_name='active days of the last 30')),
                ('computed_on', models.DateField(verbose_name='computed on')),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='activity_segment', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'segment of a member',
                'verbose_name_plural': 'segments of members',
                'indexes': [models.Index(fields=['segment', 'member'], name='member_segment_members'), models.Index(fields=['computed_on', 'segment'], name='member_segment_of_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('segment__in', ['newcomer', 'core', 'active', 'at_risk', 'dormant'])), name='member_segment_known'), models.CheckConstraint(condition=models.Q(('days_active_30__lte', 30)), name='member_segment_days_in_range')],
            },
        ),
    ]
