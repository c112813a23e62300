import unicodedata

import community.models.group
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def fold_names(apps, schema_editor):
    """What search compares, for the groups that are there."""
    InterestGroup = apps.get_model("community", "InterestGroup")
    for group in InterestGroup.objects.all():
        group.folded = unicodedata.normalize("NFKC", f"{group.name}\n{group.description}").casefold()[:800]
        group.save(update_fields=["folded"])


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0007_group_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('max_uses', models.PositiveSmallIntegerField(default=1, verbose_name='for how many')),
                ('uses', models.PositiveSmallIntegerField(default=0)),
                ('expires_at', models.DateTimeField(verbose_name='until')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'invitation to a group',
                'verbose_name_plural': 'invitations to groups',
            },
        ),
        migrations.CreateModel(
            name='GroupRemoval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'removal from a group',
                'verbose_name_plural': 'removals from groups',
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
            ],
            options={
                'verbose_name': 'request to join',
                'verbose_name_plural': 'requests to join',
            },
        ),
        migrations.AddField(
            model_name='interestgroup',
            name='cover',
            field=models.ImageField(blank=True, editable=False, upload_to='covers/', verbose_name='cover picture'),
        ),
        migrations.AddField(
            model_name='interestgroup',
            name='folded',
            field=models.CharField(blank=True, editable=False, max_length=800),
        ),
        migrations.AddField(
            model_name='interestgroup',
            name='rules',
            field=models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name='rules of the group'),
        ),
        migrations.AddField(
            model_name='interestgroup',
            name='rules_rendered',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='notification',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.interestgroup'),
        ),
        migrations.AlterField(
            model_name='interestgroup',
            name='name',
            field=models.CharField(max_length=40, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='interestgroup',
            name='slug',
            field=models.SlugField(max_length=40, unique=True, validators=[community.models.group.validate_group_slug], verbose_name='address'),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['group', 'day', 'member'], name='activity_in_group'),
        ),
        migrations.AddIndex(
            model_name='interestgroup',
            index=models.Index(condition=models.Q(('is_active', True), ('is_private', False)), fields=['-member_count', 'id'], name='group_open'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['group', 'role', '-id'], name='membership_newest'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['group', 'joined_at'], name='membership_by_day'),
        ),
        migrations.AddConstraint(
            model_name='interestgroup',
            constraint=models.UniqueConstraint(condition=models.Q(('is_private', False)), fields=('name',), name='group_name_once', violation_error_message='Another group goes by this name.'),
        ),
        migrations.AddField(
            model_name='groupinvitation',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='community.interestgroup'),
        ),
        migrations.AddField(
            model_name='groupinvitation',
            name='invited_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='groupinvitation',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='group_invitations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='groupremoval',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='removals', to='community.interestgroup'),
        ),
        migrations.AddField(
            model_name='groupremoval',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_removals', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='groupremoval',
            name='removed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to='community.interestgroup'),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='groupinvitation',
            index=models.Index(fields=['group', '-id'], name='group_invitation_newest'),
        ),
        migrations.AddConstraint(
            model_name='groupinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('uses__lte', models.F('max_uses'))), name='group_invitation_uses_limited'),
        ),
        migrations.AddConstraint(
            model_name='groupinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('member', None), ('max_uses', 1), _connector='OR'), name='group_invitation_of_one_for_one'),
        ),
        migrations.AddConstraint(
            model_name='groupinvitation',
            constraint=models.UniqueConstraint(condition=models.Q(('member__isnull', False), ('revoked_at', None), ('uses', 0)), fields=('group', 'member'), name='group_invitation_open_once'),
        ),
        migrations.AddConstraint(
            model_name='groupremoval',
            constraint=models.UniqueConstraint(fields=('group', 'member'), name='group_removal_once'),
        ),
        migrations.AddIndex(
            model_name='joinrequest',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['group', 'id'], name='join_request_waiting'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('group', 'member'), name='join_request_open_once'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='join_request_settled_has_time'),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
