"""The tables of feedback as the twenty-one migrations before left them, made at once, and the rows that every community
begins with. A database that knows the twenty-one counts this as done; one that stopped among them goes on with them.
"""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.utils.timezone
import feedback.models.calendar
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

from community.migrating import CreateModels

CHANNELS = [
    ("board", "反馈板块", "Board"),
    ("anonymous", "匿名反馈", "Anonymous"),
    ("widget", "应用内按钮", "In-app button"),
    ("bot", "聊天机器人", "Chatbot"),
    ("survey", "问卷", "Survey"),
    ("session", "反馈会", "Feedback session"),
    ("phone", "电话回访", "Phone"),
    ("mail", "邮件", "E-mail"),
    ("social", "社交媒体", "Social media"),
    ("interview", "线下访谈", "Interview"),
    ("help", "帮助中心", "Help centre"),
]
# Severity (none: not sorted yet), hours to the first answer and to the resolution, round the clock.
POLICIES = [(None, 24, 336), (1, 1, 24), (2, 8, 72), (3, 24, 336), (4, 24, 1440)]
# Name, reasons for alarm, severity at least.
RULES = [
    ("有危险、钱不对、东西丢了", "danger,money,loss", 1),
    ("说到法律、正卡着", "law,stuck", 2),
]
MODERATORS = {
    "feedback": [
        *("view_feedback", "triage_feedback", "import_feedback", "enter_feedback"),
        *("view_fixnote", "add_fixnote", "change_fixnote", "publish_fixnote"),
        *("view_comment", "delete_comment", "view_progressentry"),
        *("view_replytemplate", "add_replytemplate", "change_replytemplate"),
    ],
    "community": ["view_delivery", "change_delivery"],
}
SETTINGS = ["slapolicy", "workcalendar", "calendarday", "team", "teammember", "dutyshift", "absence", "routingrule"]
LEADS = {
    "feedback": [
        *MODERATORS["feedback"],
        *(f"{verb}_category" for verb in ("view", "add", "change")),
        *("view_channel", "change_channel", "delete_replytemplate", "view_trustedauthor", "delete_trustedauthor"),
        *(f"{verb}_{model}" for model in SETTINGS for verb in ("view", "add", "change", "delete")),
    ],
    "community": [
        *MODERATORS["community"],
        *(f"{verb}_{model}" for model in ("interestgroup", "membership") for verb in ("view", "add", "change")),
        *("view_community", "change_community", "view_member", "view_auditentry"),
    ],
}


def add_channels(apps, schema_editor):
    """The eleven ways in are part of the contract: their addresses never change, their names may."""
    Channel = apps.get_model("feedback", "Channel")
    for position, (slug, name, name_en) in enumerate(CHANNELS):
        Channel.objects.get_or_create(
            slug=slug, defaults={"kind": slug, "name": name, "name_en": name_en, "position": position}
        )
    Category = apps.get_model("feedback", "Category")
    Category.objects.get_or_create(slug="other", defaults={"name": "其他", "name_en": "Other", "position": 99})


def add_policies(apps, schema_editor):
    """The promises of the product page."""
    SlaPolicy = apps.get_model("feedback", "SlaPolicy")
    for severity, answer, resolve in POLICIES:
        SlaPolicy.objects.create(severity=severity, answer_hours=answer, resolve_hours=resolve)


def add_rules(apps, schema_editor):
    """What alarms is urgent or serious from the first minute, and whoever is on duty hears of it."""
    RoutingRule = apps.get_model("feedback", "RoutingRule")
    for position, (name, alarms, severity) in enumerate(RULES, 1):
        RoutingRule.objects.get_or_create(
            name=name,
            defaults={"position": position, "alarms": alarms, "set_severity": severity, "tells_duty": True},
        )


def permit(apps, schema_editor):
    """Permissions normally come after all migrations; the groups need theirs now."""
    for label in ("community", "feedback"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, may in (("moderators", MODERATORS), ("leads", LEADS)):
        group, _created = Group.objects.get_or_create(name=name)
        for label, codenames in may.items():
            group.permissions.add(*Permission.objects.filter(content_type__app_label=label, codename__in=codenames))


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("feedback", "0001_initial"),
        ("feedback", "0002_channels"),
        ("feedback", "0003_staff_groups"),
        ("feedback", "0004_lists"),
        ("feedback", "0005_promises"),
        ("feedback", "0006_first_policies"),
        ("feedback", "0007_answers"),
        ("feedback", "0008_merging"),
        ("feedback", "0009_saved_views"),
        ("feedback", "0010_readings_and_rules"),
        ("feedback", "0011_first_rules"),
        ("feedback", "0012_second_looks"),
        ("feedback", "0013_counting_indexes"),
        ("feedback", "0014_learnt_readings"),
        ("feedback", "0015_group_visibility"),
        ("feedback", "0016_comments_of_author"),
        ("feedback", "0017_talk"),
        ("feedback", "0018_hidden_comments"),
        ("feedback", "0019_pauses_as_sanctions"),
        ("feedback", "0020_without_pauses"),
        ("feedback", "0021_testing"),
    ]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("community", "0001_squashed_0012_digests"),
        ("posts", "0002_who_may"),
    ]
    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Category',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=20, unique=True, verbose_name='address')),
                    ('name', models.CharField(max_length=30, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=40, verbose_name='name in English')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='categories', to='feedback.team', verbose_name='team')),
                ],
                options={
                    'verbose_name': 'category',
                    'verbose_name_plural': 'categories',
                    'ordering': ['position', 'pk'],
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Channel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=20, unique=True, verbose_name='address')),
                    ('name', models.CharField(max_length=30, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=40, verbose_name='name in English')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('kind', models.CharField(choices=[('survey', 'Survey'), ('bot', 'Chatbot'), ('board', 'Board'), ('session', 'Feedback session'), ('phone', 'Phone'), ('mail', 'E-mail'), ('social', 'Social media'), ('interview', 'Interview'), ('help', 'Help centre'), ('widget', 'In-app button'), ('anonymous', 'Anonymous')], max_length=10, verbose_name='kind')),
                    ('monthly_cost', models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name='cost a month')),
                    ('currency', models.CharField(default='CNY', max_length=3, verbose_name='currency')),
                    ('publishing', models.CharField(choices=[('at_once', 'Everything at once'), ('nameless', 'Without a name only after approval'), ('newcomers', 'Without a name and from new members only after approval'), ('nothing', 'Everything only after approval')], default='at_once', help_text='Who is trusted, and the team, never wait.', max_length=10, verbose_name='publishing')),
                ],
                options={
                    'verbose_name': 'channel',
                    'verbose_name_plural': 'channels',
                    'ordering': ['position', 'pk'],
                    'abstract': False,
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('monthly_cost__gte', 0)), name='channel_cost_not_negative'),
                        models.CheckConstraint(condition=models.Q(('publishing__in', ['at_once', 'nameless', 'newcomers', 'nothing'])), name='channel_publishing_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Feedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=80, verbose_name='title')),
                    ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name='text')),
                    ('excerpt', models.CharField(editable=False, max_length=120)),
                    ('language', models.CharField(default='zh-hans', max_length=7)),
                    ('is_anonymous', models.BooleanField(default=False, verbose_name='anonymous')),
                    ('receipt_hash', models.CharField(blank=True, editable=False, max_length=64)),
                    ('source_id', models.CharField(blank=True, max_length=100, verbose_name='number at the source')),
                    ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address at the source')),
                    ('status', models.CharField(choices=[('new', 'New'), ('under_review', 'Under review'), ('planned', 'Planned'), ('in_progress', 'In progress'), ('needs_info', 'Needs your word'), ('fixed', 'Fixed'), ('closed', 'Closed'), ('declined', 'Not adopted'), ('merged', 'Merged')], default='new', max_length=12, verbose_name='status')),
                    ('visibility', models.CharField(choices=[('public', 'Everyone'), ('group', 'The members of its group'), ('pending', 'Waiting for approval'), ('hidden', 'Hidden by moderators'), ('removed', 'Taken back by the author')], default='public', max_length=8, verbose_name='who sees it')),
                    ('severity', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'S1 urgent'), (2, 'S2 serious'), (3, 'S3 normal'), (4, 'S4 minor')], null=True, verbose_name='severity')),
                    ('decline_reason', models.CharField(blank=True, choices=[('out_of_scope', 'Not something we do'), ('too_costly', 'Costs more than it gives'), ('unsafe', 'Would not be safe or lawful'), ('exists', 'Already possible'), ('conflicts', 'Would harm other members'), ('unclear', 'Could not be reproduced')], max_length=12, verbose_name='reason')),
                    ('vote_count', models.PositiveIntegerField(default=0, verbose_name='votes')),
                    ('comment_count', models.PositiveIntegerField(default=0, verbose_name='comments')),
                    ('rating_sum', models.PositiveIntegerField(default=0)),
                    ('rating_count', models.PositiveIntegerField(default=0)),
                    ('hot', models.FloatField(default=0)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='said at')),
                    ('edited_at', models.DateTimeField(blank=True, null=True)),
                    ('answer_due_at', models.DateTimeField(blank=True, null=True, verbose_name='answer promised by')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='first answer at')),
                    ('last_answer_at', models.DateTimeField(blank=True, null=True)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last step at')),
                    ('fixed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('submit_key', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                    ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='feedback', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='feedback.category', verbose_name='category')),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='feedback.channel', verbose_name='channel')),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='community.interestgroup', verbose_name='interest group')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_feedback', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                    ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received at')),
                    ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                    ('resolve_due_at', models.DateTimeField(blank=True, null=True, verbose_name='resolution promised by')),
                    ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='feedback', to='feedback.team', verbose_name='team')),
                    ('asked_again_at', models.DateTimeField(blank=True, null=True)),
                    ('compared_at', models.DateTimeField(editable=False, null=True)),
                    ('merged_count', models.PositiveIntegerField(default=0, editable=False)),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='feedback.feedback', verbose_name='merged into')),
                    ('is_alarming', models.BooleanField(default=False, verbose_name='alarming')),
                    ('mood', models.CharField(blank=True, choices=[('negative', 'negative'), ('neutral', 'neutral'), ('positive', 'positive')], default='', max_length=8, verbose_name='mood')),
                ],
                options={
                    'verbose_name': 'feedback',
                    'verbose_name_plural': 'feedback',
                    'permissions': [('triage_feedback', 'May triage feedback'), ('import_feedback', 'May import feedback'), ('enter_feedback', 'May enter feedback for others')],
                    'indexes': [
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['-hot', '-id'], name='board_hot'),
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['-id'], name='board_new'),
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['-vote_count', '-id'], name='board_wanted'),
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['-last_answer_at', '-id'], name='board_answered'),
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['category', '-hot', '-id'], name='board_category_hot'),
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['group', '-hot', '-id'], name='board_group_hot'),
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['channel', '-hot', '-id'], name='board_channel_hot'),
                        models.Index(condition=models.Q(('visibility', 'public')), fields=['status', '-hot', '-id'], name='board_status_hot'),
                        models.Index(fields=['author', '-id'], name='feedback_of_author'),
                        models.Index(fields=['status', 'changed_at', 'id'], name='desk_silent'),
                        models.Index(fields=['-changed_at', '-id'], name='desk_changed'),
                        models.Index(condition=models.Q(('visibility', 'public'), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True)), fields=['-vote_count', '-id'], name='home_wanted'),
                        models.Index(condition=models.Q(('compared_at', None)), fields=['id'], name='feedback_to_compare'),
                        models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), ('mood', '')), fields=['id'], name='feedback_to_read'),
                        models.Index(condition=models.Q(('visibility', 'pending')), fields=['received_at', 'id', 'visibility'], name='desk_pending'),
                        models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True)), fields=['due_at', 'id', 'status', 'visibility'], name='desk_due'),
                        models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('due_at__isnull', True)), fields=['changed_at', 'id', 'status', 'visibility', 'due_at'], name='desk_undue'),
                        models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True)), fields=['owner', 'due_at', 'id', 'status', 'visibility'], name='desk_by_owner'),
                        models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('severity', 1)), fields=['due_at', 'id', 'status', 'visibility', 'severity'], name='desk_urgent'),
                        models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('mood', 'negative')), fields=['due_at', 'id', 'status', 'visibility', 'mood'], name='desk_negative'),
                        models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('is_alarming', True)), fields=['due_at', 'id', 'status', 'visibility', 'is_alarming'], name='desk_alarming'),
                        models.Index(fields=['status', 'due_at', 'id', 'visibility'], name='desk_by_status'),
                        models.Index(condition=models.Q(('visibility', 'group')), fields=['group', '-hot', '-id'], name='group_hot'),
                        models.Index(condition=models.Q(('group__isnull', False)), fields=['group', 'created_at', 'visibility', 'status', 'answered_at'], name='group_by_month'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('severity', None), ('severity__range', (1, 4)), _connector='OR'), name='feedback_severity_known'),
                        models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('author', None), _connector='OR'), name='feedback_anonymous_has_no_author'),
                        models.CheckConstraint(condition=models.Q(('rating_sum__lte', django.db.models.expressions.CombinedExpression(models.Value(5), '*', models.F('rating_count'))), ('rating_sum__gte', models.F('rating_count'))), name='feedback_rating_in_range'),
                        models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), _negated=True), models.Q(('decline_reason', ''), _negated=True), _connector='OR'), name='feedback_declined_with_reason'),
                        models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('channel', 'source_id'), name='feedback_once_per_source'),
                        models.UniqueConstraint(condition=models.Q(('receipt_hash', ''), _negated=True), fields=('receipt_hash',), name='feedback_receipt_unique'),
                        models.CheckConstraint(condition=models.Q(('due_at', None), models.Q(models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), models.Q(('visibility', 'removed'), _negated=True)), _connector='OR'), name='feedback_nothing_due_when_ended'),
                        models.CheckConstraint(condition=models.Q(('status__in', ['new', 'under_review', 'planned', 'in_progress', 'needs_info', 'fixed', 'closed', 'declined', 'merged'])), name='feedback_status_known'),
                        models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'merged')), models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='feedback_merged_has_canonical'),
                        models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='feedback_not_merged_into_itself'),
                        models.CheckConstraint(condition=models.Q(('mood__in', ['', 'negative', 'neutral', 'positive'])), name='feedback_mood_known'),
                        models.CheckConstraint(condition=models.Q(models.Q(('visibility', 'group'), _negated=True), ('group__isnull', False), _connector='OR'), name='feedback_of_a_group_has_one'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by_author', models.BooleanField(default=False)),
                    ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='comment')),
                    ('rendered', models.TextField(editable=False)),
                    ('submit_key', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('edited_at', models.DateTimeField(blank=True, null=True)),
                    ('deleted_at', models.DateTimeField(blank=True, null=True)),
                    ('announced_at', models.DateTimeField(blank=True, null=True)),
                    ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='feedback.feedback')),
                    ('hidden_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'comment',
                    'verbose_name_plural': 'comments',
                    'indexes': [
                        models.Index(fields=['feedback', 'id'], name='comment_of_feedback'),
                        models.Index(condition=models.Q(('announced_at', None)), fields=['id'], name='comment_to_announce'),
                        models.Index(condition=models.Q(('deleted_at', None)), fields=['author', '-id'], name='comment_of_author'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('by_author', False), ('author', None), _connector='OR'), name='comment_by_anonymous_has_no_author'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('draft_key', models.CharField(blank=True, max_length=64)),
                    ('file', models.ImageField(height_field='height', upload_to='feedback/', width_field='width')),
                    ('width', models.PositiveIntegerField(default=0)),
                    ('height', models.PositiveIntegerField(default=0)),
                    ('bytes', models.PositiveIntegerField(default=0)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('comment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='feedback.comment')),
                    ('feedback', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='feedback.feedback')),
                    ('seat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='feedback.testseat')),
                ],
                options={
                    'verbose_name': 'picture',
                    'verbose_name_plural': 'pictures',
                    'indexes': [
                        models.Index(condition=models.Q(('feedback', None)), fields=['draft_key'], name='attachment_waiting'),
                        models.Index(fields=['owner', 'created_at'], name='attachment_quota'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='FixNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=80, verbose_name='what changed')),
                    ('you_said', models.CharField(help_text="A short quote in the members' own words.", max_length=160, verbose_name='you said')),
                    ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name='we did')),
                    ('rendered', models.TextField(blank=True, editable=False)),
                    ('before_image', models.ImageField(blank=True, upload_to='fixes/', verbose_name='picture before')),
                    ('before_caption', models.CharField(blank=True, max_length=60, verbose_name='caption before')),
                    ('before_figure', models.CharField(blank=True, help_text='Instead of a picture, for example “3 days”.', max_length=16, verbose_name='figure before')),
                    ('after_image', models.ImageField(blank=True, upload_to='fixes/', verbose_name='picture after')),
                    ('after_caption', models.CharField(blank=True, max_length=60, verbose_name='caption after')),
                    ('after_figure', models.CharField(blank=True, max_length=16, verbose_name='figure after')),
                    ('done_by', models.CharField(blank=True, max_length=60, verbose_name='done by')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('scheduled', 'Scheduled'), ('published', 'Published')], default='draft', editable=False, max_length=10, verbose_name='state')),
                    ('publish_at', models.DateTimeField(blank=True, null=True, verbose_name='publish at')),
                    ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published at')),
                    ('people_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='people it helps')),
                    ('rating_sum', models.PositiveIntegerField(default=0, editable=False)),
                    ('rating_count', models.PositiveIntegerField(default=0, editable=False)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('author', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('items', models.ManyToManyField(related_name='fix_notes', to='feedback.feedback', verbose_name='answers')),
                ],
                options={
                    'verbose_name': 'fix note',
                    'verbose_name_plural': 'fix notes',
                    'permissions': [('publish_fixnote', 'May publish fix notes')],
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'published')), fields=['-published_at', '-id'], name='fixnote_published'),
                        models.Index(condition=models.Q(('state', 'scheduled')), fields=['publish_at'], name='fixnote_due'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('rating_sum__lte', django.db.models.expressions.CombinedExpression(models.Value(5), '*', models.F('rating_count'))), ('rating_sum__gte', models.F('rating_count'))), name='fixnote_rating_in_range'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='fixnote_published_has_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='fixnote_scheduled_has_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Follow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.CharField(choices=[('all', 'Every step'), ('status', 'Status only'), ('none', 'Nothing')], default='all', max_length=6, verbose_name='tell me')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='feedback.feedback')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'follow',
                    'verbose_name_plural': 'follows',
                    'indexes': [
                        models.Index(fields=['member', '-id'], name='follow_of_member'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('feedback', 'member'), name='follow_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ProgressEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('received', 'Received'), ('answer', 'Official answer'), ('automatic', 'Automatic note'), ('status', 'Status'), ('fix', 'Fixed'), ('rating', 'Rated'), ('reopened', 'Reopened'), ('again', 'Asked to look again'), ('approved', 'Approved'), ('withheld', 'Not published'), ('edited', 'Words mended'), ('note', 'Private note'), ('triage', 'Triaged'), ('merged', 'Merged'), ('unmerged', 'On its own again'), ('poll', 'Result of the poll'), ('test', 'Tested')], max_length=10)),
                    ('old_status', models.CharField(blank=True, choices=[('new', 'New'), ('under_review', 'Under review'), ('planned', 'Planned'), ('in_progress', 'In progress'), ('needs_info', 'Needs your word'), ('fixed', 'Fixed'), ('closed', 'Closed'), ('declined', 'Not adopted'), ('merged', 'Merged')], max_length=12)),
                    ('new_status', models.CharField(blank=True, choices=[('new', 'New'), ('under_review', 'Under review'), ('planned', 'Planned'), ('in_progress', 'In progress'), ('needs_info', 'Needs your word'), ('fixed', 'Fixed'), ('closed', 'Closed'), ('declined', 'Not adopted'), ('merged', 'Merged')], max_length=12)),
                    ('text', models.TextField(blank=True)),
                    ('rendered', models.TextField(blank=True, editable=False)),
                    ('is_public', models.BooleanField(default=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('announced_at', models.DateTimeField(blank=True, null=True)),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='progress_entries', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='feedback.feedback')),
                    ('fix_note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='feedback.fixnote')),
                    ('changes', models.JSONField(blank=True, default=dict)),
                    ('other', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='feedback.feedback')),
                ],
                options={
                    'verbose_name': 'progress entry',
                    'verbose_name_plural': 'progress log',
                    'indexes': [
                        models.Index(fields=['feedback', '-id'], name='progress_of_feedback'),
                        models.Index(condition=models.Q(('announced_at', None), ('is_public', True)), fields=['id'], name='progress_to_announce'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('kind', 'note'), _negated=True), ('is_public', False), _connector='OR'), name='progress_note_is_private'),
                        models.UniqueConstraint(condition=models.Q(('kind', 'fix')), fields=('feedback', 'fix_note'), name='progress_fix_once'),
                        models.UniqueConstraint(condition=models.Q(('kind', 'again')), fields=('feedback',), name='progress_again_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Rating',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by_receipt', models.BooleanField(default=False)),
                    ('score', models.PositiveSmallIntegerField(verbose_name='score')),
                    ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='feedback.feedback')),
                    ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ratings', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'rating',
                    'verbose_name_plural': 'ratings',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('score__range', (1, 5))), name='rating_score_1_to_5'),
                        models.UniqueConstraint(fields=('feedback', 'member'), name='rating_once'),
                        models.UniqueConstraint(condition=models.Q(('by_receipt', True)), fields=('feedback',), name='rating_once_by_receipt'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Vote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='feedback.feedback')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'vote',
                    'verbose_name_plural': 'votes',
                    'indexes': [
                        models.Index(fields=['member', '-id'], name='vote_of_member'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('feedback', 'member'), name='vote_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Absence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_at', models.DateTimeField(verbose_name='from')),
                    ('ends_at', models.DateTimeField(verbose_name='to')),
                    ('note', models.CharField(blank=True, max_length=80, verbose_name='note')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ],
                options={
                    'verbose_name': 'absence',
                    'verbose_name_plural': 'absences',
                    'ordering': ['-starts_at'],
                    'indexes': [
                        models.Index(fields=['ends_at', 'starts_at'], name='absence_by_time'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_ends_later'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CalendarDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='date')),
                    ('hours', models.CharField(blank=True, help_text='Empty for a holiday; the hours of a moved working day.', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='hours')),
                    ('name', models.CharField(blank=True, max_length=40, verbose_name='what for')),
                    ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='feedback.workcalendar')),
                ],
                options={
                    'verbose_name': 'special day',
                    'verbose_name_plural': 'holidays and moved working days',
                    'ordering': ['day'],
                    'constraints': [
                        models.UniqueConstraint(fields=('calendar', 'day'), name='calendar_day_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CalendarVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('spec', models.JSONField()),
                    ('calendar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='versions', to='feedback.workcalendar')),
                ],
                options={
                    'ordering': [models.OrderBy(models.F('id'), descending=True)],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('calendar__isnull', False)), fields=('calendar', 'digest'), name='calendar_version_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DutyShift',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                    ('starts_at', models.TimeField(verbose_name='from')),
                    ('ends_at', models.TimeField(verbose_name='to')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duty_shifts', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='feedback.team')),
                ],
                options={
                    'verbose_name': 'duty shift',
                    'verbose_name_plural': 'duty shifts',
                    'ordering': ['weekday', 'starts_at', 'pk'],
                    'constraints': [
                        models.UniqueConstraint(fields=('team', 'member', 'weekday', 'starts_at'), name='duty_shift_once'),
                        models.CheckConstraint(condition=models.Q(('weekday__range', (0, 6))), name='duty_shift_weekday'),
                        models.CheckConstraint(condition=models.Q(('starts_at', models.F('ends_at')), _negated=True), name='duty_shift_has_length'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Promise',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('target', models.CharField(choices=[('answer', 'First answer'), ('resolve', 'Resolution')], max_length=8)),
                    ('round', models.PositiveSmallIntegerField(default=1)),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('warn_percent', models.PositiveSmallIntegerField(default=75)),
                    ('started_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('paused_seconds', models.PositiveIntegerField(default=0)),
                    ('paused_at', models.DateTimeField(null=True)),
                    ('state', models.CharField(choices=[('running', 'Running'), ('paused', 'Paused'), ('kept', 'Kept'), ('broken', 'Late'), ('void', 'Called off')], default='running', max_length=8)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('look_at', models.DateTimeField(null=True)),
                    ('calendar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='feedback.calendarversion')),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='feedback.feedback')),
                    ('policy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='feedback.slapolicy')),
                ],
                options={
                    'verbose_name': 'promise',
                    'verbose_name_plural': 'promises',
                    'indexes': [
                        models.Index(condition=models.Q(('look_at__isnull', False)), fields=['look_at', 'id'], name='promise_to_look_at'),
                        models.Index(fields=['target', 'settled_at'], name='promise_settled'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('feedback', 'target', 'round'), name='promise_once'),
                        models.UniqueConstraint(condition=models.Q(('state__in', ['running', 'paused'])), fields=('feedback', 'target'), name='promise_one_running'),
                        models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state__in', ['kept', 'broken'])), models.Q(('settled_at__isnull', True), ('state__in', ['running', 'paused', 'void'])), _connector='OR'), name='promise_settled_with_time'),
                        models.CheckConstraint(condition=models.Q(models.Q(('paused_at__isnull', False), ('state', 'paused')), models.Q(models.Q(('state', 'paused'), _negated=True), ('paused_at', None)), _connector='OR'), name='promise_paused_with_time'),
                        models.CheckConstraint(condition=models.Q(('look_at', None), ('state', 'running'), _connector='OR'), name='promise_watched_while_running'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SlaEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('moved', 'Time changed'), ('paused', 'Paused'), ('resumed', 'Runs again'), ('near', 'Nearly due'), ('kept', 'Kept'), ('broken', 'Late'), ('void', 'Called off')], max_length=8)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('due_at', models.DateTimeField()),
                    ('promise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='feedback.promise')),
                ],
                options={
                    'verbose_name': 'promise event',
                    'verbose_name_plural': 'promise events',
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('kind__in', ['near', 'kept', 'broken', 'void'])), fields=('promise', 'kind'), name='sla_event_once'),
                        models.UniqueConstraint(condition=models.Q(('kind__in', ['kept', 'broken', 'void'])), fields=('promise',), name='sla_event_one_outcome'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SlaPolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('severity', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'S1 urgent'), (2, 'S2 serious'), (3, 'S3 normal'), (4, 'S4 minor')], help_text='Empty: for what nobody has looked at yet.', null=True, verbose_name='severity')),
                    ('answer_hours', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='first answer within (hours)')),
                    ('resolve_hours', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='resolved within (hours)')),
                    ('warn_percent', models.PositiveSmallIntegerField(default=75, validators=[django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(95)], verbose_name='warn when used up (percent)')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='feedback.category', verbose_name='only for the category')),
                    ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='feedback.channel', verbose_name='only for the channel')),
                    ('calendar', models.ForeignKey(blank=True, help_text='Empty: round the clock.', null=True, on_delete=django.db.models.deletion.PROTECT, to='feedback.workcalendar', verbose_name='counted in the hours of')),
                ],
                options={
                    'verbose_name': 'promise policy',
                    'verbose_name_plural': 'promise policies',
                    'ordering': ['severity', 'category', 'channel'],
                    'constraints': [
                        models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('severity', 0), django.db.models.functions.comparison.Coalesce('category', 0), django.db.models.functions.comparison.Coalesce('channel', 0), name='sla_policy_once'),
                        models.CheckConstraint(condition=models.Q(('answer_hours__gte', 1)), name='sla_policy_answer_hours'),
                        models.CheckConstraint(condition=models.Q(('warn_percent__range', (10, 95))), name='sla_policy_warn_percent'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=30, unique=True, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=40, verbose_name='name in English')),
                    ('zone', models.CharField(default='Asia/Shanghai', max_length=40, validators=[feedback.models.calendar.check_zone], verbose_name='time zone')),
                    ('takes_rest', models.BooleanField(default=False, verbose_name='takes what belongs to no other team')),
                    ('assigns_itself', models.BooleanField(default=True, help_text='To whoever has the fewest open items; otherwise people take them.', verbose_name='gives each new item to somebody on duty')),
                    ('lead', models.ForeignKey(blank=True, help_text='Hears of every promise that was not kept.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='led_teams', to=settings.AUTH_USER_MODEL, verbose_name='lead')),
                    ('members', models.ManyToManyField(related_name='teams', through='feedback.TeamMember', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'team',
                    'verbose_name_plural': 'teams',
                    'ordering': ['name'],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('takes_rest', True)), fields=('takes_rest',), name='team_takes_rest_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TeamMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('given_at', models.DateTimeField(editable=False, null=True)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team_seats', to=settings.AUTH_USER_MODEL)),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='feedback.team')),
                ],
                options={
                    'verbose_name': 'member of a team',
                    'verbose_name_plural': 'members of the team',
                    'constraints': [
                        models.UniqueConstraint(fields=('team', 'member'), name='team_member_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='WorkCalendar',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                    ('zone', models.CharField(default='Asia/Shanghai', max_length=40, validators=[feedback.models.calendar.check_zone], verbose_name='time zone')),
                    ('monday', models.CharField(blank=True, default='09:00-18:00', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='Monday')),
                    ('tuesday', models.CharField(blank=True, default='09:00-18:00', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='Tuesday')),
                    ('wednesday', models.CharField(blank=True, default='09:00-18:00', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='Wednesday')),
                    ('thursday', models.CharField(blank=True, default='09:00-18:00', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='Thursday')),
                    ('friday', models.CharField(blank=True, default='09:00-18:00', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='Friday')),
                    ('saturday', models.CharField(blank=True, default='', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='Saturday')),
                    ('sunday', models.CharField(blank=True, default='', max_length=100, validators=[feedback.models.calendar.check_hours], verbose_name='Sunday')),
                ],
                options={
                    'verbose_name': 'working calendar',
                    'verbose_name_plural': 'working calendars',
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Approval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('why', models.CharField(choices=[('channel', 'everything in this channel is looked at first'), ('newcomer', 'from a new member'), ('nameless', 'said without a name'), ('hasty', 'sent faster than people type'), ('trap', 'filled in a field that people do not see'), ('word', 'holds a word that is looked at first'), ('link', 'a link from a new member')], max_length=10, verbose_name='why it waits')),
                    ('outcome', models.CharField(blank=True, choices=[('approved', 'Approved'), ('withheld', 'Not published')], max_length=10, verbose_name='outcome')),
                    ('reason', models.CharField(blank=True, choices=[('spam', 'It is advertising, or not meant for us.'), ('private', 'It names people, or shows what is private.'), ('hurtful', 'It hurts people. Say the same about the matter, and we take it up.'), ('empty', 'We could not tell what it is about.')], max_length=10, verbose_name='reason')),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='words to the author')),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='approval', to='feedback.feedback')),
                ],
                options={
                    'verbose_name': 'approval',
                    'verbose_name_plural': 'approvals',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(('decided_at__isnull', False), ('outcome__in', ['approved', 'withheld'])), _connector='OR'), name='approval_decided_with_outcome'),
                        models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'withheld'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='approval_withheld_with_reason'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='OnBehalf',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(choices=[('item', 'feedback'), ('vote', 'vote')], max_length=4)),
                    ('source', models.TextField(max_length=500, verbose_name='source')),
                    ('has_consent', models.BooleanField(verbose_name='may be published')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='feedback.channel', verbose_name='channel')),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='on_behalf', to='feedback.feedback')),
                    ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'entry on behalf',
                    'verbose_name_plural': 'entries on behalf',
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('what', 'item')), fields=('feedback',), name='on_behalf_item_once'),
                        models.UniqueConstraint(condition=models.Q(('what', 'vote')), fields=('feedback', 'member'), name='on_behalf_vote_once'),
                        models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='on_behalf_has_source'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReplyTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(help_text='Only the team reads it.', max_length=40, verbose_name='title')),
                    ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], default='zh-hans', max_length=7, verbose_name='language')),
                    ('text', models.TextField(max_length=2000, verbose_name='text')),
                    ('status', models.CharField(blank=True, choices=[('under_review', 'Under review'), ('planned', 'Planned'), ('in_progress', 'In progress'), ('needs_info', 'Needs your word'), ('fixed', 'Fixed'), ('closed', 'Closed'), ('declined', 'Not adopted')], help_text='Chosen beside the words where the item can go there.', max_length=12, verbose_name='sets the status')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('use_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='used')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('category', models.ForeignKey(blank=True, help_text='Offered for items of this category only; empty for all.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reply_templates', to='feedback.category', verbose_name='category')),
                ],
                options={
                    'verbose_name': 'reply template',
                    'verbose_name_plural': 'reply templates',
                    'ordering': ['position', 'pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('status__in', ['', 'under_review', 'planned', 'in_progress', 'needs_info', 'fixed', 'closed', 'declined'])), name='reply_status_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TrustedAuthor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                    ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('trusted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'trusted author',
                    'verbose_name_plural': 'trusted authors',
                },
            ),
            migrations.CreateModel(
                name='CategoryDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('confidence', models.FloatField(null=True)),
                    ('method', models.CharField(blank=True, max_length=12)),
                    ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='decided at')),
                    ('chosen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='feedback.category')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='category_decisions', to='feedback.feedback')),
                    ('suggested', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='feedback.category')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['feedback', '-id'], name='category_decision_latest'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('confidence', None), ('confidence__range', (0, 1)), _connector='OR'), name='category_decision_confidence_is_share'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='CategoryTally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('labels', models.PositiveIntegerField(default=0)),
                    ('tokens', models.PositiveIntegerField(default=0)),
                    ('category', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='tally', to='feedback.category')),
                ],
            ),
            migrations.CreateModel(
                name='CategoryToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.PositiveIntegerField()),
                    ('count', models.PositiveIntegerField()),
                    ('category', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='feedback.category')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('token', 'category'), name='category_token_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='DuplicatePair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('score', models.FloatField(default=0, verbose_name='likeness')),
                    ('method', models.CharField(choices=[('equal', 'the same words'), ('similar-1', 'much the same words'), ('moderator', 'seen by a moderator')], max_length=12, verbose_name='found by')),
                    ('state', models.CharField(choices=[('open', 'To decide'), ('accepted', 'Merged'), ('dismissed', 'Not the same')], default='open', max_length=10, verbose_name='state')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_first', to='feedback.feedback')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_second', to='feedback.feedback')),
                ],
                options={
                    'verbose_name': 'pair of look-alikes',
                    'verbose_name_plural': 'look-alikes',
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'open')), fields=['-score', '-id'], name='duplicate_pair_to_decide'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('first', 'second'), name='duplicate_pair_once'),
                        models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_pair_older_first'),
                        models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='duplicate_pair_score_is_share'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='duplicate_pair_decided_has_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=20, verbose_name='name')),
                    ('query', models.CharField(max_length=1500)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [
                        models.UniqueConstraint(fields=('member', 'name'), name='saved_view_name_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mood', models.CharField(choices=[('negative', 'negative'), ('neutral', 'neutral'), ('positive', 'positive')], max_length=8)),
                    ('score', models.FloatField()),
                    ('words', models.JSONField(default=list)),
                    ('alarms', models.JSONField(default=list)),
                    ('method', models.CharField(max_length=40)),
                    ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('feedback', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reading', to='feedback.feedback')),
                    ('quieted', models.JSONField(default=list)),
                ],
                options={
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('mood__in', ['negative', 'neutral', 'positive'])), name='reading_mood_known'),
                        models.CheckConstraint(condition=models.Q(('score__range', (-1, 1))), name='reading_score_in_range'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReadingDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(choices=[('mood', 'mood'), ('alarm', 'alarm'), ('routing', 'routing')], max_length=8)),
                    ('read', models.CharField(blank=True, max_length=8)),
                    ('chosen', models.CharField(max_length=8)),
                    ('method', models.CharField(blank=True, max_length=40)),
                    ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reading_decisions', to='feedback.feedback')),
                    ('hit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='feedback.routinghit')),
                ],
                options={
                    'indexes': [
                        models.Index(fields=['feedback', 'what', '-id'], name='reading_decision_latest'),
                        models.Index(fields=['what', 'decided_at'], name='reading_decision_by_time'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('hit__isnull', False), ('what', 'routing')), models.Q(models.Q(('what', 'routing'), _negated=True), ('hit', None)), _connector='OR'), name='reading_decision_hit_of_routing'),
                        models.CheckConstraint(condition=models.Q(models.Q(('chosen__in', ['negative', 'neutral', 'positive']), ('what', 'mood')), models.Q(models.Q(('what', 'mood'), _negated=True), ('chosen__in', ['yes', 'no'])), _connector='OR'), name='reading_decision_chosen_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoutingHit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule_name', models.CharField(max_length=40)),
                    ('conditions', models.JSONField(default=list)),
                    ('effects', models.JSONField(default=dict)),
                    ('tells_duty', models.BooleanField(default=False)),
                    ('told_at', models.DateTimeField(null=True)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routing_hits', to='feedback.feedback')),
                    ('rule', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hits', to='feedback.routingrule')),
                ],
                options={
                    'verbose_name': 'hit of a rule',
                    'verbose_name_plural': 'hits of rules',
                    'indexes': [
                        models.Index(fields=['rule', 'at'], name='routing_hit_of_rule'),
                        models.Index(condition=models.Q(('tells_duty', True), ('told_at', None)), fields=['id'], name='routing_hit_to_tell'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('feedback', 'rule'), name='routing_hit_once'),
                        models.UniqueConstraint(condition=models.Q(('tells_duty', True)), fields=('feedback',), name='routing_hit_tells_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RoutingRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('stops', models.BooleanField(default=False, help_text='Those below are not asked any more once this one has hit.', verbose_name='no further rules after it')),
                    ('severity', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'S1 urgent'), (2, 'S2 serious'), (3, 'S3 normal'), (4, 'S4 minor')], null=True, verbose_name='its severity is')),
                    ('mood', models.CharField(blank=True, choices=[('negative', 'negative'), ('neutral', 'neutral'), ('positive', 'positive')], max_length=8, verbose_name='its mood is')),
                    ('alarms', models.CharField(blank=True, max_length=60, verbose_name='it alarms because')),
                    ('words', models.TextField(blank=True, help_text='One to a line. Chinese is found anywhere, Latin words only whole, in any case.', max_length=2000, verbose_name='it says one of these')),
                    ('language', models.CharField(blank=True, choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], max_length=7, verbose_name='it is in')),
                    ('author_is', models.CharField(blank=True, choices=[('anonymous', 'anonymous'), ('newcomer', 'new here')], max_length=9, verbose_name='its author is')),
                    ('set_severity', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'S1 urgent'), (2, 'S2 serious'), (3, 'S3 normal'), (4, 'S4 minor')], null=True, verbose_name='severity at least')),
                    ('tells_duty', models.BooleanField(default=False, verbose_name='tell the lead and those on duty at once')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.category', verbose_name='its category is')),
                    ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.channel', verbose_name='it came by')),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.interestgroup', verbose_name='it is from the group')),
                    ('reply', models.ForeignKey(blank=True, help_text='Said at once where the language is the same and somebody hears it. It is marked as automatic, and the first answer is still owed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.replytemplate', verbose_name='answer automatically with')),
                    ('set_category', models.ForeignKey(blank=True, help_text='Where the author chose none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.category', verbose_name='category')),
                    ('set_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                    ('set_team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.team', verbose_name='team')),
                ],
                options={
                    'verbose_name': 'routing rule',
                    'verbose_name_plural': 'routing rules',
                    'ordering': ['position', 'pk'],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('channel__isnull', False), ('category__isnull', False), ('group__isnull', False), ('severity__isnull', False), models.Q(('mood', ''), _negated=True), models.Q(('alarms', ''), _negated=True), models.Q(('words', ''), _negated=True), models.Q(('language', ''), _negated=True), models.Q(('author_is', ''), _negated=True), _connector='OR'), name='routing_rule_has_condition'),
                        models.CheckConstraint(condition=models.Q(('set_severity__isnull', False), ('set_category__isnull', False), ('set_team__isnull', False), ('set_owner__isnull', False), ('tells_duty', True), ('reply__isnull', False), _connector='OR'), name='routing_rule_has_effect'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SecondLook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField(verbose_name='week')),
                    ('first_severity', models.PositiveSmallIntegerField(choices=[(1, 'S1 urgent'), (2, 'S2 serious'), (3, 'S3 normal'), (4, 'S4 minor')], null=True)),
                    ('first_mood', models.CharField(blank=True, choices=[('negative', 'negative'), ('neutral', 'neutral'), ('positive', 'positive')], max_length=8)),
                    ('severity', models.PositiveSmallIntegerField(choices=[(1, 'S1 urgent'), (2, 'S2 serious'), (3, 'S3 normal'), (4, 'S4 minor')], null=True, verbose_name='severity')),
                    ('mood', models.CharField(blank=True, choices=[('negative', 'negative'), ('neutral', 'neutral'), ('positive', 'positive')], max_length=8, verbose_name='mood')),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='feedback.category', verbose_name='category')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_looks', to='feedback.feedback')),
                    ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('first_category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='feedback.category')),
                ],
                options={
                    'verbose_name': 'second look',
                    'verbose_name_plural': 'second looks',
                    'indexes': [
                        models.Index(condition=models.Q(('decided_at', None)), fields=['week', 'id'], name='second_look_open'),
                        models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at'], name='second_look_decided'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('week', 'feedback'), name='second_look_once'),
                        models.CheckConstraint(condition=models.Q(('decided_by', None), ('first_by', None), models.Q(('decided_by', models.F('first_by')), _negated=True), _connector='OR'), name='second_look_by_another'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None)), ('decided_at__isnull', False), _connector='OR'), name='second_look_decided_has_moment'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='LearntReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(choices=[('mood', 'mood'), ('alarm', 'alarm'), ('routing', 'routing')], max_length=8)),
                    ('language', models.CharField(max_length=8)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('learnt_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('decisions', models.PositiveIntegerField(default=0)),
                    ('left', models.PositiveIntegerField(default=0)),
                    ('right_before', models.FloatField(null=True)),
                    ('right_after', models.FloatField(null=True)),
                    ('is_used', models.BooleanField(default=False)),
                    ('weights', models.BinaryField(default=b'')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('what', 'language'), name='learnt_reading_once'),
                        models.CheckConstraint(condition=models.Q(('what__in', ['mood', 'alarm'])), name='learnt_reading_of_words'),
                        models.CheckConstraint(condition=models.Q(models.Q(('right_after', None), ('right_before', None)), models.Q(('right_after__range', (0, 1)), ('right_before__range', (0, 1))), _connector='OR'), name='learnt_reading_shares'),
                        models.CheckConstraint(condition=models.Q(('is_used', False), models.Q(('weights', b''), _negated=True), _connector='OR'), name='learnt_reading_used_has_weights'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='GroupMonth',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='month')),
                    ('members', models.PositiveIntegerField(default=0, verbose_name='members')),
                    ('joined', models.PositiveIntegerField(default=0, verbose_name='joined')),
                    ('items', models.PositiveIntegerField(default=0, verbose_name='items')),
                    ('answered', models.PositiveIntegerField(default=0, verbose_name='answered')),
                    ('fixed', models.PositiveIntegerField(default=0, verbose_name='fixed')),
                    ('active', models.PositiveIntegerField(default=0, verbose_name='active members')),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='months', to='community.interestgroup')),
                ],
                options={
                    'verbose_name': 'month of a group',
                    'verbose_name_plural': 'months of groups',
                    'constraints': [
                        models.UniqueConstraint(fields=('group', 'month'), name='group_month_once'),
                        models.CheckConstraint(condition=models.Q(('answered__lte', models.F('items')), ('fixed__lte', models.F('items'))), name='group_month_parts_of_items'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Origin',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('feedback', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='origin', to='feedback.feedback')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='posts.post')),
                ],
                options={
                    'verbose_name': 'origin in the talk',
                    'verbose_name_plural': 'origins in the talk',
                },
            ),
            migrations.CreateModel(
                name='FeedbackPoll',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('written_at', models.DateTimeField(null=True)),
                    ('attached_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('feedback', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='attached_poll', to='feedback.feedback')),
                    ('poll', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='posts.poll')),
                ],
                options={
                    'verbose_name': 'poll on an item',
                    'verbose_name_plural': 'polls on items',
                    'indexes': [
                        models.Index(condition=models.Q(('written_at', None)), fields=['id'], name='feedback_poll_to_write'),
                    ],
                },
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
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'open')), fields=['-id'], name='test_call_open'),
                        models.Index(condition=models.Q(('state', 'open')), fields=['ends_at', 'id'], name='test_call_due'),
                        models.Index(condition=models.Q(('state', 'ended')), fields=['-ended_at', '-id'], name='test_call_ended'),
                        models.Index(condition=models.Q(('announced_at', None)), fields=['id'], name='test_call_to_announce'),
                        models.Index(condition=models.Q(('state', 'ended'), ('thanked_at', None)), fields=['id'], name='test_call_to_thank'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('feedback',), name='test_call_one_open'),
                        models.CheckConstraint(condition=models.Q(('seats__range', (1, 500))), name='test_call_seats_in_range'),
                        models.CheckConstraint(condition=models.Q(('seats_taken__lte', models.F('seats'))), name='test_call_no_seat_twice'),
                        models.CheckConstraint(condition=models.Q(('report_count__lte', models.F('seats_taken'))), name='test_call_reports_by_seats'),
                        models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'open')), models.Q(('ended_at__isnull', False), ('state', 'ended')), _connector='OR'), name='test_call_ended_has_time'),
                    ],
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
                    'indexes': [
                        models.Index(fields=['call', 'reported_at', 'id'], name='test_seat_of_call'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('call', 'member'), name='test_seat_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('reported_at', None)), models.Q(('outcome__in', ['works', 'partly', 'fails']), ('reported_at__isnull', False)), _connector='OR'), name='test_seat_report_has_outcome'),
                    ],
                },
            ),
        ]),
        migrations.RunPython(add_channels, migrations.RunPython.noop),
        migrations.RunPython(add_policies, migrations.RunPython.noop),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
