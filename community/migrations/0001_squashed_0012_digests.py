"""The tables of the community as the twelve migrations before left them, made at once: a new database is ready in
seconds. One that knows the twelve counts this as done; one that stopped among them goes on with them.

Beside SearchDoc stands a full-text index, kept in step by the database itself.
SQLite: FTS5 over the table's own tokens (nothing stored twice) and three triggers. Tokens come ready made from
community.search, so the `ascii` tokenizer, which leaves everything beyond ASCII alone, cuts them exactly at the
blanks; `unicode61` would drop accents and every character younger than 2012. Neither positions nor sizes are kept:
a pair of characters is one token, so phrases are not needed. `prefix='1'` answers queries of one character.
PostgreSQL: a stored tsvector of the same tokens (no parser between, for the same reason) under GIN, without the
pending list, which each search would have to read through.

A later migration that makes SQLite rebuild community_searchdoc drops the triggers: call `create_index` after it.
"""

import community.models.group
import community.models.member
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

from community.migrating import CreateModels

SQLITE = [
    """CREATE VIRTUAL TABLE community_searchindex USING fts5(
        tokens, content='community_searchdoc', content_rowid='id',
        tokenize='ascii', prefix='1', detail='none', columnsize=0)""",
    """CREATE TRIGGER community_searchdoc_added AFTER INSERT ON community_searchdoc BEGIN
        INSERT INTO community_searchindex(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    """CREATE TRIGGER community_searchdoc_removed AFTER DELETE ON community_searchdoc BEGIN
        INSERT INTO community_searchindex(community_searchindex, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
    END""",
    """CREATE TRIGGER community_searchdoc_changed AFTER UPDATE OF id, tokens ON community_searchdoc
    WHEN old.tokens IS NOT new.tokens OR old.id IS NOT new.id BEGIN
        INSERT INTO community_searchindex(community_searchindex, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO community_searchindex(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    "INSERT INTO community_searchindex(community_searchindex) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS community_searchdoc_added",
    "DROP TRIGGER IF EXISTS community_searchdoc_removed",
    "DROP TRIGGER IF EXISTS community_searchdoc_changed",
    "DROP TABLE IF EXISTS community_searchindex",
]
POSTGRESQL = [
    """ALTER TABLE community_searchdoc ADD COLUMN tokens_vector tsvector GENERATED ALWAYS AS
        (array_to_tsvector(array_remove(string_to_array(tokens, ' '), ''))) STORED""",
    """CREATE INDEX community_searchdoc_vector ON community_searchdoc
        USING gin (tokens_vector) WITH (fastupdate = off)""",
]
POSTGRESQL_BACK = [
    "DROP INDEX IF EXISTS community_searchdoc_vector",
    "ALTER TABLE community_searchdoc DROP COLUMN IF EXISTS tokens_vector",
]
# (name, name in English, icon)
INTERESTS = [
    ("做饭买菜", "Cooking and groceries", "pot"),
    ("烘焙", "Baking", "cake"),
    ("带孩子", "Raising children", "child"),
    ("养宠物", "Pets", "paw"),
    ("种花种菜", "Gardening", "leaf"),
    ("咖啡与茶", "Coffee and tea", "cup"),
    ("阅读与学习", "Reading and learning", "book"),
    ("跑步健身", "Running and fitness", "run"),
    ("动手修理", "Mending things", "tool"),
    ("手机与应用", "Phones and apps", "phone"),
    ("省钱好价", "Saving money", "coin"),
    ("邻里互助", "Helping neighbours", "hand"),
]
LEADS = [
    *(f"{verb}_{model}" for model in ("interest", "invitation") for verb in ("view", "add", "change")),
    "view_arrival",
    "appoint_ambassador",
]


def create_index(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop_index(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    vendor = schema_editor.connection.vendor
    if vendor not in statements:
        raise NotImplementedError(f"search knows SQLite and PostgreSQL, not {vendor}")
    for statement in statements[vendor]:
        schema_editor.execute(statement, params=None)


def add_interests(apps, schema_editor):
    Interest = apps.get_model("community", "Interest")
    Interest.objects.bulk_create(
        Interest(name=name, name_en=name_en, icon=icon, position=position)
        for position, (name, name_en, icon) in enumerate(INTERESTS)
    )


def add_groups(apps, schema_editor):
    """Permissions normally come after all migrations; the group needs its own now."""
    config = apps.get_app_config("community")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    # What an ambassador may do is said by his mark alone.
    Group.objects.get_or_create(name="ambassadors")
    leads, _created = Group.objects.get_or_create(name="leads")
    found = Permission.objects.filter(content_type__app_label="community", codename__in=LEADS)
    leads.permissions.add(*found)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("community", "0001_initial"),
        ("community", "0002_search_index"),
        ("community", "0003_notices_by_cause"),
        ("community", "0004_staff_mail"),
        ("community", "0005_newcomers"),
        ("community", "0006_rules"),
        ("community", "0007_group_policies"),
        ("community", "0008_group_life"),
        ("community", "0009_people"),
        ("community", "0010_talk_mail"),
        ("community", "0011_announcement_mail"),
        ("community", "0012_digests"),
    ]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        CreateModels([
            migrations.CreateModel(
                name='DaySecret',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                    ('secret', models.CharField(max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='InterestGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('slug', models.SlugField(max_length=40, unique=True, validators=[community.models.group.validate_group_slug], verbose_name='address')),
                    ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                    ('hue', models.PositiveSmallIntegerField(default=0, verbose_name='colour (0–11)')),
                    ('policy', models.CharField(choices=[('open', 'Open to all'), ('request', 'By request'), ('invitation', 'By invitation')], default='open', max_length=12, verbose_name='who may join')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('member_count', models.PositiveIntegerField(default=0, editable=False)),
                    ('feedback_count', models.PositiveIntegerField(default=0, editable=False)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('members', models.ManyToManyField(related_name='interest_groups', through='community.Membership', to=settings.AUTH_USER_MODEL)),
                    ('is_private', models.BooleanField(default=False, help_text='Only members know that it is there. It needs invitations.', verbose_name='private')),
                    ('cover', models.ImageField(blank=True, editable=False, upload_to='covers/', verbose_name='cover picture')),
                    ('folded', models.CharField(blank=True, editable=False, max_length=800)),
                    ('rules', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name='rules of the group')),
                    ('rules_rendered', models.TextField(blank=True, editable=False)),
                    ('interests', models.ManyToManyField(blank=True, help_text='Whoever shares one is shown the group on joining.', related_name='groups', to='community.interest', verbose_name='interests')),
                ],
                options={
                    'verbose_name': 'interest group',
                    'verbose_name_plural': 'interest groups',
                    'indexes': [
                        models.Index(fields=['is_active', '-member_count', 'id'], name='group_listed'),
                        models.Index(condition=models.Q(('is_active', True), ('is_private', False)), fields=['-member_count', 'id'], name='group_open'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('member_count__gte', 0)), name='group_member_count_not_negative'),
                        models.CheckConstraint(condition=models.Q(('hue__lte', 11)), name='group_hue_known'),
                        models.CheckConstraint(condition=models.Q(('is_private', False), ('policy', 'invitation'), _connector='OR'), name='group_private_by_invitation'),
                        models.UniqueConstraint(condition=models.Q(('is_private', False)), fields=('name',), name='group_name_once', violation_error_message='Another group goes by this name.'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Member',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                    ('name', models.CharField(max_length=30, verbose_name='name')),
                    ('name_key', models.CharField(editable=False, max_length=60, unique=True)),
                    ('avatar', models.ImageField(blank=True, upload_to='avatars/', verbose_name='picture')),
                    ('job_title', models.CharField(blank=True, help_text='Shown by the name of those who answer.', max_length=30, verbose_name='job title')),
                    ('bio', models.CharField(blank=True, max_length=200, verbose_name='about me')),
                    ('language', models.CharField(choices=[('zh-hans', 'Simplified Chinese'), ('en', 'English')], default='zh-hans', max_length=7, verbose_name='language')),
                    ('time_zone', models.CharField(default='Asia/Shanghai', max_length=40, validators=[community.models.member.validate_time_zone], verbose_name='time zone')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may open the staff desk')),
                    ('joined_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('rules_version', models.PositiveIntegerField(default=0, editable=False)),
                    ('mark', models.CharField(blank=True, choices=[('host', 'Host'), ('ambassador', 'Ambassador'), ('moderator', 'Moderator'), ('lead', 'Lead')], default='', editable=False, max_length=10, verbose_name='mark')),
                    ('settled_at', models.DateTimeField(editable=False, null=True)),
                    ('shows_contributions', models.BooleanField(default=True, help_text='On the board it stands in any case.', verbose_name='show what I said on my profile')),
                    ('interests', models.ManyToManyField(blank=True, related_name='members', to='community.interest', verbose_name='interests')),
                    ('digest_hour', models.PositiveSmallIntegerField(default=8, verbose_name='hour of digests')),
                    ('digest_weekday', models.PositiveSmallIntegerField(default=0, verbose_name='weekday of weekly digests')),
                ],
                options={
                    'verbose_name': 'member',
                    'verbose_name_plural': 'members',
                    'indexes': [
                        models.Index(condition=models.Q(('mark', ''), _negated=True), fields=['mark'], name='member_marked'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='member_email_unique_any_case'),
                        models.CheckConstraint(condition=models.Q(('mark__in', ['', 'host', 'ambassador', 'moderator', 'lead'])), name='member_mark_known'),
                        models.CheckConstraint(condition=models.Q(('digest_hour__lte', 23)), name='member_digest_hour_of_day'),
                        models.CheckConstraint(condition=models.Q(('digest_weekday__lte', 6)), name='member_digest_day_of_week'),
                    ],
                    'permissions': [('appoint_ambassador', 'May appoint ambassadors')],
                },
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('actor_label', models.CharField(max_length=60, verbose_name='who')),
                    ('action', models.CharField(max_length=60, verbose_name='did')),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_id', models.CharField(max_length=40)),
                    ('object_label', models.CharField(max_length=120, verbose_name='what')),
                    ('changes', models.JSONField(default=dict, verbose_name='changes')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                    ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'audit entry',
                    'verbose_name_plural': 'audit trail',
                    'indexes': [
                        models.Index(fields=['object_type', 'object_id', '-id'], name='audit_of_object'),
                        models.Index(fields=['actor', '-id'], name='audit_of_actor'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Community',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(default='回音', max_length=40, verbose_name='name')),
                    ('name_en', models.CharField(default='Huiyin', max_length=40, verbose_name='name in English')),
                    ('tagline', models.CharField(default='每条反馈都有回音', max_length=80, verbose_name='tagline')),
                    ('tagline_en', models.CharField(default='Every piece of feedback gets an answer', max_length=80, verbose_name='tagline in English')),
                    ('promise_hours', models.PositiveSmallIntegerField(default=24, help_text='Told to everybody who says something.', verbose_name='first answer within (hours)')),
                    ('version', models.PositiveBigIntegerField(default=1, editable=False)),
                    ('new_until_days', models.PositiveSmallIntegerField(default=0, help_text='0: the days do not matter.', verbose_name='new for so many days')),
                    ('new_until_items', models.PositiveSmallIntegerField(default=2, help_text='0: the number does not matter.', verbose_name='new until so many items were published')),
                    ('rules_version', models.PositiveIntegerField(default=0, editable=False)),
                    ('invite_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1)], verbose_name="days a member's link lasts")),
                    ('invite_limit', models.PositiveSmallIntegerField(default=20, help_text='0: members cannot invite.', verbose_name='people a member may bring with one link')),
                ],
                options={
                    'verbose_name': 'community',
                    'verbose_name_plural': 'community',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('pk', 1)), name='community_is_one_row'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Activity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=30)),
                    ('channel_slug', models.CharField(blank=True, max_length=20)),
                    ('day', models.DateField()),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to=settings.AUTH_USER_MODEL)),
                    ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='community.interestgroup')),
                ],
                options={
                    'verbose_name': 'activity',
                    'verbose_name_plural': 'activities',
                    'indexes': [
                        models.Index(fields=['day', 'kind'], name='activity_by_day'),
                        models.Index(fields=['member', 'day'], name='activity_of_member'),
                        models.Index(fields=['group', 'day', 'member'], name='activity_in_group'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='MailChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('answers', 'Answers to what I said'), ('progress', 'Progress of what I follow'), ('comments', 'Comments on what I follow'), ('ratings', 'Asking whether a fix helped'), ('talk', 'Conversations I am part of'), ('groups', 'Announcements in my groups'), ('announcements', 'Announcements'), ('duties', 'What falls to me at the desk')], max_length=20, verbose_name='kind')),
                    ('frequency', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Daily'), ('weekly', 'Weekly'), ('never', 'Never')], default='at_once', max_length=10, verbose_name='how often')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'mail choice',
                    'verbose_name_plural': 'mail choices',
                    'constraints': [
                        models.UniqueConstraint(fields=('member', 'kind'), name='mail_choice_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('member', 'Member'), ('host', 'Host')], default='member', max_length=10, verbose_name='role')),
                    ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='community.interestgroup')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'membership',
                    'verbose_name_plural': 'memberships',
                    'indexes': [
                        models.Index(fields=['group', 'role', '-id'], name='membership_newest'),
                        models.Index(fields=['group', 'joined_at'], name='membership_by_day'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('group', 'member'), name='membership_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Notification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=60)),
                    ('cause_key', models.CharField(max_length=80)),
                    ('params', models.JSONField(default=dict)),
                    ('url', models.CharField(max_length=300)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.interestgroup')),
                ],
                options={
                    'verbose_name': 'notification',
                    'verbose_name_plural': 'notifications',
                    'indexes': [
                        models.Index(fields=['member', '-id'], name='notification_inbox'),
                        models.Index(condition=models.Q(('read_at', None)), fields=['member'], name='notification_unread'),
                        models.Index(fields=['cause_key'], name='notification_cause'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('member', 'cause_key'), name='notification_once_per_cause'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(default='mail', max_length=10, verbose_name='by')),
                    ('state', models.CharField(choices=[('pending', 'Waiting'), ('held', 'In a digest'), ('sending', 'Being sent'), ('sent', 'Sent'), ('dead', 'Given up'), ('dropped', 'Dropped')], default='pending', max_length=10, verbose_name='state')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try')),
                    ('last_error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                    ('notification', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='community.notification')),
                    ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='community.digest', verbose_name='digest')),
                ],
                options={
                    'verbose_name': 'delivery',
                    'verbose_name_plural': 'deliveries',
                    'indexes': [
                        models.Index(condition=models.Q(('state__in', ['pending', 'sending'])), fields=['next_try_at'], name='delivery_due'),
                        models.Index(fields=['state', '-id'], name='delivery_by_state'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('notification', 'channel'), name='delivery_once_per_channel'),
                        models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='delivery_attempts_bounded'),
                        models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('digest__isnull', False), _connector='OR'), name='delivery_held_by_a_digest'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RateCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scope', models.CharField(max_length=40)),
                    ('key_hash', models.CharField(max_length=64)),
                    ('count', models.PositiveIntegerField(default=0)),
                    ('ends_at', models.DateTimeField(db_index=True)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('scope', 'key_hash'), name='rate_count_once_per_key'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SearchDoc',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=20)),
                    ('object_id', models.PositiveBigIntegerField()),
                    ('tokens', models.TextField()),
                    ('is_public', models.BooleanField(default=False)),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('kind', 'object_id'), name='search_doc_once_per_object'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Rules',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(editable=False, null=True, unique=True, verbose_name='version')),
                    ('text', models.TextField(help_text='Markdown.', max_length=20000, verbose_name='rules')),
                    ('text_en', models.TextField(blank=True, help_text='Empty: the others are shown.', max_length=20000, verbose_name='rules in English')),
                    ('changed', models.CharField(blank=True, help_text='Told to those who accepted the version before.', max_length=200, verbose_name='what changed')),
                    ('changed_en', models.CharField(blank=True, max_length=200, verbose_name='what changed, in English')),
                    ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
                ],
                options={
                    'verbose_name': 'community rules',
                    'verbose_name_plural': 'community rules',
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('version', None)), models.Q(('published_at__isnull', False), ('version__gte', 1)), _connector='OR'), name='rules_published_has_version'),
                        models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('version', 0), name='rules_one_draft'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RulesAcceptance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('accepted_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules_acceptances', to=settings.AUTH_USER_MODEL)),
                    ('rules', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='community.rules')),
                ],
                options={
                    'constraints': [
                        models.UniqueConstraint(fields=('rules', 'member'), name='rules_accepted_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='GroupInvitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('max_uses', models.PositiveSmallIntegerField(default=1, verbose_name='for how many')),
                    ('uses', models.PositiveSmallIntegerField(default=0)),
                    ('expires_at', models.DateTimeField(verbose_name='until')),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='community.interestgroup')),
                    ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='group_invitations', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'invitation to a group',
                    'verbose_name_plural': 'invitations to groups',
                    'indexes': [
                        models.Index(fields=['group', '-id'], name='group_invitation_newest'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('uses__lte', models.F('max_uses'))), name='group_invitation_uses_limited'),
                        models.CheckConstraint(condition=models.Q(('member', None), ('max_uses', 1), _connector='OR'), name='group_invitation_of_one_for_one'),
                        models.UniqueConstraint(condition=models.Q(('member__isnull', False), ('revoked_at', None), ('uses', 0)), fields=('group', 'member'), name='group_invitation_open_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='GroupRemoval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=200, verbose_name='reason')),
                    ('until', models.DateTimeField(verbose_name='until')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removals', to='community.interestgroup')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_removals', to=settings.AUTH_USER_MODEL)),
                    ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'removal from a group',
                    'verbose_name_plural': 'removals from groups',
                    'constraints': [
                        models.UniqueConstraint(fields=('group', 'member'), name='group_removal_once'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='JoinRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.CharField(blank=True, max_length=200, verbose_name='why')),
                    ('state', models.CharField(choices=[('open', 'Waiting'), ('approved', 'Approved'), ('declined', 'Turned down'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='state')),
                    ('answer', models.CharField(blank=True, max_length=200, verbose_name='a word to them')),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to='community.interestgroup')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'request to join',
                    'verbose_name_plural': 'requests to join',
                    'indexes': [
                        models.Index(condition=models.Q(('state', 'open')), fields=['group', 'id'], name='join_request_waiting'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('group', 'member'), name='join_request_open_once'),
                        models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='join_request_settled_has_time'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(editable=False, max_length=16, unique=True)),
                    ('name', models.CharField(help_text='For the team; those who come do not see it.', max_length=40, verbose_name='name')),
                    ('limit', models.PositiveIntegerField(default=100, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people at most')),
                    ('starts_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='from')),
                    ('ends_at', models.DateTimeField(blank=True, help_text='Empty: without end.', null=True, verbose_name='until')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('opened_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='opened')),
                    ('joined_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='signed up')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('group', models.ForeignKey(blank=True, help_text='Whoever comes is in it from the start.', null=True, on_delete=django.db.models.deletion.SET_NULL, to='community.interestgroup', verbose_name='group to join')),
                    ('member', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'invitation campaign',
                    'verbose_name_plural': 'invitation campaigns',
                    'indexes': [
                        models.Index(condition=models.Q(('member', None)), fields=['-id'], name='invitation_campaigns'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(models.Q(('member', None), models.Q(('name', ''), _negated=True)), models.Q(('group', None), ('member__isnull', False), ('name', '')), _connector='OR'), name='invitation_of_member_or_campaign'),
                        models.CheckConstraint(condition=models.Q(('joined_count__lte', models.F('limit'))), name='invitation_within_limit'),
                        models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='invitation_ends_after_start'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Arrival',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('signed_up_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='signed up')),
                    ('arrived_at', models.DateTimeField(null=True, verbose_name='arrived')),
                    ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brought', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
                    ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='arrival', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                    ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='arrivals', to='community.invitation', verbose_name='invitation')),
                ],
                options={
                    'verbose_name': 'arrival',
                    'verbose_name_plural': 'arrivals',
                    'indexes': [
                        models.Index(fields=['brought_by', '-id'], name='arrival_by_member'),
                        models.Index(fields=['invitation', '-id'], name='arrival_by_invitation'),
                    ],
                    'constraints': [
                        models.CheckConstraint(condition=models.Q(('brought_by', None), models.Q(('brought_by', models.F('member')), _negated=True), _connector='OR'), name='arrival_not_by_oneself'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Block',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.CharField(choices=[('mute', 'Muted'), ('block', 'Blocked')], max_length=5, verbose_name='how')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to=settings.AUTH_USER_MODEL)),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'block',
                    'verbose_name_plural': 'blocks',
                    'indexes': [
                        models.Index(fields=['member', '-id'], name='block_of_member'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('member', 'other'), name='block_once'),
                        models.CheckConstraint(condition=models.Q(('member', models.F('other')), _negated=True), name='block_not_oneself'),
                        models.CheckConstraint(condition=models.Q(('level__in', ['mute', 'block'])), name='block_level_known'),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Interest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=20, unique=True, verbose_name='name')),
                    ('name_en', models.CharField(max_length=30, verbose_name='name in English')),
                    ('icon', models.CharField(choices=[('leaf', 'leaf'), ('pot', 'pot'), ('cake', 'cake'), ('child', 'child'), ('paw', 'paw'), ('cup', 'cup'), ('book', 'book'), ('run', 'shoe'), ('tool', 'tool'), ('phone', 'telephone'), ('coin', 'coin'), ('hand', 'helping hand'), ('star-line', 'star')], default='star-line', max_length=12, verbose_name='icon')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ],
                options={
                    'verbose_name': 'interest',
                    'verbose_name_plural': 'interests',
                    'indexes': [
                        models.Index(condition=models.Q(('is_active', True)), fields=['position', 'id'], name='interest_offered'),
                    ],
                },
            ),
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
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'digest',
                    'verbose_name_plural': 'digests',
                    'indexes': [
                        models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at', 'id'], name='digest_due'),
                        models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['member'], name='digest_open_of_member'),
                        models.Index(fields=['state', '-id'], name='digest_by_state'),
                    ],
                    'constraints': [
                        models.UniqueConstraint(fields=('member', 'period'), name='digest_once_per_period'),
                        models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='digest_attempts_bounded'),
                        models.CheckConstraint(condition=models.Q(models.Q(('next_try_at', None), ('state__in', ['sent', 'empty', 'joined', 'dead', 'dropped'])), models.Q(('next_try_at__isnull', False), ('state__in', ['pending', 'queued', 'sending'])), _connector='OR'), name='digest_due_while_open'),
                    ],
                },
            ),
        ]),
        migrations.RunPython(create_index, drop_index),
        migrations.RunPython(add_interests, migrations.RunPython.noop),
        migrations.RunPython(add_groups, migrations.RunPython.noop),
    ]
