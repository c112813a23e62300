import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0002_search_index'),
        ('feedback', '0003_staff_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='feedback',
            name='desk_by_owner',
        ),
        migrations.RemoveIndex(
            model_name='feedback',
            name='desk_due',
        ),
        migrations.AddField(
            model_name='feedback',
            name='received_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='received at'),
        ),
        migrations.AlterField(
            model_name='feedback',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='community.interestgroup', verbose_name='interest group'),
        ),
        migrations.AlterField(
            model_name='fixnote',
            name='people_count',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='people it helps'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(condition=models.Q(('visibility', 'public'), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True)), fields=['-vote_count', '-id'], name='home_wanted'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('answered_at__isnull', True)), fields=['answer_due_at', 'id'], name='desk_due'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('answered_at__isnull', True)), fields=['owner', 'answer_due_at', 'id'], name='desk_by_owner'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('answered_at__isnull', False)), fields=['owner', 'changed_at', 'id'], name='desk_answered'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(condition=models.Q(models.Q(('visibility', 'removed'), _negated=True), models.Q(('status', 'fixed'), _negated=True), models.Q(('status', 'closed'), _negated=True), models.Q(('status', 'declined'), _negated=True), ('severity', 1)), fields=['answer_due_at', 'id'], name='desk_urgent'),
        ),
    ]
