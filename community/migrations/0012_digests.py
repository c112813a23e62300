import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ("community", "0011_announcement_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.DateField(verbose_name='day')),
                ('state', models.CharField(choices=[('pending', 'Gathering'), ('queued', 'With a worker'), ('sending', 'Being sent'), ('sent', 'Sent'), ('empty', 'Nothing to tell'), ('joined', 'Went with a later one'), ('dead', 'Given up'), ('dropped', 'Dropped')], default='pending', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_try_at', models.DateTimeField(null=True, verbose_name='next try')),
                ('last_error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                ('told_count', models.PositiveIntegerField(default=0, verbose_name='notices')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'digest',
                'verbose_name_plural': 'digests',
            },
        ),
        migrations.AddField(
            model_name='member',
            name='digest_hour',
            field=models.PositiveSmallIntegerField(default=8, verbose_name='hour of digests'),
        ),
        migrations.AddField(
            model_name='member',
            name='digest_weekday',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='weekday of weekly digests'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting'), ('held', 'In a digest'), ('sending', 'Being sent'), ('sent', 'Sent'), ('dead', 'Given up'), ('dropped', 'Dropped')], default='pending', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='mailchoice',
            name='frequency',
            field=models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily'), ('weekly', 'Weekly'), ('never', 'Never')], default='at_once', max_length=10, verbose_name='how often'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='member_digest_hour_of_day'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('digest_weekday__lte', 6)), name='member_digest_day_of_week'),
        ),
        migrations.AddField(
            model_name='digest',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='digest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='community.digest', verbose_name='digest'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('digest__isnull', False), _connector='OR'), name='delivery_held_by_a_digest'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at', 'id'], name='digest_due'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['member'], name='digest_open_of_member'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(fields=['state', '-id'], name='digest_by_state'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('member', 'period'), name='digest_once_per_period'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='digest_attempts_bounded'),
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_try_at', None), ('state__in', ['sent', 'empty', 'joined', 'dead', 'dropped'])), models.Q(('next_try_at__isnull', False), ('state__in', ['pending', 'queued', 'sending'])), _connector='OR'), name='digest_due_while_open'),
        ),
    ]
