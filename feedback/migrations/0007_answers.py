import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

MODERATORS = ["view_replytemplate", "add_replytemplate", "change_replytemplate", "enter_feedback"]
LEADS = [
    *MODERATORS,
    "delete_replytemplate",
    *("view_trustedauthor", "delete_trustedauthor", "view_submitblock", "delete_submitblock"),
]


def add_permissions(apps, schema_editor):
    """Permissions normally come after all migrations; the groups need theirs now."""
    config = apps.get_app_config("feedback")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, wanted in (("moderators", MODERATORS), ("leads", LEADS)):
        group, _created = Group.objects.get_or_create(name=name)
        found = Permission.objects.filter(content_type__app_label="feedback", codename__in=wanted)
        group.permissions.add(*found)



class Migration(migrations.Migration):

    dependencies = [
        ('community', '0005_newcomers'),
        ('feedback', '0006_first_policies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('channel', 'everything in this channel is looked at first'), ('newcomer', 'from a new member'), ('nameless', 'said without a name'), ('hasty', 'sent faster than people type'), ('trap', 'filled in a field that people do not see')], max_length=10, verbose_name='why it waits')),
                ('outcome', models.CharField(blank=True, choices=[('approved', 'Approved'), ('withheld', 'Not published')], max_length=10, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, choices=[('spam', 'It is advertising, or not meant for us.'), ('private', 'It names people, or shows what is private.'), ('hurtful', 'It hurts people. Say the same about the matter, and we take it up.'), ('empty', 'We could not tell what it is about.')], max_length=10, verbose_name='reason')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='words to the author')),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
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
            ],
            options={
                'verbose_name': 'entry on behalf',
                'verbose_name_plural': 'entries on behalf',
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
            ],
            options={
                'verbose_name': 'reply template',
                'verbose_name_plural': 'reply templates',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SubmitBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('reason', models.CharField(choices=[('spam', 'It is advertising, or not meant for us.'), ('private', 'It names people, or shows what is private.'), ('hurtful', 'It hurts people. Say the same about the matter, and we take it up.'), ('empty', 'We could not tell what it is about.')], max_length=10, verbose_name='reason')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
            ],
            options={
                'verbose_name': 'pause',
                'verbose_name_plural': 'pauses',
            },
        ),
        migrations.CreateModel(
            name='TrustedAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
            ],
            options={
                'verbose_name': 'trusted author',
                'verbose_name_plural': 'trusted authors',
            },
        ),
        migrations.AlterModelOptions(
            name='feedback',
            options={'permissions': [('triage_feedback', 'May triage feedback'), ('import_feedback', 'May import feedback'), ('enter_feedback', 'May enter feedback for others')], 'verbose_name': 'feedback', 'verbose_name_plural': 'feedback'},
        ),
        migrations.AddField(
            model_name='channel',
            name='publishing',
            field=models.CharField(choices=[('at_once', 'Everything at once'), ('nameless', 'Without a name only after approval'), ('newcomers', 'Without a name and from new members only after approval'), ('nothing', 'Everything only after approval')], default='at_once', help_text='Who is trusted, and the team, never wait.', max_length=10, verbose_name='publishing'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='asked_again_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='progressentry',
            name='kind',
            field=models.CharField(choices=[('received', 'Received'), ('answer', 'Official answer'), ('status', 'Status'), ('fix', 'Fixed'), ('rating', 'Rated'), ('reopened', 'Reopened'), ('again', 'Asked to look again'), ('approved', 'Approved'), ('withheld', 'Not published'), ('edited', 'Words mended'), ('note', 'Private note'), ('triage', 'Triaged')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(condition=models.Q(('visibility', 'pending')), fields=['received_at', 'id'], name='desk_pending'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('publishing__in', ['at_once', 'nameless', 'newcomers', 'nothing'])), name='channel_publishing_known'),
        ),
        migrations.AddConstraint(
            model_name='progressentry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'again')), fields=('feedback',), name='progress_again_once'),
        ),
        migrations.AddField(
            model_name='approval',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approval',
            name='feedback',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='approval', to='feedback.feedback'),
        ),
        migrations.AddField(
            model_name='onbehalf',
            name='channel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='feedback.channel', verbose_name='channel'),
        ),
        migrations.AddField(
            model_name='onbehalf',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='onbehalf',
            name='feedback',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='on_behalf', to='feedback.feedback'),
        ),
        migrations.AddField(
            model_name='onbehalf',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replytemplate',
            name='category',
            field=models.ForeignKey(blank=True, help_text='Offered for items of this category only; empty for all.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reply_templates', to='feedback.category', verbose_name='category'),
        ),
        migrations.AddField(
            model_name='submitblock',
            name='blocked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='submitblock',
            name='feedback',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='feedback.feedback', verbose_name='feedback'),
        ),
        migrations.AddField(
            model_name='submitblock',
            name='member',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trustedauthor',
            name='member',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trustedauthor',
            name='trusted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(('decided_at__isnull', False), ('outcome__in', ['approved', 'withheld'])), _connector='OR'), name='approval_decided_with_outcome'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'withheld'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='approval_withheld_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='onbehalf',
            constraint=models.UniqueConstraint(condition=models.Q(('what', 'item')), fields=('feedback',), name='on_behalf_item_once'),
        ),
        migrations.AddConstraint(
            model_name='onbehalf',
            constraint=models.UniqueConstraint(condition=models.Q(('what', 'vote')), fields=('feedback', 'member'), name='on_behalf_vote_once'),
        ),
        migrations.AddConstraint(
            model_name='onbehalf',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='on_behalf_has_source'),
        ),
        migrations.AddConstraint(
            model_name='replytemplate',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['', 'under_review', 'planned', 'in_progress', 'needs_info', 'fixed', 'closed', 'declined'])), name='reply_status_known'),
        ),
        migrations.AddConstraint(
            model_name='submitblock',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('created_at'))), name='submit_block_has_length'),
        ),
        migrations.RunPython(add_permissions, migrations.RunPython.noop),
    ]
