import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from community.migrating import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0007_group_policies'),
        ('segments', '0002_staff'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Announcement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=80, verbose_name='title')),
                    ('title_en', models.CharField(blank=True, max_length=80, verbose_name='title in English')),
                    ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(10000)], verbose_name='text')),
                    ('text_en', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(10000)], verbose_name='text in English')),
                    ('rendered', models.TextField(blank=True, editable=False)),
                    ('rendered_en', models.TextField(blank=True, editable=False)),
                    ('excerpt', models.CharField(blank=True, editable=False, max_length=160)),
                    ('excerpt_en', models.CharField(blank=True, editable=False, max_length=160)),
                    ('audience', models.CharField(choices=[('all', 'Everybody'), ('group', 'A group'), ('segment', 'A segment'), ('saved', 'A saved filter')], default='all', max_length=10, verbose_name='for')),
                    ('segment', models.CharField(blank=True, choices=[('newcomer', 'Newcomer'), ('core', 'Core'), ('active', 'Active'), ('at_risk', 'At risk'), ('dormant', 'Dormant')], max_length=10, verbose_name='segment')),
                    ('pinned_until', models.DateTimeField(blank=True, null=True, verbose_name='on the home page until')),
                    ('to_robots', models.BooleanField(default=True, verbose_name='also to group robots')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('planned', 'Planned'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10, verbose_name='state')),
                    ('publish_at', models.DateTimeField(blank=True, null=True, verbose_name='publish at')),
                    ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published at')),
                    ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn at')),
                    ('told_up_to', models.PositiveBigIntegerField(default=0, editable=False)),
                    ('told_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='told')),
                    ('told_at', models.DateTimeField(editable=False, null=True)),
                    ('taken_back_at', models.DateTimeField(editable=False, null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.interestgroup', verbose_name='group')),
                    ('saved_segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='segments.savedsegment', verbose_name='saved filter')),
                ],
                options={
                    'verbose_name': 'announcement',
                    'verbose_name_plural': 'announcements',
                    'permissions': [('publish_announcement', 'May publish announcements')],
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'published')), fields=['-published_at', '-id'], name='announcement_published'),
                        models.Index(condition=models.Q(('state', 'planned')), fields=['publish_at', 'id'], name='announcement_due'),
                        models.Index(fields=['publish_at'], name='announcement_calendar'),
                        models.Index(condition=models.Q(('state', 'published'), ('told_at', None)), fields=['id'], name='announcement_to_tell'),
                        models.Index(condition=models.Q(('state', 'withdrawn'), ('taken_back_at', None)), fields=['id'], name='announcement_to_take_back'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('audience', 'all'), ('group', None), ('saved_segment', None), ('segment', '')), models.Q(('audience', 'group'), ('group__isnull', False), ('saved_segment', None), ('segment', '')), models.Q(('audience', 'segment'), ('group', None), ('saved_segment', None), models.Q(('segment', ''), _negated=True)), models.Q(('audience', 'saved'), ('group', None), ('saved_segment__isnull', False), ('segment', '')), _connector='OR'), name='announcement_one_audience'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'planned'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='announcement_planned_has_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'withdrawn']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='announcement_published_has_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at', None)), _connector='OR'), name='announcement_withdrawn_has_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Recipient',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='announcing.announcement')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('announcement', 'member'), name='recipient_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Robot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('wecom', 'WeCom'), ('feishu', 'Feishu'), ('dingtalk', 'DingTalk'), ('slack', 'Slack or compatible')], max_length=10, verbose_name='kind')),
                    ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                    ('address', models.CharField(max_length=500, verbose_name='webhook address')),
                    ('secret', models.CharField(blank=True, max_length=200, verbose_name='signing secret')),
                    ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], default='zh-hans', max_length=7, verbose_name='language')),
                    ('takes_all', models.BooleanField(default=True, verbose_name='announcements for everybody')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('last_sent_at', models.DateTimeField(editable=False, null=True, verbose_name='last got through')),
                    ('failed_at', models.DateTimeField(editable=False, null=True, verbose_name='switched off after failures')),
                    ('last_error', models.CharField(blank=True, editable=False, max_length=300, verbose_name='last error')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('groups', models.ManyToManyField(blank=True, related_name='robots', to='community.interestgroup', verbose_name='announcements of these groups')),
                ],
                options={
                    'verbose_name': 'group robot',
                    'verbose_name_plural': 'group robots',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('failed_at', None), ('is_active', False), _connector='OR'), name='robot_failed_is_off'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RobotDelivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('dead', 'Given up'), ('dropped', 'Dropped')], default='pending', max_length=10, verbose_name='state')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try')),
                    ('last_error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                    ('began_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='robot_deliveries', to='announcing.announcement', verbose_name='announcement')),
                    ('robot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='announcing.robot', verbose_name='robot')),
                ],
                options={
                    'verbose_name': 'delivery to a robot',
                    'verbose_name_plural': 'deliveries to robots',
                    'indexes': [
                        models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['next_try_at', 'id'], name='robot_delivery_due'),
                        models.Index(fields=['state', '-id'], name='robot_delivery_by_state'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('robot', 'announcement'), name='robot_delivery_once'),
                        models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='robot_delivery_attempts_bounded'),
                    ],
                },
            ),
        ]),
    ]
