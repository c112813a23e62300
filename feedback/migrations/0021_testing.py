import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("feedback", "0020_without_pauses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='progressentry',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('answer', 'Official answer'), ('automatic', 'Automatic note'), ('status', 'Status'), ('fix', 'Fixed'), ('rating', 'Rated'), ('reopened', 'Reopened'), ('again', 'Asked to look again'), ('approved', 'Approved'), ('withheld', 'Not published'), ('edited', 'Words mended'), ('note', 'Private note'), ('triage', 'Triaged'), ('merged', 'Merged'), ('unmerged', 'On its own again'), ('poll', 'Result of the poll'), ('test', 'Tested')], max_length=10),
        ),
        migrations.CreateModel(
            name='TestCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='what to try')),
                ('rendered', models.TextField(editable=False)),
                ('excerpt', models.CharField(editable=False, max_length=120)),
                ('seats', models.PositiveSmallIntegerField(verbose_name='seats')),
                ('seats_taken', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('report_count', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('state', models.CharField(choices=[('open', 'Open'), ('ended', 'Ended')], default='open', editable=False, max_length=6, verbose_name='state')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('announced_at', models.DateTimeField(null=True)),
                ('thanked_at', models.DateTimeField(null=True)),
                ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='test_calls', to='feedback.feedback')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'call for testers',
                'verbose_name_plural': 'calls for testers',
            },
        ),
        migrations.CreateModel(
            name='TestSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('works', 'It works'), ('partly', 'It works in part'), ('fails', 'It does not work')], max_length=6, verbose_name='outcome')),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='words')),
                ('rendered', models.TextField(blank=True, editable=False)),
                ('is_public', models.BooleanField(default=True, verbose_name='everybody may read it')),
                ('is_named', models.BooleanField(default=True, verbose_name='named in the thanks')),
                ('reported_at', models.DateTimeField(null=True)),
                ('edited_at', models.DateTimeField(null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taken', to='feedback.testcall')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='test_seats', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'tester',
                'verbose_name_plural': 'testers',
            },
        ),
        migrations.AddField(
            model_name='attachment',
            name='seat',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='feedback.testseat'),
        ),
        migrations.AddIndex(
            model_name='testcall',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['-id'], name='test_call_open'),
        ),
        migrations.AddIndex(
            model_name='testcall',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['ends_at', 'id'], name='test_call_due'),
        ),
        migrations.AddIndex(
            model_name='testcall',
            index=models.Index(condition=models.Q(('state', 'ended')), fields=['-ended_at', '-id'], name='test_call_ended'),
        ),
        migrations.AddIndex(
            model_name='testcall',
            index=models.Index(condition=models.Q(('announced_at', None)), fields=['id'], name='test_call_to_announce'),
        ),
        migrations.AddIndex(
            model_name='testcall',
            index=models.Index(condition=models.Q(('state', 'ended'), ('thanked_at', None)), fields=['id'], name='test_call_to_thank'),
        ),
        migrations.AddConstraint(
            model_name='testcall',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('feedback',), name='test_call_one_open'),
        ),
        migrations.AddConstraint(
            model_name='testcall',
            constraint=models.CheckConstraint(condition=models.Q(('seats__range', (1, 500))), name='test_call_seats_in_range'),
        ),
        migrations.AddConstraint(
            model_name='testcall',
            constraint=models.CheckConstraint(condition=models.Q(('seats_taken__lte', models.F('seats'))), name='test_call_no_seat_twice'),
        ),
        migrations.AddConstraint(
            model_name='testcall',
            constraint=models.CheckConstraint(condition=models.Q(('report_count__lte', models.F('seats_taken'))), name='test_call_reports_by_seats'),
        ),
        migrations.AddConstraint(
            model_name='testcall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'open')), models.Q(('ended_at__isnull', False), ('state', 'ended')), _connector='OR'), name='test_call_ended_has_time'),
        ),
        migrations.AddIndex(
            model_name='testseat',
            index=models.Index(fields=['call', 'reported_at', 'id'], name='test_seat_of_call'),
        ),
        migrations.AddConstraint(
            model_name='testseat',
            constraint=models.UniqueConstraint(fields=('call', 'member'), name='test_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='testseat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('reported_at', None)), models.Q(('outcome__in', ['works', 'partly', 'fails']), ('reported_at__isnull', False)), _connector='OR'), name='test_seat_report_has_outcome'),
        ),
    ]
